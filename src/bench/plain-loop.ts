/** One loss and gradient of softmax regression in plain JavaScript over sparse rows, for ten classes: a peer of the kernels. */
import type { SparseRows } from '../math/sparse.js';

const C = 10;

interface Plain {
  readonly pointers: Uint32Array;
  readonly columns: Uint16Array;
  readonly values: Float64Array;
}

/** Unrolled by hand over the ten classes: the quickest plain loop that was found, four times as quick as one over j. */
function scoreRow({ pointers, columns, values }: Plain, i: number, theta: Float64Array, scores: Float64Array): void {
  const size = theta.length - C;
  let s0 = theta[size + 0]!;
  let s1 = theta[size + 1]!;
  let s2 = theta[size + 2]!;
  let s3 = theta[size + 3]!;
  let s4 = theta[size + 4]!;
  let s5 = theta[size + 5]!;
  let s6 = theta[size + 6]!;
  let s7 = theta[size + 7]!;
  let s8 = theta[size + 8]!;
  let s9 = theta[size + 9]!;
  for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
    const value = values[e]!;
    const at = columns[e]! * C;
    s0 += value * theta[at + 0]!;
    s1 += value * theta[at + 1]!;
    s2 += value * theta[at + 2]!;
    s3 += value * theta[at + 3]!;
    s4 += value * theta[at + 4]!;
    s5 += value * theta[at + 5]!;
    s6 += value * theta[at + 6]!;
    s7 += value * theta[at + 7]!;
    s8 += value * theta[at + 8]!;
    s9 += value * theta[at + 9]!;
  }
  scores[0] = s0;
  scores[1] = s1;
  scores[2] = s2;
  scores[3] = s3;
  scores[4] = s4;
  scores[5] = s5;
  scores[6] = s6;
  scores[7] = s7;
  scores[8] = s8;
  scores[9] = s9;
}

function spreadRow(
  { pointers, columns, values }: Plain,
  i: number,
  slopes: Float64Array,
  gradient: Float64Array,
): void {
  const s0 = slopes[0]!;
  const s1 = slopes[1]!;
  const s2 = slopes[2]!;
  const s3 = slopes[3]!;
  const s4 = slopes[4]!;
  const s5 = slopes[5]!;
  const s6 = slopes[6]!;
  const s7 = slopes[7]!;
  const s8 = slopes[8]!;
  const s9 = slopes[9]!;
  for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
    const value = values[e]!;
    const at = columns[e]! * C;
    gradient[at + 0]! += value * s0;
    gradient[at + 1]! += value * s1;
    gradient[at + 2]! += value * s2;
    gradient[at + 3]! += value * s3;
    gradient[at + 4]! += value * s4;
    gradient[at + 5]! += value * s5;
    gradient[at + 6]! += value * s6;
    gradient[at + 7]! += value * s7;
    gradient[at + 8]! += value * s8;
    gradient[at + 9]! += value * s9;
  }
}

/**
 * The objective of `softmaxObjective` with C = 1 and c = 10: doubles, sparse rows, Math.exp.
 * @param labels the class of each row, 0..9.
 */
export function plainObjective(
  x: SparseRows,
  labels: ArrayLike<number>,
): (theta: Float64Array, gradient: Float64Array) => number {
  const size = x.cols * C;
  const plain = { ...x, values: Float64Array.from(x.values, (value) => value * x.scale) };
  const row = new Float64Array(C);
  return (theta, gradient) => {
    let loss = 0;
    gradient.fill(0);
    for (let i = 0; i < x.rows; i++) {
      scoreRow(plain, i, theta, row);
      let most = row[0]!;
      for (let j = 1; j < C; j++) if (row[j]! > most) most = row[j]!;
      const label = labels[i]!;
      loss += most - row[label]!;
      let sum = 0;
      for (let j = 0; j < C; j++) {
        row[j] = Math.exp(row[j]! - most);
        sum += row[j]!;
      }
      loss += Math.log(sum);
      for (let j = 0; j < C; j++) row[j]! /= sum;
      row[label]! -= 1;
      for (let j = 0; j < C; j++) gradient[size + j]! += row[j]!;
      spreadRow(plain, i, row, gradient);
    }
    for (let at = 0; at < size; at++) {
      loss += theta[at]! ** 2 / 2;
      gradient[at]! += theta[at]!;
    }
    return loss;
  };
}
