import { type Address, FREE, type Kernels, loadKernels } from './load.js';

/** A WASM memory that is laid out part by part, with the kernels over it. */
export interface Arena {
  readonly kernels: Kernels;
  /**
   * The address of so many bytes that nothing else has: zeros, from a multiple of 64 on (a line of the cache).
   * @throws Error once a view was handed out: the memory may move as it grows.
   */
  reserve(bytes: number): Address;
  /** Views of what was reserved. */
  doubles(at: Address, length: number): Float64Array;
  floats(at: Address, length: number): Float32Array;
  integers(at: Address, length: number): Uint32Array;
  shorts(at: Address, length: number): Uint16Array;
  bytes(at: Address, length: number): Uint8Array;
}

const PAGE = 65_536;
const LINE = 64;

/** An empty one; its memory goes with it and its views. */
export function newArena(): Arena {
  const memory = new WebAssembly.Memory({ initial: 1 });
  let [end, viewed] = [FREE, false];
  const buffer = () => {
    viewed = true;
    return memory.buffer;
  };
  return {
    kernels: loadKernels(memory),
    reserve(bytes) {
      if (viewed) throw new Error('an arena grows only before it is looked at');
      const at = end;
      end = Math.ceil((at + bytes) / LINE) * LINE;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return at;
    },
    doubles: (at, length) => new Float64Array(buffer(), at, length),
    floats: (at, length) => new Float32Array(buffer(), at, length),
    integers: (at, length) => new Uint32Array(buffer(), at, length),
    shorts: (at, length) => new Uint16Array(buffer(), at, length),
    bytes: (at, length) => new Uint8Array(buffer(), at, length),
  };
}
