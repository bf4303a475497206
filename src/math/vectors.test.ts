import { expect, test } from 'vitest';
import { normal, stream } from './random.js';
import { vectors } from './vectors.js';

test.each([1, 7, 1999, 2000, 2001, 2005])('products and sums of vectors of %i', (length) => {
  const { make, dot, combine } = vectors(length, 3);
  const rng = stream('vectors', length);
  const [a, b, out] = [make(), make(), make()];
  for (let i = 0; i < length; i++) [a[i], b[i]] = [normal(rng), normal(rng)];
  const product = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  expect(Math.abs(dot(a, b) - product)).toBeLessThan(1e-11);
  combine(a, -2, b, out);
  const expected = a.map((value, i) => value - 2 * b[i]!);
  expect([...out]).toEqual([...expected]);
  combine(a, -2, b, a);
  expect([...a]).toEqual([...expected]);
});

test('no more long vectors than were asked for', () => {
  const { make } = vectors(3000, 1);
  make();
  expect(make).toThrow('no more than 1 vectors');
});
