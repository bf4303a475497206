import { describe, expect, it } from 'vitest';
import { bind } from '../components/parameters.js';
import { argminRows, fromRows, matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { argmin } from './argmin.js';

describe('argmin', () => {
  it('gives each sample to the expert of least loss, ties to the lowest index', async () => {
    const labels = new Uint32Array(4).fill(9);
    const rows = [
      [3, 1, 2],
      [0, 0, 0],
      [5, -1, -1],
      [1e300, 2, -1e300],
    ];
    (await bind(argmin))(fromRows(rows), stream(1), labels);
    expect([...labels]).toEqual([1, 0, 1, 2]);
  });
});

describe('alternation with constant experts and squared distance is k-means', () => {
  const n = 60;
  const k = 3;
  const points = (seed: number) => {
    const rng = stream('k-means', seed);
    return Array.from({ length: n }, (_, i) => [uniform(rng) + (i % k), uniform(rng) - (i % k)] as const);
  };

  /** Lloyd (1957), in distances: the centre nearest to each point, then the mean of each centre's points. */
  function lloyd(x: readonly (readonly [number, number])[], start: readonly number[]): number[][] {
    const steps = [[...start]];
    for (;;) {
      const labels = steps.at(-1)!;
      const centres = Array.from({ length: k }, (_, j) => {
        const held = x.filter((_, i) => labels[i] === j);
        return [0, 1].map((c) => held.reduce((sum, p) => sum + p[c]!, 0) / held.length);
      });
      const next = x.map(([p, q]) => {
        const distances = centres.map(([a, b]) => Math.hypot(p - a!, q - b!));
        return distances.indexOf(Math.min(...distances));
      });
      if (next.every((label, i) => label === labels[i])) return steps;
      steps.push(next);
    }
  }

  it.each([1, 2, 3])('takes the steps of Lloyd until neither moves (draw %i)', (seed) => {
    const x = points(seed);
    const rng = stream('start', seed);
    const start = x.map(() => Math.floor(uniform(rng, 0, k)));
    const expected = lloyd(x, start);
    expect(expected.length).toBeGreaterThan(2);

    const labels = Uint32Array.from(start);
    for (const next of [...expected.slice(1), expected.at(-1)!]) {
      const loss = matrix(n, k);
      for (let j = 0; j < k; j++) {
        const held = x.filter((_, i) => labels[i] === j);
        const [a, b] = [0, 1].map((c) => held.reduce((sum, p) => sum + p[c]!, 0) / held.length) as [number, number];
        x.forEach(([p, q], i) => {
          loss.data[i * k + j] = (p - a) ** 2 + (q - b) ** 2;
        });
      }
      argminRows(loss, labels);
      expect([...labels]).toEqual(next);
    }
  });
});
