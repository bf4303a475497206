import { InputError } from '../errors.js';
import type { Design } from './dense-design.js';
import { design } from './design.js';
import { type HamerlyCells, hamerlyCells } from './hamerly.js';
import { kmeansPlusPlus } from './kmeans-plus-plus.js';
import { type Matrix, matrix } from './matrix.js';
import type { Rng } from './random.js';
import type { Features } from './sparse.js';

export interface LloydSettings {
  /** The centres move at most this many times. */
  readonly iterations: number;
  /** Done where the squared moves of all centres sum to at most this, times the mean variance of the features. */
  readonly tolerance: number;
}

/** n samples in the cells of k centres. */
export interface Partition {
  /** The nearest centre of each sample, n labels 0..k-1. */
  readonly labels: Uint32Array;
  /** k x d: the means of the cells; where labels still changed, of those before the last move. */
  readonly centres: Matrix;
  readonly iterations: number;
  /** The last move changed no label, or was within the tolerance. */
  readonly converged: boolean;
}

/** k-means: `lloyd` from `kmeansPlusPlus`; once, so the result depends on the stream. Throws what these throw. */
export function kmeans(x: Features, k: number, settings: LloydSettings, rng: Rng): Partition {
  return lloyd(x, kmeansPlusPlus(x, k, rng), settings);
}

/**
 * Lloyd's iterations (1982): each centre moves to the mean of its cell, then each sample goes to the nearest centre, of
 * equally near ones to the first; so the sum of squared distances never rises. A centre without samples stays where it
 * is. No randomness. Cost of an iteration: at most O(n d k), most often far less (`hamerly`); d counts the non-zero
 * features of sparse rows.
 * @param centres k x d to start from; not changed.
 * @throws InputError for features whose squares are not finite.
 */
export function lloyd(x: Features, centres: Matrix, { iterations: limit, tolerance }: LloydSettings): Partition {
  const data = design(x);
  const enough = tolerance * meanVariance(data);
  const cells = hamerlyCells(data, centres);
  const now = matrix(centres.rows, centres.cols, centres.data.slice());
  const moves = new Float64Array(centres.rows);
  for (let iterations = 1; ; iterations++) {
    const moved = moveToMeans(now, cells, moves);
    const changed = cells.follow(now, moves);
    const converged = changed === 0 || moved <= enough;
    if (converged || iterations >= limit) return { labels: cells.labels, centres: now, iterations, converged };
  }
}

/** Writes how far each centre moves; returns the sum of the squares. */
function moveToMeans(centres: Matrix, { sizes, sums }: HamerlyCells, moves: Float64Array): number {
  let total = 0;
  for (let j = 0; j < centres.rows; j++) {
    let squares = 0;
    for (let t = 0, at = j * centres.cols; sizes[j]! > 0 && t < centres.cols; t++, at++) {
      const mean = sums.data[at]! / sizes[j]!;
      squares += (mean - centres.data[at]!) ** 2;
      centres.data[at] = mean;
    }
    moves[j] = Math.sqrt(squares);
    total += squares;
  }
  return total;
}

/** The mean of the features' variances. */
function meanVariance(data: Design): number {
  const mean = matrix(1, data.cols);
  data.sums(new Uint32Array(data.rows), mean);
  for (let t = 0; t < data.cols; t++) mean.data[t]! /= data.rows;
  const distances = matrix(data.rows, 1);
  data.squaredDistances(mean, distances);
  const variance = distances.data.reduce((sum, squares) => sum + squares, 0) / (data.rows * data.cols);
  if (!Number.isFinite(variance)) throw new InputError('k-means needs features whose squares are finite');
  return variance;
}
