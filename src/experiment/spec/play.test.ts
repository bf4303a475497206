import { describe, expect, it } from 'vitest';
import { registry } from '../../components/contract.js';
import { InputError } from '../../errors.js';
import { catalogOf } from '../catalog.js';
import { liveOf } from '../live.js';
import { parseSpec, type Vocabulary } from './read.js';

const vocabulary: Vocabulary = { ...catalogOf(), charts: registry('chart', []) };

const text = `name: s
seed: 7
tasks:
  lines: { data: { name: piecewise-linear, n: 50 }, k: 3, expert: linear, metrics: [stable, error] }
  face: { data: smile, k: 3, expert: rbf-svm, metrics: [stable] }
methods:
  argmin: { trials: 10, learn: alternating, assign: argmin }
  warm: { trials: 20, learn: alternating, assign: { name: softmax, temperature: 2 } }
  lp: { trials: 5, learn: alternating, assign: { name: lp, min: { ofEqual: 0.5 }, solver: glpk } }
  bound: { trials: 5, learn: alternating, assign: { name: lp, max: { ofEqual: 1.5 }, solver: flow } }
  face-only: { trials: 5, tasks: [face], learn: alternating }
  direct: { trials: 5, tasks: [lines], learn: direct, learningRate: 0.1, steps: 10, temperatureStart: 1, temperatureEnd: 0.1, logitScale: 1 }
play:
  task: lines
  methods: [argmin, warm]
  metrics: [stable]
  knobs:
    experts: { set: [k, data.segments], to: [2, 5] }
    joined: { set: data.continuous, to: [false, true] }
    heat: { set: learn.assign.temperature, to: [10, 0.1] }
  attempts: [{ experts: 5 }]
`;
const parse = (given: string) => parseSpec(given, 's.yaml', vocabulary);

/** The message that the spec with one passage replaced is refused with, without its place. */
function refused(old: string, replacement: string): string {
  expect(text.split(old)).toHaveLength(2);
  try {
    parse(text.replace(old, () => replacement));
  } catch (error) {
    if (error instanceof InputError) return error.message.replace(/^s\.yaml:\d+:\d+ /, '');
    throw error;
  }
  return 'accepted';
}

describe('what a reader of the page can play with', () => {
  const live = liveOf(parse(text))!;

  it('is cells at the settings of the spec, one a method', () => {
    expect(live.cells.map(({ method, k, trials, sweep }) => [method, k, trials, sweep])).toEqual([
      ['argmin', 3, 10, {}],
      ['warm', 3, 20, {}],
    ]);
    expect([live.seed, live.task, live.experiment]).toEqual([7, 'lines', 's']);
  });

  it('has knobs whose values ascend, the spec’s own among them, where a method has the setting', () => {
    expect(live.knobs).toEqual([
      {
        ...{ name: 'experts', about: 'Number of experts; linear pieces, of equal width in x' },
        ...{ set: ['k', 'data.segments'], values: [2, 3, 5], own: { argmin: 3, warm: 3 } },
      },
      {
        ...{ name: 'joined', about: 'pieces join, from y = 0 at x = 0; intercepts are not used' },
        ...{ set: ['data.continuous'], values: [false, true], own: { argmin: false, warm: false } },
      },
      {
        ...{ name: 'heat', set: ['learn.assign.temperature'], values: [0.1, 2, 10], own: { warm: 2 } },
        about:
          'in units of the loss: a sample goes to expert j with probability proportional to exp(-loss / temperature)',
      },
    ]);
  });

  it('tells in what a size is', () => {
    const bound = text
      .replace('methods: [argmin, warm]', 'methods: [argmin, bound]')
      .replace('learn.assign.temperature, to: [10, 0.1]', 'learn.assign.max.ofEqual, to: [2]');
    expect(liveOf(parse(bound))!.knobs.at(-1)).toEqual({
      ...{ name: 'heat', set: ['learn.assign.max.ofEqual'], values: [1.5, 2], own: { bound: 1.5 } },
      about: 'greatest size of a cluster; fractions round up; as a multiple of n / k',
    });
  });

  it('is nothing without a section play', () => {
    expect(liveOf(parse(text.split('play:')[0]!))).toBeNull();
  });
});

describe('a section play is refused', () => {
  it.each([
    ['task: lines\n', 'task: line\n', 'play.task must be one of lines, face; got "line" (did you mean "lines"?)'],
    ['methods: [argmin, warm]', 'methods: [argmin, face-only]', 'play.methods[1] must run on lines; got "face-only"'],
    [
      'metrics: [stable]\n  knobs',
      'metrics: [degenerate]\n  knobs',
      'play.metrics[0] must be one of stable, error; got "degenerate"',
    ],
    [
      'methods: [argmin, warm]',
      'methods: [argmin, warm, lp]',
      'play.methods[2] must be one that a browser can run, which has no solver "glpk"; it takes one of flow',
    ],
    [
      'methods: [argmin, warm]',
      'methods: [argmin, warm, direct]',
      'play.methods[2] must be one that a browser can run, which has no direct; it runs alternating',
    ],
    [
      'task: lines\n  methods: [argmin, warm]',
      'task: face\n  methods: [argmin, warm]',
      'play.methods[0] must be one that a browser can run, which has no rbf-svm; it runs linear, kernel-logistic',
    ],
    [
      'set: data.continuous',
      'set: data.continous',
      'play.knobs.joined.set[0] must be one of k, data.n, data.segments, data.slope, data.intercept, data.noise, data.continuous, expert.ridge, learn.iterations, learn.assign.temperature; got "data.continous" (did you mean "data.continuous"?)',
    ],
    [
      'methods: [argmin, warm]\n  metrics: [stable]\n  knobs:\n    experts: { set: [k, data.segments]',
      'methods: [warm, bound]\n  metrics: [stable]\n  knobs:\n    experts: { set: [learn.assign.temperature, learn.assign.max.ofEqual]',
      'play.knobs.experts.set must be of one method together; got ["learn.assign.temperature","learn.assign.max.ofEqual"]',
    ],
    [
      'methods: [argmin, warm]\n  metrics: [stable]\n  knobs:\n    experts: { set: [k, data.segments]',
      'methods: [bound]\n  metrics: [stable]\n  knobs:\n    experts: { set: learn.assign.max.share',
      'play.knobs.experts.set[0] must be one of k, data.n, data.segments, data.slope, data.intercept, data.noise, data.continuous, expert.ridge, learn.assign.min, learn.assign.max.ofEqual, learn.assign.minPerClass, learn.assign.solver, learn.iterations; got "learn.assign.max.share" (did you mean "learn.assign.max.ofEqual"?)',
    ],
    [
      'metrics: [stable]\n  knobs',
      'metrics: [stable]\n  claim: F1\n  knobs',
      'play.claim must be the id of a claim of this spec, or <experiment>/<id> of one of another; got "F1"',
    ],
    ['to: [2, 5]', 'to: [2, 0]', 'play.knobs.experts.to[1] must be a whole number at least 1; got 0'],
    ['{ experts: 5 }', '{ experts: 4 }', 'play.attempts[0].experts must be one of the values of the knob, 2, 5; got 4'],
    [
      '{ experts: 5 }',
      '{ expert: 5 }',
      'play.attempts[0].expert must be one of experts, joined, heat; got "expert" (did you mean "experts"?)',
    ],
  ])('%s -> %s', (old, replacement, message) => {
    expect(refused(old, replacement).split('\n')[0]).toBe(message);
  });
});
