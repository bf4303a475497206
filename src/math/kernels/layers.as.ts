/**
 * The products of dense layers, in AssemblyScript, two doubles at a time: from inputs (rows of h doubles, `inputStride`
 * bytes apart) by weights (h rows of `width` bytes, a multiple of 16, and below them a row of biases) to outputs. Tiles
 * of up to four pairs of outputs stay in registers (with eight, all takes longer). See sparse-rows.as.ts for the rules.
 */
import { tangent } from './inline/elementary.as';

/** Bytes of a tile. */
const TILE: usize = 64;

@inline
function row(pairs: i32, inputs: usize, h: usize, weights: usize, width: usize, out: usize): void {
  const biases = weights + h * width;
  let s0 = v128.load(biases), s1 = s0, s2 = s0, s3 = s0;
  if (pairs > 1) s1 = v128.load(biases, 16);
  if (pairs > 2) s2 = v128.load(biases, 32);
  if (pairs > 3) s3 = v128.load(biases, 48);
  for (let at = weights; at < biases; at += width, inputs += 8) {
    const value = v128.load64_splat(inputs);
    s0 = f64x2.add(s0, f64x2.mul(value, v128.load(at)));
    if (pairs > 1) s1 = f64x2.add(s1, f64x2.mul(value, v128.load(at, 16)));
    if (pairs > 2) s2 = f64x2.add(s2, f64x2.mul(value, v128.load(at, 32)));
    if (pairs > 3) s3 = f64x2.add(s3, f64x2.mul(value, v128.load(at, 48)));
  }
  v128.store(out, s0);
  if (pairs > 1) v128.store(out, s1, 16);
  if (pairs > 2) v128.store(out, s2, 32);
  if (pairs > 3) v128.store(out, s3, 48);
}

/** Outputs of `count` rows: the biases plus inputs times weights. */
export function layer(count: usize, inputs: usize, inputStride: usize, h: usize, weights: usize, width: usize, out: usize, stride: usize): void {
  for (let j: usize = 0; j < width; j += TILE) {
    const pairs = <i32>(min(width - j, TILE) >> 4);
    let to = out + j;
    let from = inputs;
    for (let r: usize = 0; r < count; r++, from += inputStride, to += stride) {
      switch (pairs) {
        case 1: row(1, from, h, weights + j, width, to); break;
        case 2: row(2, from, h, weights + j, width, to); break;
        case 3: row(3, from, h, weights + j, width, to); break;
        case 4: row(4, from, h, weights + j, width, to); break;
      }
    }
  }
}

/** Writes to a tile of a row of the gradient the sum over rows of an input (one where `biased`) times slopes. */
@inline
function gather(pairs: i32, biased: bool, count: usize, input: usize, inputStride: usize, slopes: usize, stride: usize, to: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let r: usize = 0; r < count; r++, input += inputStride, slopes += stride) {
    const value = biased ? f64x2.splat(1) : v128.load64_splat(input);
    s0 = f64x2.add(s0, f64x2.mul(value, v128.load(slopes)));
    if (pairs > 1) s1 = f64x2.add(s1, f64x2.mul(value, v128.load(slopes, 16)));
    if (pairs > 2) s2 = f64x2.add(s2, f64x2.mul(value, v128.load(slopes, 32)));
    if (pairs > 3) s3 = f64x2.add(s3, f64x2.mul(value, v128.load(slopes, 48)));
  }
  v128.store(to, s0);
  if (pairs > 1) v128.store(to, s1, 16);
  if (pairs > 2) v128.store(to, s2, 32);
  if (pairs > 3) v128.store(to, s3, 48);
}

@inline
function gatherTile(biased: bool, width: usize, count: usize, input: usize, inputStride: usize, slopes: usize, stride: usize, to: usize): void {
  switch (<i32>(min(width, TILE) >> 4)) {
    case 1: gather(1, biased, count, input, inputStride, slopes, stride, to); break;
    case 2: gather(2, biased, count, input, inputStride, slopes, stride, to); break;
    case 3: gather(3, biased, count, input, inputStride, slopes, stride, to); break;
    case 4: gather(4, biased, count, input, inputStride, slopes, stride, to); break;
  }
}

/** Writes the gradient of weights and biases: inputs times the slopes of outputs, and the sums of these. */
export function layerSlopes(count: usize, inputs: usize, inputStride: usize, h: usize, slopes: usize, stride: usize, gradient: usize, width: usize): void {
  for (let j: usize = 0; j < width; j += TILE) {
    let to = gradient + j;
    for (let q: usize = 0; q < h; q++, to += width) {
      gatherTile(false, width - j, count, inputs + (q << 3), inputStride, slopes + j, stride, to);
    }
    gatherTile(true, width - j, count, 0, 0, slopes + j, stride, to);
  }
}

/** The first h doubles of each row become tanh of themselves. */
export function squash(count: usize, rows: usize, stride: usize, h: usize): void {
  for (let r: usize = 0; r < count; r++, rows += stride) {
    const end = rows + ((h & ~1) << 3);
    for (let at = rows; at < end; at += 16) v128.store(at, tangent(v128.load(at)));
    if (h & 1) v128.store64_lane(end, tangent(v128.load64_zero(end)), 0);
  }
}

/** The slopes with respect to the q-th hidden unit, of two pairs' products: one lane a unit. */
@inline
function sumsOfLanes(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** Each of h hidden values v = tanh(u) becomes the slope with respect to u, (1 - v^2) times weights times slopes. */
export function unsquash(count: usize, rows: usize, inputStride: usize, h: usize, weights: usize, width: usize, slopes: usize, stride: usize): void {
  for (let r: usize = 0; r < count; r++, rows += inputStride, slopes += stride) {
    let weight = weights;
    for (let q: usize = 0; q < h; q += 2, weight += width << 1) {
      const single = q + 1 == h;
      let a = f64x2.splat(0);
      let b = a;
      for (let o: usize = 0; o < width; o += 16) {
        const slope = v128.load(slopes + o);
        a = f64x2.add(a, f64x2.mul(slope, v128.load(weight + o)));
        b = f64x2.add(b, f64x2.mul(slope, v128.load(weight + width + o)));
      }
      const at = rows + (q << 3);
      const values = single ? v128.load64_zero(at) : v128.load(at);
      const change = f64x2.sub(f64x2.splat(1), f64x2.mul(values, values));
      const result = f64x2.mul(sumsOfLanes(a, b), change);
      if (single) v128.store64_lane(at, result, 0);
      else v128.store(at, result);
    }
  }
}
