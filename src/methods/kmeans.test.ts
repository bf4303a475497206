import { describe, expect, it } from 'vitest';
import { matrix } from '../math/matrix.js';
import { kmeans } from './kmeans.js';
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
