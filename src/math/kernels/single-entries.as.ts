/**
 * Softmax regression in single precision over sparse rows that are used again and again, in AssemblyScript, for up to 16
 * classes. An entry is unpacked once, for each direction, to what it is multiplied with (an address, 32 bits) and its value
 * (a float): 8 bytes instead of 3, and fewer instructions. Forth goes by rows, back by the columns of a block of rows, so
 * that sums stay in registers either way; only the gradient goes on in doubles. Rows of weights, scores, slopes and gradient
 * are a whole number of `quads`, four classes each, of which the last may be none. See sparse-rows.as.ts for the rules.
 */

/** Writes the entries of row after row; those of column t stand for the weights at `weights` + t strides. */
export function unpackRows(count: usize, pointers: usize, columns: usize, values: usize, weights: usize, stride: u32, entries: usize): void {
  const end = <usize>load<u32>(pointers + (count << 2));
  for (let e: usize = 0; e < end; e++, entries += 8) {
    store<u32>(entries, <u32>weights + <u32>load<u16>(columns + (e << 1)) * stride);
    store<f32>(entries, <f32>load<u8>(values + e), 4);
  }
}

/**
 * Writes the entries of the rows first..first + count - 1 by columns, those of column t from the t-th of the d + 1 addresses
 * at `starts` to the next; those of the r-th of these rows stand for the slopes at `slopes` + r strides.
 * @returns where they end.
 */
export function transposeRows(first: usize, count: usize, d: usize, pointers: usize, columns: usize, values: usize, slopes: usize, stride: u32, starts: usize, entries: usize): usize {
  const next = starts + 4; // of column t, while entries are counted and placed; then the start of column t + 1
  memory.fill(starts, 0, (d + 1) << 2);
  const from = <usize>load<u32>(pointers + (first << 2));
  const end = <usize>load<u32>(pointers + ((first + count) << 2));
  for (let e = from; e < end; e++) {
    const at = next + (<usize>load<u16>(columns + (e << 1)) << 2);
    store<u32>(at, load<u32>(at) + 8);
  }
  let sum = <u32>entries;
  store<u32>(starts, sum);
  for (let at = next; at < next + (d << 2); at += 4) {
    const own = load<u32>(at);
    store<u32>(at, sum);
    sum += own;
  }
  let e = from;
  for (let r: usize = 0; r < count; r++, slopes += stride) {
    for (const last = <usize>load<u32>(pointers + ((first + r) << 2), 4); e < last; e++) {
      const at = next + (<usize>load<u16>(columns + (e << 1)) << 2);
      const to = <usize>load<u32>(at);
      store<u32>(at, <u32>to + 8);
      store<u32>(to, <u32>slopes);
      store<f32>(to, <f32>load<u8>(values + e), 4);
    }
  }
  return <usize>sum;
}

/** The sums over the entries from..end of value times what they stand for. */
@inline
function sumEntries(quads: i32, forth: bool, from: usize, end: usize, scale: f64, to: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0; // of every other entry, so that one addition need not wait for the last
  for (; from + 8 < end; from += 16) {
    const value = v128.load32_splat(from, 4);
    const at = <usize>load<u32>(from);
    a0 = f32x4.add(a0, f32x4.mul(value, v128.load(at)));
    if (quads > 1) a1 = f32x4.add(a1, f32x4.mul(value, v128.load(at, 16)));
    if (quads > 2) a2 = f32x4.add(a2, f32x4.mul(value, v128.load(at, 32)));
    if (quads > 3) a3 = f32x4.add(a3, f32x4.mul(value, v128.load(at, 48)));
    const other = v128.load32_splat(from, 12);
    const next = <usize>load<u32>(from, 8);
    b0 = f32x4.add(b0, f32x4.mul(other, v128.load(next)));
    if (quads > 1) b1 = f32x4.add(b1, f32x4.mul(other, v128.load(next, 16)));
    if (quads > 2) b2 = f32x4.add(b2, f32x4.mul(other, v128.load(next, 32)));
    if (quads > 3) b3 = f32x4.add(b3, f32x4.mul(other, v128.load(next, 48)));
  }
  if (from < end) {
    const value = v128.load32_splat(from, 4);
    const at = <usize>load<u32>(from);
    a0 = f32x4.add(a0, f32x4.mul(value, v128.load(at)));
    if (quads > 1) a1 = f32x4.add(a1, f32x4.mul(value, v128.load(at, 16)));
    if (quads > 2) a2 = f32x4.add(a2, f32x4.mul(value, v128.load(at, 32)));
    if (quads > 3) a3 = f32x4.add(a3, f32x4.mul(value, v128.load(at, 48)));
  }
  const size: usize = forth ? 16 : 32;
  put(forth, f32x4.add(a0, b0), scale, to);
  if (quads > 1) put(forth, f32x4.add(a1, b1), scale, to + size);
  if (quads > 2) put(forth, f32x4.add(a2, b2), scale, to + 2 * size);
  if (quads > 3) put(forth, f32x4.add(a3, b3), scale, to + 3 * size);
}

/** Forth, writes floats; back, adds to doubles. */
@inline
function put(forth: bool, quad: v128, scale: f64, to: usize): void {
  if (forth) v128.store(to, f32x4.mul(quad, f32x4.splat(<f32>scale)));
  else addQuad(quad, scale, to);
}

@inline
function addQuad(quad: v128, scale: f64, to: usize): void {
  const scales = f64x2.splat(scale);
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(f64x2.promote_low_f32x4(quad), scales)));
  const high = f64x2.promote_low_f32x4(v128.shuffle<u64>(quad, quad, 1, 0));
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.mul(high, scales)), 16);
}

@inline
function sumLists(quads: i32, forth: bool, count: usize, starts: usize, scale: f64, to: usize): void {
  const stride = <usize>quads << (forth ? 4 : 5);
  for (let i: usize = 0; i < count; i++, to += stride) {
    const from = <usize>load<u32>(starts + (i << 2));
    const end = <usize>load<u32>(starts + (i << 2), 4);
    if (forth || from < end) sumEntries(quads, forth, from, end, scale, to);
  }
}

/** Writes the scaled sums of `count` lists of entries, which end where the next starts, to rows of quads of floats. */
export function sumRows(quads: i32, count: usize, starts: usize, scale: f64, to: usize): void {
  if (quads == 1) sumLists(1, true, count, starts, scale, to);
  else if (quads == 2) sumLists(2, true, count, starts, scale, to);
  else if (quads == 3) sumLists(3, true, count, starts, scale, to);
  else sumLists(4, true, count, starts, scale, to);
}

/** Adds them to rows of quads of doubles. */
export function addColumns(quads: i32, count: usize, starts: usize, scale: f64, to: usize): void {
  if (quads == 1) sumLists(1, false, count, starts, scale, to);
  else if (quads == 2) sumLists(2, false, count, starts, scale, to);
  else if (quads == 3) sumLists(3, false, count, starts, scale, to);
  else sumLists(4, false, count, starts, scale, to);
}

/** exp(x) for x <= 0, to 1e-7 of itself: 2^n times a series of the rest. Below -87 it stays at exp(-87), next to nothing. */
@inline
function exponentials(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)));
  // ln 2 in two parts, the first with so few digits that its multiples are exact.
  const most = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(most, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  const r2 = f32x4.mul(r, r);
  const p0 = f32x4.add(f32x4.splat(1), r);
  const p2 = f32x4.add(f32x4.splat(0.5), f32x4.mul(r, f32x4.splat(1.0 / 6)));
  const p4 = f32x4.add(f32x4.splat(1.0 / 24), f32x4.mul(r, f32x4.splat(1.0 / 120)));
  const p6 = f32x4.add(f32x4.splat(1.0 / 720), f32x4.mul(r, f32x4.splat(1.0 / 5040)));
  const high = f32x4.add(p4, f32x4.mul(r2, p6));
  const series = f32x4.add(p0, f32x4.mul(r2, f32x4.add(p2, f32x4.mul(r2, high))));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127));
  return f32x4.mul(series, i32x4.shl(exponent, 23));
}

@inline
function greatest(quad: v128): f32 {
  const two = f32x4.pmax(quad, v128.shuffle<u64>(quad, quad, 1, 0));
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
}

@inline
function total(quad: v128): f32 {
  const two = f32x4.add(quad, v128.shuffle<u64>(quad, quad, 1, 0));
  return f32x4.extract_lane(two, 0) + f32x4.extract_lane(two, 1);
}

/** The lanes of the q-th quad that are not the label's. */
@inline
function others(q: i32, label: i32): v128 {
  return i32x4.ne(i32x4.splat(label - 4 * q), i32x4(0, 1, 2, 3));
}

/** A row's scores, at `row`, turn into its slopes, which are added to those of the biases. */
@inline
function slopesOfRow(quads: i32, row: usize, label: i32, weight: f32, biases: usize, parts: usize, biasSlopes: usize): void {
  let s0 = f32x4.add(v128.load(row), v128.load(biases)), s1 = s0, s2 = s0, s3 = s0;
  if (quads > 1) s1 = f32x4.add(v128.load(row, 16), v128.load(biases, 16));
  if (quads > 2) s2 = f32x4.add(v128.load(row, 32), v128.load(biases, 32));
  if (quads > 3) s3 = f32x4.add(v128.load(row, 48), v128.load(biases, 48));
  const most = greatest(f32x4.pmax(f32x4.pmax(s0, s1), f32x4.pmax(s2, s3)));
  const own = load<f32>(row + (<usize>label << 2)) + load<f32>(biases + (<usize>label << 2));
  const mosts = f32x4.splat(most);
  // The label's lane is left out: what is missing to one is the sum of the others, be it ever so small.
  let e0 = v128.and(exponentials(f32x4.sub(s0, mosts)), others(0, label)), e1 = e0, e2 = e0, e3 = e0;
  let sums = e0;
  if (quads > 1) sums = f32x4.add(sums, (e1 = v128.and(exponentials(f32x4.sub(s1, mosts)), others(1, label))));
  if (quads > 2) sums = f32x4.add(sums, (e2 = v128.and(exponentials(f32x4.sub(s2, mosts)), others(2, label))));
  if (quads > 3) sums = f32x4.add(sums, (e3 = v128.and(exponentials(f32x4.sub(s3, mosts)), others(3, label))));
  const rest = total(sums);
  const behind = most - own;
  const share = f32x4.extract_lane(exponentials(f32x4.splat(-behind)), 0);
  store<f64>(parts, <f64>rest + <f64>share);
  store<f64>(parts, <f64>behind, 8);
  const scale = weight / (rest + share);
  const scales = f32x4.splat(scale);
  const missing = f32x4.splat(-scale * rest);
  const d0 = v128.bitselect(f32x4.mul(e0, scales), missing, others(0, label));
  v128.store(row, d0);
  v128.store(biasSlopes, f32x4.add(v128.load(biasSlopes), d0));
  if (quads > 1) {
    const d1 = v128.bitselect(f32x4.mul(e1, scales), missing, others(1, label));
    v128.store(row, d1, 16);
    v128.store(biasSlopes, f32x4.add(v128.load(biasSlopes, 16), d1), 16);
  }
  if (quads > 2) {
    const d2 = v128.bitselect(f32x4.mul(e2, scales), missing, others(2, label));
    v128.store(row, d2, 32);
    v128.store(biasSlopes, f32x4.add(v128.load(biasSlopes, 32), d2), 32);
  }
  if (quads > 3) {
    const d3 = v128.bitselect(f32x4.mul(e3, scales), missing, others(3, label));
    v128.store(row, d3, 48);
    v128.store(biasSlopes, f32x4.add(v128.load(biasSlopes, 48), d3), 48);
  }
}

/**
 * Turns count rows of scores, less their biases, into the slopes w (p - e_label) of each row's loss, all floats, and adds
 * these to the floats at `biasSlopes`. For row r the loss is w_r times log of the first plus the second of its two `parts`,
 * which are doubles.
 */
export function softmaxSingle(quads: i32, count: usize, rows: usize, biases: usize, labels: usize, weights: usize, parts: usize, biasSlopes: usize): void {
  for (let r: usize = 0; r < count; r++, rows += <usize>quads << 4, parts += 16) {
    const label = load<i32>(labels + (r << 2));
    const weight = load<f32>(weights + (r << 2));
    if (quads == 1) slopesOfRow(1, rows, label, weight, biases, parts, biasSlopes);
    else if (quads == 2) slopesOfRow(2, rows, label, weight, biases, parts, biasSlopes);
    else if (quads == 3) slopesOfRow(3, rows, label, weight, biases, parts, biasSlopes);
    else slopesOfRow(4, rows, label, weight, biases, parts, biasSlopes);
  }
}
