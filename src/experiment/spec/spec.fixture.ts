/** A small vocabulary and a small spec over it, for the tests of specs. */
import { type Component, type ParameterTable, registry } from '../../components/contract.js';
import type { Dataset } from '../../datasets/contract.js';
import type { Method } from '../../methods/contract.js';
import type { Need } from '../contract.js';
import type { Vocabulary } from './schema.js';

function component(name: string, parameters: ParameterTable = {}): Component {
  return { name, about: `what ${name} is`, parameters };
}

const noise = { kind: 'number', min: 0, default: 0, about: 'noise' } as const;

export const fakeVocabulary: Vocabulary = {
  datasets: registry<Component & Pick<Dataset, 'has' | 'may'>>('data set', [
    {
      ...component('lines', { n: { kind: 'integer', min: 1, default: 90, about: 'samples' }, noise }),
      has: ['regression'],
      may: ['groups'],
    },
    component('file', { path: { kind: 'text', about: 'file' }, columns: { kind: 'names', about: 'features' } }),
  ]),
  experts: registry('expert', [
    component('flat'),
    component('svm', { C: { kind: 'number', above: 0, max: 10, default: 1, about: 'cost' } }),
  ]),
  assignments: registry('assignment rule', [
    component('argmin'),
    component('softmax', { temperature: { kind: 'number', min: 0, default: 1, about: 'temperature' } }),
    component('lap', { solver: { kind: 'choice', of: ['flow', 'munkres'], default: 'flow', about: 'solver' } }),
    component('lp', { min: { kind: 'size', default: 0, about: 'least size' } }),
  ]),
  gates: registry<Component>('gate', []),
  methods: registry<Component & Partial<Pick<Method, 'gated'>>>('method', [
    {
      ...component('alternating', {
        assign: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'rule' },
        iterations: { kind: 'integer', min: 1, default: 100, about: 'at most' },
        repair: { kind: 'flag', default: false, about: 'repair' },
      }),
      gated: false,
    },
    { ...component('direct', { steps: { kind: 'integer', min: 1, about: 'steps' } }), gated: true },
  ]),
  metrics: registry<Vocabulary['metrics']['all'][number]>('metric', [
    component('stable'),
    component('error'),
    component('starved', { share: { kind: 'number', min: 0, max: 1, default: 0.01, about: 'of the samples' } }),
    { ...component('gain'), needs: ['groups'] },
    { ...component('test_error'), needs: ['gate', 'test'] },
    { ...component('train_error'), needs: ['gate'] },
    { ...component('right'), summary: 'mean', unit: 'share of samples', ofTestSamples: true },
  ]),
  charts: registry<Component & { needs?: readonly Need[] }>('chart', [
    component('figure1', { methods: { kind: 'names', refers: 'methods', about: 'methods shown' } }),
    component('picture', { task: { kind: 'text', refers: 'tasks', default: 'reg', about: 'task shown' } }),
    {
      ...component('plane', { tasks: { kind: 'names', refers: 'tasks', about: 'tasks' } }),
      needs: ['two features', 'examples'],
    },
    {
      ...component('course', { task: { kind: 'text', refers: 'tasks', default: 'reg', about: 'task' } }),
      needs: ['history'],
    },
    {
      ...component('swept', {
        defaults: { kind: 'mapping', refers: 'sweeps', of: 'value', optional: true, about: 'by sweep' },
        paper: {
          kind: 'mapping',
          refers: 'tasks',
          of: { kind: 'mapping', refers: 'methods', of: 'number' },
          optional: true,
          about: 'by task and method',
        },
        metric: { kind: 'text', refers: 'metrics', default: 'test_error', about: 'a metric' },
      }),
      needs: ['sweeps'],
    },
  ]),
};

/** Line numbers below are those that the tests expect. */
export const smallSpec = `name: small
tasks:
  reg:
    data: { name: lines, noise: 0.5 }
    k: 3
    expert: flat
    metrics: [stable, error]
    learn:
      direct: { expert: { name: svm, C: 2 }, steps: 10 }
methods:
  argmin: { learn: alternating, trials: 10 }
  lap:
    learn: alternating
    trials: 5
    assign: { name: lap, solver: munkres }
  direct: { learn: direct, trials: 2 }
sweeps:
  - over:
      noise: { set: data.noise, to: [0, 0.1] }
record:
  examples: [{ task: reg, trials: [0], methods: [argmin] }]
figures: [{ name: figure1, methods: [argmin] }]
claims:
  - id: F1
    sentence: It is stable.
    section: "3.3"
    paper: "20 %"
    expected: reproduced
    why: It is.
    tests:
      - { task: reg, method: argmin, metric: stable, at: { noise: 0 }, atLeast: 0.5 }
quick:
  methods:
    argmin: { trials: 1 }
`;
