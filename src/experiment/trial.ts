/** One trial: data, initial assignment, method, metrics. Pure: the same trial gives the same outcome anywhere. */
import type { PlainParameters } from '../components/contract.js';
import { bindParameters, parametersOf } from '../components/parameters.js';
import type { Dataset, Task } from '../datasets/contract.js';
import { InputError, messageOf } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { type Rng, shuffle, stream } from '../math/random.js';
import type { Method, Problem } from '../methods/contract.js';
import type { Finished } from '../metrics/contract.js';
import { finish } from '../metrics/finished.js';
import { bindModel, type Loader, loader } from '../model/predict.js';
import type { DataFiles } from '../tables/file.js';
import type { ReadFile } from '../tables/file-contract.js';
import { type Catalog, metricOf } from './catalog.js';
import type { Cell, Outcome, Row, Trial } from './contract.js';
import { exampleOf } from './example.js';
import type { Kept } from './kept-contract.js';
import { clustersOf, correctOf, failedOutcome, histogramOf, historyOf, identity } from './outcome.js';

/** A metric of a cell, bound to its parameters. */
interface Measure {
  readonly column: string;
  measure(finished: Finished): number | null | Promise<number | null>;
}

/** A cell with everything loaded that its trials share. */
interface OpenCell {
  readonly method: Method;
  readonly parameters: PlainParameters;
  readonly expert: BoundExpert;
  readonly load: Loader;
  readonly metrics: readonly Measure[];
}

/** Runs trials one after the other, keeping what neighbours share: the bound components and a fixed data set. */
export interface TrialRunner {
  /** Loads what the trials of a cell share, ahead of them. What goes wrong is said by `run`. */
  open(cell: Cell): Promise<void>;
  /** Never throws for a trial that goes wrong: that is an outcome with status `failed` and the reason. */
  run(trial: Trial): Promise<Outcome>;
}

/**
 * @param now a clock in milliseconds; it only fills `seconds`.
 * @param files the data files, which may lie elsewhere here than at the path that their data set names.
 */
export function trialRunner(catalog: Catalog, now: () => number, files: DataFiles): TrialRunner {
  let open: { key: string; cell: Promise<OpenCell> } | undefined;
  let loaded: { key: string; task: Task } | undefined;

  const openCell = (cell: Cell): Promise<OpenCell> => {
    const key = JSON.stringify([cell.learn, cell.expert, cell.metrics, cell.measures]);
    if (open?.key !== key) open = { key, cell: bindCell(cell, catalog) };
    return open.cell;
  };
  const load = (trial: Trial): Task => {
    const { data } = trial.cell;
    const dataset = catalog.datasets.get(data.name);
    if (!dataset.fixed) return loadAsPlanned(trial, dataset, files);
    const key = JSON.stringify([data, trial.digests]);
    if (loaded?.key !== key) loaded = { key, task: loadAsPlanned(trial, dataset, files) };
    return loaded.task;
  };

  return {
    async open(cell) {
      await openCell(cell).catch(() => undefined);
    },
    async run(trial) {
      try {
        const cell = await openCell(trial.cell);
        return await runTrial(trial, cell, shuffledFor(trial, load(trial)), now);
      } catch (error) {
        return failedOutcome(trial, 'failed', messageOf(error));
      }
    },
  };
}

/**
 * The data of a trial, from the very bytes whose digests its key has: a file may have been written anew since.
 * @throws InputError for a file with another content.
 */
function loadAsPlanned({ cell: { data }, seed, digests }: Trial, dataset: Dataset, files: DataFiles): Task {
  const paths = dataset.files?.(data) ?? [];
  const expected = new Map(paths.map((path, f) => [path, digests[f]]));
  const unread = new Set(paths);
  const read: ReadFile = (path, what) => {
    const bytes = files.read(path, what);
    if (files.digest(bytes) !== expected.get(path))
      throw new InputError(`${path} is not the file that this run was planned with: it was changed since`);
    unread.delete(path);
    return bytes;
  };
  const task = dataset.load(data, stream(seed, 'data'), read);
  // What a data set reads by other means is looked at, too.
  for (const path of unread) read(path, 'a data file');
  return task;
}

/** The task as the trial learns it: where it says so with its labels permuted, which another method meets so, too. */
export function shuffledFor({ cell, seed }: Pick<Trial, 'cell' | 'seed'>, task: Task): Task {
  if (cell.shuffleLabels !== true) return task;
  const y = task.y.slice();
  shuffle(y, stream(seed, 'shuffle'));
  return { ...task, y };
}

async function bindCell(cell: Cell, catalog: Catalog): Promise<OpenCell> {
  const method = catalog.methods.get(cell.learn.name);
  const load = loader(catalog);
  return {
    method,
    load,
    expert: await load.expert(cell.expert),
    parameters: await bindParameters(method, parametersOf(cell.learn), catalog),
    metrics: await Promise.all(cell.metrics.map((column) => measureOf(cell, column, catalog))),
  };
}

async function measureOf(cell: Cell, column: string, catalog: Catalog): Promise<Measure> {
  const reference = metricOf(cell, column);
  const metric = catalog.metrics.get(reference.name);
  const parameters = await bindParameters(metric, parametersOf(reference), catalog);
  return { column, measure: (finished) => metric.compute(finished, parameters) };
}

async function runTrial(
  trial: Trial,
  { method, parameters, expert, load, metrics: asked }: OpenCell,
  task: Task,
  now: () => number,
): Promise<Outcome> {
  const { cell, seed, keep, key } = trial;
  const keepCourse = keep.includes('example');
  const started = now();
  const problem: Problem = {
    ...{ task, k: cell.k, expert: { reference: cell.expert, bound: expert } },
    ...{ stream: (stage) => stream(seed, stage), keepCourse },
  };
  const learnt = method.learn(problem, parameters);
  const seconds = (now() - started) / 1000;
  checkAssignment(learnt.assignment, task.x.rows, cell.k);
  const model = learnt.model === null ? null : await bindModel(learnt.model, load);
  const finished = finish({ task, learnt, model, expert: method.ownExperts ? null : expert, seed });
  const metrics: Record<string, number | null> = {};
  for (const { column, measure } of asked) {
    const value = await measure(finished);
    if (value !== null && !Number.isFinite(value)) throw new Error(`metric ${column} is ${value}`);
    metrics[column] = value;
  }
  const { log } = learnt;
  const row: Row = {
    ...identity(trial),
    status: log.degenerate === null ? 'ok' : 'degenerate',
    reason: log.degenerate?.reason ?? '',
    iterations: log.iterations,
    converged: log.converged,
    metrics,
  };
  return { key, row, seconds, ...records(finished, keep, () => stream(seed, 'example')) };
}

/** A sample that no expert holds would be left out of every number in silence. A method may come from outside. */
function checkAssignment(assignment: Uint32Array, n: number, k: number): void {
  if (assignment.length !== n) throw new Error(`the method assigned ${assignment.length} of ${n} samples`);
  const wrong = assignment.findIndex((label) => !(label < k));
  if (wrong >= 0)
    throw new Error(`the method gave sample ${wrong} to expert ${assignment[wrong]} of ${k}, counted from 0`);
}

/** What the trial keeps beyond its row. */
function records(finished: Finished, keep: readonly Kept[], rng: () => Rng): Partial<Outcome> {
  const { task, learnt } = finished;
  const responsibilities = keep.includes('responsibilities') ? histogramOf(finished) : null;
  const correct = keep.includes('correct') ? correctOf(finished) : null;
  return {
    ...(keep.includes('history') ? { history: historyOf(learnt) } : {}),
    ...(keep.includes('example') ? { example: exampleOf(finished, rng(), keep.includes('course')) } : {}),
    ...(keep.includes('clusters') ? { clusters: clustersOf(task, learnt) } : {}),
    ...(responsibilities === null ? {} : { responsibilities }),
    ...(correct === null ? {} : { correct }),
  };
}
