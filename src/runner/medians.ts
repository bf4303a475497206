/** The material of median trials, computed again once it is known which these are: what all might keep would fill a disk. */

import { InputError } from '../errors.js';
import type { Outcome, Trial } from '../experiment/contract.js';
import { keeping } from '../experiment/trials.js';
import { keepsMore, type Outcomes } from '../results/outcomes.js';
import type { Executor, Whole } from './executors/contract.js';
import { isFailure, openJournal, readJournal } from './journal.js';
import { mediansOf } from './kept.js';
import type { Plan } from './plan.js';
import { journalOf, workplaceOf } from './workplace.js';

/** Told before median trials are computed again. @param seconds that they took before, all together. */
export type OnMedians = (trials: number, seconds: number) => void;

/**
 * What the tables of a finished plan are made of. Computes the median trials that its spec asks for with what they keep, as
 * far as the journal does not have them.
 * @returns undefined where `drain` was aborted meanwhile.
 * @throws InputError for one that now fails; Error for one that now comes out otherwise.
 */
export async function withMedians(
  plan: Plan,
  executor: Executor,
  drain: AbortSignal,
  onMedians: OnMedians,
): Promise<Outcomes | undefined> {
  const { request, cells, trials, outcomes } = plan;
  const inOrder = outcomes.inOrder();
  const again = new Map<string, Trial>();
  const places = new Map<string, number>();
  for (const { cell, trial, what } of mediansOf(request.spec.record, cells, () => inOrder.rows)) {
    const place = trials.starts[cells.indexOf(cell)]! + trial;
    const kept = keeping(trials.at(place)!, what);
    again.set(kept.key, kept);
    places.set(kept.id, place);
  }
  if (again.size === 0) return inOrder;
  const path = journalOf(workplaceOf(request));
  const found = readJournal(path, again).outcomes;
  const pending = [...again.values()].filter(({ key }) => isFailure(found.get(key)));
  const whole = { trials, get: (key: string) => found.get(key) ?? outcomes.get(key) };
  if (pending.length > 0)
    onMedians(
      pending.length,
      pending.reduce((sum, { id }) => sum + (inOrder.seconds.get(id) ?? 0), 0),
    );
  await compute(pending, path, executor, found, drain, whole);
  if (pending.some(({ key }) => !found.has(key))) return undefined;
  for (const outcome of found.values()) requireSame(outcome, inOrder.rows[places.get(outcome.row.id)!]!);
  const kept = [...inOrder.kept.filter(({ row }) => !places.has(row.id)), ...[...found.values()].filter(keepsMore)];
  const placeOf = ({ row }: Outcome) => places.get(row.id) ?? trials.findId(row.id)!;
  return { ...inOrder, kept: kept.sort((a, b) => placeOf(a) - placeOf(b)) };
}

async function compute(
  pending: readonly Trial[],
  path: string,
  executor: Executor,
  found: Map<string, Outcome>,
  drain: AbortSignal,
  whole: Pick<Whole, 'trials' | 'get'>,
): Promise<void> {
  if (pending.length === 0) return;
  const journal = openJournal(path, 'all');
  try {
    const save = (finished: readonly Outcome[]) => {
      journal.append(finished);
      for (const outcome of finished) found.set(outcome.key, outcome);
    };
    await (executor.afresh ?? executor).run(pending, save, drain, {
      ...whole,
      forget: journal.forget,
      note: () => undefined,
    });
  } finally {
    journal.close();
  }
}

function requireSame({ row }: Outcome, before: Outcome['row']): void {
  if (row.status === 'failed' || row.status === 'timeout') {
    const again = 'was computed again for what it keeps';
    throw new InputError(`${row.id} ${again} and ended as ${row.status}: ${row.reason}. Run the same command again`);
  }
  const told = ({ status, reason, iterations, converged, metrics }: Outcome['row']) =>
    JSON.stringify([status, reason, iterations, converged, metrics]);
  if (told(row) !== told(before))
    throw new Error(`${row.id} came out otherwise when it was computed again: ${told(before)}, then ${told(row)}`);
}
