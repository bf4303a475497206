import { describe, expect, it } from 'vitest';
import type { Trace, TraceStep } from '../../experiment/trace-contract.js';
import { row } from '../../results/outcome.fixture.js';
import { raceOf } from './race.js';
import { codeOf, decoded } from './race-contract.js';

const picture = (assignment: readonly number[]): NonNullable<TraceStep['picture']> => {
  const line = [0, 0.5, 1].map((x) => ({ x, prediction: 10 * x }));
  return { assignment, curves: [line, line], regions: [] };
};
const step = (iteration: number, assignment: readonly number[], more: Partial<TraceStep> = {}): TraceStep => ({
  ...{ iteration, loss: iteration === 0 ? null : 0.123456, changed: null },
  sizes: [0, 1].map((j) => assignment.filter((expert) => expert === j).length),
  picture: picture(assignment),
  ...more,
});
const trace = (more: Partial<Trace> = {}): Trace => ({
  ...{ experiment: 'e', title: '', about: { task: '', method: 'of least loss' }, k: 2, expert: 'linear', n: 3, d: 1 },
  ...{ target: { kind: 'regression' }, mayRise: '', row: { ...row, method: 'argmin', status: 'ok' } },
  samples: { axes: ['x'], index: [0, 1, 2], x: [[0], [0.5], [1]], y: [0, 5, 10], group: [] },
  steps: [step(0, [0, 0, 1]), step(1, [0, 1, 1])],
  ...more,
});

describe('small numbers as letters', () => {
  it('come back as they were', () => {
    const numbers = Array.from({ length: 60 }, (_, i) => i);
    expect(numbers.map((_, i) => decoded(codeOf(numbers), i))).toEqual(numbers);
  });
});

describe('a race', () => {
  it('has the samples once, in whole numbers from the upper left corner, and who holds them step by step', () => {
    const { plane, lanes, most, k, n } = raceOf([{ trace: trace() }, { trace: trace(), result: 'error 0' }]);
    expect([k, n, most]).toEqual([2, 3, 2]);
    // Margins of 3% of x and 10% of y.
    expect(plane).toMatchObject({ x: [28, 500, 972], y: [917, 500, 83], index: [0, 1, 2], classes: [], labels: '' });
    expect(plane!.axes).toEqual([
      { name: 'x', ends: [-0.03, 1.03] },
      { name: 'y', ends: [-1, 11] },
    ]);
    expect(lanes.map(({ name, about, result }) => [name, about, result])).toEqual([
      ['argmin', 'of least loss', undefined],
      ['argmin', 'of least loss', 'error 0'],
    ]);
    expect(lanes[0]!.steps.map(({ iteration, loss, sizes, held }) => [iteration, loss, sizes, held])).toEqual([
      [0, null, [2, 1], '001'],
      [1, 0.123, [1, 2], '011'],
    ]);
  });

  it('has the curve of an expert as two points where it is straight, and over what it holds', () => {
    const [first] = raceOf([{ trace: trace() }]).lanes[0]!.steps;
    expect(first!.lines).toEqual(['M28 917L972 83', 'M28 917L972 83']);
    expect(first!.strong).toEqual(['M28 917L500 500', '']);
  });

  it('has of a degenerate trial the experts that make it so, and the samples that they held last', () => {
    const degenerate = { ...row, status: 'degenerate' as const, reason: 'expert 0 holds no sample' };
    const steps = [step(0, [0, 1, 1]), step(1, [1, 1, 1])];
    const [lane] = raceOf([{ trace: trace({ row: degenerate, steps }) }]).lanes;
    expect(lane!.steps.map(({ fatal }) => fatal)).toEqual([undefined, { experts: [0], samples: [0] }]);
  });

  it('has of classes who holds one only, but no samples where they are most of all', () => {
    const target = { kind: 'classes', labels: ['-1', '1'] } as const;
    const degenerate = { ...row, status: 'degenerate' as const, reason: 'expert 1 holds one class only' };
    const end = (classes: readonly (readonly number[])[]) =>
      raceOf([{ trace: trace({ row: degenerate, target, steps: [step(0, [0, 0, 1], { classes })] }) }]).lanes[0]!
        .steps[0];
    expect(
      end([
        [1, 1],
        [0, 1],
      ])!.fatal,
    ).toEqual({ experts: [1], samples: [2] });
    expect(
      end([
        [2, 0],
        [0, 1],
      ])!.fatal,
    ).toEqual({ experts: [0, 1], samples: [] });
  });

  it('shades at the end where a mixture predicts which class, cells on each other as one', () => {
    const cell = (x1: [number, number], x2: [number, number], prediction: number) => ({
      x1,
      x2,
      prediction,
      expert: 0,
    });
    const map = [cell([0, 1], [0, 1], 1), cell([0, 1], [1, 2], 1), cell([1, 2], [0, 2], 0)];
    const samples = {
      axes: ['x1', 'x2'],
      index: [0, 1],
      x: [
        [0, 0],
        [2, 2],
      ],
      y: [0, 1],
      group: [],
    };
    const target = { kind: 'classes', labels: ['0', '1'] } as const;
    const steps = [0, 1].map((iteration) =>
      step(iteration, [0, 1], { picture: { assignment: [0, 1], curves: [], regions: [] } }),
    );
    const { plane, lanes } = raceOf([{ trace: trace({ samples, target, map, steps }) }]);
    expect(plane!.labels).toBe('01');
    expect(lanes[0]!.steps.map((each) => each.map)).toEqual([
      undefined,
      ['M500 946H946V54H500z', 'M54 946H500V54H54z'],
    ]);
  });

  it('needs steps: not of a trial that failed, and no samples of data with many features', () => {
    expect(() => raceOf([{ trace: trace({ steps: [] }) }])).toThrow(/has no step to draw/);
    const { samples: _, ...wide } = trace();
    expect(
      raceOf([{ trace: { ...wide, steps: wide.steps.map(({ picture: __, ...each }) => each) } }]).plane,
    ).toBeUndefined();
  });
});
