/** The softmax of a block of scores, in AssemblyScript, two classes at a time; see sparse-rows.as.ts for the rules. */

/** a + b r. */
@inline
function line(a: f64, b: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), r));
}

/**
 * exp(x) for x <= 0, to 1e-14 of itself: 2^n times the series to degree 11 of the rest, which is at most ln 2 / 2 in
 * size, by Estrin's scheme (short chains, not few operations). Below -708 it stays at exp(-708), next to nothing.
 */
@inline
function exponential(x: v128): v128 {
  const bounded = f64x2.pmax(x, f64x2.splat(-708));
  const n = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)));
  // ln 2 in two parts, the first with so few digits that its multiples are exact.
  const most = f64x2.sub(bounded, f64x2.mul(n, f64x2.splat(0.6931471803691238)));
  const r = f64x2.sub(most, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const p0 = f64x2.add(line(1, 1, r), f64x2.mul(r2, line(1.0 / 2, 1.0 / 6, r)));
  const p4 = f64x2.add(line(1.0 / 24, 1.0 / 120, r), f64x2.mul(r2, line(1.0 / 720, 1.0 / 5040, r)));
  const p8 = f64x2.add(line(1.0 / 40320, 1.0 / 362880, r), f64x2.mul(r2, line(1.0 / 3628800, 1.0 / 39916800, r)));
  const series = f64x2.add(p0, f64x2.mul(r4, f64x2.add(p4, f64x2.mul(r4, p8))));
  const exponent = i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)), i64x2.splat(1023));
  return f64x2.mul(series, i64x2.shl(exponent, 52));
}

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
