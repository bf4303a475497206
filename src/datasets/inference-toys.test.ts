import { describe, expect, it } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import { pendulum } from '../environments/pendulum.js';
import { energyPump } from '../environments/pendulum-expert.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { dense } from '../math/sparse.js';
import type { Dataset, Task } from './contract.js';
import { pendulumDemonstrations } from './pendulum.js';
import { drawFace, smileFeatures } from './smile.js';
import { smiley } from './smiley.js';

type DenseTask = Task & { readonly x: Matrix };

function draw(dataset: Dataset, given: Record<string, unknown> = {}, seed = 5): DenseTask {
  const task = dataset.load(parseParameters(dataset, given), stream(seed));
  return { ...task, x: dense(task.x, 'the test') };
}

/** The points of one group. */
function points({ x, groups, groupNames }: DenseTask, name: string): { x1: number; x2: number }[] {
  const group = groupNames!.indexOf(name);
  return [...groups!.keys()]
    .filter((i) => groups![i] === group)
    .map((i) => ({ x1: x.data[2 * i]!, x2: x.data[2 * i + 1]! }));
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

describe('smiley', () => {
  const task = draw(smiley);

  it('has exactly half of 5000 and of 5000 test samples positive', () => {
    const positive = (y: Float64Array): number => y.reduce((sum, label) => sum + label, 0);
    expect([task.y.length, positive(task.y)]).toEqual([5000, 2500]);
    expect([task.test!.y.length, positive(task.test!.y)]).toEqual([5000, 2500]);
    for (const n of [4, 6, 10, 602]) expect(positive(draw(smiley, { n }).y)).toBe(n / 2);
  });

  it('has a quarter of the positives in each eye and half in the mouth; the background is negative', () => {
    const sizes = ['left-eye', 'right-eye', 'mouth', 'background'].map((name) => points(task, name).length);
    expect(sizes).toEqual([625, 625, 1250, 2500]);
    task.groups!.forEach((group, i) => {
      expect(task.y[i]).toBe(task.groupNames![group] === 'background' ? 0 : 1);
    });
  });

  it.each([
    ['left-eye', -0.5],
    ['right-eye', 0.5],
  ])('has a %s of N((%d, .5), .08^2 I)', (name, centre) => {
    const eye = points(task, name);
    for (const [values, at] of [
      [eye.map(({ x1 }) => x1), centre],
      [eye.map(({ x2 }) => x2), 0.5],
    ] as const) {
      const { mean, deviation } = moments(values);
      expect(Math.abs(mean - at)).toBeLessThan((3 * 0.08) / 25);
      expect(Math.abs(deviation - 0.08)).toBeLessThan((3 * 0.08) / Math.sqrt(2 * 625));
    }
  });

  it('has a mouth of radius N(.6, .05^2) over 210 to 330 degrees, evenly', () => {
    const mouth = points(task, 'mouth');
    const { mean, deviation } = moments(mouth.map(({ x1, x2 }) => Math.hypot(x1, x2)));
    expect(Math.abs(mean - 0.6)).toBeLessThan((3 * 0.05) / Math.sqrt(1250));
    expect(Math.abs(deviation - 0.05)).toBeLessThan((3 * 0.05) / Math.sqrt(2500));
    const angles = mouth.map(({ x1, x2 }) => (Math.atan2(x2, x1) * 180) / Math.PI + 360);
    expect(Math.min(...angles)).toBeGreaterThanOrEqual(210 - 1e-9);
    expect(Math.max(...angles)).toBeLessThan(330);
    const left = angles.filter((angle) => angle < 240).length / 1250;
    expect(Math.abs(left - 0.25)).toBeLessThan(3 * Math.sqrt((0.25 * 0.75) / 1250));
  });

  it('has a background that is uniform on [-1, 1]^2, the face included', () => {
    const background = points(task, 'background');
    for (const value of background.flatMap(({ x1, x2 }) => [x1, x2])) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    for (const [s1, s2] of [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const) {
      const share = background.filter(({ x1, x2 }) => s1 * x1 > 0 && s2 * x2 > 0).length / 2500;
      expect(Math.abs(share - 0.25)).toBeLessThan(3 * Math.sqrt((0.25 * 0.75) / 2500));
    }
    expect(background.filter(({ x1, x2 }) => Math.hypot(x1 - 0.5, x2 - 0.5) < 0.16).length).toBeGreaterThan(20);
  });

  it('judges by fresh samples, and keeps those to learn from when there are more or fewer of them', () => {
    expect(task.test!.x).not.toEqual(task.x);
    expect(draw(smiley, { test: 8 }).x).toEqual(task.x);
  });

  it.each(['n', 'test'])('refuses an odd %s', (name) => {
    const message = `smiley ${name} must be a multiple of 2, for half of it is positive; got 11`;
    expect(() => draw(smiley, { [name]: 11 })).toThrow(new InputError(message));
  });
});

describe('smile-features', () => {
  it('is the face of section 3, unscaled, twice from one stream', () => {
    const { x, y, groups, test } = draw(smileFeatures);
    const rng = stream(5);
    expect({ x, y, groups }).toEqual(drawFace(4998, 1, rng));
    const { x: testX, y: testY } = drawFace(4998, 1, rng);
    expect(test).toEqual({ x: testX, y: testY });
  });

  it.each(['n', 'test'])('refuses %s that three does not divide', (name) => {
    const message = `smile-features ${name} must be a multiple of 3; got 5000`;
    expect(() => draw(smileFeatures, { [name]: 5000 })).toThrow(new InputError(message));
  });
});

describe('pendulum', () => {
  it('has 25 episodes of 200 steps of the noisy expert, nine of ten as the clean one would', () => {
    const { x, y, target } = draw(pendulumDemonstrations);
    expect([x.rows, x.cols]).toEqual([5000, 3]);
    expect(target).toEqual({ kind: 'classes', labels: ['-2', '2'] });
    const clean = y.filter((label, i) => {
      const row = [...x.data.subarray(3 * i, 3 * i + 3)];
      return (energyPump(row, stream(0)) === 2 ? 1 : 0) === label;
    });
    expect(Math.abs(clean.length / 5000 - 0.9)).toBeLessThan(3 * Math.sqrt((0.1 * 0.9) / 5000));
  });

  it('executes the torque that is the label: each observation follows from the one before it', () => {
    const { x, y } = draw(pendulumDemonstrations, { episodes: 2 });
    let breaks = 0;
    for (let i = 0; i + 1 < x.rows; i++) {
      const [cos, sin, thetaDot] = x.data.subarray(3 * i, 3 * i + 3);
      const state = { theta: Math.atan2(sin!, cos!), thetaDot: thetaDot! };
      const next = pendulum.observe(pendulum.step(state, y[i] === 1 ? 2 : -2));
      if (next.some((value, t) => Math.abs(value - x.data[3 * (i + 1) + t]!) > 1e-9)) breaks++;
    }
    expect(breaks).toBe(1); // where the second episode starts
  });
});
