import { beforeAll, describe, expect, it } from 'vitest';
import { assignmentRules } from '../assignments/registry.js';
import type { Loaded, PlainParameters } from '../components/contract.js';
import { bindParameters, load, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { datasets } from '../datasets/registry.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { decodeModel, encodeModel } from '../model/codec.js';
import { bindModel, loader, losses, predictionsOf, responsibilities } from '../model/predict.js';
import type { Learnt, Method, Problem } from './contract.js';
import { methods } from './registry.js';

const small: Readonly<Record<string, PlainParameters>> = {
  'piecewise-linear': { n: 12 },
  smile: { n: 60 },
};
const tasks = Object.entries(small).map(([name, given]): Task => {
  const dataset = datasets.get(name);
  return dataset.load(parseParameters(dataset, given), stream('data', 3));
});

/** Every method on every task, with every expert of the task's kind, in each way to choose its parameters. */
const combinations = methods.all.flatMap((method) =>
  tasks.flatMap((task) =>
    experts.all
      .filter((expert) => expert.target === task.target.kind)
      .flatMap((expert) =>
        choices(method).map((choice) => {
          const name = [method.name, ...Object.values(choice)].join(' ');
          return { method, choice, task, expert, title: `${name}, ${task.target.kind}, ${expert.name}` };
        }),
      ),
  ),
);

/** The combinations that are refused, each with its reason: all others must be learnt. */
const smooth = 'direct needs an expert that is a smooth function of its parameters; got';
const refusals: Readonly<Record<string, string>> = {
  'direct, classes, rbf-svm': `${smooth} rbf-svm`,
  'direct, classes, logistic': `${smooth} logistic`,
  'direct, classes, mlp': `${smooth} mlp`,
  'direct lbfgs, classes, rbf-svm': `${smooth} rbf-svm`,
  'direct lbfgs, classes, logistic': `${smooth} logistic`,
  'direct lbfgs, classes, mlp': `${smooth} mlp`,
  'kmeans-alternating refit, regression, linear':
    'kmeans-alternating with reading: refit needs classes; got regression',
  'parametric, regression, linear': 'parametric needs classes; got regression',
  'parametric exact, regression, linear': 'parametric needs classes; got regression',
};
const cases = combinations.filter(({ title }) => !(title in refusals));
const refused = combinations.filter(({ title }) => title in refusals);

/** The defaults, and each other value of each parameter that is a choice. */
function choices({ parameters }: Method): PlainParameters[] {
  const others = Object.entries(parameters).flatMap(([key, parameter]) =>
    parameter.kind === 'choice'
      ? parameter.of.filter((value) => value !== parameter.default).map((value) => ({ [key]: value }))
      : [],
  );
  return [{}, ...others];
}

const registries = { assignments: assignmentRules, gates };

function bound(method: Method, choice: PlainParameters): Promise<PlainParameters> {
  const given = Object.entries({ iterations: 15, steps: 150, ...choice }).filter(([key]) => key in method.parameters);
  return bindParameters(method, Object.fromEntries(given), registries);
}

const made = { experts, gates };
const parts = loader(made);
const bits = ({ data }: Matrix): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
const text = (value: unknown): string => JSON.stringify(value);

describe.each(cases)('$title', ({ method, choice, task, expert }) => {
  const k = 3;
  const n = task.x.rows;
  let given: PlainParameters;
  let one: Loaded<BoundExpert>;
  beforeAll(async () => {
    given = await bound(method, choice);
    one = await load(expert);
  });

  const learn = (seed: number, changed: Partial<Problem> = {}): Learnt =>
    method.learn({ ...problemOf(task, k, one, seed), ...changed }, given);
  /** Over several seeds, so that ok and degenerate mixtures occur. */
  const learnt = (): Learnt[] => [0, 1, 2, 3].map((seed) => learn(seed));
  const models = () => Promise.all(learnt().flatMap(({ model }) => (model === null ? [] : [bindModel(model, parts)])));

  it('gives n labels, an expert for each of them unless it stopped at the start, and sizes that sum to n', () => {
    for (const { assignment, model, log } of learnt()) {
      const { history, iterations } = log;
      const held = history[0]!.sizes.length;
      expect([1, k]).toContain(held);
      expect(assignment.length).toBe(n);
      expect(assignment.every((label) => label < held)).toBe(true);
      expect(model?.experts.length).toBe(iterations === 0 ? undefined : held);
      for (const { sizes } of history) {
        expect(sizes.length).toBe(held);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(n);
      }
    }
  });

  it('begins its history with the initial assignment, of unknown loss, and ends it with the last', () => {
    for (const { assignment, log } of learnt()) {
      const { history, iterations } = log;
      expect([history[0]?.iteration, history.at(-1)?.iteration]).toEqual([0, iterations]);
      expect(history.map(({ loss }) => Number.isFinite(loss))).toEqual(history.map((_, step) => step > 0));
      expect(history.at(-1)?.assignment).toEqual(assignment);
      for (const step of history) {
        expect(step.sizes).toEqual(step.sizes.map((_, j) => count(step.assignment!, j)));
      }
    }
  });

  it('keeps assignments and experts of its iterations only when asked to', () => {
    const { history } = learn(0, { keepCourse: false }).log;
    expect(history.flatMap(({ assignment, experts: states }) => [assignment, states])).toEqual(
      history.flatMap(() => [undefined, undefined]),
    );
  });

  it('keeps no expert of iteration 0 and, unless they are learnt with a gate, those that it ends with at the last', () => {
    for (const { model, log } of learnt()) {
      const { history } = log;
      expect(history[0]!.experts).toEqual([]);
      expect(history.at(-1)!.experts).toEqual(method.ownExperts ? [] : (model?.experts ?? []));
    }
  });

  it('says degenerate exactly where, without a gate, an expert is empty or, where it matters, holds one class', () => {
    for (const { assignment, log } of learnt()) {
      const { degenerate } = log;
      const classes = Array.from({ length: k }, (_, j) => new Set(task.y.filter((_, i) => assignment[i] === j)).size);
      const single = !method.ownExperts && one.bound.needsBothClasses && classes.includes(1);
      const kind = classes.includes(0) ? 'empty' : single ? 'single-class' : undefined;
      const culprit = classes.indexOf(classes.includes(0) ? 0 : 1);
      const expected = method.gated || kind === undefined ? 'ok' : `${kind}: expert ${culprit} holds`;
      const found = degenerate === null ? 'ok' : `${degenerate.kind}: ${degenerate.reason}`;
      expect(found.slice(0, expected.length)).toBe(expected);
    }
  });

  it('gives the same bytes for the same streams, and leaves the data as it was', () => {
    const before = text(task);
    expect(text(learn(1))).toBe(text(learn(1)));
    expect(text(task)).toBe(before);
  });

  it('gives models that predict and lose the same bits after a way through JSON', async () => {
    for (const model of await models()) {
      const text = JSON.stringify(encodeModel(model.model, made));
      const copy = await bindModel(decodeModel(text, made), parts);
      expect(bits(losses(copy, task))).toEqual(bits(losses(model, task)));
      if (method.gated) expect(bits(responsibilities(copy, task.x))).toEqual(bits(responsibilities(model, task.x)));
      expect(JSON.stringify(encodeModel(copy.model, made))).toBe(text);
    }
  });

  it('names what its models are made of, beside what it was given, among what it runs', async () => {
    const chosen = Object.entries(given).map(
      ([key, value]) => `${key}s/${(value as Partial<Loaded<unknown>>).reference?.name}`,
    );
    const known = [`experts/${expert.name}`, ...chosen, ...(method.runs ?? [])];
    for (const { model } of await models()) {
      expect(known).toContain(`experts/${model.expert.name}`);
      if (model.gate !== null) expect(known).toContain(`gates/${model.gate.reference.name}`);
    }
  });

  it('gives experts that write finite losses and predictions of the right kind', async () => {
    const classes = task.target.kind === 'classes' ? [...task.target.labels.keys()] : undefined;
    for (const model of await models()) {
      expect(losses(model, task).data.every(Number.isFinite)).toBe(true);
      for (const j of model.states.keys()) {
        const { predictions } = predictionsOf(task.x, new Uint32Array(n).fill(j), model);
        expect(predictions.every((value) => classes?.includes(value) ?? Number.isFinite(value))).toBe(true);
      }
    }
  });

  it('gives a gate, where it says so, whose n x k responsibilities sum to one', async () => {
    for (const model of await models()) {
      expect(model.gate !== null).toBe(method.gated);
      if (model.gate === null) continue;
      const held = model.states.length;
      const shares = responsibilities(model, task.x);
      for (let i = 0; i < n; i++) {
        const row = shares.data.subarray(i * held, (i + 1) * held);
        expect(row.every((share) => share >= 0)).toBe(true);
        expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }
    }
  });
});

it('refuses what it cannot learn, and no more: each combination on the list occurs', () => {
  expect(refused.map(({ title }) => title).sort()).toEqual(Object.keys(refusals).sort());
});

describe.each(refused)('$title', ({ method, choice, task, expert, title }) => {
  it('is refused in words', async () => {
    const given = await bound(method, choice);
    const one = await load(expert);
    expect(() => method.learn(problemOf(task, 3, one, 0), given)).toThrow(new InputError(refusals[title]!));
  });
});

it('ends degenerate in each way, and not, on these tasks', async () => {
  const method = methods.get('alternating');
  const given = await bound(method, {});
  const ends = await Promise.all(
    ['linear', 'rbf-svm'].map(async (name, at) => {
      const one = await load(experts.get(name));
      const learnt = Array.from({ length: 4 }, (_, seed) => method.learn(problemOf(tasks[at]!, 3, one, seed), given));
      return learnt.map(({ log }) => log.degenerate?.kind ?? 'ok');
    }),
  );
  expect([...new Set(ends.flat())].sort()).toEqual(['empty', 'ok', 'single-class']);
});

function problemOf(task: Task, k: number, expert: Loaded<BoundExpert>, seed: number): Problem {
  return { task, k, expert, keepCourse: true, stream: (stage: string) => stream(seed, stage) };
}

function count(labels: Uint32Array, j: number): number {
  return labels.filter((label) => label === j).length;
}
