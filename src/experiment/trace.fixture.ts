/** A small grid to trace trials of: both kinds of target, a sweep, and data with too many features for a picture. */
import { join } from 'node:path';
import type { SweepValue } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { table } from '../datasets/table.js';
import { catalogOf } from './catalog.js';
import type { Spec, TaskSpec } from './contract.js';
import { cellId, cellsOf } from './grid.js';
import { traceOf } from './trace.js';
import type { Trace } from './trace-contract.js';

const face = join(import.meta.dirname, '..', 'datasets', 'fixtures', 'smile.csv');

const task = (data: TaskSpec['data'], expert: TaskSpec['expert'], metrics: readonly string[]): TaskSpec => ({
  ...{ about: 'what the task is', k: 3, learn: {} },
  ...{ data, expert, metrics },
});

export const traced: Spec = {
  name: 'traced',
  title: 'A grid to trace',
  about: '',
  seed: 3,
  timeout: 60,
  tasks: {
    line: task(
      { name: 'piecewise-linear', n: 30, segments: 3, slope: 1, intercept: 3, noise: 0, continuous: false },
      { name: 'linear', ridge: 0 },
      ['stable', 'error'],
    ),
    smile: task({ name: 'smile', n: 60, seed: 12345, scale: 3 }, { name: 'rbf-svm', C: 1, gamma: 0.5 }, ['stable']),
    wide: task(
      {
        name: 'table',
        ...parseParameters(table, { path: face, formula: 'feature ~ x1 + x2 + label', standardize: false }),
      },
      { name: 'logistic', C: 1, solver: 'lbfgs', iterations: 20, tolerance: 1e-4 },
      ['stable'],
    ),
  },
  methods: {
    argmin: { about: 'each to the best', learn: 'alternating', trials: 20, parameters: { iterations: 8 } },
    softmax: {
      ...{ about: 'drawn', learn: 'alternating', trials: 2 },
      parameters: { assign: { name: 'softmax', temperature: 1 }, iterations: 60 },
    },
  },
  sweeps: [
    { tasks: ['line', 'smile', 'wide'], over: {} },
    { tasks: ['line'], methods: ['argmin'], over: { noise: { set: ['data.noise'], to: [0.1, 0.3] } } },
    { tasks: ['smile'], methods: ['argmin'], over: { C: { set: ['expert.C'], to: [1, 10] } } },
  ],
  record: { history: 0, examples: [], clusters: [], responsibilities: [], correct: [] },
  figures: [],
  claims: [],
  times: [],
  notJudged: [],
};

/** A trial of that grid. */
export function traceIn(
  task: string,
  method: string,
  trial = 0,
  sweep: Readonly<Record<string, SweepValue>> = {},
): Promise<Trace> {
  const catalog = catalogOf();
  const id = cellId({ task, method, sweep });
  return traceOf(traced, cellsOf(traced, catalog).find((cell) => cellId(cell) === id)!, trial, catalog);
}
