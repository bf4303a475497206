/** `moe check`: trials computed afresh beside the committed results. */
import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { InputError, messageOf } from '../../errors.js';
import type { Cell, Outcome, Trial } from '../../experiment/contract.js';
import { cellsOf, trialsOf } from '../../experiment/grid.js';
import { hasQuick } from '../../experiment/spec/read.js';
import { type Checked, checkResults } from '../../guard/check/check.js';
import { exactly, within } from '../../guard/check/differences.js';
import { readBuild } from '../../runner/provenance.js';
import { exit } from '../exit.js';
import { findExperiment, listExperiments } from '../experiments.js';
import type { GlobalOptions } from '../options.js';
import { onInterrupt } from '../run/interrupt.js';
import { type OpenSource, openSource, type Source, sourceOf } from '../sources.js';
import { vocabulary } from '../vocabulary.js';
import { printers } from './print.js';
import { computeTrials } from './run.js';

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

/** What came of one grid. */
export interface CheckedGrid extends Checked {
  readonly experiment: string;
  readonly folder: string;
  /** Node and architecture of the committed run. */
  readonly madeBy: string;
  /** The relative tolerance of the comparison; 0 where it was to the last digit. */
  readonly tolerance: number;
}

/** What came of a check. */
export interface CheckReport {
  readonly grids: readonly CheckedGrid[];
  /** Folders of grids that have no results, and so are not guarded. */
  readonly missing: readonly string[];
}

/**
 * Checks, prints, and returns the exit code.
 * @throws InputError for experiments without results, and for results that cannot be read.
 */
export async function check(names: readonly string[], options: CheckOptions): Promise<number> {
  checkFlags(options);
  const build = readBuild(new URL('./build.json', import.meta.url));
  const named = gridsOf(names, options);
  const there = named.filter(({ folder }) => existsSync(folder));
  const grids = there.map((grid) => openGrid(grid, build.code));
  const interrupt = onInterrupt();
  const computed = options.run ? computeTrials(grids, options, build, interrupt.signal) : new Map<string, Outcome>();
  const outcomes = await Promise.resolve(computed).finally(() => interrupt.release());
  if (interrupt.signal.aborted) return exit.interrupted;
  const report: CheckReport = {
    grids: grids.map((grid) => checkGrid(grid, outcomes, options.tolerance)),
    missing: named.flatMap(({ folder }) => (existsSync(folder) ? [] : [folder])),
  };
  process.stdout.write(printers[options.format](report, options));
  return report.grids.every(isAsCommitted) ? exit.ok : exit.regression;
}

export function isAsCommitted({ differing, claims }: Checked): boolean {
  return differing === 0 && claims.every(({ holds }) => holds);
}

function checkFlags({ all, quick, run }: CheckOptions): void {
  const given = [all === true && '--all', quick === true && '--quick', !run && '--no-run'].filter(Boolean);
  if (given.length > 1)
    throw new InputError(`only one of --all, --quick and --no-run can be given; got ${given.join(' and ')}`);
}

/**
 * The grids of the experiments, each experiment's quick one first, whether they have results or not.
 * @throws InputError where none has, where an experiment that was named has none, and under --all where one lacks.
 */
function gridsOf(names: readonly string[], { all, quick, results }: CheckOptions): NamedGrid[] {
  const known =
    names.length > 0
      ? [...new Set(names)].map((name) => [name, findExperiment(name)] as const)
      : [...listExperiments()];
  const grids = known.flatMap(([name, path]) => {
    const whole = { ...sourceOf(name, path, { results }, vocabulary), quick: false };
    const small = hasQuick(whole)
      ? [{ ...sourceOf(name, path, { results, quick: true }, vocabulary), quick: true }]
      : [];
    const own = [...small, ...(quick ? [] : [whole])];
    const missing = own.filter(({ folder }) => !existsSync(folder));
    // What has to be there is opened, which says what makes it.
    const last = missing.at(-1);
    if (last !== undefined && (all || (names.length > 0 && missing.length === own.length))) openSource(last);
    return own;
  });
  if (grids.some(({ folder }) => existsSync(folder))) return grids;
  throw new InputError(`no experiment has results in ${results}/; moe run makes them`);
}

function openGrid(source: NamedGrid, code: string): Grid {
  const open = openSource(source);
  const { seed, options } = open.run;
  const spec = { ...open.spec, seed };
  const grid = { filter: options.filter, ...(options.trials === null ? {} : { trials: options.trials }) };
  try {
    const cells = cellsOf(spec, vocabulary, grid);
    return {
      ...open,
      spec,
      seed: open.spec.seed,
      quick: source.quick,
      cells,
      trials: trialsOf(spec, cells, vocabulary, code),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${open.folder}/run.json options do not fit ${source.path}: ${messageOf(error)}`);
  }
}

function checkGrid(grid: Grid, outcomes: ReadonlyMap<string, Outcome>, tolerance: number): CheckedGrid {
  const { spec, seed, folder, results, run, cells, trials, quick } = grid;
  const exact = run.node.split('.')[0] === process.versions.node.split('.')[0] && run.machine.arch === arch();
  const { filter, trials: perCell, seed: given } = run.options;
  const asWritten = Object.keys(filter).length === 0 && perCell === null && given === null;
  const checked = checkResults({
    ...{ spec, seed, results, run, cells, trials },
    places: placesOf(grid),
    grid: cellsOf(spec, vocabulary),
    fresh: trials.flatMap(({ key }) => outcomes.get(key) ?? []),
    metrics: vocabulary.metrics.all,
    same: exact ? exactly : within(tolerance),
    expects: !quick && asWritten,
  });
  const madeBy = `Node ${run.node} on ${run.machine.platform} ${run.machine.arch}`;
  return { experiment: spec.name, folder, madeBy, tolerance: exact ? 0 : tolerance, ...checked };
}

/** The settings of the tasks' data that are paths. */
function placesOf({ spec }: Grid): Set<string> {
  const places = Object.entries(spec.tasks).flatMap(([task, { data }]) =>
    Object.entries(vocabulary.datasets.get(data.name).parameters).flatMap(([name, { kind }]) =>
      kind === 'path' ? [`settings.tasks.${task}.data.${name}`] : [],
    ),
  );
  return new Set(places);
}
