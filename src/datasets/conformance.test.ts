import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { stream } from '../math/random.js';
import { type Features, isSparse } from '../math/sparse.js';
import { readBytes } from '../tables/file.js';
import type { Task, Trait } from './contract.js';
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

const entries = datasets.all.map((dataset) => {
  const parameters = parseParameters(dataset, required[dataset.name] ?? {});
  const load = (seed: number): Task => dataset.load(parameters, stream('test', seed));
  return { name: dataset.name, dataset, parameters, load, task: load(1) };
});
const ofClasses = entries.filter(({ task }) => task.target.kind === 'classes');
const tested = entries.filter(({ task }) => task.test !== undefined);
const grouped = entries.filter(({ task }) => task.groups !== undefined);

describe.each(entries)('$name', ({ dataset, parameters, load, task }) => {
  const { x, test, groups, groupNames } = task;

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

  it('has what it says it always has, and nothing that it does not mention', () => {
    const traits: readonly Trait[] = [
      task.target.kind,
      ...(test === undefined ? [] : (['test'] as const)),
      ...(groups === undefined ? [] : (['groups'] as const)),
      ...(task.control === undefined ? [] : (['control'] as const)),
      ...(x.cols === 1 ? (['one feature'] as const) : x.cols === 2 ? (['two features'] as const) : []),
      ...(x.cols === 2 || task.control !== undefined ? (['plane'] as const) : []),
    ];
    expect(traits).toEqual(expect.arrayContaining([...dataset.has!]));
    expect([...dataset.has!, ...(dataset.may ?? [])]).toEqual(expect.arrayContaining([...traits]));
  });

  it('names its groups, or has none', () => {
    expect(groups === undefined).toBe(groupNames === undefined);
  });

  it('reads the files that it names and no other, through the reader that it is given', () => {
    const named = dataset.files?.(parameters) ?? [];
    const read: string[] = [];
    const through = dataset.load(parameters, stream('test', 1), (path, what) => {
      read.push(path);
      return readBytes(path, what);
    });
    expect(read.sort()).toEqual([...named].sort());
    expect(bytes(through)).toBe(bytes(task));
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

it('has these entries of each kind', () => {
  const names = (some: typeof entries) => some.map(({ name }) => name);
  const simulated = ['smile', 'smiley', 'smile-features', 'pendulum'];
  expect(names(ofClasses)).toEqual(expect.arrayContaining([...simulated, 'csv', 'idx', 'mnist']));
  expect(names(tested)).toEqual(expect.arrayContaining(['smiley', 'smile-features', 'idx', 'mnist']));
  expect(names(grouped)).toEqual(expect.arrayContaining(['piecewise-linear', 'smile', 'csv']));
});

it.each(ofClasses)('$name gives class indices 0..c-1, each in use', ({ task: { y, target } }) => {
  const labels = target.kind === 'classes' ? target.labels : [];
  expect([...new Set(y)].sort()).toEqual([...labels.keys()]);
});

it.each(tested)('$name judges by samples of the same features and classes', ({ task: { x, target, test } }) => {
  expect([test!.x.cols, isSparse(test!.x)]).toEqual([x.cols, isSparse(x)]);
  const known = target.kind === 'classes' ? new Set(target.labels.keys()) : undefined;
  expect(test!.y.filter((value) => known?.has(value) === false)).toHaveLength(0);
});

it.each(grouped)('$name gives a named group for each sample', ({ task: { x, groups, groupNames } }) => {
  expect(groups!.length).toBe(x.rows);
  expect([...new Set(groups)].sort()).toEqual([...groupNames!.keys()]);
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
