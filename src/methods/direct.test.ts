import { describe, expect, it } from 'vitest';
import { bind, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { piecewiseLinear } from '../datasets/piecewise-linear.js';
import { smile } from '../datasets/smile.js';
import { InputError } from '../errors.js';
import type { BoundExpert } from '../experts/contract.js';
import { kernelLogistic } from '../experts/kernel-logistic.js';
import { linear } from '../experts/linear.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { normal, stream } from '../math/random.js';
import { dense } from '../math/sparse.js';
import { direct } from './direct.js';
import { type Flat, flat } from './majority.fixture.js';
import { relaxation } from './relaxation.js';

type DenseTask = Task & { readonly x: Matrix };
const ofMatrix = (task: Task): DenseTask => ({ ...task, x: dense(task.x, 'the test') });

const line = ofMatrix(piecewiseLinear.load(parseParameters(piecewiseLinear, { n: 30 }), stream('data', 1)));
const face = ofMatrix(smile.load(parseParameters(smile, { n: 18 }), stream(0)));
const cases: { readonly task: DenseTask; readonly expert: BoundExpert; readonly name: string }[] = [
  { name: 'linear with ridge', task: line, expert: await bind(linear, { ridge: 0.5 }) },
  { name: 'kernel-logistic', task: face, expert: await bind(kernelLogistic) },
];
const k = 3;

function learn({ task, expert }: (typeof cases)[number], given: Record<string, unknown> = {}, seed = 1): Flat {
  const problem = {
    task,
    k,
    expert: { reference: { name: 'linear' }, bound: expert },
    keepCourse: true,
    stream: (stage: string) => stream(seed, stage),
  };
  return flat(direct.learn(problem, parseParameters(direct, given)));
}

it('direct refuses sample weights', () => {
  const weighted = { ...cases[0]!, task: { ...line, weights: line.y.map(() => 1) } };
  expect(() => learn(weighted)).toThrow(new InputError('direct takes no sample weights; got some'));
});

describe.each(cases)('the relaxed objective of $name experts', ({ task, expert }) => {
  const n = task.x.rows;
  const relaxed = expert.relax!(task.x, task.y);
  const objective = relaxation(relaxed, n, k);
  const rng = stream('point', 1);
  const vector = Float64Array.from({ length: objective.size }, () => normal(rng));

  /** By the formula, term by term. */
  function byHand(temperature: number): number {
    const losses = new Float64Array(n * k);
    let value = 0;
    for (let j = 0; j < k; j++) {
      relaxed.losses(vector, j * relaxed.size, losses, j, k);
      value += relaxed.penalty(vector, j * relaxed.size, 1, new Float64Array(objective.size)) / n;
    }
    for (let i = 0; i < n; i++) {
      const powers = [0, 1, 2].map((j) => Math.exp(-vector[objective.logits + i * k + j]! / temperature));
      const total = powers[0]! + powers[1]! + powers[2]!;
      powers.forEach((power, j) => {
        value += ((power / total) * losses[i * k + j]!) / n;
      });
    }
    return value;
  }

  it.each([1, 0.3])('is sum alpha L / n + penalty / n with alpha = softmax(-z / tau), tau = %d', (temperature) => {
    const value = objective.value(vector, temperature, new Float64Array(objective.size));
    expect(value).toBeCloseTo(byHand(temperature), 10);
  });

  it.each([1, 0.3])('has the gradient that central differences give, tau = %d', (temperature) => {
    const gradient = new Float64Array(objective.size).fill(7);
    objective.value(vector, temperature, gradient);
    const unused = new Float64Array(objective.size);
    const h = 1e-5;
    gradient.forEach((slope, at) => {
      const shifted = (by: number): number => {
        const there = vector.slice();
        there[at]! += by;
        return objective.value(there, temperature, unused);
      };
      expect(Math.abs((shifted(h) - shifted(-h)) / (2 * h) - slope)).toBeLessThan(1e-7 * (1 + Math.abs(slope)));
    });
  });

  it('keeps to finite numbers as the temperature nears 0, where it is the loss under the least logits', () => {
    const losses = new Float64Array(n);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      relaxed.losses(vector, j * relaxed.size, losses, 0, 1);
      for (let i = 0; i < n; i++) {
        const logits = [...vector.subarray(objective.logits + i * k, objective.logits + (i + 1) * k)];
        if (logits.indexOf(Math.min(...logits)) === j) sum += losses[i]!;
      }
    }
    expect(objective.loss(vector, 1e-300)).toBeCloseTo(sum / n, 9);
  });

  it('has losses that are those of the expert, up to one factor', () => {
    const [own, smooth] = [new Float64Array(n), new Float64Array(n)];
    for (let j = 0, factor = Number.NaN; j < k; j++) {
      expert.losses(relaxed.state(vector, j * relaxed.size), task.x, task.y, own, 0, 1);
      relaxed.losses(vector, j * relaxed.size, smooth, 0, 1);
      if (j === 0) factor = own[0]! / smooth[0]!;
      own.forEach((loss, i) => {
        expect(loss).toBeCloseTo(factor * smooth[i]!, 8);
      });
    }
  });
});

describe.each(cases)('direct with $name experts', (one) => {
  it.each([
    { optimizer: 'adam', steps: 1000, length: 101, most: 1000 },
    { optimizer: 'adam', steps: 250, length: 101, most: 250 },
    { optimizer: 'adam', steps: 7, length: 8, most: 7 },
    { optimizer: 'lbfgs', steps: 7, length: 11, most: 2000 },
  ])('has $length entries of history with $optimizer and $steps steps', ({ optimizer, steps, length, most }) => {
    const { history, iterations } = learn(one, { optimizer, steps });
    expect(history.length).toBe(length);
    expect(iterations).toBeLessThanOrEqual(most);
    expect(iterations).toBeGreaterThanOrEqual(optimizer === 'adam' ? steps : 10);
  });

  it.each(['adam', 'lbfgs'])('lowers the loss below that of one shared expert with %s', (optimizer) => {
    const { history } = learn(one, { optimizer });
    const { x, y } = one.task;
    const out = new Float64Array(x.rows);
    const single = one.expert.fit({ x, y, rows: Uint32Array.from(y.keys()) }, stream(0));
    one.expert.losses(single, x, y, out, 0, 1);
    expect(history.at(-1)!.loss).toBeLessThan(out.reduce((sum, loss) => sum + loss, 0) / x.rows);
  });

  it('ends, nearly hard, with the loss of its experts under its assignment', () => {
    const { experts, assignment, history } = learn(one, { temperatureEnd: 1e-4 });
    const { x, y } = one.task;
    const out = new Float64Array(x.rows);
    let sum = 0;
    experts.forEach((state, j) => {
      one.expert.losses(state, x, y, out, 0, 1);
      for (const i of y.keys()) if (assignment[i] === j) sum += out[i]!;
    });
    expect(history.at(-1)!.loss).toBeCloseTo(sum / x.rows, 6);
  });

  it('takes the least of the initial logits as the initial assignment', () => {
    const rng = stream(1, 'init');
    const relaxed = one.expert.relax!(one.task.x, one.task.y);
    const theta = new Float64Array(k * relaxed.size);
    for (let j = 0; j < k; j++) relaxed.start(rng, theta, j * relaxed.size);
    const labels = Array.from(one.task.y, () => {
      const logits = Array.from({ length: k }, () => normal(rng));
      return logits.indexOf(Math.min(...logits));
    });
    expect([...learn(one, { steps: 1 }).history[0]!.assignment!]).toEqual(labels);
  });
});

describe('direct', () => {
  it('gives ties to the lowest expert, and judges degeneracy at the end only: equal logits to start from', () => {
    const { iterations, degenerate, history } = learn(cases[0]!, { logitScale: 0 });
    expect([...history[0]!.sizes]).toEqual([30, 0, 0]);
    expect([iterations, degenerate]).toEqual([1000, null]);
  });

  it('says that an expert is empty where it ends so: fewer samples than experts', () => {
    const x = matrix(2, 1, Float64Array.of(0, 1));
    const task: DenseTask = { x, y: Float64Array.of(0, 1), target: { kind: 'regression' } };
    const { degenerate, history } = learn({ ...cases[0]!, task });
    const empty = history.at(-1)!.sizes.indexOf(0);
    expect(degenerate).toEqual({ kind: 'empty', reason: `expert ${empty} holds no sample` });
  });

  it('has converged exactly where the last two entries agree', () => {
    const runs = [3, 1000].flatMap((steps) => [1, 2, 3].map((seed) => learn(cases[0]!, { steps }, seed)));
    for (const { history, converged } of runs) {
      expect(converged).toBe(`${history.at(-1)!.assignment}` === `${history.at(-2)!.assignment}`);
    }
    expect(new Set(runs.map(({ converged }) => converged)).size).toBe(2);
  });

  it('refuses an expert without a smooth form, by name', () => {
    const { relax: _, ...hard } = cases[0]!.expert;
    const message = 'direct needs an expert that is a smooth function of its parameters; got linear';
    expect(() => learn({ ...cases[0]!, expert: hard })).toThrow(new InputError(message));
  });

  it('says at which step the objective is no longer finite', () => {
    expect(() => learn(cases[0]!, { learningRate: 1e200 })).toThrow(/^the objective is \S+ at step 2: lower/);
  });
});
