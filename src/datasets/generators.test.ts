import { describe, expect, it } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Dataset, Task } from './contract.js';
import { equalParts } from './parts.js';
import { piecewiseLinear } from './piecewise-linear.js';
import { smile } from './smile.js';

type DenseTask = Task & { readonly x: Matrix };

function draw(dataset: Dataset, given: Record<string, unknown> = {}, seed = 5): DenseTask {
  const task = dataset.load(parseParameters(dataset, given), stream(seed));
  return { ...task, x: dense(task.x, 'the test') };
}

/** Slope and intercept of the line through the first two samples of a segment. */
function line({ x, y, groups }: DenseTask, segment: number): { slope: number; intercept: number } {
  const [i, j] = [...groups!.keys()].filter((row) => groups![row] === segment) as [number, number];
  const slope = (y[j]! - y[i]!) / (x.data[j]! - x.data[i]!);
  return { slope, intercept: y[i]! - slope * x.data[i]! };
}

const counts = (task: Task): number[] => task.groupNames!.map((_, g) => task.groups!.filter((at) => at === g).length);

describe('equal parts', () => {
  it('give the remainder to the first parts', () => expect(equalParts(11, 4)).toEqual([3, 3, 3, 2]));
  it('may be empty', () => expect(equalParts(2, 3)).toEqual([1, 1, 0]));
});

describe('piecewise-linear', () => {
  it('has x in [s / segments, (s + 1) / segments) for segment s, 30 samples each', () => {
    const task = draw(piecewiseLinear);
    expect(counts(task)).toEqual([30, 30, 30]);
    task.x.data.forEach((x, i) => {
      expect(Math.floor(3 * x)).toBe(task.groups![i]);
    });
  });

  it('is y = a x + b on each segment, |a| <= slope, |b| <= intercept', () => {
    const task = draw(piecewiseLinear, { slope: 2, intercept: 5 });
    const lines = [0, 1, 2].map((segment) => line(task, segment));
    task.y.forEach((y, i) => {
      const { slope, intercept } = lines[task.groups![i]!]!;
      expect(y).toBeCloseTo(slope * task.x.data[i]! + intercept, 9);
    });
    for (const { slope, intercept } of lines) {
      expect(Math.abs(slope)).toBeLessThanOrEqual(2);
      expect(Math.abs(intercept)).toBeLessThanOrEqual(5 + 1e-9);
    }
  });

  it('joins its pieces where it is continuous, from 0 at 0, with the same slopes and the same x', () => {
    const [apart, joined] = [draw(piecewiseLinear), draw(piecewiseLinear, { continuous: true })];
    expect(joined.x.data).toEqual(apart.x.data);
    const lines = [0, 1, 2].map((segment) => line(joined, segment));
    expect(lines[0]!.intercept).toBeCloseTo(0, 9);
    lines.forEach(({ slope, intercept }, s) => {
      expect(slope).toBeCloseTo(line(apart, s).slope, 7);
      const next = lines[s + 1];
      if (next === undefined) return;
      expect(slope * ((s + 1) / 3) + intercept).toBeCloseTo((next.slope * (s + 1)) / 3 + next.intercept, 7);
    });
  });

  it('keeps x and the lines when the noise changes, and its noise scales with its deviation', () => {
    const [none, one, two] = [0, 1, 2].map((noise) => draw(piecewiseLinear, { noise }));
    expect(two!.x.data).toEqual(none!.x.data);
    none!.y.forEach((y, i) => {
      expect(two!.y[i]! - y).toBeCloseTo(2 * (one!.y[i]! - y), 12);
    });
    const spread = Math.hypot(...none!.y.map((y, i) => one!.y[i]! - y)) / Math.sqrt(90);
    expect(spread).toBeGreaterThan(0.7);
    expect(spread).toBeLessThan(1.3);
  });
});

describe('smile', () => {
  const task = draw(smile, { scale: 2, n: 151 });
  const points = [...task.groups!].map((group, i) => ({
    feature: task.groupNames![group]!,
    x1: task.x.data[2 * i]! / 2,
    x2: task.x.data[2 * i + 1]! / 2,
    label: task.target.kind === 'classes' ? task.target.labels[task.y[i]!] : '',
  }));

  it('has n / 3 samples of each feature, the first one more', () => expect(counts(task)).toEqual([51, 50, 50]));

  it('has eyes of radius 0.5, the left positive above its centre, the right below', () => {
    for (const { feature, x1, x2, label } of points.filter((point) => point.feature !== 'mouth')) {
      expect(Math.hypot(x1 - (feature === 'left-eye' ? -1 : 1), x2 - 1)).toBeLessThanOrEqual(0.5);
      expect(label).toBe(x2 > 1 === (feature === 'left-eye') ? '1' : '-1');
    }
  });

  it('has a mouth from 200 to 340 degrees, positive beyond radius 1.25', () => {
    for (const { x1, x2, label } of points.filter((point) => point.feature === 'mouth')) {
      const radius = Math.hypot(x1, x2);
      const degrees = (Math.atan2(x2, x1) * 180) / Math.PI + 360;
      expect(radius).toBeGreaterThanOrEqual(1);
      expect(radius).toBeLessThan(1.5);
      expect(degrees).toBeGreaterThanOrEqual(200 - 1e-9);
      expect(degrees).toBeLessThan(340);
      expect(label).toBe(radius > 1.25 ? '1' : '-1');
    }
  });

  it('fills its discs evenly: a quarter of an eye lies within half its radius', () => {
    const eyes = Array.from({ length: 20 }, (_, seed) => draw(smile, { seed, scale: 1, n: 300 })).flatMap((one) =>
      Array.from({ length: 100 }, (_, i) => Math.hypot(one.x.data[2 * i]! + 1, one.x.data[2 * i + 1]! - 1)),
    );
    const share = eyes.filter((radius) => radius < 0.25).length / eyes.length;
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03); // three standard errors of 2000 draws
  });

  it('has both classes in each feature, and another draw for another seed', () => {
    expect(new Set(points.map(({ feature, label }) => feature + label)).size).toBe(6);
    expect(draw(smile, { seed: 1 }).x.data).not.toEqual(draw(smile, { seed: 2 }).x.data);
  });
});
