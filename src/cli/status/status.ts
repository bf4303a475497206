/** `moe status`: how far the run on a queue is, its workers, what failed. */
import { counted } from '../../counted.js';
import { badge, type Document, listOf, paragraph, strong, type Table } from '../../documents/contract.js';
import { rounded } from '../../documents/numbers.js';
import { type Address, addressFrom } from '../../runner/queue/address.js';
import type { Lease } from '../../runner/queue/lease.js';
import type { Presence, QueueStatus } from '../../runner/queue/presence.js';
import { ending, type Next } from '../ending.js';
import type { GlobalOptions, QueueFlags } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { spoken } from '../run/progress.js';

export interface StatusFlags extends GlobalOptions, QueueFlags {
  readonly json?: boolean;
}

export async function status(options: StatusFlags): Promise<number> {
  const address = addressFrom(options, process.env);
  const { readStatus } = await import('../../runner/queue/presence.js');
  const found = await readStatus(address);
  if (options.json) printJson(factsOf(address, found), 2);
  else print(statusDocument(address, found, Date.now()), options);
  return exit.ok;
}

/** The form of the JSON; it grows when a key changes its meaning or goes. */
const version = 1;

function factsOf({ shown }: Address, { lease, workers }: QueueStatus) {
  return { version, queue: shown, run: lease === undefined ? null : runFacts(lease), workers };
}

function runFacts({ experiment, moe, since, holder, progress }: Lease) {
  const { reasons, left, ...counts } = progress;
  return {
    ...{ experiment, moe, since, coordinator: { host: holder.host, pid: holder.pid } },
    ...counts,
    secondsLeft: left,
    failures: reasons.map(([trial, reason]) => ({ trial, reason })),
  };
}

/** @param now milliseconds since 1970. */
export function statusDocument({ shown }: Pick<Address, 'shown'>, found: QueueStatus, now: number): Document {
  const { lease, workers } = found;
  return [
    ...(lease === undefined ? [paragraph(`${shown}: no run is under way`)] : runBlocks(lease, now)),
    ...(workers.length === 0 ? [paragraph('no workers')] : [workerTable(workers, now)]),
    ...ending({ next: nextOf(found) }),
  ];
}

/** What a run lacks, and how to end it. */
function nextOf({ lease, workers }: QueueStatus): Next[] {
  return [
    ...(lease === undefined ? [['moe run EXPERIMENT --queue', 'starts a run'] as const] : []),
    ...(workers.length === 0 ? [['moe worker --queue', 'starts a worker, on this or any machine'] as const] : []),
    ...(lease === undefined ? [] : [['moe cancel --queue', 'ends the run; what was computed is kept'] as const]),
  ];
}

function runBlocks({ experiment, holder, since, progress }: Lease, now: number): Document {
  const { done, total, rate, left, failed, timeout, reasons, chunks } = progress;
  const share = total === 0 ? 0 : Math.floor((100 * done) / total);
  const pace = left === null ? 'time left not known yet' : `about ${spoken(left)} left`;
  const lost = failed + timeout;
  return [
    paragraph([strong(experiment), `: ${done} of ${total} trials (${share}%), ${rounded(rate)} per second, ${pace}`]),
    paragraph(
      `coordinated by process ${holder.pid} on ${holder.host}, started ${ago(since, now)} ago; ${counted(chunks, 'chunk')} handed out`,
    ),
    ...(lost === 0
      ? []
      : [
          paragraph(badge('bad', `${failed} failed, ${timeout} timed out`)),
          ...listOf(reasons.map(([trial, reason]) => `${trial}: ${reason}`)),
          ...(lost > reasons.length ? [paragraph(`and ${lost - reasons.length} more`)] : []),
        ]),
  ];
}

function workerTable(workers: readonly Presence[], now: number): Table {
  return {
    kind: 'table',
    caption: '',
    columns: [
      { title: 'worker' },
      { title: 'process', number: true },
      { title: 'busy', number: true },
      { title: 'trials', number: true },
      { title: 'for', number: true },
      { title: 'computes' },
      { title: 'cpu', spare: true },
    ],
    rows: workers.map(({ host, pid, busy, lanes, trials, since, experiment, cpu }) => [
      ...[host, String(pid), `${busy} of ${lanes}`, String(trials), ago(since, now)],
      ...[experiment === '' ? 'waiting for a run' : experiment, cpu],
    ]),
  };
}

/** How long ago a time was, by the clocks of two machines. */
const ago = (since: string, now: number): string => spoken(Math.max(0, (now - Date.parse(since)) / 1000));
