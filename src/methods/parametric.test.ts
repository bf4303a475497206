import { describe, expect, it } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import type { PlainParameters } from '../components/contract.js';
import { bind, parametersOf, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import type { Matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { sparseOf } from '../math/sparse.js';
import { type Flat, flat, sharesOf } from './majority.fixture.js';
import { parametric } from './parametric.js';
import { descendBySteps } from './parametric-descent.js';
import { parametricModel } from './parametric-model.js';

/** Sign of x1 where x2 > 0, and the opposite below: no linear classifier is right, two are, split by x2. */
function crossed(n: number, seed: number): Task & { readonly x: Matrix } {
  const rng = stream('crossed', seed);
  const x = drawn(n, 2, () => uniform(rng, -1, 1));
  const y = Float64Array.from({ length: n }, (_, i) => Number(x.data[2 * i]! > 0 === x.data[2 * i + 1]! > 0));
  return { x, y, target: { kind: 'classes', labels: ['no', 'yes'] } };
}

const unused: BoundExpert = {
  name: 'unused',
  needsBothClasses: true,
  likelihood: 'none',
  weighted: true,
  fit: () => null,
  losses: () => undefined,
  predict: () => undefined,
};
const task = crossed(300, 1);

function learn(given: PlainParameters, { k = 2, seed = 1, of = task as Task } = {}): Flat {
  const problem = {
    task: of,
    k,
    expert: { reference: { name: 'unused' }, bound: unused },
    keepCourse: true,
    stream: (stage: string) => stream(seed, stage),
  };
  return flat(parametric.learn(problem, parseParameters(parametric, given)));
}

/** Share of right labels among samples, each predicted by its most responsible expert. */
async function accuracy(learnt: Flat, { x, y }: ReturnType<typeof crossed>): Promise<number> {
  const k = learnt.experts.length;
  const alpha = await sharesOf(learnt, x);
  const reference = learnt.model!.expert;
  const expert = await bind(experts.get(reference.name), parametersOf(reference));
  const predicted = learnt.experts.map((state) => {
    const out = new Float64Array(x.rows);
    expert.predict(state, x, out);
    return out;
  });
  const right = y.filter((label, i) => {
    const row = [...alpha.data.subarray(i * k, (i + 1) * k)];
    return predicted[row.indexOf(Math.max(...row))]![i] === label;
  });
  return right.length / x.rows;
}

const quick = { learningRate: 0.02, batch: 30, steps: 1500 };

describe('parametric', () => {
  it.each([
    ['step', { ...quick }],
    ['exact', { inner: 'exact' }],
    ['MLP gate, step', { ...quick, gateHidden: 6 }],
    ['MLP experts, step', { ...quick, expertHidden: 6 }],
    ['MLP both, exact', { inner: 'exact', gateHidden: 4, expertHidden: 4, tolerance: 1e-2 }],
  ])('learns what no single linear classifier can, also where it was not seen: %s', async (_, given) => {
    const found = [1, 2, 3].map((seed) => accuracy(learn(given, { seed }), crossed(400, 2)));
    const best = Math.max(...(await Promise.all(found)));
    expect(best).toBeGreaterThan(0.93);
  });

  it.each([
    ['step', { ...quick, steps: 3000 }, 0.02],
    ['exact', { inner: 'exact' }, 1e-3],
  ] as const)('holds floors and caps at the end, which it breaks when left alone: %s', (_, given, slack) => {
    const [k, minShare, maxShare] = [4, 0.22, 0.3];
    const free = learn(given, { k }).history.at(-1)!.shares!;
    expect(Math.min(...free)).toBeLessThan(minShare - 0.04);
    expect(Math.max(...free)).toBeGreaterThan(maxShare + 0.03);
    const shares = learn({ ...given, minShare, maxShare }, { k }).history.at(-1)!.shares!;
    expect(Math.min(...shares)).toBeGreaterThan(minShare - slack);
    expect(Math.max(...shares)).toBeLessThan(maxShare + slack);
  });

  it('makes all shares equal where k x minShare = 1', () => {
    const { history, converged } = learn({ inner: 'exact', minShare: 0.25 }, { k: 4 });
    for (const share of history.at(-1)!.shares!) expect(share).toBeCloseTo(0.25, 3);
    expect(converged).toBe(true);
  });

  it.each([
    {}, // no constraints
    { minShare: 0.3, maxShare: 0.34 }, // held up by the multipliers
  ])('exact: has next to no gradient where it converged %j', (given) => {
    const { converged, gradientNorm } = learn({ inner: 'exact', ...given }, { k: 3 });
    expect(converged).toBe(true);
    expect(gradientNorm!()).toBeLessThan(1e-3);
    expect(
      learn({ inner: 'exact', ...given, innerIterations: 2, iterations: 1 }, { k: 3 }).gradientNorm!(),
    ).toBeGreaterThan(1e-2);
  });

  it.each([
    [0, 300],
    [0, 70],
    [0.45, 300],
    [0.45, 70],
  ])('step: with a floor of %d and batches of %d, the greatest slope of loss and penalty, by differences', (minShare, batch) => {
    const [k, rho] = [2, 10];
    const model = parametricModel(task.x, task.y, 300, { k, classes: 2, gateHidden: 0, expertHidden: 0 });
    const settings = parseParameters(parametric, {
      batch,
      minShare,
      rho,
      steps: 9,
      learningRate: 0.05,
      dualRate: 1e-12,
    });
    const start = model.start(stream('start'));
    const { end, gradientNorm } = descendBySteps(
      { model, n: 300, k, settings, record: () => {} },
      start,
      stream('order'),
    );
    const value = (theta: Float64Array) => {
      const loss = model.forward(theta);
      return model.shares.reduce((sum, share) => sum + (rho / 2) * Math.max(0, minShare - share) ** 2, loss);
    };
    const [norm, ended] = [gradientNorm(), end.slice()]; // the model may work in place
    const slopes = Array.from(ended, (weight, at) => {
      const [above, below] = [1e-5, -1e-5].map((step) => value(ended.with(at, weight + step)));
      return Math.abs(above! - below!) / 2e-5;
    });
    expect(norm).toBeCloseTo(Math.max(...slopes), 7);
  });

  it('step: ends where the gradient is within its tolerance, looked at every ten epochs, and says so', () => {
    const given = { ...quick, batch: 30, steps: 5000 };
    const loose = learn({ ...given, gradientTolerance: 0.02 });
    expect([loose.converged, loose.iterations < 5000, loose.iterations % 100]).toEqual([true, true, 0]);
    expect(loose.gradientNorm!()).toBeLessThanOrEqual(0.02);
    expect(loose.history.at(-1)!.iteration).toBe(loose.iterations);
    const whole = learn(given);
    expect([whole.converged, whole.iterations]).toEqual([false, 5000]);
    // The same steps were taken until then.
    expect(learn({ ...given, steps: loose.iterations }).model).toEqual(loose.model);
    const never = learn({ ...given, steps: 300, gradientTolerance: 1e-12 });
    expect([never.converged, never.iterations]).toEqual([false, 300]);
  });

  it('has an entry of history per epoch: argmax sizes and mean responsibilities', () => {
    const { history, iterations } = learn({ ...quick, epochs: 7, batch: 40 });
    expect(iterations).toBe(7 * 8); // the last batch of an epoch holds 20
    expect(history.length).toBe(8);
    for (const { shares, sizes, assignment } of history) {
      expect(shares!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect([...sizes]).toEqual([0, 1].map((j) => assignment!.filter((label) => label === j).length));
    }
  });

  it.each([
    { steps: 5, batch: 100, entries: 2 }, // two epochs, the second cut short
    { steps: 2500, batch: 300, entries: 100 },
    { steps: 1, batch: 1000, entries: 1 },
  ])('has $entries entries beside the first for $steps steps of $batch', ({ entries, ...given }) => {
    const { history, iterations } = learn(given);
    expect([history.length - 1, iterations]).toEqual([entries, given.steps]);
  });

  it('learns in single precision what it learns in double precision', () => {
    const bytes = Array.from({ length: 300 }, (_, i) =>
      [0, 1].flatMap((t) => {
        const value = task.x.data[2 * i + t]!;
        return [Math.round(255 * Math.max(0, value)), Math.round(255 * Math.max(0, -value))];
      }),
    );
    const of = { ...task, x: sparseOf(bytes) };
    const [single, double] = ['single', 'double'].map((precision) => learn({ ...quick, precision }, { of }));
    const [a, b] = [single!.history.at(-1)!, double!.history.at(-1)!];
    expect(Math.abs(a.loss / b.loss - 1)).toBeLessThan(1e-4);
    expect(a.loss).not.toBe(b.loss);
    const changed = single!.assignment.filter((label, i) => label !== double!.assignment[i]).length;
    expect(changed).toBeLessThanOrEqual(1);
  });

  it('follows the batch gradient where the batch is all: the first Adam step moves each weight by the rate', () => {
    const [before, after] = [0, 1].map((steps) =>
      learn({ learningRate: steps * 1e-3 || 1e-300, batch: 300, steps: 1 }),
    );
    const [a, b] = [before!, after!].map(({ gate }) => (gate!.state as { readonly weights: Matrix }).weights.data);
    a!.forEach((weight, at) => {
      expect(Math.abs(b![at]! - weight)).toBeCloseTo(1e-3, 6);
    });
  });

  it.each([
    [{}, { name: 'logistic' }, { name: 'softmax' }],
    [{ expertHidden: 3 }, { name: 'mlp', hidden: 3 }, { name: 'softmax' }],
    [{ gateHidden: 2 }, { name: 'logistic' }, { name: 'mlp', hidden: 2 }],
  ])('is made of registered experts and a registered gate: %j', (given, expert, gate) => {
    const learnt = learn({ ...quick, steps: 5, ...given });
    expect([learnt.model!.expert, learnt.gate!.reference]).toEqual([expert, gate]);
  });

  it('refuses features for the gate alone, and sample weights', () => {
    const withGateX = { ...task, gateX: task.x };
    expect(() => learn({}, { of: withGateX })).toThrow(
      new InputError('parametric learns gate and experts from the same features; got others for the gate'),
    );
    const weighted = { ...task, weights: task.y.map(() => 1) };
    expect(() => learn({}, { of: weighted })).toThrow(new InputError('parametric takes no sample weights; got some'));
  });

  it('says at which step the loss or the weights are no longer finite', () => {
    const message = (batch: number) => () => learn({ learningRate: 1e308, batch, steps: 10 });
    expect(message(30)).toThrow(/^the loss is NaN at step 2: lower the learning rate$/);
    expect(message(300)).toThrow(/^weights are not finite at step 1: lower the learning rate$/);
  });

  it('says at which step the loss runs away, though it is finite', () => {
    expect(() => learn({ learningRate: 1e100, batch: 30, steps: 10 })).toThrow(
      /^the loss is \d.*e\+\d+ at step 2: lower the learning rate$/,
    );
  });

  it.each<[Record<string, number>, string]>([
    [{ minShare: 0.3 }, 'parametric: k x minShare = 1.2 exceeds 1 (k = 4, minShare = 0.3, maxShare = 1)'],
    [{ maxShare: 0.2 }, 'parametric: k x maxShare = 0.8 is below 1 (k = 4, minShare = 0, maxShare = 0.2)'],
    [{ minShare: 0.2, maxShare: 0.1 }, 'parametric: minShare exceeds maxShare (k = 4, minShare = 0.2, maxShare = 0.1)'],
  ])('refuses shares that cannot be: %j', (given, message) => {
    expect(() => learn(given, { k: 4 })).toThrow(new InputError(message));
    const checked = parseParameters(parametric, given);
    expect(() => parametric.check!(checked, 4, 'classes')).toThrow(new InputError(message));
    expect(() =>
      parametric.check!(parseParameters(parametric, { minShare: 0.1, maxShare: 0.1 }), 10, 'classes'),
    ).not.toThrow();
  });

  it('counts k evaluations for each sample of each batch', () => {
    // 300 samples in batches of 80, 80, 80 and 60; the fifth step begins the second epoch.
    expect(learn({ batch: 80, steps: 5 }, { k: 3 }).evaluations).toBe(3 * (300 + 80));
  });

  it.each([{}, { minShare: 0.2 }])('counts n k evaluations for each pass of exact over the samples: %j', (given) => {
    const { evaluations, iterations } = learn({ inner: 'exact', iterations: 2, ...given }, { k: 3 });
    expect(evaluations! % (3 * 300)).toBe(0);
    expect(evaluations).toBeGreaterThan(iterations * 3 * 300);
  });

  it('is not degenerate where an expert has no sample, for the gate knows', () => {
    const { degenerate, history } = learn({ ...quick, steps: 300 }, { k: 40 });
    expect([...history.at(-1)!.sizes]).toContain(0);
    expect(degenerate).toBeNull();
  });

  it('refuses a target that is not classes', () => {
    const message = 'parametric needs classes; got regression';
    expect(() => learn({}, { of: { ...task, target: { kind: 'regression' } } })).toThrow(new InputError(message));
  });
});
