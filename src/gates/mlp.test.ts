import { expect, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import { mlpGate } from './mlp.js';

test('an assignment by distance from the origin, which no linear gate can follow, is learnt', async () => {
  const gate = await bind(mlpGate, { hidden: 8, C: 100, iterations: 200 });
  const noise = stream('rings');
  const x = drawn(300, 2, () => uniform(noise, -1, 1));
  const labels = Uint32Array.from({ length: 300 }, (_, i) =>
    Number(Math.hypot(x.data[2 * i]!, x.data[2 * i + 1]!) < 0.6),
  );
  const out = matrix(300, 3);
  gate.responsibilities(gate.fit({ x, targets: labels, k: 3 }, stream('fit')), x, out);
  const followed = labels.filter((label, i) => out.data[3 * i + label]! > 0.5);
  expect(followed.length / 300).toBeGreaterThan(0.97);
  for (let i = 0; i < 300; i++) expect(out.data[3 * i + 2]).toBeLessThan(0.1); // expert 2 has no samples
});
