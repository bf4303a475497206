/** `moe cancel`: ends the run on a queue, or clears what one left. */
import { counted } from '../../counted.js';
import { type Document, paragraph } from '../../documents/contract.js';
import { type Address, addressFrom } from '../../runner/queue/address.js';
import type { Cancelled } from '../../runner/queue/cancel.js';
import type { GlobalOptions, QueueFlags } from '../options.js';
import { exit, print } from '../output.js';

export interface CancelFlags extends GlobalOptions, QueueFlags {}

/** What is said of outcomes that were not collected. */
const outcomesOf = {
  deleted: 'deleted outcomes of an earlier check that were never collected',
  kept: 'kept, for a week, outcomes of an earlier run that were never collected: the same command picks them up',
} as const;

/** How long it waits for the end of the run, seconds. */
const patience = 60;

export async function cancelRun(options: CancelFlags): Promise<number> {
  const address = addressFrom(options, process.env);
  const { cancel } = await import('../../runner/queue/cancel.js');
  const cancelled = await cancel(address, patience * 1000);
  if (!options.quiet) print(cancelDocument(address, cancelled), options);
  return exit.ok;
}

export function cancelDocument({ shown }: Pick<Address, 'shown'>, cancelled: Cancelled): Document {
  const { asked, ended, chunks, removed, outcomes } = cancelled;
  if (asked === undefined) {
    const left = [
      ...(chunks === 0 ? [] : [`cleared ${counted(chunks, 'chunk')} that an earlier run left behind`]),
      ...(outcomes === undefined ? [] : [outcomesOf[outcomes]]),
      ...(removed ? ['removed something that was no lease from where the lease belongs'] : []),
    ];
    return [paragraph(`${shown}: no run is under way; ${left.join('; ') || 'nothing is left of an earlier one'}`)];
  }
  const { experiment, holder, progress } = asked;
  const whose = `${experiment}, process ${holder.pid} on ${holder.host}`;
  const far = `${progress.done} of ${progress.total} trials were done when it was asked`;
  return ended
    ? [paragraph(`${whose}: stopped; ${far}. To continue, run the same command there again`)]
    : [paragraph(`${whose}: asked to stop, but still finishing its trials after ${patience} s; ${far}`)];
}
