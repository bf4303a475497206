/**
 * Products with sparse rows of bytes, in AssemblyScript: two doubles at a time (WASM SIMD). Addresses are bytes into the
 * one imported memory; who calls lays it out (`../design.ts`). The c columns of a product go by tiles of up to 16,
 * which stay in registers while a row's entries pass by: a pair of columns each. Every function takes `count` row indices
 * at `rows`; pointers, columns and values are as in SparseRows. Nothing is checked here.
 */

/** Columns of a tile: eight pairs fill half of the sixteen registers that there are. */
const TILE: usize = 16;

/**
 * A row's scores for a tile: sum over its entries of value times the weights of its column. `half` where the last pair
 * is one column only: what its other half reads belongs to the next row, and is not written.
 */
@inline
function score(pairs: i32, half: bool, first: usize, end: usize, columns: usize, values: usize, weights: usize, stride: usize, scale: v128, out: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  for (let e = first; e < end; e++) {
    const value = f64x2.splat(<f64><i32>load<u8>(values + e));
    const at = weights + <usize>load<u16>(columns + (e << 1)) * stride;
    s0 = f64x2.add(s0, f64x2.mul(value, v128.load(at)));
    if (pairs > 1) s1 = f64x2.add(s1, f64x2.mul(value, v128.load(at, 16)));
    if (pairs > 2) s2 = f64x2.add(s2, f64x2.mul(value, v128.load(at, 32)));
    if (pairs > 3) s3 = f64x2.add(s3, f64x2.mul(value, v128.load(at, 48)));
    if (pairs > 4) s4 = f64x2.add(s4, f64x2.mul(value, v128.load(at, 64)));
    if (pairs > 5) s5 = f64x2.add(s5, f64x2.mul(value, v128.load(at, 80)));
    if (pairs > 6) s6 = f64x2.add(s6, f64x2.mul(value, v128.load(at, 96)));
    if (pairs > 7) s7 = f64x2.add(s7, f64x2.mul(value, v128.load(at, 112)));
  }
  write(s0, scale, half && pairs == 1, out);
  if (pairs > 1) write(s1, scale, half && pairs == 2, out + 16);
  if (pairs > 2) write(s2, scale, half && pairs == 3, out + 32);
  if (pairs > 3) write(s3, scale, half && pairs == 4, out + 48);
  if (pairs > 4) write(s4, scale, half && pairs == 5, out + 64);
  if (pairs > 5) write(s5, scale, half && pairs == 6, out + 80);
  if (pairs > 6) write(s6, scale, half && pairs == 7, out + 96);
  if (pairs > 7) write(s7, scale, half && pairs == 8, out + 112);
}

@inline
function write(sums: v128, scale: v128, half: bool, out: usize): void {
  const scaled = f64x2.mul(sums, scale);
  if (half) store<f64>(out, f64x2.extract_lane(scaled, 0));
  else v128.store(out, scaled);
}

/**
 * Adds value times a tile of the row's slopes to the gradient of each entry's column; of half a pair, 0 is added. The
 * next entry's address is ready before this one is written (15 % less time); beyond the last it means nothing.
 */
@inline
function spread(pairs: i32, half: bool, first: usize, end: usize, columns: usize, values: usize, slopes: usize, stride: usize, scale: v128, gradient: usize): void {
  const s0 = read(slopes, scale, half && pairs == 1);
  const s1 = pairs > 1 ? read(slopes + 16, scale, half && pairs == 2) : s0;
  const s2 = pairs > 2 ? read(slopes + 32, scale, half && pairs == 3) : s0;
  const s3 = pairs > 3 ? read(slopes + 48, scale, half && pairs == 4) : s0;
  const s4 = pairs > 4 ? read(slopes + 64, scale, half && pairs == 5) : s0;
  const s5 = pairs > 5 ? read(slopes + 80, scale, half && pairs == 6) : s0;
  const s6 = pairs > 6 ? read(slopes + 96, scale, half && pairs == 7) : s0;
  const s7 = pairs > 7 ? read(slopes + 112, scale, half && pairs == 8) : s0;
  let next = gradient + <usize>load<u16>(columns + (first << 1)) * stride;
  for (let e = first; e < end; e++) {
    const value = f64x2.splat(<f64><i32>load<u8>(values + e));
    const at = next;
    next = gradient + <usize>load<u16>(columns + (e << 1), 2) * stride;
    v128.store(at, f64x2.add(v128.load(at), f64x2.mul(value, s0)));
    if (pairs > 1) v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(value, s1)), 16);
    if (pairs > 2) v128.store(at, f64x2.add(v128.load(at, 32), f64x2.mul(value, s2)), 32);
    if (pairs > 3) v128.store(at, f64x2.add(v128.load(at, 48), f64x2.mul(value, s3)), 48);
    if (pairs > 4) v128.store(at, f64x2.add(v128.load(at, 64), f64x2.mul(value, s4)), 64);
    if (pairs > 5) v128.store(at, f64x2.add(v128.load(at, 80), f64x2.mul(value, s5)), 80);
    if (pairs > 6) v128.store(at, f64x2.add(v128.load(at, 96), f64x2.mul(value, s6)), 96);
    if (pairs > 7) v128.store(at, f64x2.add(v128.load(at, 112), f64x2.mul(value, s7)), 112);
  }
}

@inline
function read(slopes: usize, scale: v128, half: bool): v128 {
  return f64x2.mul(half ? v128.load64_zero(slopes) : v128.load(slopes), scale);
}

/** Writes the count x c products X W, W being d x c at `weights`; reads up to 8 bytes beyond W. */
export function multiply(pointers: usize, columns: usize, values: usize, rows: usize, count: usize, scale: f64, weights: usize, c: usize, out: usize): void {
  const stride = c << 3;
  const scales = f64x2.splat(scale);
  for (let j: usize = 0; j < c; j += TILE) {
    const width = min(c - j, TILE);
    const half = <bool>(width & 1);
    const w = weights + (j << 3);
    let to = out + (j << 3);
    for (let r: usize = 0; r < count; r++, to += stride) {
      const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
      const first = <usize>load<u32>(pointer);
      const end = <usize>load<u32>(pointer, 4);
      switch (<i32>((width + 1) >> 1)) {
        case 1: score(1, half, first, end, columns, values, w, stride, scales, to); break;
        case 2: score(2, half, first, end, columns, values, w, stride, scales, to); break;
        case 3: score(3, half, first, end, columns, values, w, stride, scales, to); break;
        case 4: score(4, half, first, end, columns, values, w, stride, scales, to); break;
        case 5: score(5, half, first, end, columns, values, w, stride, scales, to); break;
        case 6: score(6, half, first, end, columns, values, w, stride, scales, to); break;
        case 7: score(7, half, first, end, columns, values, w, stride, scales, to); break;
        case 8: score(8, half, first, end, columns, values, w, stride, scales, to); break;
      }
    }
  }
}

/** Adds X' D to the d x c at `gradient`, D being count x c at `slopes`; adds 0 to up to 8 bytes beyond the gradient. */
export function addTransposed(pointers: usize, columns: usize, values: usize, rows: usize, count: usize, scale: f64, slopes: usize, c: usize, gradient: usize): void {
  const stride = c << 3;
  const scales = f64x2.splat(scale);
  for (let j: usize = 0; j < c; j += TILE) {
    const width = min(c - j, TILE);
    const half = <bool>(width & 1);
    const to = gradient + (j << 3);
    let from = slopes + (j << 3);
    for (let r: usize = 0; r < count; r++, from += stride) {
      const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
      const first = <usize>load<u32>(pointer);
      const end = <usize>load<u32>(pointer, 4);
      switch (<i32>((width + 1) >> 1)) {
        case 1: spread(1, half, first, end, columns, values, from, stride, scales, to); break;
        case 2: spread(2, half, first, end, columns, values, from, stride, scales, to); break;
        case 3: spread(3, half, first, end, columns, values, from, stride, scales, to); break;
        case 4: spread(4, half, first, end, columns, values, from, stride, scales, to); break;
        case 5: spread(5, half, first, end, columns, values, from, stride, scales, to); break;
        case 6: spread(6, half, first, end, columns, values, from, stride, scales, to); break;
        case 7: spread(7, half, first, end, columns, values, from, stride, scales, to); break;
        case 8: spread(8, half, first, end, columns, values, from, stride, scales, to); break;
      }
    }
  }
}

/** Adds each row's values, not scaled, to the row of the k x d doubles at `sums` that its index at `labels` names. */
export function addRows(pointers: usize, columns: usize, values: usize, rows: usize, count: usize, labels: usize, d: usize, sums: usize): void {
  for (let r: usize = 0; r < count; r++) {
    const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
    const end = <usize>load<u32>(pointer, 4);
    const to = sums + <usize>load<u32>(labels + (r << 2)) * (d << 3);
    for (let e = <usize>load<u32>(pointer); e < end; e++) {
      const at = to + (<usize>load<u16>(columns + (e << 1)) << 3);
      store<f64>(at, load<f64>(at) + <f64>load<u8>(values + e));
    }
  }
}
