/** Tasks of images and their labels, for training and, where there are, for testing, from idx files in a folder. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ParametersOf, ParameterTable } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import { InputError, messageOf } from '../errors.js';
import { below, type Rng, stream } from '../math/random.js';
import type { SparseRows } from '../math/sparse.js';
import { readBytes } from '../tables/file.js';
import type { ReadFile } from '../tables/file-contract.js';
import type { Dataset, Task, TaskSize } from './contract.js';
import { readIdx } from './idx-file.js';

/** The parameters that every data set of idx files has. */
export const sampling = {
  train: { kind: 'integer', default: 0, min: 0, about: 'samples to learn from, drawn without replacement; 0: all' },
  test: { kind: 'integer', default: 0, min: 0, about: 'samples to judge by, drawn without replacement; 0: all' },
  seed: { kind: 'integer', default: 12345, min: 0, about: 'seed of what is drawn, the same in every trial' },
} as const satisfies ParameterTable;

export type Sampling = ParametersOf<typeof sampling>;

/** A file and, where it is known, the md5 digest of its unpacked content. */
export interface Source {
  readonly path: string;
  readonly md5?: string;
}

/** Images (n x any shape, one row each) and their n labels; of those the ones from..to - 1, all when absent. */
export interface Pair {
  readonly images: Source;
  readonly labels: Source;
  readonly part?: { readonly from: number; readonly to: number };
}

/**
 * Reads the pairs into sparse rows of bytes, which stand for values of 0..1 (byte / 255); samples keep the order of
 * the file. Labels must be below `classes`. Cost: one pass over the files and two over the taken samples; 3 bytes a
 * non-zero value are kept, and one file at a time is held beside them.
 * @throws InputError for files that are malformed or do not fit together, a label that is no class, samples of one
 * class only, and more samples asked for than there are.
 */
export function loadIdx(
  train: Pair,
  test: Pair | undefined,
  classes: number,
  take: Sampling,
  read: ReadFile = readBytes,
): Task {
  const learn = readPair(read, train, classes, 'train', take.train, stream('idx', take.seed, 'train'));
  if (learn.y.every((label) => label === learn.y[0])) {
    const of = `${learn.y.length} samples taken`;
    throw new InputError(`${train.labels.path} must give two or more classes; all ${of} have the label ${learn.y[0]}`);
  }
  const target = { kind: 'classes', labels: Array.from({ length: classes }, (_, label) => String(label)) } as const;
  if (test === undefined) return { ...learn, target };
  const judge = readPair(read, test, classes, 'test', take.test, stream('idx', take.seed, 'test'));
  if (judge.x.cols !== learn.x.cols) {
    const expected = `${learn.x.cols} values a sample, as ${train.images.path} has`;
    throw new InputError(`${test.images.path} must have ${expected}; got ${judge.x.cols}`);
  }
  return { ...learn, target, test: judge };
}

function readPair(
  read: ReadFile,
  { images, labels, part }: Pair,
  classes: number,
  what: 'train' | 'test',
  count: number,
  rng: Rng,
): { x: SparseRows; y: Float64Array } {
  const named = readIdx(labels.path, labels.md5, read);
  if (named.dimensions.length !== 1) {
    throw new InputError(`${labels.path} must have 1 dimension, as labels have; got ${named.dimensions.join(' x ')}`);
  }
  const wrong = named.bytes.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    const expected = `label ${wrong} must be one of the ${classes} classes 0..${classes - 1}`;
    throw new InputError(`${labels.path} ${expected}; got ${named.bytes[wrong]}`);
  }
  const { dimensions, bytes } = readIdx(images.path, images.md5, read);
  const [n = 0, ...shape] = dimensions;
  if (n !== named.bytes.length) {
    throw new InputError(`${images.path} must have ${named.bytes.length} samples, as ${labels.path} has; got ${n}`);
  }
  const { from, to } = part ?? { from: 0, to: n };
  const there = to - from;
  if (count > there) {
    throw new InputError(`${images.path}: ${what} must be at most its ${there} samples; got ${count}`);
  }
  const d = shape.reduce((product, length) => product * length, 1);
  if (d > 2 ** 16) throw new InputError(`${images.path} must have at most ${2 ** 16} values a sample; got ${d}`);
  const rows = drawn(there, count === 0 ? there : count, rng).map((row) => from + row);
  return { x: sparseRows(bytes, d, rows), y: Float64Array.from(rows, (row) => named.bytes[row]!) };
}

/** `count` of the numbers 0..n-1, each set of them equally likely (Vitter 1984, method S), ascending. */
function drawn(n: number, count: number, rng: Rng): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0, taken = 0; taken < count; row++) {
    if (n - row === count - taken || below(rng, n - row) < count - taken) rows[taken++] = row;
  }
  return rows;
}

function sparseRows(bytes: Uint8Array, d: number, rows: Uint32Array): SparseRows {
  const pointers = new Uint32Array(rows.length + 1);
  for (let i = 0, entries = 0; i < rows.length; i++) {
    for (let at = rows[i]! * d, end = at + d; at < end; at++) if (bytes[at] !== 0) entries++;
    pointers[i + 1] = entries;
  }
  const columns = new Uint16Array(pointers[rows.length]!);
  const values = new Uint8Array(columns.length);
  for (let i = 0, entry = 0; i < rows.length; i++) {
    const start = rows[i]! * d;
    for (let t = 0; t < d; t++) {
      const value = bytes[start + t]!;
      if (value === 0) continue;
      columns[entry] = t;
      values[entry++] = value;
    }
  }
  return { pointers, columns, values, scale: 1 / 255, rows: rows.length, cols: d };
}

/** The file of images, and the rows once more for the kernels. */
export function idxMemory({ n, d, bytes }: TaskSize): Memory {
  return { bytes: n * d + bytes, why: `the file of ${n} x ${d} values and a copy of its rows` };
}

const parameters = {
  folder: { kind: 'path', about: 'the folder of train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-...' },
  classes: { kind: 'integer', default: 10, min: 2, max: 256, about: 'labels are 0..classes-1' },
  ...sampling,
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Data in the format of mnist, such as Fashion-MNIST: a folder with `train-images-idx3-ubyte` and
 * `train-labels-idx1-ubyte` and, to judge by, the same with `t10k` or `test`; each may end in `.gz`, where both are
 * there the unpacked one is read. Samples may have any shape of at most 65536 bytes, which stand for 0..1.
 */
export const idx: Dataset<typeof parameters> = {
  name: 'idx',
  about: 'a folder of idx files of bytes, such as Fashion-MNIST; the same in each trial',
  parameters,
  has: ['classes'],
  may: ['test', 'one feature', 'two features', 'plane'],
  fixed: true,
  memory: (_, size) => idxMemory(size),
  files: (given) => {
    const { train, test } = files(given);
    return [train, test].flatMap((pair) => (pair === undefined ? [] : [pair.images.path, pair.labels.path]));
  },
  load: (given, _, read) => {
    const { train, test } = files(given);
    return loadIdx(train, test, given.classes, given, read);
  },
};

function files({ folder, test: count }: Parameters): { readonly train: Pair; readonly test: Pair | undefined } {
  const names = list(folder);
  const find = (what: string) => {
    const name = names.find((one) => new RegExp(`^(${what})[.-]idx\\d-ubyte(\\.gz)?$`).test(one));
    return name === undefined ? undefined : { path: join(folder, name) };
  };
  const need = (what: string, example: string) => {
    const found = find(what);
    if (found === undefined) throw new InputError(`${folder} must hold a file ${example}, which may end in .gz`);
    return found;
  };
  const train = {
    images: need('train-images', 'train-images-idx3-ubyte'),
    labels: need('train-labels', 'train-labels-idx1-ubyte'),
  };
  const parts = '(t10k|test)';
  if (count === 0 && find(`${parts}-images`) === undefined && find(`${parts}-labels`) === undefined) {
    return { train, test: undefined };
  }
  const images = need(`${parts}-images`, 't10k-images-idx3-ubyte');
  const labels = need(`${parts}-labels`, 't10k-labels-idx1-ubyte');
  return { train, test: { images, labels } };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw new InputError(`the folder ${folder} cannot be read: ${messageOf(error)}`);
  }
}
