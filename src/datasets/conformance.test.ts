import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { stream } from '../math/random.js';
import { type Features, isSparse } from '../math/sparse.js';
import type { Task } from './contract.js';
import { idxFolder, tiny } from './idx.fixture.js';
import { datasets } from './registry.js';

/** What an entry needs beyond its defaults, or to be quick. */
const required: Readonly<Record<string, PlainParameters>> = {
  csv: {
    path: fileURLToPath(new URL('fixtures/smile.csv', import.meta.url)),
    target: 'label',
    kind: 'classes',
    group: 'feature',
  },
  smiley: { n: 600, test: 100 },
  'smile-features': { n: 600, test: 300 },
  pendulum: { episodes: 2 },
  mnist: { train: 300, test: 200 },
  idx: { folder: idxFolder(tiny), classes: 3 },
};

const bytes = (task: Task): string => JSON.stringify(task);

describe.each(datasets.all.map((dataset) => [dataset.name, dataset] as const))('%s', (name, dataset) => {
  const parameters = parseParameters(dataset, required[name] ?? {});
  const load = (seed: number): Task => dataset.load(parameters, stream('test', seed));
  const task = load(1);
  const { x, y, target, groups, groupNames, test } = task;

  it('gives n x d finite features and n finite targets', () => {
    expect(x.rows).toBeGreaterThan(1);
    for (const part of [task, ...(test === undefined ? [] : [test])]) {
      expect(part.x.rows).toBe(part.y.length);
      expect(part.x.rows).toBeGreaterThan(0);
      expect(part.x.cols).toBeGreaterThan(0);
      checkFeatures(part.x);
      expect(part.y.every(Number.isFinite)).toBe(true);
    }
  });

  it('gives class indices 0..c-1, each in use, where the target is classes', () => {
    if (target.kind !== 'classes') return;
    expect([...new Set(y)].sort()).toEqual([...target.labels.keys()]);
  });

  it('judges by samples of the same features and classes, where it has them', () => {
    if (test === undefined) return;
    expect([test.x.cols, isSparse(test.x)]).toEqual([x.cols, isSparse(x)]);
    const known = target.kind === 'classes' ? new Set(target.labels.keys()) : undefined;
    expect(test.y.every((value) => known?.has(value) ?? true)).toBe(true);
  });

  it('gives a named group for each sample, or none at all', () => {
    expect(groups === undefined).toBe(groupNames === undefined);
    if (groups === undefined || groupNames === undefined) return;
    expect(groups.length).toBe(x.rows);
    expect(new Set(groups).size).toBe(groupNames.length);
    expect(Math.max(...groups)).toBe(groupNames.length - 1);
  });

  it('gives the same bytes for the same seed', () => {
    expect(bytes(load(1))).toBe(bytes(load(1)));
  });

  it('ignores the stream exactly where it says that it is fixed', () => {
    expect(bytes(load(1)) === bytes(load(2))).toBe(dataset.fixed);
  });

  it('leaves the stream alone where it is fixed', () => {
    const used = stream('test', 3);
    dataset.load(parameters, used);
    expect(used.next() === stream('test', 3).next()).toBe(dataset.fixed);
  });
});

/** Finite values, as many as rows and columns say; sparse: columns ascending within the row, no value 0. */
function checkFeatures(x: Features): void {
  if (!isSparse(x)) {
    expect(x.data.length).toBe(x.rows * x.cols);
    expect(x.data.every(Number.isFinite)).toBe(true);
    return;
  }
  const { pointers, columns, values, rows, cols } = x;
  expect([pointers.length, pointers[0], pointers[rows]]).toEqual([rows + 1, 0, values.length]);
  expect(columns.length).toBe(values.length);
  expect(values.includes(0)).toBe(false);
  for (let i = 0; i < rows; i++) {
    const row = [...columns.subarray(pointers[i], pointers[i + 1])];
    expect(row.every((column, e) => column < cols && (e === 0 || column > row[e - 1]!))).toBe(true);
  }
}
