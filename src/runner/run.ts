/** Carries a plan out: journal, executor, and at the end the files of the results folder or of the shard. */
import { columnsOf } from '../experiment/catalog.js';
import type { Outcome, Status } from '../experiment/contract.js';
import { wholeGrid } from '../experiment/grid.js';
import { digestOf } from '../experiment/trials.js';
import { makeFolder } from '../results/atomic.js';
import type { Outcomes } from '../results/outcomes.js';
import type { MachineRun } from '../results/provenance.js';
import { type Derived, writeResults } from '../results/write.js';
import { type Attempt, beginAttempt } from './attempts.js';
import type { Executor } from './executors/contract.js';
import { openJournal } from './journal.js';
import { lockFolder } from './lock.js';
import { type OnMedians, withMedians } from './medians.js';
import { type Plan, planRun, stampOf } from './plan.js';
import { type Ended, type Provenance, runJson, runOf } from './provenance.js';
import { writeShard } from './shards/write.js';
import { shareDone } from './times.js';
import { journalOf, removeLeftovers, workplaceOf } from './workplace.js';

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
  /** Who computed what this run took, where it was not this process. */
  readonly machines: readonly MachineRun[];
  /** What was written; absent when the run is not complete, and for a shard. */
  readonly results?: Derived;
  /** What a shard was written to. */
  readonly file?: string;
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
  onMedians: OnMedians = () => undefined,
): Promise<RunReport> {
  const workplace = workplaceOf(planned.request);
  makeFolder(workplace.folder);
  const release = lockFolder(workplace.folder, workplace.name);
  try {
    removeLeftovers(workplace);
    const plan = stampOf(planned.request) === planned.stamp ? planned : planRun(planned.request);
    const attempt = beginAttempt(plan, provenance);
    const { computed, machines } = await computeTrials(plan, executor, attempt, onProgress, drain);
    const all = attempt.end(computed, machines);
    const ended = { counts: plan.outcomes.counts(), computed, machines };
    if (plan.outcomes.size < plan.trials.length) return { plan, complete: false, ...ended };
    if (plan.partOf !== undefined)
      return { plan, complete: true, ...ended, file: writeShard(plan, provenance, ended, all) };
    const outcomes = await withMedians(plan, executor, drain, onMedians);
    if (outcomes === undefined) return { plan, complete: false, ...ended };
    const own = provenance.started.toISOString();
    const alone = machines.length === 0 && all.every(({ started }) => started === own);
    const results = writeTables(plan, outcomes, provenance, { ...ended, known: alone ? [] : all });
    return { plan, complete: true, ...ended, results };
  } finally {
    release();
  }
}

/** The tables of a whole grid and its run.json. */
function writeTables(plan: Plan, outcomes: Outcomes, provenance: Provenance, ended: Ended): Derived {
  const { spec, catalog, folder } = plan.request;
  return writeResults(folder, {
    spec,
    cells: plan.cells,
    grid: wholeGrid(spec, catalog),
    outcomes,
    metrics: columnsOf([spec], catalog),
    runJson: (files) => runJson(runOf(provenance, plan, ended, files)),
  });
}

async function computeTrials(
  plan: Plan,
  executor: Executor,
  { note }: Attempt,
  onProgress: (progress: Progress) => void,
  drain: AbortSignal,
): Promise<Pick<Ended, 'computed' | 'machines'>> {
  const { request, outcomes, pending, left, dropped } = plan;
  if (pending.length === 0 && dropped === 0) return { computed: 0, machines: await executor.run([], () => {}, drain) };
  const journal = openJournal(journalOf(workplaceOf(request)), request.fresh ? 'nothing' : keptOf(plan));
  let computed = 0;
  const share = shareDone(left, plan.costs);
  const tell = (finished: readonly Outcome[] = []) =>
    onProgress({ done: outcomes.size, total: plan.trials.length, computed, share: share(finished) });
  tell();
  try {
    const machines = await executor.run(
      pending,
      (finished) => {
        journal.append(finished);
        // A result may come after a timeout of the same trial, from another worker.
        computed += finished.filter(({ key }) => !outcomes.has(key)).length;
        for (const outcome of finished) outcomes.set(outcome.key, outcome);
        tell(finished);
      },
      drain,
      { trials: plan.trials, get: (key) => outcomes.get(key), forget: journal.forget, note },
    );
    return { computed, machines };
  } finally {
    journal.close();
  }
}

/** A journal of which so much is of no use is written anew, bytes: below, another grid may need it again. */
const mostIdle = 2 ** 27;

/** What stays of the journal: all; what can be read, where something cannot; what this grid needs, where much is of no use. */
function keptOf({ trials, outcomes, dropped, idle }: Plan): Parameters<typeof openJournal>[1] {
  if (idle <= mostIdle) return dropped > 0 ? () => true : 'all';
  const own = new Set(trials.digests);
  return (outcome) => {
    if (!own.has(digestOf(outcome))) return false;
    const known = outcomes.get(outcome.key);
    return known === undefined || (known.seconds === outcome.seconds && known.row.status === outcome.row.status);
  };
}
