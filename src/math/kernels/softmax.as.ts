/** The softmax of a block of scores, in AssemblyScript, two classes at a time; see sparse-rows.as.ts for the rules. */

import { exponential } from './inline/elementary.as';

/**
 * Turns the count x c scores at `block`, less their biases, into the slopes w (p - e_label) of each row's loss, and adds
 * these to the slopes of the biases. For row r the loss is w_r times log of the first plus the second of its two `parts`.
 */
export function softmax(block: usize, count: usize, c: usize, biases: usize, labels: usize, weights: usize, parts: usize, biasSlopes: usize): void {
  const stride = c << 3;
  const half = <bool>(c & 1);
  for (let r: usize = 0; r < count; r++, block += stride, parts += 16) {
    const end = block + (half ? stride - 8 : stride);
    let b = biases;
    let mosts = f64x2.splat(-Infinity);
    for (let at = block; at < end; at += 16, b += 16) {
      const scores = f64x2.add(v128.load(at), v128.load(b));
      v128.store(at, scores);
      mosts = f64x2.pmax(mosts, scores);
    }
    let most = max(f64x2.extract_lane(mosts, 0), f64x2.extract_lane(mosts, 1));
    if (half) {
      const last = load<f64>(end) + load<f64>(b);
      store<f64>(end, last);
      most = max(most, last);
    }
    const label = block + (<usize>load<u32>(labels + (r << 2)) << 3);
    const behind = most - load<f64>(label);

    let sums = f64x2.splat(0);
    for (let at = block; at < end; at += 16) {
      const shares = exponential(f64x2.sub(v128.load(at), f64x2.splat(most)));
      v128.store(at, shares);
      sums = f64x2.add(sums, shares);
    }
    let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    if (half) {
      const last = f64x2.extract_lane(exponential(f64x2.splat(load<f64>(end) - most)), 0);
      store<f64>(end, last);
      sum += last;
    }
    store<f64>(parts, sum);
    store<f64>(parts, behind, 8);

    const weight = load<f64>(weights + (r << 3));
    const scale = weight / sum;
    for (let at = block; at < end; at += 16) v128.store(at, f64x2.mul(v128.load(at), f64x2.splat(scale)));
    if (half) store<f64>(end, load<f64>(end) * scale);
    store<f64>(label, load<f64>(label) - weight);
    let to = biasSlopes;
    for (let at = block; at < end; at += 16, to += 16) v128.store(to, f64x2.add(v128.load(to), v128.load(at)));
    if (half) store<f64>(to, load<f64>(to) + load<f64>(end));
  }
}
