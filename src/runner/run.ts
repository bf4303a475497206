/** Carries a plan out: journal, executor, and at the end the files of the results folder. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf } from '../experiment/catalog.js';
import type { Outcome, Status } from '../experiment/contract.js';
import { wholeGrid } from '../experiment/grid.js';
import { makeFolder } from '../results/atomic.js';
import { type Derived, writeResults } from '../results/write.js';
import type { Executor } from './executors/contract.js';
import { openJournal } from './journal.js';
import { keptIn, withKept } from './kept.js';
import { lockFolder } from './lock.js';
import { journalOf, type Plan, planRun, stampOf } from './plan.js';
import { type Provenance, runJson } from './provenance.js';
import { shareDone } from './times.js';

/** What somebody who watches a run is told. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Trials computed in this run, without those from the journal. */
  readonly computed: number;
  /** How much of what there was to compute is done, by what trials are expected to cost; 0..1. */
  readonly share: number;
}

export interface RunReport {
  readonly plan: Plan;
  /** False when the run was interrupted: the journal has what was computed, the results folder is as it was. */
  readonly complete: boolean;
  readonly counts: Readonly<Record<Status, number>>;
  readonly computed: number;
  /** What was written; absent when the run is not complete. */
  readonly results?: Derived;
}

/**
 * Carries out a plan, made anew where another run has written to the folder since.
 * @param drain ends the run early: what is running ends and is saved.
 * @throws InputError when the folder is in use or cannot be written.
 */
export async function executePlan(
  planned: Plan,
  executor: Executor,
  provenance: Provenance,
  onProgress: (progress: Progress) => void,
  drain: AbortSignal,
): Promise<RunReport> {
  const { folder } = planned.request;
  makeFolder(folder);
  const release = lockFolder(folder);
  try {
    removeLeftovers(folder);
    const plan = stampOf(folder) === planned.stamp ? planned : planRun(planned.request);
    const outcomes = new Map(plan.cached);
    const computed = await computeTrials(plan, executor, outcomes, onProgress, drain);
    const inOrder = [...plan.trials].flatMap(({ key }) => outcomes.get(key) ?? []);
    const counts = countStatuses(inOrder);
    if (inOrder.length < plan.trials.length) return { plan, complete: false, counts, computed };
    const { spec } = plan.request;
    const rows = inOrder.map(({ row }) => row);
    const results = writeResults(folder, {
      spec,
      cells: plan.cells,
      grid: wholeGrid(spec, plan.request.catalog),
      outcomes: withKept(inOrder, keptIn(spec.record, plan.cells, rows)),
      metrics: columnsOf([spec], plan.request.catalog),
      runJson: (files) => runJson(provenance, plan, counts, computed, files),
    });
    return { plan, complete: true, counts, computed, results };
  } finally {
    release();
  }
}

/** Temporary files of a run that was killed while it wrote; nobody else writes here, as the lock is ours. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^\..*\.\d+\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

async function computeTrials(
  plan: Plan,
  executor: Executor,
  outcomes: Map<string, Outcome>,
  onProgress: (progress: Progress) => void,
  drain: AbortSignal,
): Promise<number> {
  const { request, pending, left, dropped } = plan;
  if (pending.length === 0 && dropped === 0) return 0;
  const readable = dropped > 0 ? 'readable' : 'all';
  const journal = openJournal(journalOf(request.folder), request.fresh ? 'nothing' : readable);
  let computed = 0;
  const share = shareDone(left, plan.costs);
  const tell = (finished: readonly Outcome[] = []) =>
    onProgress({ done: outcomes.size, total: plan.trials.length, computed, share: share(finished) });
  tell();
  try {
    await executor.run(
      pending,
      (finished) => {
        journal.append(finished);
        // A result may come after a timeout of the same trial, from another worker.
        computed += finished.filter(({ key }) => !outcomes.has(key)).length;
        for (const outcome of finished) outcomes.set(outcome.key, outcome);
        tell(finished);
      },
      drain,
    );
  } finally {
    journal.close();
  }
  return computed;
}

function countStatuses(outcomes: readonly Outcome[]): Record<Status, number> {
  const counts = { ok: 0, degenerate: 0, failed: 0, timeout: 0 };
  for (const { row } of outcomes) counts[row.status] += 1;
  return counts;
}
