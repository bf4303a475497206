/** A classification task from idx files: images and labels for training and, where there are, for testing. */
import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { below, type Rng, stream } from '../math/random.js';
import type { SparseRows } from '../math/sparse.js';
import { type ReadFile, readBytes } from '../tables/file.js';
import type { Task } from './contract.js';
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

/** Images (n x any shape, one row each) and their n labels. */
export interface Pair {
  readonly images: Source;
  readonly labels: Source;
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
  { images, labels }: Pair,
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
  if (count > n) throw new InputError(`${images.path}: ${what} must be at most its ${n} samples; got ${count}`);
  const d = shape.reduce((product, length) => product * length, 1);
  if (d > 2 ** 16) throw new InputError(`${images.path} must have at most ${2 ** 16} values a sample; got ${d}`);
  const rows = drawn(n, count === 0 ? n : count, rng);
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
