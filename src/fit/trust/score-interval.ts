/** How far the score of a fit would be another one over other rows: 95 % intervals of held-out scores. */
import { below, type Rng, shuffle, stream } from '../../math/random.js';
import { wilsonInterval } from '../../math/wilson.js';
import type { FitReport, HeldScore, Score } from '../contract.js';

/** A part of the rows that was held out: a value a row. */
export interface HeldPart {
  /** What it cost, times its weight (`FitAnswer.losses`). */
  readonly losses: Float64Array;
  readonly y: Float64Array;
  /** One each when null. */
  readonly weights: Float64Array | null;
}

const RESAMPLES = 1000;

/** The normal quantile of .975. */
const Z = 1.959963984540054;

/** More units than this in all tell hardly more of the spread of a sum. */
const UNITS = 1000;

/**
 * The score with its interval, given the fits: it says what other rows would change, not what fits to other rows would.
 *
 * Of right labels Wilson's, over as many rows of equal weight as say as much (Kish 1965): resampling would give a width of 0 where
 * all are right, and parts do not overlap. Of R2, a ratio of sums, percentiles over rows drawn with replacement within each part
 * (Efron 1979). Many rows are first dealt to a thousand groups at random, whose sums vary as those of rows do.
 * @param parts at least one. Random draws: a stream of the seed. Cost: O(n), and a million sums at most.
 */
export function withInterval(
  score: Score,
  metric: FitReport['metric'],
  parts: readonly HeldPart[],
  seed: number,
): HeldScore {
  if (metric === 'accuracy') {
    const n = equalRows(parts);
    return { ...score, ...(n > 0 ? wilsonInterval(score.value, n, Z) : { low: null, high: null }) };
  }
  const rng = stream(seed, 'score interval');
  const most = Math.ceil(UNITS / parts.length);
  const sums = parts.map((part) => grouped(part, most, stream(seed, 'score groups')));
  const found = new Float64Array(RESAMPLES);
  let known = 0;
  for (let b = 0; b < RESAMPLES; b++) {
    let [total, defined] = [0, true];
    for (const { data, units } of sums) {
      let [weight, errors, first, second] = [0, 0, 0, 0];
      for (let draw = 0; draw < units; draw++) {
        const at = 4 * below(rng, units);
        weight += data[at]!;
        errors += data[at + 1]!;
        first += data[at + 2]!;
        second += data[at + 3]!;
      }
      const all = second - (first * first) / weight;
      defined &&= all > 0;
      total += 1 - errors / all;
    }
    // A draw whose targets are all the same has no R2.
    if (defined && Number.isFinite(total)) found[known++] = total / parts.length;
  }
  if (known < RESAMPLES / 2) return { ...score, low: null, high: null };
  const sorted = found.subarray(0, known).sort();
  const rank = Math.floor((known + 1) * 0.025);
  return { ...score, low: sorted[rank - 1]!, high: sorted[known - rank]! };
}

/** (sum of weights)^2 / (sum of their squares). */
function equalRows(parts: readonly HeldPart[]): number {
  let [sum, squares] = [0, 0];
  for (const { losses, weights } of parts) {
    for (let r = 0; r < losses.length; r++) {
      const weight = weights === null ? 1 : weights[r]!;
      sum += weight;
      squares += weight * weight;
    }
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Of each group of rows the sums of weights, losses, and of the first and second powers of y less its mean, by weights. */
function grouped(
  { losses, y, weights }: HeldPart,
  most: number,
  rng: Rng,
): { readonly data: Float64Array; readonly units: number } {
  const n = losses.length;
  const units = Math.min(n, most);
  const dealt = Uint32Array.from({ length: n }, (_, r) => r);
  if (units < n) shuffle(dealt, rng);
  const weightOf = (r: number) => (weights === null ? 1 : weights[r]!);
  let [mean, total] = [0, 0];
  for (let r = 0; r < n; r++) {
    if (weightOf(r) === 0) continue;
    total += weightOf(r);
    mean += (weightOf(r) * (y[r]! - mean)) / total;
  }
  const data = new Float64Array(4 * units);
  dealt.forEach((r, p) => {
    const [at, weight, off] = [4 * (p % units), weightOf(r), y[r]! - mean];
    data[at]! += weight;
    data[at + 1]! += losses[r]!;
    data[at + 2]! += weight * off;
    data[at + 3]! += weight * off * off;
  });
  return { data, units };
}
