import { describe, expect, it } from 'vitest';
import type { BoundExpert, Samples } from '../experts/contract.js';
import { stream } from '../math/random.js';
import { clusters } from '../model/clusters.js';
import { line, majority } from './majority.fixture.js';
import { training } from './training.js';

const task = line([0, 1, 2, 3], [0, 1, 1, 1]);

function open(changed: Partial<BoundExpert<number>> = {}) {
  const expert = { reference: { name: 'majority' }, bound: { ...majority, ...changed } };
  return training({ task, k: 2, expert, keepCourse: false, stream: (stage) => stream(1, stage) });
}

function held(...labels: number[]) {
  const sorted = clusters(labels.length, 2);
  sorted.sort(Uint32Array.from(labels));
  return sorted;
}

describe('training', () => {
  it('fits each expert to its cluster, warm, and tells it the classes of the task', () => {
    const seen: [Samples, number | undefined][] = [];
    const train = open({
      fit(samples, rng, warm) {
        seen.push([{ ...samples, rows: samples.rows.slice() }, warm]);
        return majority.fit(samples, rng, warm);
      },
    });
    expect(train.fit(held(0, 0, 1, 1), [])).toEqual([1 / 2, 1]);
    expect(train.fit(held(0, 1, 1, 1), [1 / 2, 1])).toEqual([0, 1]);
    expect(seen.map(([{ rows, classes }, warm]) => [[...rows], classes, warm])).toEqual([
      [[0, 1], 2, undefined],
      [[2, 3], 2, undefined],
      [[0], 2, 1 / 2],
      [[1, 2, 3], 2, 1],
    ]);
  });

  it('leaves an expert that cannot be fitted as it was, and fits one that never was to all samples', () => {
    expect(open().fit(held(0, 0, 0, 0), [0.1, 0.2])).toEqual([3 / 4, 0.2]);
    expect(open().fit(held(0, 0, 0, 0), [])).toEqual([3 / 4, 3 / 4]);
    const both = { needsBothClasses: true };
    expect(open(both).fit(held(0, 0, 1, 1), [0.1, 0.2])).toEqual([1 / 2, 0.2]);
    expect(open(both).fit(held(0, 0, 1, 1), [])).toEqual([1 / 2, 3 / 4]);
  });

  it('has the mean of the losses under the own experts, which does not count', () => {
    const train = open();
    expect(train.meanLoss([1 / 4, 1], held(0, 0, 1, 0))).toBeCloseTo((1 / 4 + 3 / 4 + 0 + 3 / 4) / 4, 12);
    expect(train.ended(true)).toEqual({ converged: true, evaluations: 0 });
  });

  it('counts passes of fits, n k losses and n predictions', () => {
    const train = open();
    train.fit(held(0, 1, 1, 1), []);
    train.losses([0, 1]);
    train.predict(1, new Float64Array(4));
    expect(train.ended(true)).toEqual({ converged: true, fitsConverged: 1, evaluations: 4 + 8 + 4 });
  });

  it('has converged where its last fit of each expert has; one that is not fitted again is as it was', () => {
    const train = open({
      fit(samples, rng) {
        samples.ended?.(samples.rows.length !== 2); // two samples are too many, three enough
        return majority.fit(samples, rng);
      },
    });
    train.fit(held(0, 0, 1, 1), []);
    expect(train.ended(true)).toMatchObject({ converged: false, fitsConverged: 0 });
    train.fit(held(0, 0, 0, 1), [0, 1]);
    expect(train.ended(true)).toMatchObject({ converged: true, fitsConverged: 1 });
    expect(train.ended(false)).toMatchObject({ converged: false, fitsConverged: 1 });
    train.fit(held(0, 0, 1, 1), [0, 1]);
    train.fit(held(0, 0, 0, 0), [0, 1]); // the second keeps its state, and how that was reached
    expect(train.ended(true)).toMatchObject({ converged: false, fitsConverged: 1 / 2 });
  });

  it('has the n x k losses', () => {
    expect([...open().losses([1 / 4, 1]).data]).toEqual([1 / 4, 1, 3 / 4, 0, 3 / 4, 0, 3 / 4, 0]);
  });

  it('names the expert and the sample of a loss that is not finite', () => {
    const message = 'losses are not finite: expert 1, sample 2';
    expect(() => open().meanLoss([0, Number.NaN], held(0, 0, 1, 1))).toThrow(message);
    const train = open({
      losses(state, x, y, out, offset, stride) {
        majority.losses(state, x, y, out, offset, stride);
        if (offset === 1) out[offset + 2 * stride] = Number.POSITIVE_INFINITY;
      },
    });
    expect(() => train.losses([0, 1])).toThrow(message);
  });
});
