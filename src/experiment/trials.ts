/**
 * From cells to trials. A trial's seed depends on (spec seed, task, trial index) alone: methods and swept values meet the
 * same draws, and the first 10 of 1000 trials are the 10.
 */
import { InputError } from '../errors.js';
import { deriveSeed } from '../math/random.js';
import { readBytes, sha256 } from '../tables/file.js';
import { type Behavior, componentsOf } from './behavior.js';
import type { Catalog } from './catalog.js';
import type { Cell, RecordSpec, Selection, Spec, Trial, TrialList } from './contract.js';
import { cellId } from './grid.js';
import type { Kept } from './kept-contract.js';

const maxTrials = 1_000_000;

/** The trials of some cells, in grid order. It holds what the trials of a cell share; a trial is made when it is asked for. */
export interface TrialGrid extends TrialList {
  readonly cells: readonly Cell[];
  /** Where the trials of each cell begin, and behind the last cell where they all end: cells + 1 places. */
  readonly starts: Uint32Array;
  /** What the keys of the trials of each cell begin with (`digestOf`). */
  readonly digests: readonly string[];
  /** The index of the cell whose trial stands at this place. */
  cellAt(place: number): number;
  idAt(place: number): string;
  /** The index within its cell of the trial at this place. */
  trialAt(place: number): number;
  /** Where the trial with this key stands; undefined for a key that no trial has. */
  find(key: string): number | undefined;
  /** Where the trial with this id stands; undefined for an id that no trial has. */
  findId(id: string): number | undefined;
}

/** What the trials of a cell share. */
interface Shared {
  readonly cell: Cell;
  /** What their ids begin with. */
  readonly prefix: string;
  /** Of all that an outcome depends on beside the trial's index: what the keys begin with. */
  readonly digest: string;
  readonly digests: readonly string[];
  readonly kept: (trial: number) => readonly Kept[];
}

/**
 * The trials of the cells in grid order. Their keys hold the digests of the code that each of them runs.
 * @throws InputError above 1 000 000 trials.
 */
export function trialsOf(spec: Spec, cells: readonly Cell[], catalog: Catalog, behavior: Behavior): TrialGrid {
  checkTotal(spec, cells);
  const files = new Map<string, string>();
  const shared = cells.map((cell): Shared => {
    const digests = fileDigests(cell, catalog, files);
    const digest = cellDigest(spec.seed, cell, digests, catalog, behavior);
    return { cell, prefix: cellId(cell), digest, digests, kept: keptBy(spec, cell, cells) };
  });
  const starts = new Uint32Array(cells.length + 1);
  cells.forEach(({ trials }, c) => {
    starts[c + 1] = starts[c]! + trials;
  });
  const length = starts[cells.length]!;
  const byDigest = new Map(shared.map(({ digest }, c) => [digest, c]));
  const byPrefix = new Map(shared.map(({ prefix }, c) => [prefix, c]));
  const cellAt = (place: number) => lastAtMost(starts, place);
  const at = (place: number): Trial | undefined => {
    if (!(place >= 0 && place < length)) return undefined;
    const c = cellAt(place);
    const trial = place - starts[c]!;
    const { cell, prefix, digest, digests, kept } = shared[c]!;
    const seed = deriveSeed(spec.seed, cell.task, trial);
    const keep = kept(trial);
    const key = keyOf(digest, trial, keep);
    return { id: `${prefix}${trial}`, cell, trial, seed, timeout: spec.timeout, digests, keep, key };
  };
  return {
    ...{ cells, starts, length, at, digests: shared.map(({ digest }) => digest) },
    *[Symbol.iterator]() {
      for (let place = 0; place < length; place++) yield at(place)!;
    },
    cellAt,
    idAt(place) {
      const c = cellAt(place);
      return `${shared[c]!.prefix}${place - starts[c]!}`;
    },
    trialAt: (place) => place - starts[cellAt(place)]!,
    findId(id) {
      const end = id.lastIndexOf('/') + 1;
      const c = byPrefix.get(id.slice(0, end));
      const trial = Number(id.slice(end));
      const known = c !== undefined && trial < cells[c]!.trials && String(trial) === id.slice(end);
      return known ? starts[c]! + trial : undefined;
    },
    find(key) {
      const end = key.indexOf('/');
      const c = byDigest.get(key.slice(0, end));
      const trial = Number.parseInt(key.slice(end + 1), 10);
      if (c === undefined || !(trial >= 0 && trial < cells[c]!.trials)) return undefined;
      const { digest, kept } = shared[c]!;
      return keyOf(digest, trial, kept(trial)) === key ? starts[c]! + trial : undefined;
    },
  };
}

/** A part of the trials of a grid, by their places in it, ascending, with all of its cells. */
export function partOf(grid: TrialGrid, places: Uint32Array): TrialGrid {
  const { cells, digests } = grid;
  const before = (place: number) => {
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const starts = grid.starts.map(before);
  const indexOf = (place: number | undefined) => {
    const index = place === undefined ? places.length : before(place);
    return index < places.length && places[index] === place ? index : undefined;
  };
  return {
    ...select(grid, places),
    ...{ cells, digests, starts },
    cellAt: (index) => lastAtMost(starts, index),
    idAt: (index) => grid.idAt(places[index]!),
    trialAt: (index) => grid.trialAt(places[index]!),
    find: (key) => indexOf(grid.find(key)),
    findId: (id) => indexOf(grid.findId(id)),
  };
}

/** Some trials of a list, by their places in it, in this order. */
export function select(trials: TrialList, places: Uint32Array): TrialList {
  return {
    length: places.length,
    at: (index) => (index >= 0 && index < places.length ? trials.at(places[index]!) : undefined),
    *[Symbol.iterator]() {
      for (const place of places) yield trials.at(place)!;
    },
  };
}

/** The last of some ascending numbers, but for their end, that is at most this one: bisection. */
function lastAtMost(starts: Uint32Array, place: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function keyOf(digest: string, trial: number, keep: readonly Kept[]): string {
  const start = `${digest}/${trial}`;
  return keep.length === 0 ? start : `${start}+${keep.join('+')}`;
}

const keepable: readonly Kept[] = ['history', 'example', 'course', 'clusters', 'responsibilities', 'correct'];

/** The trial as one that keeps this, too; its key then is another one. */
export function keeping(trial: Trial, what: readonly Kept[]): Trial {
  const keep = keepable.filter((one) => trial.keep.includes(one) || what.includes(one));
  return { ...trial, keep, key: keyOf(digestOf(trial), trial.trial, keep) };
}

/** What the keys of all trials of a cell begin with. */
export function digestOf({ key }: { readonly key: string }): string {
  return key.slice(0, key.indexOf('/'));
}

/** What a trial of the cell keeps, by its index. Which one is the median is known when all have ended. */
function keptBy({ record }: Spec, cell: Cell, cells: readonly Cell[]): (trial: number) => readonly Kept[] {
  const selected = selectionsOf(record, cell, cells);
  const correct = record.correct.some(
    ({ task, methods }) => task === cell.task && (methods?.includes(cell.method) ?? true),
  );
  const chosen = selected.filter(([, selections]) => selections.some(({ trials }) => typeof trials !== 'string'));
  const always: readonly Kept[] = correct ? ['correct'] : [];
  return (trial) => {
    // Of nearly all trials nothing is chosen: 10^6 of them are asked for.
    if (trial >= record.history && chosen.length === 0) return always;
    const what = chosen.flatMap(([one, selections]) =>
      selections.some(({ trials }) => typeof trials !== 'string' && trials.includes(trial)) ? [one] : [],
    );
    return [...(trial < record.history ? (['history'] as const) : []), ...what, ...always];
  };
}

/**
 * What some trials of the cell keep, with the selections that say which. Those pass over swept cells of what is also run
 * without a sweep.
 */
export function selectionsOf(
  record: RecordSpec,
  cell: Cell,
  cells: readonly Cell[],
): (readonly [Exclude<Kept, 'history' | 'course' | 'correct'>, readonly Selection[]])[] {
  const swept = (one: Cell) => Object.keys(one.sweep).length > 0;
  const plain = cells.some((one) => one.task === cell.task && one.method === cell.method && !swept(one));
  const apart = swept(cell) && plain;
  const ofCell = ({ task, methods }: Selection) =>
    !apart && task === cell.task && (methods?.includes(cell.method) ?? true);
  return [
    ['example', record.examples.filter(ofCell)],
    ['clusters', record.clusters.filter(ofCell)],
    ['responsibilities', record.responsibilities.filter(ofCell)],
  ];
}

function checkTotal({ name }: Spec, cells: readonly Cell[]): void {
  const trials = cells.map((cell) => cell.trials);
  const total = trials.reduce((sum, count) => sum + count, 0);
  if (total <= maxTrials) return;
  const [least, most] = [Math.min(...trials), Math.max(...trials)];
  const each =
    least === most ? `${cells.length} cells x ${most} trials` : `${cells.length} cells x ${least} to ${most}`;
  throw new InputError(`${name}: a run must have at most ${maxTrials} trials; got ${each} = ${total}`);
}

/** @param known digests by path, to which those of new files are added. */
function fileDigests({ data }: Cell, { datasets }: Catalog, known: Map<string, string>): string[] {
  return (datasets.get(data.name).files?.(data) ?? []).map((path) => {
    const digest = known.get(path) ?? sha256(readBytes(path, 'a data file'));
    known.set(path, digest);
    return digest;
  });
}

/** Data files count by their content, not by where they lie. */
function cellDigest(
  seed: number,
  cell: Cell,
  digests: readonly string[],
  catalog: Catalog,
  { runtime, digestOf }: Behavior,
): string {
  const { trials: _, data, ...content } = cell;
  const dataset = catalog.datasets.get(data.name);
  const settings = Object.entries(data).filter(([key]) => dataset.parameters[key]?.kind !== 'path');
  const code = ['core', ...componentsOf(cell, catalog)].map(digestOf);
  return sha256(JSON.stringify([seed, content, settings, digests, runtime, code])).slice(0, 24);
}
