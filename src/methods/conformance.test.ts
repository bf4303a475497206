import { beforeAll, describe, expect, it } from 'vitest';
import { assignmentRules } from '../assignments/registry.js';
import { type PlainParameters, withDefaults } from '../components/contract.js';
import type { Task } from '../datasets/contract.js';
import { datasets } from '../datasets/registry.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { stream } from '../math/random.js';
import { bindModel, loader, losses, predictionsOf, responsibilities } from '../model/predict.js';
import type { Learnt, Method, Problem } from './contract.js';
import { methods } from './registry.js';

const small: Readonly<Record<string, PlainParameters>> = {
  'piecewise-linear': { n: 40 },
  smile: { n: 60 },
};
const tasks = Object.entries(small).map(([name, given]): Task => {
  const dataset = datasets.get(name);
  return dataset.load(withDefaults(dataset.parameters, given), stream('data', 3));
});

/** Every method on every task that it learns, with every expert of the task's kind, in each way to choose its parameters. */
const cases = methods.all.flatMap((method) =>
  tasks
    .filter((task) => (method.target ?? task.target.kind) === task.target.kind)
    .flatMap((task) =>
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

/** The defaults, and each other value of each parameter that is a choice. */
function choices({ parameters }: Method): PlainParameters[] {
  const others = Object.entries(parameters).flatMap(([key, parameter]) =>
    parameter.kind === 'choice'
      ? parameter.of.filter((value) => value !== parameter.default).map((value) => ({ [key]: value }))
      : [],
  );
  return [{}, ...others];
}

async function bound(method: Method, choice: PlainParameters): Promise<PlainParameters> {
  const given = { iterations: 15, steps: 150, ...choice };
  const values: Record<string, unknown> = { ...withDefaults(method.parameters, given) };
  for (const [key, parameter] of Object.entries(method.parameters)) {
    if (parameter.kind !== 'component') continue;
    const known = parameter.registry === 'gates' ? gates : assignmentRules;
    const part = known.get(parameter.default);
    const reference = { name: part.name, ...withDefaults(part.parameters, {}) };
    values[key] = { reference, bound: await part.bind(reference) };
  }
  return values;
}

const load = loader({ experts, gates });
const text = (value: unknown): string => JSON.stringify(value);

describe.each(cases)('$title', ({ method, choice, task, expert }) => {
  const k = 3;
  const n = task.x.rows;
  const reference = { name: expert.name, ...withDefaults(expert.parameters, {}) };
  let given: PlainParameters;
  let one: BoundExpert;
  beforeAll(async () => {
    given = await bound(method, choice);
    one = await expert.bind(reference);
  });

  /** Runs over several seeds, so that ok and degenerate mixtures occur; none where the method refuses expert or target. */
  function learn(seed: number, changed: Partial<Problem> = {}): Learnt | undefined {
    const problem = {
      task,
      k,
      expert: { reference, bound: one },
      keepCourse: true,
      stream: (stage: string) => stream(seed, stage),
    };
    try {
      return method.learn({ ...problem, ...changed }, given);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(method.needsRelaxable ? one.relax === undefined : task.target.kind === 'regression').toBe(true);
      return undefined;
    }
  }
  const learnt = (): Learnt[] => [0, 1, 2, 3].map((seed) => learn(seed)).filter((found) => found !== undefined);
  const models = () => Promise.all(learnt().flatMap(({ model }) => (model === null ? [] : [bindModel(model, load)])));

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
    const bare = learn(0, { keepCourse: false })?.log.history ?? [];
    expect(bare.every((step) => step.assignment === undefined && step.experts === undefined)).toBe(true);
  });

  it('keeps no expert of iteration 0 and, where it keeps any, those that it ends with at the last', () => {
    for (const { model, log } of learnt()) {
      expect(log.history[0]!.experts).toEqual([]);
      const last = log.history.at(-1)!.experts!;
      if (last.length > 0) expect(last).toEqual(model!.experts);
    }
  });

  it('says degenerate exactly where, without a gate, an expert is empty or, where it matters, holds one class', () => {
    for (const { assignment, log, model } of learnt()) {
      const { degenerate } = log;
      if (method.gated) expect([degenerate, model?.gate]).toEqual([null, expect.anything()]);
      if (method.gated) continue;
      expect(model?.gate ?? null).toBeNull();
      const classes = Array.from({ length: k }, (_, j) => new Set(task.y.filter((_, i) => assignment[i] === j)).size);
      const single = !method.ownExperts && one.needsBothClasses && classes.includes(1);
      expect(degenerate?.kind ?? null).toBe(classes.includes(0) ? 'empty' : single ? 'single-class' : null);
      const culprit = classes.indexOf(classes.includes(0) ? 0 : 1);
      if (degenerate !== null) expect(degenerate.reason).toMatch(new RegExp(`^expert ${culprit} holds `));
    }
  });

  it('gives the same bytes for the same streams, and leaves the data as it was', () => {
    const before = text(task);
    expect(text(learn(1))).toBe(text(learn(1)));
    expect(text(task)).toBe(before);
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

  it('gives a gate, if any, whose n x k responsibilities sum to one', async () => {
    for (const model of await models()) {
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

function count(labels: Uint32Array, j: number): number {
  return labels.filter((label) => label === j).length;
}
