/** Parts a grid into shards that take about equally long. */
import { append, emptyHeap, heapify, replaceLeast, reset } from '../../assignments/heap.js';
import type { Cell } from '../../experiment/contract.js';
import { sha256 } from '../../tables/file.js';
import type { Costs } from '../times.js';
import type { Shard } from './shard.js';

/** Below what any trial takes, seconds: so that none is given away for nothing, and no shard is left empty. */
const least = 1e-6;

/** Trials that are expected to take equally long, next to each other. */
export interface Load {
  readonly trials: number;
  readonly seconds: number;
}

/**
 * The shard of each trial, from 0. The trial that takes longest comes first, of equal ones the first, and goes to the shard
 * that has least by then, of equal ones to the first: no shard has more than the mean and one trial
 * (Graham, 1969, Bounds on multiprocessing timing anomalies).
 * @param shards how many; with no more than there are trials none is empty.
 * Cost O(trials log shards).
 */
export function partition(loads: readonly Load[], shards: number): Uint32Array {
  let length = 0;
  const begun = loads.map(({ trials, seconds }) => {
    length += trials;
    return { from: length - trials, to: length, seconds: Math.max(least, seconds) };
  });
  const has = emptyHeap();
  reset(has, shards);
  for (let shard = 0; shard < shards; shard++) append(has, 0, shard);
  heapify(has);
  const chosen = new Uint32Array(length);
  for (const { from, to, seconds } of begun.sort((a, b) => b.seconds - a.seconds)) {
    for (let trial = from; trial < to; trial++) {
      chosen[trial] = has.ids[0]!;
      replaceLeast(has, has.keys[0]! + seconds);
    }
  }
  return chosen;
}

/** A shard of trials. */
export interface Part {
  /** Their places among all, ascending. */
  readonly places: Uint32Array;
  /** A digest of the whole partition: shards of one n are parts of one grid only where it is the same. */
  readonly cut: string;
}

export function partAt(loads: readonly Load[], { index, of }: Shard): Part {
  const shards = partition(loads, of);
  return {
    places: Uint32Array.from(shards.keys()).filter((trial) => shards[trial] === index - 1),
    cut: sha256(new Uint8Array(shards.buffer)).slice(0, 16),
  };
}

/** What trials of a cell are expected to cost, or the same for all where nothing is known. */
export function loadOf(cell: Cell, costs: Costs, trials = 1): Load {
  return { trials, seconds: costs.get(cell)?.seconds ?? 1 };
}
