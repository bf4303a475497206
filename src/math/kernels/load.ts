import { kernelsCode } from './code.js';

/** An address in the memory, bytes. */
export type Address = number;

/** Of 32-bit floats, each rounded to 6e-8 of itself, or of doubles. */
export type Precision = 'single' | 'double';

/** Where the sparse rows are, and which of them: `count` row indices, 32 bits each, at `rows`. */
type Chosen = [pointers: Address, columns: Address, values: Address, rows: Address, count: number];

type Rows = [rows: Address, pointers: Address, columns: Address, values: Address, scale: number, stride: number];
type Unpacked = [count: number, ...rows: Rows, ends: Address, offsets: Address, scaled: Address];
type Transposed = [count: number, d: number, ...rows: Rows, starts: Address, offsets: Address, scaled: Address];
type Entries = [offsets: Address, scaled: Address];
type Forth = [
  count: number,
  d: number,
  pointers: Address,
  ...entries: Entries,
  weights: Address,
  width: number,
  out: Address,
];
type Back = [
  count: number,
  d: number,
  starts: Address,
  ...entries: Entries,
  slopes: Address,
  width: number,
  gradient: Address,
];

type Vectors = [theta: Address, gradient: Address, first: Address, second: Address, count: number];
type Descended = [
  ...vectors: Vectors,
  beta1: number,
  beta2: number,
  scale: number,
  correction: number,
  epsilon: number,
];

/** The compiled kernels (the .as.ts files beside tell what each does). They trust their arguments. */
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

  dot(a: Address, b: Address, length: number): number;
  combine(a: Address, scale: number, b: Address, length: number, out: Address): void;

  addMoments(
    count: number,
    rows: Address,
    data: Address,
    stride: number,
    used: number,
    weights: Address,
    sign: number,
    moments: Address,
  ): void;
  leastSquares(
    n: number,
    data: Address,
    stride: number,
    k: number,
    coefficients: Address,
    labels: Address,
    own: Address,
  ): number;
  squaredProducts(n: number, data: Address, stride: number, k: number, coefficients: Address, out: Address): void;

  unpackRows(
    count: number,
    pointers: Address,
    columns: Address,
    values: Address,
    weights: Address,
    stride: number,
    entries: Address,
  ): void;
  transposeRows(
    first: number,
    count: number,
    d: number,
    pointers: Address,
    columns: Address,
    values: Address,
    slopes: Address,
    stride: number,
    starts: Address,
    entries: Address,
  ): Address;
  sumRows(quads: number, count: number, starts: Address, scale: number, to: Address): void;
  addColumns(quads: number, count: number, starts: Address, scale: number, to: Address): void;
  softmaxSingle(
    quads: number,
    count: number,
    rows: Address,
    biases: Address,
    labels: Address,
    weights: Address,
    parts: Address,
    biasSlopes: Address,
  ): void;

  mix(
    count: number,
    k: number,
    c: number,
    gates: Address,
    gateStride: number,
    scores: Address,
    stride: number,
    width: number,
    labels: Address,
    alpha: Address,
    losses: Address,
    residuals: Address,
    shares: Address,
    scratch: Address,
  ): number;
  unmix(
    count: number,
    k: number,
    c: number,
    gates: Address,
    gateStride: number,
    scores: Address,
    stride: number,
    width: number,
    alpha: Address,
    losses: Address,
    residuals: Address,
    weight: number,
    forces: Address,
    m: number,
  ): void;

  layer(
    count: number,
    inputs: Address,
    inputStride: number,
    h: number,
    weights: Address,
    width: number,
    out: Address,
    stride: number,
  ): void;
  layerSlopes(
    count: number,
    inputs: Address,
    inputStride: number,
    h: number,
    slopes: Address,
    stride: number,
    gradient: Address,
    width: number,
  ): void;
  squash(count: number, rows: Address, stride: number, h: number): void;
  unsquash(
    count: number,
    rows: Address,
    inputStride: number,
    h: number,
    weights: Address,
    width: number,
    slopes: Address,
    stride: number,
  ): void;

  unpackSingle(...args: Unpacked): number;
  unpackDouble(...args: Unpacked): number;
  transposeSingle(...args: Transposed): void;
  transposeDouble(...args: Transposed): void;
  forthSingle(...args: Forth): void;
  forthDouble(...args: Forth): void;
  backSingle(...args: Back): void;
  backDouble(...args: Back): void;
  demote(from: Address, count: number, to: Address): void;

  descendSingle(...args: Descended): void;
  descendDouble(...args: Descended): void;
}

/** What stands below this address, bytes, is the kernels' own: their constants. */
export const FREE: Address = 2048;

/** Only a memo: the code is the same for all memories, and what was made quick in one remains so in the next. */
let compiled: WebAssembly.Module | undefined;

/** The kernels over this memory. */
export function loadKernels(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(kernelsCode());
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}
