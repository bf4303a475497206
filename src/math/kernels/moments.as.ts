/**
 * Sums of products over rows, and squared residuals of planes, in AssemblyScript, two doubles at a time. A row is `stride`
 * bytes, a multiple of 16: a one, d features, y, and zeros. See sparse-rows.as.ts for the rules.
 */

/** Adds to the upper triangle of `moments`, s rows of `stride` bytes, the weighted outer products of four rows at once. */
@inline
function addFour(p: usize, q: usize, r: usize, s: usize, a: f64, b: f64, c: f64, d: f64, used: usize, stride: usize, moments: usize): void {
  for (let t: usize = 0; t < used; t += 8, moments += stride) {
    const va = f64x2.splat(a * load<f64>(p + t)), vb = f64x2.splat(b * load<f64>(q + t));
    const vc = f64x2.splat(c * load<f64>(r + t)), vd = f64x2.splat(d * load<f64>(s + t));
    for (let u = t & ~15; u < stride; u += 16) {
      const first = f64x2.add(f64x2.mul(va, v128.load(p + u)), f64x2.mul(vb, v128.load(q + u)));
      const second = f64x2.add(f64x2.mul(vc, v128.load(r + u)), f64x2.mul(vd, v128.load(s + u)));
      v128.store(moments + u, f64x2.add(v128.load(moments + u), f64x2.add(first, second)));
    }
  }
}

/**
 * Adds the sums over `count` chosen rows, 32 bits an index, of w row row' to `moments`, of which only the upper triangle
 * counts. `weights`, a double for each of all rows, may be 0: all are one. `used` bytes of a row are no padding.
 */
export function addMoments(count: usize, rows: usize, data: usize, stride: usize, used: usize, weights: usize, moments: usize): void {
  const end = rows + (count << 2);
  for (; rows + 12 < end; rows += 16) {
    const i = load<u32>(rows), j = load<u32>(rows, 4), k = load<u32>(rows, 8), l = load<u32>(rows, 12);
    let a: f64 = 1, b: f64 = 1, c: f64 = 1, d: f64 = 1;
    if (weights != 0) {
      a = load<f64>(weights + (<usize>i << 3));
      b = load<f64>(weights + (<usize>j << 3));
      c = load<f64>(weights + (<usize>k << 3));
      d = load<f64>(weights + (<usize>l << 3));
    }
    addFour(data + i * stride, data + j * stride, data + k * stride, data + l * stride, a, b, c, d, used, stride, moments);
  }
  for (; rows < end; rows += 4) {
    const i = load<u32>(rows);
    const w: f64 = weights != 0 ? load<f64>(weights + (<usize>i << 3)) : 1;
    const p = data + i * stride;
    let to = moments;
    for (let t: usize = 0; t < used; t += 8, to += stride) {
      const value = f64x2.splat(w * load<f64>(p + t));
      for (let u = t & ~15; u < stride; u += 16) {
        v128.store(to + u, f64x2.add(v128.load(to + u), f64x2.mul(value, v128.load(p + u))));
      }
    }
  }
}

/** Writes to `out`, n x k, the squares of the products of each row with each of k rows of coefficients. */
export function squaredProducts(n: usize, data: usize, stride: usize, k: usize, coefficients: usize, out: usize): void {
  const end = data + n * stride;
  const last = coefficients + k * stride;
  for (; data < end; data += stride) {
    for (let c = coefficients; c < last; c += stride, out += 8) {
      let s0 = f64x2.mul(v128.load(data), v128.load(c));
      for (let u: usize = 16; u < stride; u += 16) s0 = f64x2.add(s0, f64x2.mul(v128.load(data + u), v128.load(c + u)));
      const product = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
      store<f64>(out, product * product);
    }
  }
}
