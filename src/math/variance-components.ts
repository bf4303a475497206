/** Means over trials and samples that are crossed: every trial was measured on the same samples. */
import { tQuantile } from './distributions.js';
import { type Estimate, unbounded } from './estimate.js';
import { mean } from './statistics.js';

/** Mean squares of the two-way table, as analysis of variance has them. */
interface MeanSquares {
  readonly trials: number;
  readonly samples: number;
  readonly rest: number;
}

/**
 * The mean over all trials and all samples that there might be. Its variance has three parts, of trials, of samples, and
 * of what is left (random effects; parts that come out negative are 0), its degrees of freedom are Satterthwaite's
 * (1946). With one trial the samples alone vary: that is for a trial which draws nothing.
 * @param values trial by trial, as many samples each; such as 0 and 1, or differences of these.
 * Cost: O(trials x samples).
 */
export function crossedMean(values: readonly ArrayLike<number>[]): Estimate {
  const [trials, samples] = [values.length, values[0]!.length];
  const byTrial = values.map((row) => sum(row) / samples);
  const bySample = new Float64Array(samples);
  for (const row of values) for (let s = 0; s < samples; s++) bySample[s]! += row[s]!;
  for (let s = 0; s < samples; s++) bySample[s]! /= trials; // of the whole sum, so that equal values show no spread
  const value = mean(byTrial)!;
  const squared = (of: ArrayLike<number>) => {
    let total = 0;
    for (let i = 0; i < of.length; i++) total += (of[i]! - value) ** 2;
    return total;
  };
  let rest = 0;
  values.forEach((row, t) => {
    for (let s = 0; s < samples; s++) rest += (row[s]! - byTrial[t]! - bySample[s]! + value) ** 2;
  });
  const squares: MeanSquares = {
    trials: trials < 2 ? 0 : (samples * squared(byTrial)) / (trials - 1),
    samples: samples < 2 ? 0 : (trials * squared(bySample)) / (samples - 1),
    rest: trials < 2 || samples < 2 ? 0 : rest / ((trials - 1) * (samples - 1)),
  };
  return components(value, squares, trials, samples, trials);
}

/** @param n the trials that the mean is taken to be of; the mean squares are those of `trials`. */
export function components(value: number, squares: MeanSquares, trials: number, samples: number, n = trials): Estimate {
  const { variance, df } = errorOf(squares, trials, samples, n);
  const interval = 'variance components';
  return {
    ...{ value, n, interval, basis: [{ interval, sample: 'normal', n: trials === 1 ? samples : n }] },
    bounds(alpha) {
      if (samples < 2 || !(variance > 0)) return unbounded;
      const half = tQuantile(1 - alpha, df) * Math.sqrt(variance);
      return { low: value - half, high: value + half };
    },
    withTrials: (more) => components(value, squares, trials, samples, more),
  };
}

function errorOf(squares: MeanSquares, trials: number, samples: number, n: number) {
  if (trials === 1) return { variance: squares.samples / samples, df: samples - 1 };
  const part = (between: number) => Math.max(0, between - squares.rest);
  const ofTrials = part(squares.trials) / samples / n;
  const ofSamples = part(squares.samples) / trials / samples;
  const left = squares.rest / (n * samples);
  const variance = ofTrials + ofSamples + left;
  // Of the mean squares that the variance is a sum of; n trials in place of those seen scale them.
  const terms = [
    ...(squares.trials > squares.rest ? [[squares.trials / (n * samples), n - 1] as const] : []),
    ...(squares.samples > squares.rest ? [[squares.samples / (trials * samples), samples - 1] as const] : []),
    [variance - ofTrialsAndSamples(squares, trials, samples, n), (n - 1) * (samples - 1)] as const,
  ];
  const spread = terms.reduce((total, [term, df]) => total + term ** 2 / df, 0);
  return { variance, df: variance ** 2 / spread };
}

/** The part of the variance that the mean squares of trials and of samples stand for in full. */
function ofTrialsAndSamples(
  { trials: between, samples: across, rest }: MeanSquares,
  trials: number,
  samples: number,
  n: number,
) {
  return (between > rest ? between / (n * samples) : 0) + (across > rest ? across / (trials * samples) : 0);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
