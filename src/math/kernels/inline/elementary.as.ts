/**
 * Elementary functions of two doubles at a time, in AssemblyScript, for the kernels to inline. Their constants are in
 * memory, below `FREE` of load.ts: a load each, where a constant in code takes three instructions.
 */

/** The coefficients of exp: 2 to 9 of the polynomial, one over ln 2, and ln 2 in two parts, the first of few digits. */
const EXP = memory.data<f64>([
  0.49999999999664474, 0.16666666667266006, 0.041666666962131185, 0.008333333094660226, 0.001388881116319111,
  0.00019841539766080009, 2.4880800698938453e-05, 2.7492743150068328e-06,
  1.4426950408889634, 0.6931471803691238, 1.9082149292705877e-10, -708, 1,
  6755399441055744, // 1.5 2^52: added, it leaves an integer in the last digits
]);
/** The coefficients of log: 1 to 7 of the series, then what else it takes. */
const LOG = memory.data<f64>([
  0.6666666666666735130, 0.3999999999940941908, 0.2857142874366239149, 0.2222219843214978396, 0.1818357216161805012,
  0.1531383769920937332, 0.1479819860511658591, 1.4142135623730951, 0.5, 4503599627371519, 1, 2, 0.6931471805599453,
  0.34657359027997264,
]);
const MASKS = memory.data<u64>([0x000FFFFFFFFFFFFF, 0x3FF0000000000000, 0x4330000000000000, 0x8000000000000000]);

@inline
function constant(table: usize, at: usize): v128 {
  return v128.load64_splat(table + (at << 3));
}

/** Coefficients at and at + 1 of a series: a + b r. */
@inline
function line(table: usize, at: usize, r: v128): v128 {
  return f64x2.add(constant(table, at), f64x2.mul(constant(table, at + 1), r));
}

/**
 * exp(x) for x <= 0, to 2e-14 of itself: 2^n times a polynomial, of least relative error, of the rest, which is at most
 * ln 2 / 2 in size; by Estrin's scheme (short chains, not few operations). Below -708 it stays at exp(-708), next to
 * nothing. exp(0) is 1.
 */
@inline
export function exponential(x: v128): v128 {
  const bounded = f64x2.pmax(x, constant(EXP, 11));
  const shifted = f64x2.add(f64x2.mul(bounded, constant(EXP, 8)), constant(EXP, 13));
  const n = f64x2.sub(shifted, constant(EXP, 13));
  const most = f64x2.sub(bounded, f64x2.mul(n, constant(EXP, 9)));
  const r = f64x2.sub(most, f64x2.mul(n, constant(EXP, 10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const one = constant(EXP, 12);
  const p0 = f64x2.add(f64x2.add(one, r), f64x2.mul(r2, line(EXP, 0, r)));
  const p4 = f64x2.add(line(EXP, 2, r), f64x2.mul(r2, line(EXP, 4, r)));
  const series = f64x2.add(p0, f64x2.mul(r4, f64x2.add(p4, f64x2.mul(r4, line(EXP, 6, r)))));
  return f64x2.mul(series, i64x2.add(i64x2.shl(shifted, 52), one));
}

/** R of 2 artanh(s) = 2 s + s R, for s up to 0.1716 in size. */
@inline
function oddSeries(s: v128): v128 {
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const w2 = f64x2.mul(w, w);
  const odd = f64x2.add(f64x2.add(constant(LOG, 1), f64x2.mul(constant(LOG, 3), w)), f64x2.mul(w2, constant(LOG, 5)));
  const even0 = f64x2.add(constant(LOG, 0), f64x2.mul(constant(LOG, 2), w));
  const even4 = f64x2.add(constant(LOG, 4), f64x2.mul(constant(LOG, 6), w));
  return f64x2.add(f64x2.mul(w, odd), f64x2.mul(z, f64x2.add(even0, f64x2.mul(w2, even4))));
}

/**
 * log(x) for x of 1..2, to 1e-15, from one over x (x + sqrt(2)): with s = (x - sqrt(2)) / (x + sqrt(2)) it is
 * log(2) / 2 + 2 artanh(s). NaN of NaN.
 */
@inline
export function logarithmTo2(x: v128, inverse: v128): v128 {
  const s = f64x2.mul(f64x2.mul(f64x2.sub(x, constant(LOG, 7)), x), inverse);
  return f64x2.add(constant(LOG, 13), f64x2.mul(s, f64x2.add(constant(LOG, 11), oddSeries(s))));
}

/** x + sqrt(2). */
@inline
export function withRoot2(x: v128): v128 {
  return f64x2.add(x, constant(LOG, 7));
}

/**
 * log(x) for x >= 1, to 1e-15 (FreeBSD's e_log.c): x = 2^n (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), and a series
 * in s = f / (2 + f). NaN of what is not finite.
 */
@inline
export function logarithm(x: v128): v128 {
  const bits = v128.or(v128.and(x, constant(MASKS, 0)), constant(MASKS, 1));
  const large = f64x2.gt(bits, constant(LOG, 7));
  const half = constant(LOG, 8);
  const one = constant(LOG, 10);
  const m = v128.bitselect(f64x2.mul(bits, half), bits, large);
  // The exponent as the last digits of 2^52 + exponent; a large m is the half of what has one more.
  const whole = v128.or(i64x2.shr_u(x, 52), constant(MASKS, 2));
  const n = f64x2.add(f64x2.sub(whole, constant(LOG, 9)), v128.and(large, one));
  const f = f64x2.sub(m, one);
  const s = f64x2.div(f, f64x2.add(constant(LOG, 11), f));
  const series = oddSeries(s);
  const square = f64x2.mul(half, f64x2.mul(f, f));
  const rest = f64x2.sub(f, f64x2.sub(square, f64x2.mul(s, f64x2.add(square, series))));
  return f64x2.add(f64x2.add(f64x2.mul(n, constant(LOG, 12)), rest), f64x2.sub(x, x));
}

/** tanh(x) to 1e-14, by the exponential of -2 |x|. */
@inline
export function tangent(x: v128): v128 {
  const size = f64x2.abs(x);
  const power = exponential(f64x2.neg(f64x2.add(size, size)));
  const one = constant(EXP, 12);
  return v128.or(f64x2.div(f64x2.sub(one, power), f64x2.add(one, power)), v128.and(x, constant(MASKS, 3)));
}
