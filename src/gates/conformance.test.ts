/** What every registered gate must do. A new entry is tested by being registered. */

import { describe, expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { matrix } from '../math/matrix.js';
import { normal, stream } from '../math/random.js';
import { gates } from './registry.js';

const [N, K] = [30, 4];

test('there are gates, and each says what it is', () => {
  expect(gates.all.length).toBeGreaterThan(0);
  for (const gate of gates.all) expect(gate.about).not.toBe('');
});

const cases = gates.all.flatMap((gate) => [1, 2, 5].map((d) => ({ gate, name: gate.name, d })));

describe.each(cases)('$name, d = $d', async ({ gate, d }) => {
  const bound = await bind(gate);
  const rng = stream('gates', d);
  const x = drawn(N, d, () => normal(rng));
  const labels = Uint32Array.from({ length: N }, (_, i) => i % (K - 1)); // the last expert holds nothing
  const state = bound.fit(x, labels, K, stream('fit'));

  function responsibilities(of: unknown): Float64Array {
    const out = matrix(N, K, new Float64Array(N * K).fill(7));
    bound.responsibilities(of, x, out);
    return out.data;
  }

  test('rows sum to one, entries lie in 0..1, whatever stood in `out`', () => {
    const shares = responsibilities(state);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    for (let i = 0; i < N; i++) {
      const row = shares.subarray(i * K, (i + 1) * K);
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  });

  test('inputs are untouched, the same seed gives the same bytes', () => {
    const before = structuredClone({ x, labels });
    expect(bound.fit(x, labels, K, stream('fit'))).toEqual(state);
    expect({ x, labels }).toEqual(before);
    expect(bound.name).toBe(gate.name);
  });

  test('a clone of the state has the same responsibilities', () => {
    expect(responsibilities(structuredClone(state))).toEqual(responsibilities(state));
  });
});
