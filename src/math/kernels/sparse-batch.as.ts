/**
 * Products with a batch of sparse rows of bytes, in AssemblyScript, in single (f32) or double precision (f64): forth by
 * rows, and back by columns, so that sums stay in registers either way. Entries are unpacked once for all tiles: the offset
 * of what they are multiplied by, bytes, and the value scaled. Rows of weights and slopes are a multiple of 64 bytes long,
 * the lines of a cache. See sparse-rows.as.ts for the rules.
 */

/** Bytes of a tile: four vectors; with eight, which fill half of the registers, products take a third more time. */
const TILE: usize = 64;

/**
 * Writes the pointers, offsets and scaled values of these rows alone. All lines of the cache that hold them are looked at
 * first, so that rows far apart come from memory together.
 * @returns what was seen, of no use.
 */
@inline
function unpack<T>(count: usize, rows: usize, pointers: usize, columns: usize, values: usize, scale: f64, stride: u32, ends: usize, offsets: usize, scaled: usize): u32 {
  let seen: u32 = 0;
  for (let r: usize = 0; r < count; r++) {
    const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
    const end = <usize>load<u32>(pointer, 4);
    for (let e = <usize>load<u32>(pointer); e < end; e += 32) seen += <u32>load<u16>(columns + (e << 1)) + <u32>load<u8>(values + e);
  }
  let to: usize = 0;
  store<u32>(ends, 0);
  for (let r: usize = 0; r < count; r++) {
    const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
    const end = <usize>load<u32>(pointer, 4);
    for (let e = <usize>load<u32>(pointer); e < end; e++, to++) {
      store<u32>(offsets + (to << 2), <u32>load<u16>(columns + (e << 1)) * stride);
      store<T>(scaled + to * sizeof<T>(), <T>(<f64>load<u8>(values + e) * scale));
    }
    store<u32>(ends + (r << 2), <u32>to, 4);
  }
  return seen;
}

/** By counting: column t has the entries starts[t]..starts[t + 1] - 1, in the order of rows. */
@inline
function transpose<T>(count: usize, d: usize, rows: usize, pointers: usize, columns: usize, values: usize, scale: f64, stride: u32, starts: usize, offsets: usize, scaled: usize): void {
  const next = starts + 4;
  memory.fill(starts, 0, (d + 1) << 2);
  for (let r: usize = 0; r < count; r++) {
    const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
    const end = <usize>load<u32>(pointer, 4);
    for (let e = <usize>load<u32>(pointer); e < end; e++) {
      const at = next + (<usize>load<u16>(columns + (e << 1)) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
  let sum: u32 = 0;
  for (let at = next; at < next + (d << 2); at += 4) {
    const own = load<u32>(at);
    store<u32>(at, sum);
    sum += own;
  }
  for (let r: usize = 0; r < count; r++) {
    const offset = <u32>r * stride;
    const pointer = pointers + (<usize>load<u32>(rows + (r << 2)) << 2);
    const end = <usize>load<u32>(pointer, 4);
    for (let e = <usize>load<u32>(pointer); e < end; e++) {
      const at = next + (<usize>load<u16>(columns + (e << 1)) << 2);
      const to = load<u32>(at);
      store<u32>(at, to + 1);
      store<u32>(offsets + (<usize>to << 2), offset);
      store<T>(scaled + <usize>to * sizeof<T>(), <T>(<f64>load<u8>(values + e) * scale));
    }
  }
}

/** Writes a vector as doubles. */
@inline
function write<T>(to: usize, values: v128): void {
  if (sizeof<T>() == 8) {
    v128.store(to, values);
  } else {
    v128.store(to, f64x2.promote_low_f32x4(values));
    v128.store(to, f64x2.promote_low_f32x4(v128.shuffle<u64>(values, values, 1, 0)), 16);
  }
}

/** Writes, to a tile of doubles at `to`, what stands at `initial` (0: zeros) plus the sum of value times what it is offset to. */
@inline
function sum<T>(first: usize, end: usize, offsets: usize, scaled: usize, initial: usize, factors: usize, to: usize): void {
  let s0 = i64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  if (initial) {
    s0 = v128.load(initial);
    s1 = v128.load(initial, 16);
    s2 = v128.load(initial, 32);
    s3 = v128.load(initial, 48);
  }
  for (let e = first; e < end; e++) {
    const value = v128.load_splat<T>(scaled + e * sizeof<T>());
    const at = factors + <usize>load<u32>(offsets + (e << 2));
    s0 = v128.add<T>(s0, v128.mul<T>(value, v128.load(at)));
    s1 = v128.add<T>(s1, v128.mul<T>(value, v128.load(at, 16)));
    s2 = v128.add<T>(s2, v128.mul<T>(value, v128.load(at, 32)));
    s3 = v128.add<T>(s3, v128.mul<T>(value, v128.load(at, 48)));
  }
  const step = 16 * sizeof<f64>() / sizeof<T>();
  write<T>(to, s0);
  write<T>(to + step, s1);
  write<T>(to + 2 * step, s2);
  write<T>(to + 3 * step, s3);
}

/** Writes count rows of doubles: the biases, in the row of weights behind the d-th, plus the products with the rows. */
@inline
function forth<T>(count: usize, d: usize, pointers: usize, offsets: usize, scaled: usize, weights: usize, width: usize, out: usize): void {
  const double = sizeof<f64>() / sizeof<T>();
  const biases = weights + d * width;
  for (let j: usize = 0; j < width; j += TILE) {
    let to = out + j * double;
    for (let r: usize = 0; r < count; r++, to += width * double) {
      const first = <usize>load<u32>(pointers + (r << 2));
      const end = <usize>load<u32>(pointers + (r << 2), 4);
      sum<T>(first, end, offsets, scaled, biases + j, weights + j, to);
    }
  }
}

/** Writes d + 1 rows of doubles: the products of the columns with the slopes, and the sums of the slopes. */
@inline
function back<T>(count: usize, d: usize, starts: usize, offsets: usize, scaled: usize, slopes: usize, width: usize, gradient: usize): void {
  const double = sizeof<f64>() / sizeof<T>();
  for (let j: usize = 0; j < width; j += TILE) {
    let to = gradient + j * double;
    for (let t: usize = 0; t < d; t++, to += width * double) {
      const first = <usize>load<u32>(starts + (t << 2));
      const end = <usize>load<u32>(starts + (t << 2), 4);
      sum<T>(first, end, offsets, scaled, 0, slopes + j, to);
    }
  }
  const to = gradient + d * width * double;
  memory.fill(to, 0, width * double);
  for (let r: usize = 0; r < count; r++) {
    for (let j: usize = 0; j < width; j += 16) {
      const at = to + j * double;
      const own = v128.load(slopes + r * width + j);
      if (sizeof<T>() == 8) {
        v128.store(at, f64x2.add(v128.load(at), own));
      } else {
        v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(own)));
        const high = v128.shuffle<u64>(own, own, 1, 0);
        v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
      }
    }
  }
}

/** Rounds `count` doubles, a multiple of four. */
export function demote(from: usize, count: usize, to: usize): void {
  for (const end = from + (count << 3); from < end; from += 32, to += 16) {
    const low = f32x4.demote_f64x2_zero(v128.load(from));
    const high = f32x4.demote_f64x2_zero(v128.load(from, 16));
    v128.store(to, v128.shuffle<u64>(low, high, 0, 2));
  }
}

export function unpackSingle(count: usize, rows: usize, pointers: usize, columns: usize, values: usize, scale: f64, stride: u32, ends: usize, offsets: usize, scaled: usize): u32 {
  return unpack<f32>(count, rows, pointers, columns, values, scale, stride, ends, offsets, scaled);
}
export function unpackDouble(count: usize, rows: usize, pointers: usize, columns: usize, values: usize, scale: f64, stride: u32, ends: usize, offsets: usize, scaled: usize): u32 {
  return unpack<f64>(count, rows, pointers, columns, values, scale, stride, ends, offsets, scaled);
}
export function transposeSingle(count: usize, d: usize, rows: usize, pointers: usize, columns: usize, values: usize, scale: f64, stride: u32, starts: usize, offsets: usize, scaled: usize): void {
  transpose<f32>(count, d, rows, pointers, columns, values, scale, stride, starts, offsets, scaled);
}
export function transposeDouble(count: usize, d: usize, rows: usize, pointers: usize, columns: usize, values: usize, scale: f64, stride: u32, starts: usize, offsets: usize, scaled: usize): void {
  transpose<f64>(count, d, rows, pointers, columns, values, scale, stride, starts, offsets, scaled);
}
export function forthSingle(count: usize, d: usize, pointers: usize, offsets: usize, scaled: usize, weights: usize, width: usize, out: usize): void {
  forth<f32>(count, d, pointers, offsets, scaled, weights, width, out);
}
export function forthDouble(count: usize, d: usize, pointers: usize, offsets: usize, scaled: usize, weights: usize, width: usize, out: usize): void {
  forth<f64>(count, d, pointers, offsets, scaled, weights, width, out);
}
export function backSingle(count: usize, d: usize, starts: usize, offsets: usize, scaled: usize, slopes: usize, width: usize, gradient: usize): void {
  back<f32>(count, d, starts, offsets, scaled, slopes, width, gradient);
}
export function backDouble(count: usize, d: usize, starts: usize, offsets: usize, scaled: usize, slopes: usize, width: usize, gradient: usize): void {
  back<f64>(count, d, starts, offsets, scaled, slopes, width, gradient);
}
