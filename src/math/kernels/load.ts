import { existsSync, readFileSync } from 'node:fs';

/** An address in the memory, bytes. */
export type Address = number;

/** Where the sparse rows are, and which of them: `count` row indices, 32 bits each, at `rows`. */
type Chosen = [pointers: Address, columns: Address, values: Address, rows: Address, count: number];

/** The compiled kernels (sparse-rows.as.ts and softmax.as.ts tell what each does). They trust their arguments. */
export interface Kernels {
  multiply(...args: [...chosen: Chosen, scale: number, weights: Address, c: number, out: Address]): void;
  addTransposed(...args: [...chosen: Chosen, scale: number, slopes: Address, c: number, gradient: Address]): void;
  addRows(...args: [...chosen: Chosen, labels: Address, d: number, sums: Address]): void;
  softmax(
    block: Address,
    count: number,
    c: number,
    biases: Address,
    labels: Address,
    weights: Address,
    parts: Address,
    biasSlopes: Address,
  ): void;
}

/** The kernels over this memory. They are compiled anew each time, in less than a ms. */
export function loadKernels(memory: WebAssembly.Memory): Kernels {
  const module = new WebAssembly.Module(readFileSync(kernelsFile()));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Beside the bundle; of sources run as they are (tests), in the folder that the build writes to. */
function kernelsFile(): URL {
  // Written out, so that their content is found to be part of the code (experiment/behavior.ts).
  const places = [new URL('./kernels.wasm', import.meta.url), new URL('../../../dist/kernels.wasm', import.meta.url)];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`kernels.wasm is missing beside ${import.meta.url}; run npm run build`);
  return found;
}
