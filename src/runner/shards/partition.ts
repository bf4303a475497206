/** Parts a grid into shards that take about equally long. */
import { append, emptyHeap, heapify, replaceLeast, reset } from '../../assignments/heap.js';
import type { Trial } from '../../experiment/contract.js';
import { sha256 } from '../../tables/file.js';
import type { Costs } from '../times.js';

/** One part of a grid: the index-th of so many, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** `2/4`, as it is given. */
export const spokenShard = ({ index, of }: Shard): string => `${index}/${of}`;

/** Below what any trial takes, seconds: so that none is given away for nothing, and no shard is left empty. */
const least = 1e-6;

/**
 * The shard of each trial, from 0. The trial that takes longest comes first, of equal ones the first, and goes to the shard
 * that has least by then, of equal ones to the first: no shard has more than the mean and one trial
 * (Graham, 1969, Bounds on multiprocessing timing anomalies).
 * @param seconds what each trial is expected to take.
 * @param shards how many; with no more than there are trials none is empty.
 * Cost O(trials log shards).
 */
export function partition(seconds: readonly number[], shards: number): Uint32Array {
  const places = new Map<number, number[]>();
  seconds.forEach((each, trial) => {
    const own = places.get(each);
    if (own === undefined) places.set(each, [trial]);
    else own.push(trial);
  });
  const load = emptyHeap();
  reset(load, shards);
  for (let shard = 0; shard < shards; shard++) append(load, 0, shard);
  heapify(load);
  const chosen = new Uint32Array(seconds.length);
  for (const [each, trials] of [...places].sort(([a], [b]) => b - a)) {
    for (const trial of trials) {
      chosen[trial] = load.ids[0]!;
      replaceLeast(load, load.keys[0]! + Math.max(least, each));
    }
  }
  return chosen;
}

/** A shard of trials. */
export interface Part {
  /** In the order of all. */
  readonly trials: Trial[];
  /** A digest of the whole partition: shards of one n are parts of one grid only where it is the same. */
  readonly cut: string;
}

/** The shard's trials: by what they are expected to cost, or by their number where that is not known. */
export function partOf(trials: readonly Trial[], costs: Costs, { index, of }: Shard): Part {
  const shards = partition(
    trials.map(({ cell }) => costs.get(cell)?.seconds ?? 1),
    of,
  );
  return {
    trials: trials.filter((_, trial) => shards[trial] === index - 1),
    cut: sha256(new Uint8Array(shards.buffer)).slice(0, 16),
  };
}
