/** Elementary functions of two doubles at a time, in AssemblyScript, for the kernels to inline. */

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
export function exponential(x: v128): v128 {
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
 * log(x) for x >= 1, to 1e-15 (FreeBSD's e_log.c): x = 2^n (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and a series
 * in s = f / (2 + f). NaN of what is not finite.
 */
@inline
export function logarithm(x: v128): v128 {
  const bits = v128.or(v128.and(x, i64x2.splat(0x000FFFFFFFFFFFFF)), i64x2.splat(0x3FF0000000000000));
  const large = f64x2.gt(bits, f64x2.splat(1.4142135623730951));
  const m = v128.bitselect(f64x2.mul(bits, f64x2.splat(0.5)), bits, large);
  // The exponent as the last digits of 2^52 + exponent; a large m is the half of what has one more.
  const whole = v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000));
  const n = f64x2.sub(whole, f64x2.splat(4503599627371519));
  const e = f64x2.add(n, v128.and(large, f64x2.splat(1)));
  const f = f64x2.sub(m, f64x2.splat(1));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const odd = line(0.3999999999940941908, 0.2222219843214978396, w);
  const t1 = f64x2.mul(w, f64x2.add(odd, f64x2.mul(f64x2.mul(w, w), f64x2.splat(0.1531383769920937332))));
  const even = f64x2.add(line(0.6666666666666735130, 0.2857142874366239149, w), f64x2.mul(f64x2.mul(w, w), line(0.1818357216161805012, 0.1479819860511658591, w)));
  const series = f64x2.add(t1, f64x2.mul(z, even));
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const rest = f64x2.sub(f, f64x2.sub(half, f64x2.mul(s, f64x2.add(half, series))));
  return f64x2.add(f64x2.add(f64x2.mul(e, f64x2.splat(0.6931471805599453)), rest), f64x2.sub(x, x));
}

/** tanh(x) to 1e-15, by the exponential of -2 |x|. */
@inline
export function tangent(x: v128): v128 {
  const size = f64x2.abs(x);
  const power = exponential(f64x2.mul(size, f64x2.splat(-2)));
  const one = f64x2.splat(1);
  const sign = v128.and(x, i64x2.splat(0x8000000000000000));
  return v128.or(f64x2.div(f64x2.sub(one, power), f64x2.add(one, power)), sign);
}
