/** The grids of a check, and their trials computed afresh. Nothing comes from a journal or goes into one. */

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { InputError, messageOf } from '../../errors.js';
import type { Behavior } from '../../experiment/behavior.js';
import type { Cell, Outcome, Spec, Trial } from '../../experiment/contract.js';
import { cellsOf } from '../../experiment/grid.js';
import { hasQuick } from '../../experiment/spec/read.js';
import { keeping, type TrialGrid, trialsOf } from '../../experiment/trials.js';
import type { Results } from '../../results/results.js';
import { type ExecutorOptions, executorFor } from '../../runner/executors/executor.js';
import { mediansOf } from '../../runner/kept.js';
import type { Shard } from '../../runner/shards/shard.js';
import { batchesOf, type Costs, costsOf, shareDone, timesOf } from '../../runner/times.js';
import { findExperiment, listExperiments } from '../experiments.js';
import type { GlobalOptions, QueueFlags, UseOptions } from '../options.js';
import { relay, speaker } from '../output.js';
import { progressView } from '../run/progress.js';
import { type OpenSource, openSource, type Source, sourceOf } from '../sources.js';
import type { Vocabulary } from '../vocabulary.js';
import { passesOf } from './passes.js';

export interface CheckOptions extends GlobalOptions, UseOptions, QueueFlags {
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly run: boolean;
  /** Seconds. */
  readonly budget: number;
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly shard?: Shard;
  readonly results: string;
  readonly tolerance: number;
  readonly format: 'text' | 'json' | 'junit' | 'markdown';
}

/** An experiment or its quick section, with what would make its results. */
interface NamedGrid extends Source {
  readonly quick: boolean;
}

/** A grid with committed results. */
export interface Grid extends NamedGrid, OpenSource {
  /** The spec's own seed; `spec` has that of the run. */
  readonly seed: number;
  /** What was run: the spec's grid as far as the flags of that run left it. */
  readonly cells: readonly Cell[];
  readonly trials: readonly Trial[];
}

/**
 * The grids of the experiments, each experiment's quick one first, whether they have results or not.
 * @throws InputError where none has, where an experiment that was named has none, and under --all where one lacks those of its whole grid.
 */
export function gridsOf(
  names: readonly string[],
  { all, quick, results, use }: CheckOptions,
  vocabulary: Vocabulary,
): NamedGrid[] {
  const known =
    names.length > 0
      ? [...new Set(names)].map((name) => [name, findExperiment(name)] as const)
      : [...listExperiments()];
  const grids = known.flatMap(([name, path]) => {
    const whole = { ...sourceOf(name, path, { results, ...(use && { use }) }, vocabulary), quick: false };
    const small = hasQuick(whole)
      ? [{ ...sourceOf(name, path, { results, quick: true, ...(use && { use }) }, vocabulary), quick: true }]
      : [];
    const own = [...small, ...(quick ? [] : [whole])];
    const missing = own.filter(({ folder }) => !existsSync(folder));
    // What has to be there is opened, which says what makes it: the whole grid stands last.
    const last = missing.at(-1);
    const isNeeded = last === own.at(-1) && (all || (names.length > 0 && missing.length === own.length));
    if (last !== undefined && isNeeded) openSource(last, true);
    return own;
  });
  if (grids.some(({ folder }) => existsSync(folder))) return grids;
  throw new InputError(`no experiment has results in ${results}/; moe run makes them`);
}

export function openGrid(source: NamedGrid, behavior: Behavior): Grid {
  // What was changed by hand is what a check is to find.
  const open = openSource(source, true);
  const { seed, options } = open.run;
  const spec = { ...open.spec, seed };
  const grid = { filter: options.filter, ...(options.trials === null ? {} : { trials: options.trials }) };
  try {
    const { vocabulary } = open;
    const cells = cellsOf(spec, vocabulary, grid);
    return {
      ...open,
      spec,
      seed: open.spec.seed,
      quick: source.quick,
      cells,
      trials: keepingMedians(trialsOf(spec, cells, vocabulary, behavior), spec, open.results),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${open.folder}/run.json options do not fit ${source.path}: ${messageOf(error)}`);
  }
}

/**
 * The trials, those that are the median of their cell by the committed rows with what they keep: where another one is now,
 * its row differs anyway.
 */
function keepingMedians(grid: TrialGrid, { record }: Spec, results: Results): Trial[] {
  const trials = [...grid];
  for (const { cell, trial, what } of mediansOf(record, grid.cells, () => results.rows)) {
    const place = grid.starts[grid.cells.indexOf(cell)]! + trial;
    if (trials[place] !== undefined) trials[place] = keeping(trials[place], what);
  }
  return trials;
}

/**
 * Computes the trials of all passes.
 * @returns outcomes by the trial's key; what was computed by then where `interrupt` is aborted.
 */
export async function computeTrials(
  grids: readonly Grid[],
  { all, jobs = availableParallelism(), budget, memory, shard, ...options }: CheckOptions,
  code: Pick<ExecutorOptions, 'build' | 'used' | 'queue'>,
  interrupt: AbortSignal,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const costs: Costs = new Map(grids.flatMap(({ cells, results }) => [...costsOf(cells, timesOf(results))]));
  const passes = passesOf(grids, costs, { budget: budget * jobs, ...(all && { all }), ...(shard && { shard }) });
  const limit = memory === undefined ? {} : { memory };
  const queue = code.queue && { queue: { ...code.queue, costs } };
  const executor = executorFor({ jobs, ...code, ...queue, ...limit, onOutput: relay(options) });
  try {
    for (const { name, trials, hurried } of passes) {
      const drain = hurried ? AbortSignal.any([interrupt, AbortSignal.timeout(1000 * budget)]) : interrupt;
      if (trials.length === 0 || drain.aborted) continue;
      const view = options.quiet ? undefined : await progressView(name, (text) => void speaker(options)('info', text));
      const share = shareDone(batchesOf(trials), costs);
      let computed = 0;
      const keep = (finished: readonly Outcome[]) => {
        for (const outcome of finished) outcomes.set(outcome.key, outcome);
        computed += finished.length;
        view?.update({ done: computed, total: trials.length, computed, share: share(finished) });
      };
      await executor.run(trials, keep, drain).finally(() => view?.end());
    }
  } finally {
    await executor.close();
  }
  return outcomes;
}
