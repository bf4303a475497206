import { describe, expect, it } from 'vitest';
import type { BoundExpert } from '../experts/contract.js';
import { matrix } from '../math/matrix.js';
import { kmeans } from './kmeans.js';
import { kmeansAlternating } from './kmeans-alternating.js';
import { asFirst, learnTwo, line, majority, sharesOf } from './majority.fixture.js';
import { single } from './single.js';

const blobs = line([0, 1, 10, 11, 12], [0, 0, 1, 1, 0]);

describe('single', () => {
  it('fits one expert to everything, whatever k is, and gives everything to it', async () => {
    const found = await learnTwo(single, blobs);
    expect(found.experts).toEqual([2 / 5]);
    expect([...found.assignment]).toEqual([0, 0, 0, 0, 0]);
    expect(found.history.map(({ sizes }) => [...sizes])).toEqual([[5], [5]]);
    expect(found.history[1]!.loss).toBeCloseTo((3 * 0.4 + 2 * 0.6) / 5, 12);
    expect([...(await sharesOf(found, blobs.x)).data]).toEqual([1, 1, 1, 1, 1]);
  });

  it('evaluates its expert once on each sample for a fit of one pass', async () => {
    expect((await learnTwo(single, blobs)).evaluations).toBe(5);
  });
});

/** The expert, whose fits of fewer than three samples converge, and of no others. */
const slow: BoundExpert<number> = {
  ...majority,
  fit(samples, rng) {
    samples.ended?.(samples.rows.length < 3);
    return majority.fit(samples, rng);
  },
};

describe('converged', () => {
  it('single: its fit did', async () => {
    const few = line([0, 1], [0, 1]);
    expect(await learnTwo(single, few, {}, { expert: slow })).toMatchObject({ converged: true, fitsConverged: 1 });
    expect(await learnTwo(single, blobs, {}, { expert: slow })).toMatchObject({ converged: false, fitsConverged: 0 });
  });

  it('kmeans: the clustering and each fit did; clusters of 2 and 3 samples', async () => {
    expect(await learnTwo(kmeans, blobs)).toMatchObject({ converged: true, fitsConverged: 1 });
    expect(await learnTwo(kmeans, blobs, {}, { expert: slow })).toMatchObject({
      converged: false,
      fitsConverged: 1 / 2,
    });
    const far = Array.from({ length: 60 }, (_, i) => i * i);
    const slowly = line(
      far,
      far.map((_, i) => i % 2),
    );
    expect(await learnTwo(kmeans, slowly, { lloydIterations: 1 })).toMatchObject({
      converged: false,
      fitsConverged: 1,
    });
  });

  it('kmeans-alternating: the assignment did and each last fit', async () => {
    expect(await learnTwo(kmeansAlternating, blobs, { labels: 'log-loss', refit: false })).toMatchObject({
      ...{ converged: true, fitsConverged: 1 },
    });
    const found = await learnTwo(kmeansAlternating, blobs, { labels: 'zero-one', refit: true }, { expert: slow });
    expect(found).toMatchObject({ converged: false, fitsConverged: 1 / 2 });
  });
});

describe('kmeans', () => {
  it('fits an expert to each cell, and sends a sample to the nearest mean', async () => {
    const found = await learnTwo(kmeans, blobs);
    expect(asFirst(found.assignment)).toEqual([0, 0, 1, 1, 1]);
    const [left, right] = [found.assignment[0]!, found.assignment[2]!];
    expect([found.experts[left], found.experts[right]]).toEqual([0, 2 / 3]);
    // The means are 0.5 and 11: 5.7 is nearer to the left one, 5.8 to the right one.
    const shares = await sharesOf(found, matrix(2, 1, Float64Array.of(5.7, 5.8)));
    expect([shares.data[left], shares.data[2 + right]]).toEqual([1, 1]);
  });

  it('evaluates each expert on its own cell alone: n for fits of one pass', async () => {
    expect((await learnTwo(kmeans, blobs)).evaluations).toBe(5);
  });

  it('does not tell evaluations of an expert that does not count', async () => {
    const silent = { ...majority, fit: () => 0 };
    expect(await learnTwo(kmeans, blobs, {}, { expert: silent })).not.toHaveProperty('evaluations');
  });

  it('fits the expert of an empty cell, where samples coincide, to all; its centre is never nearest', async () => {
    const found = await learnTwo(kmeans, line([3, 3, 3], [0, 1, 1]));
    expect([...found.assignment]).toEqual([0, 0, 0]);
    expect(found.experts).toEqual([2 / 3, 2 / 3]);
    expect(found.degenerate).toBeNull();
    expect([...(found.gate!.state as { sizes: Uint32Array }).sizes]).toEqual([3, 0]);
  });

  it('fits an expert that needs both classes to all where its cell has one', async () => {
    const found = await learnTwo(kmeans, blobs, {}, { expert: { ...majority, needsBothClasses: true } });
    expect(found.experts[found.assignment[0]!]).toBe(2 / 5);
    expect(found.experts[found.assignment[2]!]).toBe(2 / 3);
    expect(found.degenerate).toBeNull();
  });
});
