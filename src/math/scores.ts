/** What is read off the scores s of a classifier, linear or a network: p(class j | x) = exp(s_j) / sum_l exp(s_l). */
import { InputError } from '../errors.js';
import type { Visit } from './dense-design.js';
import { expNegative } from './exp.js';
import type { Matrix } from './matrix.js';
import { type Targets, toProbabilities } from './softmax.js';

/** The n x c scores of some samples. */
export interface Scores {
  readonly c: number;
  /** Gives `visit` each block of scores in turn, of all samples or of these rows; `visit` may overwrite it. */
  pass(visit: Visit, rows?: Uint32Array): void;
}

/** The log sigmoids of scores: their softmax is sigmoid(s_j) / sum_l sigmoid(s_l). */
export function logSigmoids({ c, pass }: Scores): Scores {
  return {
    c,
    pass: (visit, rows) =>
      pass((block, from, count) => {
        for (let at = 0; at < count * c; at++) {
          const score = block[at]!;
          block[at] = Math.min(score, 0) - Math.log1p(expNegative(Math.abs(score)));
        }
        visit(block, from, count);
      }, rows),
  };
}

/**
 * The class of a sample, of c classes.
 * @throws InputError for what is no index of a class.
 */
function labelOf(sample: number, labels: ArrayLike<number>, c: number): number {
  const label = labels[sample]!;
  if (Number.isInteger(label) && label >= 0 && label < c) return label;
  throw new InputError(`labels must be class indices 0..${c - 1}; got ${label} in sample ${sample}`);
}

/** The class 0..c-1 of each of n samples, or their n x c shares of the classes. */
export type SampleTargets = ArrayLike<number> | Matrix;

/**
 * The targets of these rows, of all n when absent.
 * @throws InputError for what is no index of one of the c classes, and for shares that are not n x c, negative, or do
 * not sum to one within 1e-9.
 */
export function targetsOf(targets: SampleTargets, c: number, n: number, rows?: Uint32Array): Targets {
  const m = rows === undefined ? n : rows.length;
  const row = (r: number) => (rows === undefined ? r : rows[r]!);
  if (!('data' in targets)) return Uint32Array.from({ length: m }, (_, r) => labelOf(row(r), targets, c));
  if (targets.rows !== n || targets.cols !== c) {
    throw new InputError(`shares must be ${n} x ${c}; got ${targets.rows} x ${targets.cols}`);
  }
  const out = new Float64Array(m * c);
  for (let r = 0; r < m; r++) {
    const shares = targets.data.subarray(row(r) * c, (row(r) + 1) * c);
    const sum = shares.reduce((total, share) => total + share, 0);
    if (!(Math.abs(sum - 1) < 1e-9) || shares.some((share) => share < 0)) {
      throw new InputError(`shares must be at least 0 and sum to one; got ${shares.join(', ')} in sample ${row(r)}`);
    }
    out.set(shares, r * c);
  }
  return out;
}

/**
 * Writes -log p(label | x) of the i-th of these rows, of all when absent, to `out[offset + i * stride]`; at least 0.
 * @throws InputError for a label that is no class.
 */
export function writeLosses(
  { c, pass }: Scores,
  labels: ArrayLike<number>,
  out: Float64Array,
  offset: number,
  stride: number,
  rows?: Uint32Array,
): void {
  const visit: Visit = (block, from, count) => {
    for (let r = 0, i = from, to = offset + from * stride; r < count; r++, i++, to += stride) {
      const label = labelOf(rows === undefined ? i : rows[i]!, labels, c);
      out[to] = toProbabilities(block, r * c, c, label, 1);
    }
  };
  pass(visit, rows);
}

/** Writes p(j | x_i) to entry (i, j) of `out`, n x c. */
export function writeProbabilities({ c, pass }: Scores, out: Matrix): void {
  pass((block, from, count) => {
    for (let r = 0; r < count; r++) toProbabilities(block, r * c, c, 0, 1);
    for (let at = 0, to = from * c; at < count * c; at++, to++) out.data[to] = block[at]!;
  });
}

/** Writes the likeliest class of the i-th of these rows, of all when absent, to `out[i]`; of equal ones the first. */
export function writeClasses({ c, pass }: Scores, out: Float64Array, rows?: Uint32Array): void {
  const visit: Visit = (block, from, count) => {
    for (let r = 0, at = 0; r < count; r++, at += c) {
      let best = 0;
      for (let j = 1; j < c; j++) if (block[at + j]! > block[at + best]!) best = j;
      out[from + r] = best;
    }
  };
  pass(visit, rows);
}
