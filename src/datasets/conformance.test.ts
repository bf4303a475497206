import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type PlainParameters, withDefaults } from '../component.js';
import { stream } from '../math/random.js';
import type { Task } from './contract.js';
import { datasets } from './registry.js';

/** What an entry needs beyond its defaults. */
const required: Readonly<Record<string, PlainParameters>> = {
  csv: {
    path: fileURLToPath(new URL('fixtures/smile.csv', import.meta.url)),
    target: 'label',
    kind: 'classes',
    group: 'feature',
  },
};

const bytes = (task: Task): string => JSON.stringify(task);

describe.each(datasets.all.map((dataset) => [dataset.name, dataset] as const))('%s', (name, dataset) => {
  const parameters = withDefaults(dataset.parameters, required[name] ?? {});
  const load = (seed: number): Task => dataset.load(parameters, stream('test', seed));
  const { x, y, target, groups, groupNames } = load(1);

  it('gives n x d finite features and n finite targets', () => {
    expect(x.rows).toBeGreaterThan(1);
    expect(y.length).toBe(x.rows);
    expect(x.cols).toBeGreaterThan(0);
    expect(x.data.length).toBe(x.rows * x.cols);
    expect([...x.data, ...y].every(Number.isFinite)).toBe(true);
  });

  it('gives class indices 0..c-1, each in use, where the target is classes', () => {
    if (target.kind !== 'classes') return;
    expect([...new Set(y)].sort()).toEqual([...target.labels.keys()]);
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
