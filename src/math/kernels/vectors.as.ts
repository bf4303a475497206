/** Sums over vectors of doubles, in AssemblyScript, two at a time. */

/** In four sums, so that one addition need not wait for the last. */
export function dot(a: usize, b: usize, length: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const end = a + (length << 3);
  for (; a + 56 < end; a += 64, b += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  const all = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1);
  for (; a < end; a += 8, b += 8) sum += load<f64>(a) * load<f64>(b);
  return sum;
}

/** Writes a + scale b to `out`, which may be a. */
export function combine(a: usize, scale: f64, b: usize, length: usize, out: usize): void {
  const scales = f64x2.splat(scale);
  const end = a + (length << 3);
  for (; a + 24 < end; a += 32, b += 32, out += 32) {
    v128.store(out, f64x2.add(v128.load(a), f64x2.mul(scales, v128.load(b))));
    v128.store(out, f64x2.add(v128.load(a, 16), f64x2.mul(scales, v128.load(b, 16))), 16);
  }
  for (; a < end; a += 8, b += 8, out += 8) store<f64>(out, load<f64>(a) + scale * load<f64>(b));
}
