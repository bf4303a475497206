/** How long trials will take, by the times of an earlier run: which of them come first, and when a run ends. */
import { InputError } from '../errors.js';
import type { Cell, Outcome, Trial } from '../experiment/contract.js';
import { digestOf } from '../experiment/trials.js';
import type { Run } from '../results/provenance.js';
import type { Results } from '../results/results.js';
import { type Place, placeKey } from '../results/summary.js';

/** Trials of one place that were timed. */
export interface TimedPlace extends Place {
  readonly n: number;
  /** Mean seconds of learning. */
  readonly seconds: number;
}

export interface Timed {
  readonly places: readonly TimedPlace[];
  /** Seconds of a trial beside learning: data, metrics, a share of starting the threads. */
  readonly beside: number;
}

/** What a trial of a cell is expected to take. */
export interface Cost {
  /** Seconds of one thread. */
  readonly seconds: number;
  /** The cell was never timed: this is what the likest timed cells take. */
  readonly guessed: boolean;
}

export type Costs = ReadonlyMap<Cell, Cost>;

/** The times of a run; those of results that cannot be read are not known. */
export function timesOf(results: Results): Timed {
  try {
    const places = results.lines('timings_summary.csv').flatMap(({ task, method, sweep, n, mean }) => {
      return mean === null ? [] : [{ task, method, sweep, n, seconds: mean }];
    });
    return { places, beside: besideLearning(places, results.run) };
  } catch (error) {
    if (error instanceof InputError) return { places: [], beside: 0 };
    throw error;
  }
}

function besideLearning(places: readonly TimedPlace[], run: Run | undefined): number {
  if (run === undefined || run.trials.fromJournal > 0 || run.grid.trials === 0) return 0;
  const { trials } = run.grid;
  const each = places.flatMap(({ n, seconds }) => new Array<number>(n).fill(seconds));
  if (run.machines !== undefined) {
    // Their threads were not at work at one time, so what they had in all is held against all the learning.
    if (run.machines.some(({ wallSeconds }) => wallSeconds === undefined)) return 0;
    const had = run.machines.reduce((sum, one) => sum + one.wallSeconds! * Math.min(one.jobs, one.trials), 0);
    return Math.max(0, (had - each.reduce((sum, seconds) => sum + seconds, 0)) / trials);
  }
  const learning = makespan(
    each.sort((a, b) => b - a),
    run.jobs,
  );
  return Math.max(0, ((run.wallSeconds - learning) * Math.min(run.jobs, trials)) / trials);
}

/** The times of several runs as one: of a place that more than one has timed, those of the first of them. */
export function firstOf(runs: readonly Timed[]): Timed {
  const places = new Map(runs.toReversed().flatMap((run) => run.places.map((place) => [placeKey(place), place])));
  const beside = runs.find((run) => run.places.length > 0)?.beside ?? 0;
  return { places: [...places.values()], beside };
}

/** The same, with these times in the place of older ones. */
export function withTimes({ places, beside }: Timed, newer: readonly TimedPlace[]): Timed {
  const known = new Set(newer.map(placeKey));
  return { places: [...places.filter((place) => !known.has(placeKey(place))), ...newer], beside };
}

/** The cost of a trial of each cell, or of the likest cells that were timed; empty where none was. */
export function costsOf(cells: readonly Cell[], { places, beside }: Timed): Costs {
  if (places.length === 0) return new Map();
  const timed = new Map(places.map((place) => [placeKey(place), place.seconds]));
  const learns = new Map(cells.map((cell) => [placeKey(cell), cell.learn.name]));
  return new Map(
    cells.map((cell) => {
      const own = timed.get(placeKey(cell));
      return [cell, { seconds: beside + (own ?? likest(cell, places, learns)), guessed: own === undefined }];
    }),
  );
}

/** Mean seconds of the places that have most in common with the cell: its task first, then what learns, then the sweeps. */
function likest(cell: Cell, places: readonly TimedPlace[], learns: ReadonlyMap<string, string>): number {
  const likeness = (place: TimedPlace) => {
    const method = place.method === cell.method;
    const learn = method || learns.get(placeKey(place)) === cell.learn.name;
    const swept = Object.entries(place.sweep);
    const shared = swept.filter(([name, value]) => String(cell.sweep[name]) === String(value)).length;
    return (place.task === cell.task ? 8 : 0) + (learn ? 4 : 0) + (method ? 2 : 0) + shared / (1 + swept.length);
  };
  const scores = places.map(likeness);
  const most = Math.max(...scores);
  const near = places.filter((_, p) => scores[p] === most);
  return near.reduce((sum, { seconds }) => sum + seconds, 0) / near.length;
}

/** The trials, those that cost most first, so that all threads end at about one time; of equal cost in their order. */
export function longestFirst(trials: readonly Trial[], costs: Costs): Trial[] {
  const cost = ({ cell }: Trial) => costs.get(cell)?.seconds ?? 0;
  return trials.toSorted((a, b) => cost(b) - cost(a));
}

/** Trials of one cell that are to be computed. */
export interface Batch {
  readonly cell: Cell;
  /** What their keys begin with. */
  readonly digest: string;
  readonly trials: number;
}

/** How many trials there are of each cell, in the order in which the first of each comes. */
export function batchesOf(trials: Iterable<Trial>): Batch[] {
  const batches = new Map<string, { cell: Cell; digest: string; trials: number }>();
  for (const { key, cell } of trials) {
    const digest = digestOf({ key });
    const batch = batches.get(digest) ?? { cell, digest, trials: 0 };
    batch.trials += 1;
    batches.set(digest, batch);
  }
  return [...batches.values()];
}

/** Tells with each outcomes how much of the trials is done, by their costs or, where none is known, their number. */
export function shareDone(batches: readonly Batch[], costs: Costs): (finished: readonly Outcome[]) => number {
  const cost = new Map(batches.map(({ digest, cell }) => [digest, costs.get(cell)?.seconds ?? 1]));
  const total = batches.reduce((sum, { digest, trials }) => sum + trials * cost.get(digest)!, 0);
  let done = 0;
  return (finished) => {
    for (const outcome of finished) done += cost.get(digestOf(outcome)) ?? 0;
    return total === 0 ? 0 : done / total;
  };
}

export interface Expectation {
  /** Wall time; null where nothing was ever timed. */
  readonly seconds: number | null;
  /** Share of the work whose cost is a guess. */
  readonly guessed: number;
}

/** How long the trials take on so many threads, in the order in which they stand. */
export function expectationOf(batches: readonly Batch[], costs: Costs, threads: number): Expectation {
  if (batches.length === 0) return { seconds: 0, guessed: 0 };
  if (costs.size === 0) return { seconds: null, guessed: 1 };
  const each = batches.map(({ cell, trials }) => ({ ...costs.get(cell)!, trials }));
  const sum = (some: typeof each) => some.reduce((total, { seconds, trials }) => total + trials * seconds, 0);
  const work = sum(each);
  return {
    seconds: makespan(
      each.flatMap(({ seconds, trials }) => new Array<number>(trials).fill(seconds)),
      threads,
    ),
    guessed: work === 0 ? 0 : sum(each.filter(({ guessed }) => guessed)) / work,
  };
}

/** When the last job ends, where each goes to the thread that is free first, seconds. Cost O(jobs x threads). */
export function makespan(jobs: readonly number[], threads: number): number {
  const ends = new Float64Array(Math.max(1, Math.min(threads, jobs.length)));
  for (const seconds of jobs) {
    let first = 0;
    for (let t = 1; t < ends.length; t++) if (ends[t]! < ends[first]!) first = t;
    ends[first]! += seconds;
  }
  return Math.max(...ends);
}
