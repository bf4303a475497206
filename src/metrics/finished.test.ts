import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Task } from '../datasets/contract.js';
import type { Environment } from '../environments/contract.js';
import type { BoundExpert, Samples } from '../experts/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { uniform } from '../math/random.js';
import { dense, type Features, type SparseRows } from '../math/sparse.js';
import type { Degeneracy } from '../model/clusters.js';
import { modelOf } from '../model/contract.js';
import type { Predictor } from '../model/predict.js';
import type { Finished } from './contract.js';
import { finish } from './finished.js';

/** The samples 0..n-1, each its own and only feature. */
const counted = (n: number): Matrix =>
  matrix(
    n,
    1,
    Float64Array.from({ length: n }, (_, i) => i),
  );

/** A state is what is predicted at x = 0, 1, ...; the loss is ten times the miss. Notes who was asked about which rows. */
function tableExpert() {
  const asked: { readonly what: string; readonly state: unknown; readonly rows: readonly number[] }[] = [];
  const fits: Samples[] = [];
  const note = (what: string, state: unknown, x: Features, rows?: Uint32Array) => {
    const these = [...(rows ?? Array(x.rows).keys())];
    asked.push({ what, state, rows: these });
    return these.map((row) => (state as readonly number[])[dense(x, 'table').data[row]!]!);
  };
  const predictor = {
    losses(state, x, y, out, offset, stride, rows) {
      note('losses', state, x, rows).forEach((value, r) => {
        out[offset + r * stride] = 10 * Math.abs(value - y[rows === undefined ? r : rows[r]!]!);
      });
    },
    predict: (state, x, out, rows) => out.set(note('predict', state, x, rows)),
  } satisfies Predictor;
  /** Fits the mean of y over its samples. */
  const fit = (samples: Samples) => {
    fits.push({ ...samples, rows: samples.rows.slice() });
    const mean = samples.rows.reduce((sum, row) => sum + samples.y[row]!, 0) / samples.rows.length;
    return new Array<number>(samples.x.rows).fill(mean);
  };
  const expert: BoundExpert = {
    name: 'table',
    ...predictor,
    needsBothClasses: false,
    likelihood: 'none',
    weighted: true,
    fit,
  };
  return { expert, asked, fits };
}

/** Responsibilities at x = 0, 1, ...; counts its calls. */
function tableGate(rows: readonly (readonly number[])[]) {
  const gate = {
    calls: 0,
    state: rows,
    bound: {
      responsibilities(_: unknown, x: Features, out: Matrix) {
        gate.calls++;
        for (let i = 0; i < x.rows; i++) out.data.set(rows[dense(x, 'table').data[i]!]!, i * out.cols);
      },
    },
  };
  return gate;
}

const regression: Task = { x: counted(4), y: Float64Array.of(1, 3, 10, 20), target: { kind: 'regression' } };
const classes: Task = {
  x: counted(4),
  y: Float64Array.of(1, 0, 1, 1),
  target: { kind: 'classes', labels: ['a', 'b', 'c'] },
  test: { x: matrix(2, 1, Float64Array.of(3, 0)), y: Float64Array.of(1, 0) },
};
const always = (value: number) => [value, value, value, value];

interface Given {
  readonly assignment?: Uint32Array;
  readonly experts?: readonly unknown[];
  /** Of the method's own kind. */
  readonly own?: Predictor;
  readonly gate?: ReturnType<typeof tableGate>;
  readonly degenerate?: Degeneracy;
  readonly seed?: number;
}

/** A finished trial: two experts, two samples each, where nothing else is said. */
function ended(task: Task, expert: BoundExpert, given: Given = {}): Finished {
  const { assignment = Uint32Array.of(0, 0, 1, 1), experts: states = [always(2), always(10)], own, gate } = given;
  const name = 'table';
  const fitted = gate === undefined ? null : { reference: { name }, state: gate.state };
  const model = states.length === 0 ? null : modelOf(task, { name }, states, fitted);
  const log = { degenerate: given.degenerate ?? null, iterations: 1, converged: true, history: [] };
  return finish({
    ...{ task, learnt: { model, assignment, log }, seed: given.seed ?? 0, expert: own === undefined ? expert : null },
    model: model === null ? null : { model, states, expert: own ?? expert, gate: gate ?? null },
  });
}

describe('errors', () => {
  it('of a regression are mean squared errors of each sample under its own expert, evaluated on its samples alone', () => {
    const { expert, asked } = tableExpert();
    expect(ended(regression, expert).error()).toBe((1 + 1 + 0 + 100) / 4);
    expect(asked.map(({ rows }) => rows)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('are of the method\u2019s own experts where it brings some, and those are not refitted', () => {
    const twice: Predictor = {
      losses: () => undefined,
      predict: (state, _, out) => void out.fill(2 * (state as number)),
    };
    const finished = ended(regression, tableExpert().expert, { experts: [1, 5], own: twice });
    expect([finished.error(), finished.errorRefit()]).toEqual([(1 + 1 + 0 + 100) / 4, null]);
  });

  it('of classes are shares of wrong labels', () => {
    const given = { experts: [always(0), always(1)] };
    expect(ended(classes, tableExpert().expert, given).error()).toBe(1 / 4);
  });

  it('add up expert by expert, each expert\u2019s samples ascending, to the last bit', () => {
    const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const sample = fc.record({ y: value, label: fc.nat(2), predicted: fc.tuple(value, value, value) });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 30 }), (samples) => {
        const task = { ...regression, x: counted(samples.length), y: Float64Array.from(samples, ({ y }) => y) };
        const experts = [0, 1, 2].map((j) => samples.map(({ predicted }) => predicted[j]!));
        const assignment = Uint32Array.from(samples, ({ label }) => label);
        let sum = 0;
        for (const j of [0, 1, 2]) {
          for (const { y, label, predicted } of samples) if (label === j) sum += (predicted[j]! - y) ** 2;
        }
        const finished = ended(task, tableExpert().expert, { assignment, experts });
        expect(finished.error()).toBe(sum / samples.length);
      }),
      { seed: 1 },
    );
  });

  it('after the refit are of experts fitted to their own samples, who are told of all classes', () => {
    const { expert, fits } = tableExpert();
    expect(ended(regression, expert).errorRefit()).toBe((1 + 1 + 25 + 25) / 4);
    ended(classes, expert).errorRefit();
    expect(fits.map(({ rows, classes: c }) => [[...rows], c])).toEqual([
      [[0, 1], undefined],
      [[2, 3], undefined],
      [[0, 1], 3],
      [[2, 3], 3],
    ]);
  });

  it('are computed once each', () => {
    const { expert, fits, asked } = tableExpert();
    const finished = ended(regression, expert);
    expect([finished.errorRefit(), finished.error()]).toEqual([finished.errorRefit(), finished.error()]);
    expect([fits.length, asked.length]).toEqual([2, 4]);
  });

  it('of a degenerate mixture have no refit; where no expert was fitted, there are neither', () => {
    const degenerate = { kind: 'empty', reason: 'expert 1 holds no sample' } as const;
    const stopped = { degenerate, assignment: new Uint32Array(4), experts: [always(1), always(0)] };
    const { expert } = tableExpert();
    const finished = ended(regression, expert, stopped);
    expect([finished.error(), finished.errorRefit()]).toEqual([(0 + 4 + 81 + 361) / 4, null]);
    const atStart = ended(regression, expert, { ...stopped, experts: [] });
    expect([atStart.error(), atStart.errorRefit()]).toEqual([null, null]);
  });

  it('of a mixture that has a gate, and an expert that holds nothing, have no refit', () => {
    const gate = tableGate([]);
    const finished = ended(regression, tableExpert().expert, { gate, assignment: new Uint32Array(4) });
    expect([finished.error(), finished.errorRefit()]).toEqual([(1 + 1 + 64 + 324) / 4, null]);
  });

  it('are taken of sparse rows too', () => {
    const x: SparseRows = {
      pointers: Uint32Array.of(0, 0, 1, 1, 2),
      columns: Uint16Array.of(0, 2),
      values: Uint8Array.of(1, 1),
      scale: 1,
      rows: 4,
      cols: 3,
    };
    const { expert } = tableExpert();
    const constant: BoundExpert = {
      ...expert,
      predict: (state, _, out) => void out.fill((state as readonly number[])[0]!),
    };
    const finished = ended({ ...regression, x }, constant);
    expect([finished.error(), finished.errorRefit()]).toEqual([(1 + 1 + 0 + 100) / 4, (1 + 1 + 25 + 25) / 4]);
  });
});

describe('judgement by the gate', () => {
  // Sample 1 is a tie; sample 3 goes to expert 0, against the assignment.
  const shares = [
    [0.9, 0.1],
    [0.5, 0.5],
    [0.2, 0.8],
    [1, 0],
  ];
  const experts = [
    [1, 0, 0, 2],
    [0, 2, 1, 1],
  ];

  it('is of the most responsible expert of each sample, ties to the lowest, and evaluates one a sample', () => {
    const { expert, asked } = tableExpert();
    const finished = ended(classes, expert, { gate: tableGate(shares), experts });
    expect(finished.judge('train')).toEqual({ accuracy: 3 / 4, loss: 10 / 4, evaluations: 4 });
    expect(asked.map(({ what, state, rows }) => [what, experts.indexOf(state as number[]), rows])).toEqual([
      ['predict', 0, [0, 1, 3]],
      ['predict', 1, [2]],
      ['losses', 0, [0, 1, 3]],
      ['losses', 1, [2]],
    ]);
  });

  it('of the test samples is of these', () => {
    const finished = ended(classes, tableExpert().expert, { gate: tableGate(shares), experts });
    // x = 3 is taken for 2, not 1; x = 0 for 1, not 0.
    expect(finished.judge('test')).toEqual({ accuracy: 0, loss: (10 + 10) / 2, evaluations: 2 });
    expect([...finished.responsibilities('test')!.data]).toEqual([1, 0, 0.9, 0.1]);
  });

  it('of a regression has a loss and no accuracy', () => {
    const { expert } = tableExpert();
    const finished = ended(regression, expert, { gate: tableGate(shares) });
    expect(finished.judge('train')).toEqual({ accuracy: null, loss: (10 * (1 + 1 + 0 + 18)) / 4, evaluations: 4 });
  });

  it('is made once for each part', () => {
    const gate = tableGate(shares);
    const finished = ended(classes, tableExpert().expert, { gate, experts });
    for (const part of ['train', 'test', 'train', 'test'] as const) {
      expect(finished.judge(part)).toBe(finished.judge(part));
      expect(finished.responsibilities(part)).toBe(finished.responsibilities(part));
    }
    expect(gate.calls).toBe(2);
  });

  it('has no value without a gate or without such samples', () => {
    const { expert } = tableExpert();
    const ungated = ended(classes, expert);
    expect([ungated.judge('train'), ungated.responsibilities('train'), ungated.decide(classes.x)]).toEqual(
      new Array(3).fill(null),
    );
    const untested = ended(regression, expert, { gate: tableGate(shares) });
    expect([untested.judge('test'), untested.responsibilities('test')]).toEqual([null, null]);
  });

  it('decides for samples that were not seen as it judges', () => {
    const finished = ended(classes, tableExpert().expert, { gate: tableGate(shares), experts });
    const { expert: chosen, prediction } = finished.decide(matrix(3, 1, Float64Array.of(2, 1, 3)))!;
    expect([[...chosen], [...prediction]]).toEqual([
      [1, 0, 0],
      [1, 0, 2],
    ]);
  });

  it('can be overruled: predictions under other labels', () => {
    const finished = ended(classes, tableExpert().expert, { experts });
    expect([...finished.predictions('train', Uint32Array.of(1, 1, 0, 0))]).toEqual([0, 2, 0, 2]);
    expect([...finished.predictions('test', Uint32Array.of(1, 0))]).toEqual([1, 1]);
    expect(() => ended(regression, tableExpert().expert).predictions('test', new Uint32Array())).toThrow(
      'the task has no test samples',
    );
  });
});

describe('returns', () => {
  /** Starts at 0 or 1; three steps on, the return is the sum of the actions taken, plus the start. */
  const line: Environment<{ readonly at: number; readonly start: number }> = {
    name: 'line',
    about: 'two places',
    observed: ['at'],
    steps: 3,
    reset: (rng) => {
      const start = Math.floor(uniform(rng, 0, 2));
      return { at: start, start };
    },
    step: ({ at, start }, action) => ({ at: 1 - at, start, reward: action + start / 3 }),
    observe: ({ at }) => [at],
    plane: {
      axes: [
        { name: 'at', range: [0, 1] },
        { name: 'at', range: [0, 1] },
      ],
      place: () => [0, 0],
      observation: () => [0],
    },
  };
  const task: Task = { ...classes, control: { environment: line as Environment<unknown>, actions: [10, 100] } };
  // Expert 0 is responsible at 0, where it plays class 1; expert 1 at 1, where it plays class 0.
  const played = (seed: number, given: Given = {}) => {
    const gate = tableGate([
      [1, 0],
      [0, 1],
    ]);
    const experts = [
      [1, 1],
      [1, 0],
    ];
    return ended(task, tableExpert().expert, { gate, experts, ...given, seed });
  };

  it('are of 100 episodes of the predicted class\u2019s action', () => {
    const { returns, mean } = played(0).returns(100)!;
    expect(returns.length).toBe(100);
    // From 0: actions 100, 10, 100; from 1: 10, 100, 10, and 1 for the start.
    expect(new Set(returns.map((value) => Math.round(value)))).toEqual(new Set([210, 121]));
    expect(mean).toBeCloseTo(returns.reduce((sum, value) => sum + value, 0) / 100, 9);
  });

  it('start from states that depend on the seed, not on the mixture', () => {
    const starts = (seed: number, given?: Given) =>
      [...played(seed, given).returns(100)!.returns].map((value) => Math.round(value) % 10);
    expect(starts(1)).toEqual(starts(1, { experts: [always(0), always(0)] }));
    expect(starts(1)).not.toEqual(starts(2));
  });

  it('are played once', () => {
    const finished = played(0);
    expect(finished.returns(100)).toBe(finished.returns(100));
  });

  it('have no value without a gate or a control task', () => {
    expect(ended(task, tableExpert().expert).returns(100)).toBeNull();
    expect(ended(classes, tableExpert().expert, { gate: tableGate([]) }).returns(100)).toBeNull();
  });
});
