import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import type { Behavior } from './behavior.js';
import { catalogOf } from './catalog.js';
import type { Spec, SweepBlock } from './contract.js';
import { cellsOf } from './grid.js';
import { checkCells } from './spec/cells.js';
import { partOf, trialsOf } from './trials.js';

const spec: Spec = {
  name: 's',
  title: 'S',
  about: '',
  seed: 1,
  timeout: 60,
  tasks: {
    line: {
      about: '',
      data: { name: 'piecewise-linear', n: 30, noise: 0 },
      k: 3,
      expert: { name: 'linear', ridge: 0 },
      metrics: ['stable'],
      learn: { alternating: { iterations: 7 } },
    },
    other: {
      about: '',
      data: { name: 'piecewise-linear', n: 20 },
      k: 2,
      expert: { name: 'linear', ridge: 0 },
      metrics: ['stable'],
      learn: {},
    },
  },
  methods: {
    argmin: { about: '', learn: 'alternating', trials: 3, parameters: {} },
    lap: {
      about: '',
      learn: 'alternating',
      trials: 2,
      tasks: ['line'],
      parameters: { assign: { name: 'lap', solver: 'flow' }, iterations: 9 },
    },
  },
  sweeps: [],
  record: {
    history: 1,
    examples: [{ task: 'line', trials: [2], methods: ['argmin'] }],
    clusters: [{ task: 'line', trials: [0, 2] }],
    responsibilities: [],
    correct: [],
  },
  figures: [],
  claims: [],
  times: [],
  notJudged: [],
};

const catalog = catalogOf();
const behavior: Behavior = { runtime: 'node 20 x64', digestOf: (component) => `code of ${component}` };
const ids = (given: Spec, options = {}) =>
  [...trialsOf(given, cellsOf(given, catalog, options), catalog, behavior)].map(({ id }) => id);

describe('the grid', () => {
  it('is tasks x methods x trials, in the order of the spec', () => {
    expect(ids(spec)).toEqual([
      'line/argmin/0',
      'line/argmin/1',
      'line/argmin/2',
      'line/lap/0',
      'line/lap/1',
      'other/argmin/0',
      'other/argmin/1',
      'other/argmin/2',
    ]);
  });

  it('takes a method\u2019s settings from its own entry, then the task\u2019s, then the defaults', () => {
    const [argmin, lap, other] = cellsOf(spec, catalog).map(({ learn }) => learn);
    expect(argmin).toMatchObject({ name: 'alternating', iterations: 7, assign: { name: 'argmin' } });
    expect(lap).toMatchObject({ iterations: 9, assign: { name: 'lap', solver: 'flow' } });
    expect(other).toMatchObject({ iterations: 100 });
  });

  it('crosses swept values, the last fastest, and sets every path of a sweep', () => {
    const swept: Spec = {
      ...spec,
      sweeps: [
        {
          tasks: ['line'],
          methods: ['argmin'],
          trials: 1,
          over: { k: { set: ['k', 'data.segments'], to: [2, 4] }, noise: { set: ['data.noise'], to: [0, 1] } },
        },
      ],
    };
    expect(ids(swept)).toEqual([
      'line/argmin/k=2/noise=0/0',
      'line/argmin/k=2/noise=1/0',
      'line/argmin/k=4/noise=0/0',
      'line/argmin/k=4/noise=1/0',
    ]);
    expect(cellsOf(swept, catalog)[3]).toMatchObject({
      k: 4,
      data: { segments: 4, noise: 1 },
      sweep: { k: 4, noise: 1 },
    });
    expect(spec.tasks.line!.data).toEqual({ name: 'piecewise-linear', n: 30, noise: 0 });
  });

  it('reaches a parameter of a referenced component', () => {
    const swept: Spec = {
      ...spec,
      sweeps: [
        { methods: ['lap'], tasks: ['line'], over: { solver: { set: ['learn.assign.solver'], to: ['munkres'] } } },
      ],
    };
    expect(cellsOf(swept, catalog)[0]).toMatchObject({ learn: { assign: { name: 'lap', solver: 'munkres' } } });
    expect(spec.methods.lap!.parameters).toEqual({ assign: { name: 'lap', solver: 'flow' }, iterations: 9 });
  });

  it('takes a component by its name, with its defaults', () => {
    const over = { rule: { set: ['learn.assign'], to: ['argmin', 'softmax'] } };
    const [argmin, softmax] = cellsOf({ ...spec, sweeps: [{ methods: ['lap'], tasks: ['line'], over }] }, catalog);
    expect(argmin).toMatchObject({ sweep: { rule: 'argmin' }, learn: { assign: { name: 'argmin' }, iterations: 9 } });
    expect(softmax!.learn.assign).toEqual({ name: 'softmax', temperature: 1 });
  });

  it('gives a trial the seed of its task and index, whatever the method, the sweep and the number of trials', () => {
    const seeds = (options: object) =>
      Object.fromEntries(
        [...trialsOf(spec, cellsOf(spec, catalog, options), catalog, behavior)].map(({ id, seed }) => [id, seed]),
      );
    const few = seeds({});
    expect(few['line/argmin/1']).toBe(few['line/lap/1']);
    expect(few['line/argmin/1']).not.toBe(few['other/argmin/1']);
    expect(few['line/argmin/1']).not.toBe(few['line/argmin/0']);
    expect(seeds({ trials: 50 })).toMatchObject(few);
  });

  it('keys a trial by all that its outcome depends on', () => {
    const unused = {
      ...behavior,
      digestOf: (one: string) => (one === 'experts/mlp' ? 'changed' : behavior.digestOf(one)),
    };
    const keyOf = (given: Spec, code = behavior) => trialsOf(given, cellsOf(given, catalog), catalog, code).at(0)!.key;
    const key = keyOf(spec);
    expect(
      keyOf({
        ...spec,
        title: 'another title',
        methods: { ...spec.methods, argmin: { ...spec.methods.argmin!, trials: 8 } },
      }),
    ).toBe(key);
    expect(keyOf(spec, unused)).toBe(key);
    const line = spec.tasks.line!;
    const others = [
      keyOf({ ...spec, seed: 2 }),
      keyOf(spec, { ...behavior, runtime: 'node 22 x64' }),
      keyOf(spec, { ...behavior, runtime: 'node 20 arm64' }),
      ...['core', 'datasets/piecewise-linear', 'experts/linear', 'methods/alternating', 'assignments/argmin'].map(
        (changed) =>
          keyOf(spec, { ...behavior, digestOf: (one) => (one === changed ? 'changed' : behavior.digestOf(one)) }),
      ),
      keyOf({ ...spec, tasks: { ...spec.tasks, line: { ...line, k: 4 } } }),
      keyOf({ ...spec, tasks: { ...spec.tasks, line: { ...line, metrics: ['stable', 'error'] } } }),
      keyOf({ ...spec, tasks: { ...spec.tasks, line: { ...line, learn: {} } } }),
      keyOf({ ...spec, record: { ...spec.record, history: 0 } }),
    ];
    expect(new Set([key, ...others]).size).toBe(1 + others.length);
  });

  it('records of what is run with and without a sweep the trials without', () => {
    const over = { n: { set: ['data.n'], to: [30, 60] } };
    const record = { ...spec.record, history: 0 };
    const kept = (sweeps: Spec['sweeps']) =>
      [...trialsOf({ ...spec, record }, cellsOf({ ...spec, sweeps }, catalog), catalog, behavior)].flatMap(
        ({ id, keep }) => (keep.includes('example') ? [id] : []),
      );
    expect(kept([{ over: {} }, { tasks: ['line'], over }])).toEqual(['line/argmin/2']);
    expect(kept([{ tasks: ['line'], over }])).toEqual(['line/argmin/n=30/2', 'line/argmin/n=60/2']);
  });

  it("takes a method's expert before the one it has on the task, and that before the task's", () => {
    const ridge = (value: number) => ({ name: 'linear', ridge: value });
    const line = { ...spec.tasks.line!, learn: { alternating: { expert: ridge(1), iterations: 7 } } };
    const lap = { ...spec.methods.lap!, expert: ridge(2) };
    const cells = cellsOf({ ...spec, tasks: { ...spec.tasks, line }, methods: { ...spec.methods, lap } }, catalog);
    expect(cells.map(({ task, method, expert }) => `${task}/${method} ${expert.ridge}`)).toEqual([
      'line/argmin 1',
      'line/lap 2',
      'other/argmin 0',
    ]);
  });

  it('keeps of each trial what the spec names', () => {
    const kept = [...trialsOf(spec, cellsOf(spec, catalog), catalog, behavior)].map(({ id, keep }) =>
      `${id} ${keep.join(' ')}`.trim(),
    );
    expect(kept).toEqual([
      'line/argmin/0 history clusters',
      'line/argmin/1',
      'line/argmin/2 example clusters',
      'line/lap/0 history clusters',
      'line/lap/1',
      'other/argmin/0 history',
      'other/argmin/1',
      'other/argmin/2',
    ]);
  });

  it('keeps the cells that every filter allows', () => {
    expect(ids(spec, { filter: { method: ['lap', 'argmin'], task: ['other'] } })).toEqual([
      'other/argmin/0',
      'other/argmin/1',
      'other/argmin/2',
    ]);
  });

  const noise = { set: ['data.noise'], to: [0, 0.5] };
  const n = { set: ['data.n'], to: [30] };
  const only = { tasks: ['line'], methods: ['argmin'] };
  it.each<[string, string, SweepBlock[]]>([
    [
      'two sweeps share a value',
      'line/argmin/noise=0.5/: two sweep blocks give',
      [
        { ...only, over: { noise } },
        { ...only, over: { noise: { ...noise, to: [0.5, 1] } } },
      ],
    ],
    ['no sweep, twice', 'line/argmin/: two sweep blocks give', [{ over: {} }, { ...only, over: {} }]],
    [
      'one name for two settings',
      'line/argmin/noise=0/: two sweep blocks give',
      [
        { ...only, over: { noise } },
        { ...only, over: { noise: { ...noise, set: ['data.slope'] } } },
      ],
    ],
    [
      'the same sweeps in another order',
      'line/argmin/n=30/noise=0/: two sweep blocks give',
      [
        { ...only, over: { noise, n } },
        { ...only, over: { n, noise } },
      ],
    ],
    [
      'a number and its text',
      'line/argmin/n=30/: two values of a sweep give',
      [{ ...only, over: { n: { ...n, to: [30, '30'] } } }],
    ],
  ])('refuses a cell that is given twice: %s', (_, message, sweeps) => {
    const given = () => cellsOf({ ...spec, sweeps }, catalog, { filter: { task: ['other'] } });
    expect(given).toThrow(InputError);
    expect(given).toThrow(`${message} this cell`);
  });

  it('has at most 10 000 cells, counted before any is built', () => {
    const axis = (path: string, length: number) => ({ set: [path], to: Array.from({ length }, (_, i) => i + 1) });
    const crossedBy = (...lengths: number[]): Spec => ({
      ...spec,
      sweeps: [{ ...only, over: Object.fromEntries(lengths.map((length, a) => [`s${a}`, axis('data.n', length)])) }],
    });
    expect(cellsOf(crossedBy(100, 100), catalog)).toHaveLength(10_000);
    expect(() => cellsOf(crossedBy(300, 300, 300), catalog)).toThrow(
      new InputError(
        's: a grid must have at most 10000 cells; got 27000000, 1 x 300 x 300 x 300 of task and method x swept values',
      ),
    );
    const blocks = [{ ...only, over: { a: axis('k', 1) } }, { over: { b: axis('k', 3333), c: axis('k', 1) } }];
    expect(() => cellsOf({ ...spec, sweeps: blocks }, catalog)).not.toThrow();
    expect(() => cellsOf({ ...spec, sweeps: [...blocks, { ...only, over: {} }] }, catalog)).toThrow(
      'got 10001; its largest sweep block has 3 x 3333 x 1 of',
    );
  });

  it('has at most 1 000 000 trials, summed before any is made', () => {
    const trials = (options: object) => trialsOf(spec, cellsOf(spec, catalog, options), catalog, behavior);
    expect(() => trials({ trials: 1_000_000 })).toThrow(
      new InputError('s: a run must have at most 1000000 trials; got 3 cells x 1000000 trials = 3000000'),
    );
    const [argmin, lap] = cellsOf(spec, catalog);
    const uneven = [
      { ...argmin!, trials: 1 },
      { ...lap!, trials: 1_000_000 },
    ];
    expect(() => trialsOf(spec, uneven, catalog, behavior)).toThrow('got 2 cells x 1 to 1000000 = 1000001');
  });

  it('refuses more experts than samples, and an expert for another target, naming the cell', () => {
    const line = spec.tasks.line!;
    const checked = (task: object) => () =>
      checkCells(cellsOf({ ...spec, tasks: { line: { ...line, ...task } } }, catalog), catalog);
    expect(checked({ k: 31 })).toThrow('line/argmin/: k = 31 experts exceed n = 30 samples');
    expect(checked({ expert: { name: 'rbf-svm', C: 1, gamma: 1 } })).toThrow(
      'line/argmin/: expert rbf-svm is for classes; the target of the data is regression',
    );
    const smile = { data: { name: 'smile', n: 30 }, expert: { name: 'rbf-svm', C: 1, gamma: 1 } };
    const direct = { argmin: { ...spec.methods.argmin!, learn: 'direct' } };
    expect(() =>
      checkCells(cellsOf({ ...spec, methods: direct, tasks: { line: { ...line, ...smile } } }, catalog), catalog),
    ).toThrow(
      'line/argmin/: method direct needs an expert that is a smooth function of its parameters, such as kernel-logistic; got rbf-svm',
    );
    const floors = { argmin: { ...spec.methods.argmin!, learn: 'parametric', parameters: { minShare: 0.4 } } };
    const logistic = { data: { name: 'smile', n: 30 }, expert: { name: 'logistic' } };
    expect(() =>
      checkCells(cellsOf({ ...spec, methods: floors, tasks: { line: { ...line, ...logistic } } }, catalog), catalog),
    ).toThrow(/line\/argmin\/: .*0\.4/);
    expect(() => checkCells(cellsOf({ ...spec, methods: floors, tasks: { line } }, catalog), catalog)).toThrow(
      'line/argmin/: method parametric is for classes; the target of the data is regression',
    );
    const zeroOne = {
      argmin: { ...spec.methods.argmin!, learn: 'kmeans-alternating', parameters: { labels: 'zero-one' } },
    };
    expect(() => checkCells(cellsOf({ ...spec, methods: zeroOne, tasks: { line } }, catalog), catalog)).toThrow(
      'line/argmin/: kmeans-alternating with labels: zero-one needs classes; got regression',
    );
    expect(checked({ data: { name: 'smile', n: 30 } })).toThrow(
      'expert linear is for regression; the target of the data is classes',
    );
  });
});

describe('a part of the trials', () => {
  it('has those at the given places, and finds no other', () => {
    const all = trialsOf(spec, cellsOf(spec, catalog), catalog, behavior);
    const part = partOf(all, Uint32Array.of(1, 3, 4, 7));
    expect(Array.from(part, ({ id }) => id)).toEqual(['line/argmin/1', 'line/lap/0', 'line/lap/1', 'other/argmin/2']);
    expect([...part.starts]).toEqual([0, 1, 3, 4]);
    expect([1, 3, 4, 7].map((place) => part.find(all.at(place)!.key))).toEqual([0, 1, 2, 3]);
    expect([0, 2, 5, 6].map((place) => part.find(all.at(place)!.key))).toEqual(Array(4).fill(undefined));
    expect([part.at(4), part.find('none/0')]).toEqual([undefined, undefined]);
  });
});
