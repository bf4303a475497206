/** `moe cancel`: ends the run on a queue, or clears what one left. */
import { counted } from '../../counted.js';
import { addressFrom } from '../../runner/queue/address.js';
import type { GlobalOptions, QueueFlags } from '../options.js';
import { exit, printLine } from '../output.js';

export interface CancelFlags extends GlobalOptions, QueueFlags {}

/** What is said of outcomes that were not collected. */
const outcomesOf = {
  deleted: 'deleted outcomes that its check did not collect',
  kept: 'kept outcomes that it did not collect for a week: the same command takes them',
} as const;

/** How long it waits for the end of the run, seconds. */
const patience = 60;

export async function cancelRun(options: CancelFlags): Promise<number> {
  const address = addressFrom(options, process.env);
  const { cancel } = await import('../../runner/queue/cancel.js');
  const { asked, ended, chunks, removed, outcomes } = await cancel(address, patience * 1000);
  const say = (text: string) => {
    if (!options.quiet) printLine(text);
  };
  if (asked === undefined) {
    const left = [
      ...(chunks === 0 ? [] : [`cleared ${counted(chunks, 'chunk')} of an earlier one`]),
      ...(outcomes === undefined ? [] : [outcomesOf[outcomes]]),
      ...(removed ? ['removed what stood in the place of the lease'] : []),
    ];
    say(`${address.shown}: no run; ${left.join('; ') || 'nothing is left of an earlier one'}`);
    return exit.ok;
  }
  const { experiment, holder, progress } = asked;
  const whose = `${experiment}, process ${holder.pid} on ${holder.host}`;
  const far = `${progress.done} of ${progress.total} trials were done when it was asked`;
  if (ended) say(`${whose}: ended; ${far}. The same command goes on there`);
  else say(`${whose}: asked to end, and has not within ${patience} s: trials under way may take longer. ${far}`);
  return exit.ok;
}
