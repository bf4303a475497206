/** What every registered data set keeps to. A new entry is tested by being registered. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { faultOf } from '../components/conformance.js';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { datasetChecks } from './conformance.js';
import type { Dataset, Task } from './contract.js';
import { idxFolder, tiny } from './idx.fixture.js';
import { datasets } from './registry.js';

/** What an entry needs beyond its defaults, or to be quick. */
const required: Readonly<Record<string, PlainParameters>> = {
  table: {
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

const entries = datasets.all.map((dataset): { name: string; dataset: Dataset } => {
  const suggested = required[dataset.name];
  return { name: dataset.name, dataset: suggested === undefined ? dataset : { ...dataset, suggested } };
});

describe.each(entries)('$name', ({ dataset }) => {
  it.each(datasetChecks)('$title', async (check) => {
    expect(await faultOf(check, dataset)).toBeUndefined();
  });

  it('says what it has', () => {
    expect(dataset.has).toBeDefined();
  });
});

it('has these entries of each kind', () => {
  const having = (part: (task: Task) => boolean) =>
    entries.flatMap(({ name, dataset }) =>
      part(dataset.load(parseParameters(dataset, dataset.suggested ?? {}), stream('test'))) ? [name] : [],
    );
  const simulated = ['smile', 'smiley', 'smile-features', 'pendulum'];
  expect(having(({ target }) => target.kind === 'classes')).toEqual(
    expect.arrayContaining([...simulated, 'table', 'idx', 'mnist']),
  );
  expect(having(({ test }) => test !== undefined)).toEqual(
    expect.arrayContaining(['smiley', 'smile-features', 'idx', 'mnist']),
  );
  expect(having(({ groups }) => groups !== undefined)).toEqual(
    expect.arrayContaining(['piecewise-linear', 'smile', 'table']),
  );
});

describe('a broken data set is caught', () => {
  const whole: Dataset = {
    name: 'whole',
    about: 'two samples of two classes',
    parameters: {},
    has: ['classes', 'one feature', 'groups'],
    fixed: false,
    load: (_, rng) => ({
      x: matrix(2, 1, Float64Array.of(uniform(rng), 2)),
      y: Float64Array.of(0, 1),
      target: { kind: 'classes', labels: ['a', 'b'] },
      groups: Uint32Array.of(0, 1),
      groupNames: ['left', 'right'],
    }),
  };
  const loading = (change: (task: Task) => Partial<Task>): Dataset => ({
    ...whole,
    load: (parameters, rng) => {
      const task = whole.load(parameters, rng);
      return { ...task, ...change(task) };
    },
  });

  it.each<[string, Dataset, RegExp]>([
    [
      'has a feature that is no number',
      loading(({ x }) => ({ x: { ...x, data: Float64Array.of(1, Number.NaN) } as Task['x'] })),
      /finite features/,
    ],
    ['has too few targets', loading(() => ({ y: Float64Array.of(0) })), /finite features/],
    [
      'has a class that no sample has',
      loading(() => ({ target: { kind: 'classes', labels: ['a', 'b', 'c'] } })),
      /class indices/,
    ],
    ['has a group without a name', loading(() => ({ groupNames: ['left'] })), /named group/],
    [
      'lacks what it says that it has',
      { ...whole, has: ['classes', 'one feature', 'test', 'groups'] },
      /what it says that it always has/,
    ],
    ['has what it does not mention', { ...whole, has: ['classes'] }, /what it says that it always has/],
    ['names a file that it does not read', { ...whole, files: () => ['data.csv'] }, /reads the files/],
    [
      'draws from elsewhere',
      loading(() => ({ x: matrix(2, 1, Float64Array.of(Math.random(), 2)) })),
      /the same samples/,
    ],
    ['says that it is fixed', { ...whole, fixed: true }, /ignores the stream/],
    [
      'cannot be tried',
      { ...whole, parameters: { n: { kind: 'integer', about: 'how many samples' } } },
      /the same samples/,
    ],
  ])('that %s', async (_, dataset, title) => {
    const faults = await Promise.all(
      datasetChecks.map(async (check) => [check.title, await faultOf(check, dataset)] as const),
    );
    expect(faults.filter(([name, fault]) => title.test(name) && fault !== undefined)).toHaveLength(1);
  });

  it('and one that is whole is not', async () => {
    for (const check of datasetChecks) expect(await faultOf(check, whole)).toBeUndefined();
  });
});
