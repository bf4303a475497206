/** Vectors of one length and their products: in plain loops where they are short, by WASM kernels where they are long. */
import { newArena } from './kernels/arena.js';

/** What is done with vectors of one length, all of them from `make`. */
export interface Vectors {
  /** A vector of zeros. */
  make(): Float64Array;
  dot(a: Float64Array, b: Float64Array): number;
  /** Writes a + scale b to `out`, which may be a. */
  combine(a: Float64Array, scale: number, b: Float64Array, out: Float64Array): void;
}

/** From this length on a WASM memory for them is worth its making. */
const LONG = 2000;

/** At most `count` vectors. */
export function vectors(length: number, count: number): Vectors {
  return length < LONG ? plain(length) : inWasm(length, count);
}

function plain(length: number): Vectors {
  return {
    make: () => new Float64Array(length),
    dot(a, b) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += a[i]! * b[i]!;
      return sum;
    },
    combine(a, scale, b, out) {
      for (let i = 0; i < length; i++) out[i] = a[i]! + scale * b[i]!;
    },
  };
}

/** They stand in one memory, which goes with them. */
function inWasm(length: number, count: number): Vectors {
  const arena = newArena();
  const places = Array.from({ length: count }, () => arena.reserve(8 * length));
  const { dot, combine } = arena.kernels;
  return {
    make() {
      const at = places.pop();
      if (at === undefined) throw new Error(`no more than ${count} vectors were asked for`);
      return arena.doubles(at, length);
    },
    dot: (a, b) => dot(a.byteOffset, b.byteOffset, length),
    combine: (a, scale, b, out) => combine(a.byteOffset, scale, b.byteOffset, length, out.byteOffset),
  };
}
