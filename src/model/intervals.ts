/** What conformal scores say of a prediction; sums and comparisons alone, so that every machine gives the same bits. */
import type { Interval, Intervals } from './trust-contract.js';

/** The score that rows of expert j do not exceed, as often as promised. */
export function scoreOf({ all, experts }: Intervals, j: number): number {
  return experts[j] ?? all;
}

/** Where the target of a row lies that expert j predicts; all in the target's units. */
export function intervalAbout(intervals: Intervals, j: number, prediction: number): Interval {
  const half = scoreOf(intervals, j);
  return { low: prediction - half, high: prediction + half };
}

/** The intervals of n predictions by their experts: n lower and n upper ends. */
export function bandOf(
  intervals: Intervals,
  prediction: Float64Array,
  expert: Uint32Array,
): { readonly low: Float64Array; readonly high: Float64Array } {
  const [low, high] = [new Float64Array(prediction.length), new Float64Array(prediction.length)];
  for (let i = 0; i < prediction.length; i++) {
    const half = scoreOf(intervals, expert[i]!);
    low[i] = prediction[i]! - half;
    high[i] = prediction[i]! + half;
  }
  return { low, high };
}

/** A label in the text of a set, where | stands between labels: as a line of CSV with that delimiter has it. */
export function labelInSet(label: string): string {
  return label === '' || /^\s|[|"\r\n]|\s$/.test(label) ? `"${label.replaceAll('"', '""')}"` : label;
}

/**
 * Which classes may be those of n rows: n x c marks, 1 for a class within the set. A set holds the predicted class even where
 * that one's score is too great: a set of none would say nothing, and one more class takes away nothing from what is promised
 * (Sadinle, Lei and Wasserman 2019, section 2.3).
 * @param prediction n indices of classes, by these experts.
 * @param probabilities n x c, by the same.
 */
export function setsOf(
  intervals: Intervals,
  prediction: Float64Array,
  expert: Uint32Array,
  probabilities: Float64Array,
): Uint8Array {
  const c = probabilities.length / prediction.length;
  const sets = new Uint8Array(probabilities.length);
  for (let i = 0; i < prediction.length; i++) {
    const most = scoreOf(intervals, expert[i]!);
    for (let label = 0; label < c; label++) if (1 - probabilities[i * c + label]! <= most) sets[i * c + label] = 1;
    sets[i * c + prediction[i]!] = 1;
  }
  return sets;
}
