import fc from 'fast-check';
import { expect, it } from 'vitest';
import { learnable } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { below, stream } from '../math/random.js';
import { linear } from './linear.js';
import { planeExchange } from './plane-exchange.js';

const ols = await bind(linear);

/** A table of samples with labels of k planes, and the sum of squares of any labels of theirs, each plane fitted. */
function drawn(n: number, d: number, k: number, seed: number, weighted: boolean) {
  const rng = stream('exchange', seed);
  const { x, y } = learnable('regression', n, d, rng);
  const weights = weighted ? y.map((_, i) => (i % 4) / 2) : undefined;
  const width = d + 2;
  const data = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    data.set([1, ...x.data.subarray(i * d, i * d + d), y[i]!], i * width);
  }
  const labels = Uint32Array.from({ length: n }, () => below(rng, k));
  const squares = (labels: Uint32Array): number => {
    let sum = 0;
    const own = new Float64Array(n);
    for (let j = 0; j < k; j++) {
      const rows = Uint32Array.from(labels.keys()).filter((i) => labels[i] === j && weights?.[i] !== 0);
      if (rows.length === 0) continue;
      const known = weights === undefined ? {} : { weights: Float64Array.from(rows, (i) => weights[i]!) };
      ols.losses(ols.fit({ x, y, rows, ...known }, rng), x, y, own, 0, 1, rows);
      rows.forEach((i, r) => {
        sum += (weights?.[i] ?? 1) * own[r]!;
      });
    }
    return sum;
  };
  return { data, rows: n, width, d, k, weights, labels, squares };
}

const cases = fc.record({
  n: fc.integer({ min: 24, max: 60 }),
  d: fc.integer({ min: 1, max: 4 }),
  k: fc.integer({ min: 2, max: 3 }),
  seed: fc.nat(1e6),
  weighted: fc.boolean(),
});

it('it ends where no single sample that a plane can spare lowers the sum of squares elsewhere, planes fitted anew', () => {
  fc.assert(
    fc.property(cases, ({ n, d, k, seed, weighted }) => {
      const { labels, squares, ...rows } = drawn(n, d, k, seed, weighted);
      const before = squares(labels);
      const exchange = planeExchange(rows);
      const moved = exchange(labels, before);
      const after = squares(labels);
      expect(after).toBeLessThanOrEqual(before);
      expect(after < before).toBe(moved);
      const held = new Uint32Array(k);
      labels.forEach((j, i) => {
        if (rows.weights?.[i] !== 0) held[j]!++;
      });
      for (let i = 0; i < n; i++) {
        const own = labels[i]!;
        if (held[own]! <= d + 2) continue;
        for (let j = 0; j < k; j++) {
          labels[i] = j;
          expect(squares(labels)).toBeGreaterThan(after * (1 - 1e-6));
        }
        labels[i] = own;
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

it('it leaves labels alone that it cannot better', () => {
  const { labels, squares, ...rows } = drawn(40, 2, 3, 1, false);
  const exchange = planeExchange(rows);
  expect(exchange(labels, squares(labels))).toBe(true);
  const kept = labels.slice();
  expect(exchange(labels, squares(labels))).toBe(false);
  expect(labels).toEqual(kept);
});

it('a feature that is constant, or twice the same, does not keep it from it', () => {
  const { labels, squares: _, data, ...rows } = drawn(60, 3, 2, 2, false);
  const { width } = rows;
  for (let i = 0; i < rows.rows; i++) {
    data[i * width + 2] = 4;
    data[i * width + 3] = data[i * width + 1]!;
  }
  const before = labels.slice();
  expect(planeExchange({ ...rows, data })(labels, 1e9)).toBe(true);
  expect(labels).not.toEqual(before);
});
