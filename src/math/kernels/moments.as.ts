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
 * Adds the sums over `count` chosen rows, 32 bits an index, of sign w row row' to `moments`, of which only the upper triangle
 * counts. `weights`, a double for each of all rows, may be 0: all are one. `used` bytes of a row are no padding.
 */
export function addMoments(count: usize, rows: usize, data: usize, stride: usize, used: usize, weights: usize, sign: f64, moments: usize): void {
  const end = rows + (count << 2);
  for (; rows + 12 < end; rows += 16) {
    const i = load<u32>(rows), j = load<u32>(rows, 4), k = load<u32>(rows, 8), l = load<u32>(rows, 12);
    let a = sign, b = sign, c = sign, d = sign;
    if (weights != 0) {
      a *= load<f64>(weights + (<usize>i << 3));
      b *= load<f64>(weights + (<usize>j << 3));
      c *= load<f64>(weights + (<usize>k << 3));
      d *= load<f64>(weights + (<usize>l << 3));
    }
    addFour(data + i * stride, data + j * stride, data + k * stride, data + l * stride, a, b, c, d, used, stride, moments);
  }
  for (; rows < end; rows += 4) {
    const i = load<u32>(rows);
    const w = weights != 0 ? sign * load<f64>(weights + (<usize>i << 3)) : sign;
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

@inline
function product(row: usize, coefficients: usize, stride: usize): f64 {
  let sum = f64x2.mul(v128.load(row), v128.load(coefficients));
  for (let u: usize = 16; u < stride; u += 16) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(row + u), v128.load(coefficients + u)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Writes for each row which of k rows of coefficients, 0..k-1, 32 bits, has the product of least square with it, ties to the
 * first, and that square to `own`; returns the sum of these. Two rows at once, one of zeros behind an odd number of them.
 * Nothing is branched on: that would be guessed wrong too often.
 */
export function leastSquares(n: usize, data: usize, stride: usize, k: i32, coefficients: usize, labels: usize, own: usize): f64 {
  const end = data + n * stride;
  let sum = f64x2.splat(0);
  for (; data < end; data += 2 * stride, labels += 8, own += 16) {
    const other = data + stride;
    let least = f64x2.splat(Infinity), label = i64x2.splat(0);
    for (let j: i32 = 0, c = coefficients; j < k; j++, c += stride) {
      let s = v128.load(c);
      let t = f64x2.mul(v128.load(other), s);
      s = f64x2.mul(v128.load(data), s);
      for (let u: usize = 16; u < stride; u += 16) {
        const factor = v128.load(c + u);
        s = f64x2.add(s, f64x2.mul(v128.load(data + u), factor));
        t = f64x2.add(t, f64x2.mul(v128.load(other + u), factor));
      }
      const products = f64x2.add(v128.shuffle<f64>(s, t, 0, 2), v128.shuffle<f64>(s, t, 1, 3));
      const squares = f64x2.mul(products, products);
      label = v128.bitselect(i64x2.splat(j), label, f64x2.lt(squares, least));
      least = f64x2.pmin(least, squares);
    }
    store<u32>(labels, <u32>i64x2.extract_lane(label, 0));
    store<u32>(labels, <u32>i64x2.extract_lane(label, 1), 4);
    v128.store(own, least);
    sum = f64x2.add(sum, least);
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Writes to `out`, n x k, the squares of the products of each row with each of k rows of coefficients. */
export function squaredProducts(n: usize, data: usize, stride: usize, k: usize, coefficients: usize, out: usize): void {
  const end = data + n * stride;
  const last = coefficients + k * stride;
  for (; data < end; data += stride) {
    for (let c = coefficients; c < last; c += stride, out += 8) {
      const value = product(data, c, stride);
      store<f64>(out, value * value);
    }
  }
}
