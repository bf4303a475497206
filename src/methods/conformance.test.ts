/** What every registered method keeps to. A new entry is tested by being registered. */
import { describe, expect, it } from 'vitest';
import { assignmentRules } from '../assignments/registry.js';
import { faultOf } from '../components/conformance.js';
import type { PlainParameters } from '../components/contract.js';
import { bindParameters, load, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { datasets } from '../datasets/registry.js';
import { InputError } from '../errors.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { stream } from '../math/random.js';
import { combinationsOf, methodChecks, problemOf } from './conformance.js';
import type { Learnt, Method } from './contract.js';
import { methods } from './registry.js';

const small: Readonly<Record<string, PlainParameters>> = {
  'piecewise-linear': { n: 12 },
  smile: { n: 60 },
};
const tasks = Object.entries(small).map(([name, given]): Task => {
  const dataset = datasets.get(name);
  return dataset.load(parseParameters(dataset, given), stream('data', 3));
});
const registries = { assignments: assignmentRules, gates, experts };
const checks = methodChecks({ tasks, registries });

describe.each(methods.all.map((method) => ({ method, name: method.name })))('$name', ({ method }) => {
  it.each(checks)('$title', async (check) => {
    expect(await faultOf(check, method)).toBeUndefined();
  });
});

/** The combinations that are refused, each with its reason: all others must be learnt. */
const smooth = 'direct needs an expert that is a smooth function of its parameters; got';
const refusals: Readonly<Record<string, string>> = {
  'direct, classes, rbf-svm': `${smooth} rbf-svm`,
  'direct, classes, logistic': `${smooth} logistic`,
  'direct, classes, mlp': `${smooth} mlp`,
  'direct lbfgs, classes, rbf-svm': `${smooth} rbf-svm`,
  'direct lbfgs, classes, logistic': `${smooth} logistic`,
  'direct lbfgs, classes, mlp': `${smooth} mlp`,
  'em, classes, rbf-svm': 'em needs experts that take sample weights and whose loss is a likelihood; got rbf-svm',
  'direct, regression, constant': `${smooth} constant`,
  'direct, classes, constant': `${smooth} constant`,
  'direct lbfgs, regression, constant': `${smooth} constant`,
  'direct lbfgs, classes, constant': `${smooth} constant`,
  'kmeans-alternating zero-one, regression, linear':
    'kmeans-alternating with labels: zero-one needs classes; got regression',
  'kmeans-alternating zero-one, regression, constant':
    'kmeans-alternating with labels: zero-one needs classes; got regression',
  'parametric, regression, linear': 'parametric needs classes; got regression',
  'parametric, regression, constant': 'parametric needs classes; got regression',
  'parametric double, regression, constant': 'parametric needs classes; got regression',
  'parametric exact, regression, constant': 'parametric needs classes; got regression',
  'parametric double, regression, linear': 'parametric needs classes; got regression',
  'parametric exact, regression, linear': 'parametric needs classes; got regression',
};

const combinations = methods.all.flatMap((method) => combinationsOf(method, { tasks, registries }));

it('refuses what it cannot learn, in words, and nothing else', async () => {
  const refused: Record<string, string> = {};
  for (const { title, method, task, expert, given } of combinations) {
    const parameters = await bindParameters(method, given, registries);
    const one = await load(expert);
    try {
      method.learn(problemOf(task, one, 0), parameters);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      refused[title] = (error as InputError).message;
    }
  }
  expect(refused).toEqual(refusals);
});

it('ends degenerate in each way, and not, on these tasks', async () => {
  const method = methods.get('alternating');
  const given = await bindParameters(method, { iterations: 15 }, registries);
  const ends = await Promise.all(
    ['linear', 'rbf-svm'].map(async (name, at) => {
      const one = await load(experts.get(name));
      const learnt = Array.from({ length: 4 }, (_, seed) => method.learn(problemOf(tasks[at]!, one, seed), given));
      return learnt.map(({ log }) => log.degenerate?.kind ?? 'ok');
    }),
  );
  expect([...new Set(ends.flat())].sort()).toEqual(['empty', 'ok', 'single-class']);
});

describe('a broken method is caught', () => {
  const kmeans = methods.get('kmeans');
  const changed = (change: (learnt: Learnt) => Partial<Learnt>, own: Partial<Method> = {}): Method => ({
    ...kmeans,
    ...own,
    learn: (problem, parameters) => {
      const learnt = kmeans.learn(problem, parameters);
      return { ...learnt, ...change(learnt) };
    },
  });
  const logged = (change: (log: Learnt['log']) => Partial<Learnt['log']>): Method =>
    changed(({ log }) => ({ log: { ...log, ...change(log) } }));

  it.each<[string, Method, RegExp]>([
    [
      'refuses everything',
      changed(() => {
        throw new InputError('no');
      }),
      /^learns something/,
    ],
    ['gives a label beyond k', changed(({ assignment }) => ({ assignment: assignment.with(0, 7) })), /^gives n labels/],
    ['has no beginning', logged(({ history }) => ({ history: history.slice(1) })), /^begins its history/],
    [
      'knows the loss of the initial assignment',
      logged(({ history }) => ({ history: history.map((step) => ({ ...step, loss: 1 })) })),
      /^begins its history/,
    ],
    ['converged though its fits did not', logged(() => ({ converged: true, fitsConverged: 0 })), /^has converged only/],
    [
      'has 2.1 of 3 fits that converged',
      logged(() => ({ converged: false, fitsConverged: 0.7 })),
      /^has converged only/,
    ],
    ['has a gradient of no size', logged(() => ({ gradientNorm: () => Number.NaN })), /^has converged only/],
    [
      'keeps everything',
      logged(({ history }) => ({ history: history.map((step) => ({ experts: [], ...step })) })),
      /^keeps assignments/,
    ],
    [
      'calls a whole mixture degenerate',
      logged(() => ({ degenerate: { kind: 'empty', reason: 'expert 0 holds nothing' } })),
      /^says degenerate/,
    ],
    [
      'draws from elsewhere',
      changed(({ assignment }) => ({ assignment: assignment.map(() => Math.random() * 3) })),
      /^gives the same/,
    ],
    [
      'has no gate although it says so',
      changed(({ model }) => ({ model: model && { ...model, gate: null } })),
      /^gives a gate/,
    ],
    [
      'uses a gate that nobody named',
      changed(
        ({ model }) => ({
          model: model && {
            ...model,
            gate: { reference: { name: 'constant' }, state: { shares: new Float64Array(3).fill(1 / 3) } },
          },
        }),
        { parameters: {} },
      ),
      /^says which components/,
    ],
  ])('that %s', async (_, method, title) => {
    const found = await Promise.all(checks.map(async (check) => [check.title, await faultOf(check, method)] as const));
    expect(found.filter(([name, fault]) => title.test(name) && fault !== undefined)).toHaveLength(1);
  });
});
