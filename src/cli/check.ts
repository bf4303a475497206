/** `moe check`: trials computed afresh beside the committed results. */
import { existsSync } from 'node:fs';
import { arch, availableParallelism } from 'node:os';
import { InputError } from '../errors.js';
import type { Cell, Outcome, Trial } from '../experiment/contract.js';
import { cellsOf, trialsOf } from '../experiment/grid.js';
import { hasQuick } from '../experiment/spec.js';
import { type Checked, checkResults } from '../results/check.js';
import { exactly, within } from '../results/differences.js';
import type { Run } from '../results/provenance.js';
import { placeKey } from '../results/summary.js';
import { firstTrials } from '../runner/budget.js';
import { localPool } from '../runner/pool.js';
import { readBuild } from '../runner/provenance.js';
import { printers } from './check-print.js';
import { exit } from './exit.js';
import { findExperiment, listExperiments } from './experiments.js';
import { onInterrupt } from './interrupt.js';
import { speaker } from './log.js';
import type { GlobalOptions } from './options.js';
import { progressView } from './progress.js';
import { type OpenSource, openSource, type Source, sourceOf } from './sources.js';
import { vocabulary } from './vocabulary.js';

export interface CheckOptions extends GlobalOptions {
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly run: boolean;
  /** Seconds. */
  readonly budget: number;
  readonly jobs?: number;
  readonly results: string;
  readonly tolerance: number;
  readonly format: keyof typeof printers;
}

/** A grid with committed results: an experiment, or its quick section. */
interface Grid extends OpenSource {
  readonly quick: boolean;
  /** What was run: the spec's grid as far as the flags of that run left it. */
  readonly cells: readonly Cell[];
  readonly trials: readonly Trial[];
}

/** What came of one grid. */
export interface CheckedGrid extends Checked {
  readonly experiment: string;
  readonly folder: string;
  /** Node and architecture of the committed run. */
  readonly madeBy: string;
  /** The relative tolerance of the comparison; 0 where it was to the last digit. */
  readonly tolerance: number;
}

/**
 * Checks, prints, and returns the exit code.
 * @throws InputError for experiments without results, and for results that cannot be read.
 */
export async function check(names: readonly string[], options: CheckOptions): Promise<number> {
  checkFlags(options);
  const { code } = readBuild(new URL('./build.json', import.meta.url));
  const grids = gridsOf(names, options).map((grid) => openGrid(grid, code));
  const interrupt = onInterrupt();
  const outcomes = new Map<string, Outcome>();
  try {
    if (options.run) await compute(grids, outcomes, options, interrupt.signal);
  } finally {
    interrupt.release();
  }
  if (interrupt.signal.aborted) return exit.interrupted;
  const checked = grids.map((grid) => checkGrid(grid, outcomes, options.tolerance));
  process.stdout.write(printers[options.format](checked, options));
  return checked.every(isAsCommitted) ? exit.ok : exit.regression;
}

export function isAsCommitted({ differing, claims }: Checked): boolean {
  return differing === 0 && claims.every(({ holds }) => holds);
}

function checkFlags({ all, quick, run }: CheckOptions): void {
  const given = [all === true && '--all', quick === true && '--quick', !run && '--no-run'].filter(Boolean);
  if (given.length > 1)
    throw new InputError(`only one of --all, --quick and --no-run can be given; got ${given.join(' and ')}`);
}

/** The grids of the experiments that have results, each experiment's quick one first. */
function gridsOf(names: readonly string[], { quick, results }: CheckOptions): (Source & { quick: boolean })[] {
  const known =
    names.length > 0
      ? [...new Set(names)].map((name) => [name, findExperiment(name)] as const)
      : [...listExperiments()];
  const grids = known.flatMap(([name, path]) => {
    const whole = { ...sourceOf(name, path, { results }), quick: false };
    const small = hasQuick(whole) ? [{ ...sourceOf(name, path, { results, quick: true }), quick: true }] : [];
    const found = [...small, ...(quick ? [] : [whole])].filter(({ folder }) => existsSync(folder));
    // What was named must be there; openSource says what is missing.
    return found.length > 0 || names.length === 0 ? found : [quick && small[0] !== undefined ? small[0] : whole];
  });
  if (grids.length > 0) return grids;
  throw new InputError(`no experiment has results in ${results}/; moe run makes them`);
}

function openGrid(source: Source & { quick: boolean }, code: string): Grid {
  const open = openSource(source);
  const { seed, options } = open.run;
  const spec = { ...open.spec, seed };
  const cells = cellsOf(spec, {
    filter: options.filter,
    ...(options.trials === null ? {} : { trials: options.trials }),
  });
  return { ...open, spec, quick: source.quick, cells, trials: trialsOf(spec, cells, code) };
}

/** Whole grids pass by pass, or quick ones and then, of the whole ones, what the budget leaves room for. */
async function compute(
  grids: readonly Grid[],
  outcomes: Map<string, Outcome>,
  { all, jobs = availableParallelism(), budget, ...options }: CheckOptions,
  interrupt: AbortSignal,
): Promise<void> {
  const pass = async (name: string, trials: readonly Trial[], timeout: number, drain: AbortSignal) => {
    const pending = trials.filter(({ key }) => !outcomes.has(key));
    if (pending.length === 0 || drain.aborted) return;
    const view = options.quiet ? undefined : await progressView(name, (text) => void speaker(options)('info', text));
    let computed = 0;
    const executor = localPool({ jobs, timeout, worker: new URL('./worker.js', import.meta.url) });
    const keep = (finished: readonly Outcome[]) => {
      for (const outcome of finished) outcomes.set(outcome.key, outcome);
      computed += finished.length;
      view?.update({ done: computed, total: pending.length, computed });
    };
    await executor.run(pending, keep, drain).finally(() => view?.end());
  };
  for (const { spec, quick, trials } of grids) {
    if (quick || all) await pass(spec.name, trials, spec.timeout, interrupt);
  }
  if (all) return;
  const whole = grids.filter(({ quick }) => !quick);
  const seconds = new Map(whole.flatMap((grid) => [...expectedSeconds(grid)]));
  const left = whole.flatMap(({ trials }) => trials).filter(({ key }) => !outcomes.has(key));
  const chosen = firstTrials(left, (cell) => seconds.get(cell) ?? null, budget * jobs);
  const timeout = Math.max(1, ...whole.map(({ spec }) => spec.timeout));
  const drain = AbortSignal.any([interrupt, AbortSignal.timeout(1000 * budget)]);
  await pass('whole grids', chosen, timeout, drain);
}

/** Mean seconds of a trial of each cell in the committed run, with what a trial takes beside learning, on average. */
function expectedSeconds({ results, run, cells }: Grid): Map<Cell, number> {
  const byPlace = new Map<string, { sum: number; count: number }>();
  for (const row of results.rows) {
    const own = results.seconds.get(row.id);
    if (own === undefined) continue;
    const { sum, count } = byPlace.get(placeKey(row)) ?? { sum: 0, count: 0 };
    byPlace.set(placeKey(row), { sum: sum + own, count: count + 1 });
  }
  const beside = overhead(run, [...results.seconds.values()]);
  return new Map(
    cells.flatMap((cell) => {
      const found = byPlace.get(placeKey(cell));
      return found === undefined ? [] : [[cell, beside * (found.sum / found.count)]];
    }),
  );
}

/** Data, metrics and the runner take time, too: CPU seconds of the run over seconds of learning. */
function overhead({ cpuSeconds, trials }: Run, seconds: readonly number[]): number {
  const learning = seconds.reduce((sum, value) => sum + value, 0);
  return trials.fromJournal > 0 || learning === 0 ? 2 : Math.max(1, cpuSeconds / learning);
}

function checkGrid(grid: Grid, outcomes: ReadonlyMap<string, Outcome>, tolerance: number): CheckedGrid {
  const { spec, folder, results, run, cells, trials, quick } = grid;
  const exact = run.node.split('.')[0] === process.versions.node.split('.')[0] && run.machine.arch === arch();
  const { filter, trials: perCell, seed } = run.options;
  const asWritten = Object.keys(filter).length === 0 && perCell === null && seed === null;
  const checked = checkResults({
    ...{ spec, results, run, cells, trials },
    grid: cellsOf(spec),
    fresh: trials.flatMap(({ key }) => outcomes.get(key) ?? []),
    metrics: vocabulary.metrics.all,
    same: exact ? exactly : within(tolerance),
    expects: !quick && asWritten,
  });
  const madeBy = `Node ${run.node} on ${run.machine.platform} ${run.machine.arch}`;
  return { experiment: spec.name, folder, madeBy, tolerance: exact ? 0 : tolerance, ...checked };
}
