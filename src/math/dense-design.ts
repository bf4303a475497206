import { blockRows, type Design, type Visit } from './design.js';
import type { Matrix } from './matrix.js';
import { addBiases, addBiasSlopes, toSlopes } from './softmax.js';

/** The products of a dense matrix in plain loops; nothing is copied. Cost of a pass: O(m d c). */
export function denseDesign({ data: x, rows: n, cols: d }: Matrix): Design {
  let block = new Float64Array(0);
  const made: Design = {
    rows: n,
    cols: d,
    pass(weights, c, visit, rows, gradient) {
      const m = rows === undefined ? n : rows.length;
      const size = Math.min(m, blockRows(c));
      if (block.length < size * c) block = new Float64Array(size * c);
      gradient?.fill(0, 0, d * c);
      for (let from = 0; from < m; from += size) {
        const count = Math.min(size, m - from);
        if (weights !== null) forth(weights, c, from, count, rows);
        visit(block, from, count);
        if (gradient !== undefined) back(gradient, c, from, count, rows);
      }
    },
    crossEntropy(theta, c, labels, gradient, rows, weights) {
      const biases = theta.subarray(d * c, d * c + c);
      const biasSlopes = gradient.subarray(d * c, d * c + c);
      biasSlopes.fill(0);
      let loss = 0;
      const visit: Visit = (slopes, from, count) => {
        addBiases(slopes, count, biases);
        loss += toSlopes(slopes, from, count, c, labels, weights);
        addBiasSlopes(slopes, count, biasSlopes);
      };
      made.pass(theta, c, visit, rows, gradient);
      return loss;
    },
    squaredDistances(centres, out, rows) {
      const k = centres.rows;
      const m = rows === undefined ? n : rows.length;
      for (let r = 0, to = 0; r < m; r++) {
        const at = d * (rows === undefined ? r : rows[r]!);
        for (let j = 0; j < k; j++, to++) {
          let squares = 0;
          for (let t = 0; t < d; t++) squares += (x[at + t]! - centres.data[j * d + t]!) ** 2;
          out.data[to] = squares;
        }
      }
    },
    sums(labels, out, rows) {
      const m = rows === undefined ? n : rows.length;
      out.data.fill(0);
      for (let r = 0; r < m; r++) {
        const at = d * (rows === undefined ? r : rows[r]!);
        for (let t = 0, to = d * labels[r]!; t < d; t++, to++) out.data[to]! += x[at + t]!;
      }
    },
  };
  return made;

  function forth(weights: Float64Array, c: number, from: number, count: number, rows?: Uint32Array): void {
    for (let r = 0, to = 0; r < count; r++, to += c) {
      const at = d * (rows === undefined ? from + r : rows[from + r]!);
      for (let j = 0; j < c; j++) {
        let sum = 0;
        for (let t = 0; t < d; t++) sum += x[at + t]! * weights[t * c + j]!;
        block[to + j] = sum;
      }
    }
  }

  function back(gradient: Float64Array, c: number, from: number, count: number, rows?: Uint32Array): void {
    for (let r = 0, of = 0; r < count; r++, of += c) {
      const at = d * (rows === undefined ? from + r : rows[from + r]!);
      for (let t = 0; t < d; t++) {
        const value = x[at + t]!;
        for (let j = 0; j < c; j++) gradient[t * c + j]! += value * block[of + j]!;
      }
    }
  }
}
