/** What is read off the scores s of a classifier, linear or a network: p(class j | x) = exp(s_j) / sum_l exp(s_l). */
import { InputError } from '../errors.js';
import type { Visit } from './design.js';
import type { Matrix } from './matrix.js';
import { toProbabilities } from './softmax.js';

/** The n x c scores of some samples. */
export interface Scores {
  readonly c: number;
  /** Gives `visit` each block of scores in turn, of all samples or of these rows; `visit` may overwrite it. */
  pass(visit: Visit, rows?: Uint32Array): void;
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

/**
 * The classes of these rows, of all n when absent.
 * @throws InputError for what is no index of one of the c classes.
 */
export function labelsOf(labels: ArrayLike<number>, c: number, n: number, rows?: Uint32Array): Uint32Array {
  const m = rows === undefined ? n : rows.length;
  return Uint32Array.from({ length: m }, (_, r) => labelOf(rows === undefined ? r : rows[r]!, labels, c));
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
