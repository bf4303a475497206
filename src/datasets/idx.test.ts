import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { stream } from '../math/random.js';
import { isSparse, type SparseRows } from '../math/sparse.js';
import { readBytes } from '../tables/file.js';
import type { Dataset, Task } from './contract.js';
import { idxBytes, idxFolder, tiny } from './idx.fixture.js';
import { idx } from './idx.js';
import { readIdx } from './idx-file.js';
import { mnist } from './mnist.js';

type Files = Readonly<Record<string, Buffer>>;
type Sparse = Omit<Task, 'x'> & { readonly x: SparseRows };

function load(dataset: Dataset, given: PlainParameters): Sparse {
  const task = dataset.load(parseParameters(dataset, given), stream(0));
  if (!isSparse(task.x)) throw new Error('the rows must be sparse');
  return { ...task, x: task.x };
}

const read = (files: Files, given: PlainParameters = {}): Sparse =>
  load(idx, { folder: idxFolder(files), classes: 3, ...given });

/** The message of what is thrown, without the folder. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.replaceAll(/\S*moe-idx-\w+\/?/g, '');
  }
  return 'nothing was thrown';
}

function without(...names: string[]): Files {
  return Object.fromEntries(Object.entries(tiny).filter(([name]) => !names.includes(name)));
}

describe('idx reads', () => {
  it('bytes into sparse rows of byte / 255, and labels into class indices', () => {
    const { x, y, target, test } = read(tiny);
    expect([x.rows, x.cols, x.scale]).toEqual([4, 3, 1 / 255]);
    expect([...x.pointers]).toEqual([0, 1, 3, 3, 6]);
    expect([...x.columns]).toEqual([1, 0, 2, 0, 1, 2]);
    expect([...x.values]).toEqual([255, 7, 9, 1, 2, 3]);
    expect([...y]).toEqual([2, 0, 1, 0]);
    expect(target).toEqual({ kind: 'classes', labels: ['0', '1', '2'] });
    expect([test!.x.rows, ...test!.y]).toEqual([2, 1, 2]);
  });

  it('packed files as their content, names with a dot, and samples of any shape', () => {
    const packed = Object.fromEntries(Object.entries(tiny).map(([name, content]) => [`${name}.gz`, content]));
    expect(read(packed)).toEqual(read(tiny));
    const dotted = Object.entries(tiny).map(([name, content]) => [name.replace('-idx', '.idx'), content]);
    expect(read(Object.fromEntries(dotted))).toEqual(read(tiny));
    const flat = { 'train-images-idx2-ubyte': idxBytes([4, 3], [...tiny['train-images-idx3-ubyte'].subarray(16)]) };
    expect(read({ ...without('train-images-idx3-ubyte'), ...flat })).toEqual(read(tiny));
  });

  it('no samples to judge by where there is no file of them', () => {
    expect(read(without('t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte')).test).toBeUndefined();
  });

  it('as many samples as asked for, each once, in the order of the file', () => {
    const n = 50;
    const images = idxBytes(
      [n, 1],
      Array.from({ length: n }, (_, i) => i + 1),
    );
    const labels = idxBytes(
      [n],
      Array.from({ length: n }, (_, i) => i % 3),
    );
    const files = { ...tiny, 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels };
    const folder = idxFolder({ ...files, 't10k-images-idx3-ubyte': images, 't10k-labels-idx1-ubyte': labels });
    const drawn = (seed: number) => load(idx, { folder, classes: 3, train: 20, test: 10, seed });
    const { x, y, test } = drawn(1);
    expect([x.rows, y.length, test!.x.rows]).toEqual([20, 20, 10]);
    const picked = [...x.values];
    expect(picked).toEqual([...new Set(picked)].sort((a, b) => a - b));
    expect([...y]).toEqual(picked.map((value) => (value - 1) % 3));
    expect([...drawn(2).x.values]).not.toEqual(picked);
    const times = new Float64Array(n);
    for (let seed = 0; seed < 200; seed++) for (const value of drawn(seed).x.values) times[value - 1]!++;
    // 200 draws with probability 0.4: mean 80, deviation 6.9.
    for (const count of times) expect(Math.abs(count - 80)).toBeLessThan(30);
  });

  it('the files it depends on', () => {
    const folder = idxFolder(tiny);
    const paths = idx.files!(parseParameters(idx, { folder }));
    expect([...paths].sort()).toEqual(
      Object.keys(tiny)
        .sort()
        .map((name) => join(folder, name)),
    );
  });
});

describe('idx refuses', () => {
  const images = tiny['train-images-idx3-ubyte'];
  const labels = tiny['train-labels-idx1-ubyte'];

  it.each<[string, Buffer, string]>([
    ['no magic number', Buffer.from([0, 0, 8]), 'is truncated: an idx file begins with 4 bytes of magic number; got 3'],
    [
      'another magic number',
      Buffer.from('PNG file'),
      'is not an idx file: its magic number must be 0x000008 and the rank; got 0x504e4720',
    ],
    ['floats', idxBytes([1, 1], [0, 0, 0, 0], 13), 'must hold unsigned bytes (type 0x08); got 32-bit floats'],
    ['half a header', images.subarray(0, 9), 'is truncated: 3 dimensions must end at byte 16; got 9 bytes'],
    ['a truncated file', images.subarray(0, 27), 'is truncated: 4 x 1 x 3 values must end at byte 28; got 27 bytes'],
    [
      'trailing bytes',
      Buffer.concat([images, Buffer.from([1, 2])]),
      'goes on after its last value: 4 x 1 x 3 values must end at byte 28; got 30 bytes',
    ],
    ['no samples', idxBytes([0, 28, 28], []), 'holds no values: its dimensions are 0 x 28 x 28'],
    [
      'another number of samples',
      idxBytes([3, 2], [1, 2, 3, 4, 5, 6]),
      'must have 4 samples, as train-labels-idx1-ubyte has; got 3',
    ],
    [
      'too many values a sample',
      idxBytes([4, 65537], new Array(4 * 65537).fill(0)),
      'must have at most 65536 values a sample; got 65537',
    ],
  ])('%s', (_, content, message) => {
    const name = 'train-images-idx3-ubyte';
    expect(refusal(() => read({ ...tiny, [name]: content }))).toBe(`${name} ${message}`);
  });

  it.each<[string, Buffer, string]>([
    ['a label that is no class', idxBytes([4], [0, 1, 3, 0]), 'label 2 must be one of the 3 classes 0..2; got 3'],
    ['labels of two dimensions', idxBytes([4, 1], [0, 1, 1, 0]), 'must have 1 dimension, as labels have; got 4 x 1'],
    [
      'one class only',
      idxBytes([4], [2, 2, 2, 2]),
      'must give two or more classes; all 4 samples taken have the label 2',
    ],
    ['truncated labels', labels.subarray(0, 10), 'is truncated: 4 values must end at byte 12; got 10 bytes'],
  ])('%s', (_, content, message) => {
    const name = 'train-labels-idx1-ubyte';
    expect(refusal(() => read({ ...tiny, [name]: content }))).toBe(`${name} ${message}`);
  });

  it('a test label that is no class, and test samples of another size', () => {
    const wrong = { ...tiny, 't10k-labels-idx1-ubyte': idxBytes([2], [0, 9]) };
    expect(refusal(() => read(wrong))).toBe('t10k-labels-idx1-ubyte label 1 must be one of the 3 classes 0..2; got 9');
    const wide = { ...tiny, 't10k-images-idx3-ubyte': idxBytes([2, 2], [1, 2, 3, 4]) };
    const expected = '3 values a sample, as train-images-idx3-ubyte has';
    expect(refusal(() => read(wide))).toBe(`t10k-images-idx3-ubyte must have ${expected}; got 2`);
  });

  it('a file or folder that is missing, and half a pair to judge by', () => {
    const missing = (name: string) => refusal(() => read(without(name)));
    expect(missing('train-labels-idx1-ubyte')).toMatch(
      /must hold a file train-labels-idx1-ubyte, which may end in .gz$/,
    );
    expect(missing('t10k-labels-idx1-ubyte')).toMatch(/must hold a file t10k-labels-idx1-ubyte, /);
    expect(refusal(() => load(idx, { folder: '/no/such' }))).toMatch(/^the folder \/no\/such cannot be read: ENOENT/);
    expect(refusal(() => readIdx('/no/such'))).toBe('/no/such does not exist');
    expect(refusal(() => readIdx('/'))).toBe('/ is a directory; an idx file is needed');
    expect(refusal(() => readIdx('/dev/zero'))).toBe('/dev/zero is no regular file; an idx file is needed');
  });

  it('a count of test samples where there are none, and more samples than there are', () => {
    const bare = without('t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte');
    expect(refusal(() => read(bare, { test: 1 }))).toMatch(/must hold a file t10k-images-idx3-ubyte/);
    const message = 'train-images-idx3-ubyte: train must be at most its 4 samples; got 5';
    expect(refusal(() => read(tiny, { train: 5 }))).toBe(message);
  });

  it('a packed file that is damaged', () => {
    const folder = idxFolder({});
    writeFileSync(join(folder, 'a.gz'), Buffer.from([0x1f, 0x8b, 8, 0]));
    expect(refusal(() => readIdx(join(folder, 'a.gz')))).toMatch(/^a.gz is not a whole gzip file: /);
  });

  it('a wrong digest', () => {
    const path = join(idxFolder(tiny), 'train-labels-idx1-ubyte');
    const right = createHash('md5').update(labels).digest('hex');
    expect(readIdx(path, right).dimensions).toEqual([4]);
    const expected = `must have the md5 digest ${'0'.repeat(32)}; got ${right}`;
    expect(refusal(() => readIdx(path, '0'.repeat(32)))).toBe(`train-labels-idx1-ubyte ${expected}`);
  });
});

describe('mnist', () => {
  const { x, y, test } = load(mnist, {});

  it('has 60000 and 10000 samples of 784 pixels, in the known classes', () => {
    expect([x.rows, x.cols, test!.x.rows, test!.x.cols]).toEqual([60000, 784, 10000, 784]);
    const counts = (labels: Float64Array): number[] => {
      const of = new Array<number>(10).fill(0);
      for (const label of labels) of[label]!++;
      return of;
    };
    expect(counts(y)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(counts(test!.y)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect([...y.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
  });

  it('has pixels of mean 0.1307 and deviation 0.3081, 19.1 % of them not zero', () => {
    const [n, sum, squares] = x.values.reduce(
      ([count, total, square], value) => [count! + 1, total! + value, square! + value * value],
      [0, 0, 0],
    ) as [number, number, number];
    const pixels = x.rows * x.cols;
    const mean = (sum * x.scale) / pixels;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt((squares * x.scale ** 2) / pixels - mean ** 2)).toBeCloseTo(0.3081, 4);
    expect(n / pixels).toBeCloseTo(0.191, 3);
  });

  it('depends on four files, without the test images on two, which are not read', () => {
    const all = mnist.files!(parseParameters(mnist, {}));
    const learnt = mnist.files!(parseParameters(mnist, { heldOut: 'validation' }));
    expect([all.length, learnt]).toEqual([4, all.filter((path) => path.includes('train'))]);
    const read: string[] = [];
    mnist.load(parseParameters(mnist, { heldOut: 'validation' }), stream('unused'), (path, what) => {
      read.push(path);
      return readBytes(path, what);
    });
    expect(new Set(read)).toEqual(new Set(learnt));
  });

  it('held out for validation has the first 50000 to learn from and the last 10000 to judge by', () => {
    const held = load(mnist, { heldOut: 'validation' });
    const entries = x.pointers[50000]!;
    expect(held.y).toEqual(y.subarray(0, 50000));
    expect(held.test!.y).toEqual(y.subarray(50000));
    expect([held.x.rows, held.test!.x.rows, held.test!.x.cols]).toEqual([50000, 10000, 784]);
    const tested = held.test!.x as SparseRows;
    expect(Buffer.compare(held.x.values, x.values.subarray(0, entries))).toBe(0);
    expect(Buffer.compare(tested.values, x.values.subarray(entries))).toBe(0);
    expect(tested.pointers[10000]).toBe(x.values.length - entries);
  });

  it('draws from each part alone, as many as it has', () => {
    const some = load(mnist, { heldOut: 'validation', train: 20, test: 10000 });
    expect([some.x.rows, some.test!.y]).toEqual([20, y.subarray(50000)]);
    expect(() => load(mnist, { heldOut: 'validation', train: 50001 })).toThrow(
      /train-images-idx3-ubyte: train must be at most its 50000 samples; got 50001$/,
    );
  });
});
