/**
 * The loss of a mixture of softmax classifiers under a softmax gate, and its slopes, in AssemblyScript: two rows at a
 * time, one a lane, so that no lane waits for another. See sparse-rows.as.ts for the rules.
 */
import { exponential, logarithm, logarithmTo2, withRoot2 } from './inline/elementary.as';

/** The doubles at `at` and `stride` bytes behind. */
@inline
function pair(at: usize, stride: usize): v128 {
  return v128.load64_lane(at + stride, v128.load64_zero(at), 1);
}

@inline
function putPair(at: usize, stride: usize, values: v128): void {
  v128.store64_lane(at, values, 0);
  v128.store64_lane(at + stride, values, 1);
}

/**
 * Of `count` rows of scores, `stride` bytes apart: the responsibilities alpha (the softmax of the k at `gates`), the
 * cross entropies of the k experts (softmax of the c at `scores`, expert j's at j * width), and their residuals p - e_label.
 * `alpha`, `losses` (k pairs each for two rows) and `residuals` (k c pairs) go by pairs of rows; what stands behind an odd
 * last row is read and counts for nothing. Adds alpha to the k pairs at `shares`; `scratch` holds c pairs.
 * @returns the sum over rows and experts of alpha times loss.
 */
export function mix(count: usize, k: usize, c: usize, gates: usize, gateStride: usize, scores: usize, stride: usize, width: usize, labels: usize, alpha: usize, losses: usize, residuals: usize, shares: usize, scratch: usize): f64 {
  let sums = f64x2.splat(0);
  for (let r: usize = 0; r < count; r += 2) {
    const counted = r + 1 < count ? i64x2.splat(-1) : i64x2(-1, 0);
    const pairs = alpha + k * (r << 3);
    const own = losses + k * (r << 3);
    let to = residuals + k * c * (r << 3);
    const gate = gates + r * gateStride;
    let most = pair(gate, gateStride);
    for (let j: usize = 1; j < k; j++) most = f64x2.pmax(most, pair(gate + (j << 3), gateStride));
    let total = f64x2.splat(0);
    for (let j: usize = 0; j < k; j++) {
      const share = exponential(f64x2.sub(pair(gate + (j << 3), gateStride), most));
      v128.store(pairs + (j << 4), share);
      total = f64x2.add(total, share);
    }
    const scale = f64x2.div(f64x2.splat(1), total);

    const label0 = <usize>load<u32>(labels + (r << 2));
    const label1 = r + 1 < count ? <usize>load<u32>(labels + (r << 2), 4) : 0;
    const second = f64x2(<f64>label0, <f64>label1);
    const side = f64x2.sub(f64x2.splat(1), f64x2.add(second, second));
    let at = scores + r * stride;
    for (let j: usize = 0; j < k; j++, at += width, to += c << 4) {
      let loss: v128;
      if (c == 2) {
        const lead = f64x2.sub(pair(at + 8, stride), pair(at, stride));
        const power = exponential(f64x2.neg(f64x2.abs(lead)));
        const sum = f64x2.add(f64x2.splat(1), power);
        const further = withRoot2(sum);
        const inverse = f64x2.div(f64x2.splat(1), f64x2.mul(sum, further)); // one division for two
        const larger = f64x2.mul(inverse, further);
        const p = v128.bitselect(f64x2.mul(power, larger), larger, f64x2.lt(lead, f64x2.splat(0)));
        loss = f64x2.add(logarithmTo2(sum, inverse), f64x2.pmax(f64x2.splat(0), f64x2.mul(side, lead)));
        const residual = f64x2.sub(p, second);
        v128.store(to, f64x2.neg(residual));
        v128.store(to, residual, 16);
      } else {
        let top = pair(at, stride);
        for (let q: usize = 1; q < c; q++) top = f64x2.pmax(top, pair(at + (q << 3), stride));
        let sum = f64x2.splat(0);
        for (let q: usize = 0; q < c; q++) {
          const power = exponential(f64x2.sub(pair(at + (q << 3), stride), top));
          v128.store(scratch + (q << 4), power);
          sum = f64x2.add(sum, power);
        }
        const inverse = f64x2.div(f64x2.splat(1), sum);
        for (let q: usize = 0; q < c; q++) v128.store(to + (q << 4), f64x2.mul(v128.load(scratch + (q << 4)), inverse));
        const first = to + (label0 << 4);
        const last = to + (label1 << 4) + 8;
        store<f64>(first, load<f64>(first) - 1);
        store<f64>(last, load<f64>(last) - 1);
        const chosen = f64x2(load<f64>(at + (label0 << 3)), load<f64>(at + stride + (label1 << 3)));
        loss = f64x2.add(logarithm(sum), f64x2.sub(top, chosen));
      }
      const share = v128.and(f64x2.mul(v128.load(pairs + (j << 4)), scale), counted);
      v128.store(pairs + (j << 4), share);
      v128.store(own + (j << 4), loss);
      v128.store(shares + (j << 4), f64x2.add(v128.load(shares + (j << 4)), share));
      sums = f64x2.add(sums, v128.and(f64x2.mul(share, loss), counted));
    }
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/**
 * Of what `mix` wrote, writes in place of the scores the slopes of weight times the mean of its sum over m rows, plus the
 * k `forces` times the mean responsibilities.
 */
export function unmix(count: usize, k: usize, c: usize, gates: usize, gateStride: usize, scores: usize, stride: usize, width: usize, alpha: usize, losses: usize, residuals: usize, weight: f64, forces: usize, m: f64): void {
  const weights = f64x2.splat(weight);
  const share = f64x2.splat(1 / m);
  for (let r: usize = 0; r < count; r += 2) {
    const pairs = alpha + k * (r << 3);
    const own = losses + k * (r << 3);
    let from = residuals + k * c * (r << 3);
    let mean = f64x2.splat(0);
    for (let j: usize = 0; j < k; j++) {
      const value = f64x2.add(f64x2.mul(weights, v128.load(own + (j << 4))), v128.load64_splat(forces + (j << 3)));
      v128.store(own + (j << 4), value);
      mean = f64x2.add(mean, f64x2.mul(v128.load(pairs + (j << 4)), value));
    }
    const gate = gates + r * gateStride;
    let at = scores + r * stride;
    for (let j: usize = 0; j < k; j++, at += width) {
      const part = f64x2.mul(v128.load(pairs + (j << 4)), share);
      putPair(gate + (j << 3), gateStride, f64x2.mul(part, f64x2.sub(v128.load(own + (j << 4)), mean)));
      const scale = f64x2.mul(part, weights);
      for (let q: usize = 0; q < c; q++, from += 16) putPair(at + (q << 3), stride, f64x2.mul(v128.load(from), scale));
    }
  }
}
