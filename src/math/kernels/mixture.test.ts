import { describe, expect, it } from 'vitest';
import { stream, uniform } from '../random.js';
import { newArena } from './arena.js';

/** log(sum exp) - score of the label, and the softmax, as by definition. */
function byHand(scores: readonly number[], label: number) {
  const most = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - most), 0);
  return { loss: Math.log(sum) + most - scores[label]!, shares: scores.map((score) => Math.exp(score - most) / sum) };
}

/** One expert of c classes under a gate of one or, of no use, k: what `mix` makes of the rows of scores. */
function mixed(rows: readonly (readonly number[])[], labels: readonly number[]) {
  const [m, c] = [rows.length, rows[0]!.length];
  const block = m + (m % 2);
  const arena = newArena();
  const of = (doubles: number) => arena.reserve(8 * doubles);
  const [gates, scores, alpha, losses, residuals] = [of(block), of(block * c), of(block), of(block), of(block * c)];
  const [shares, scratch, labelsAt] = [of(2), of(2 * c), arena.reserve(4 * block)];
  arena
    .doubles(scores, block * c)
    .fill(Number.NaN)
    .set(rows.flat()); // behind an odd last row it stays
  arena.integers(labelsAt, m).set(labels);
  const total = arena.kernels.mix(
    ...([m, 1, c, gates, 8, scores, 8 * c, 8 * c, labelsAt, alpha, losses, residuals, shares, scratch] as const),
  );
  const pairs = arena.doubles(residuals, block * c);
  return {
    total,
    losses: [...arena.doubles(losses, m)],
    residuals: rows.map((_, r) => Array.from({ length: c }, (_, q) => pairs[(r & ~1) * c + 2 * q + (r % 2)]!)),
  };
}

describe('mix', () => {
  const rng = stream('mix');
  const random = (c: number, size: number) => Array.from({ length: c }, () => uniform(rng, -size, size));
  it.each([2, 3, 10])('has the cross entropy and residuals of scores of any size; %i classes', (c) => {
    const rows = [0, 1e-9, 1, 30, 700, 1e5].flatMap((size) => Array.from({ length: 30 }, () => random(c, size)));
    rows.push(new Array<number>(c).fill(3));
    const labels = rows.map((_, r) => r % c);
    const found = mixed(rows, labels);
    let sum = 0;
    rows.forEach((row, r) => {
      const { loss, shares } = byHand(row, labels[r]!);
      sum += loss;
      expect(Math.abs(found.losses[r]! - loss)).toBeLessThanOrEqual(3e-14 * Math.max(1, loss));
      shares.forEach((share, q) => {
        expect(Math.abs(found.residuals[r]![q]! - share + Number(q === labels[r]))).toBeLessThan(1e-14);
      });
    });
    expect(found.total / sum).toBeCloseTo(1, 12);
  });

  it.each([
    [[Number.NaN, 0]],
    [[0, Number.NaN]],
    [[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]],
    [[0, Number.NaN, 0]],
    [[0, 1, Number.NaN]],
  ])('has no loss of %j: not a number', (row) => {
    expect(mixed([row], [0]).total).toBeNaN();
  });

  it('counts an odd last row once, whatever stands behind it', () => {
    const rows = [
      [1, 2],
      [0, 5],
      [3, -1],
    ];
    const labels = [0, 1, 1];
    const sum = rows.reduce((total, row, r) => total + byHand(row, labels[r]!).loss, 0);
    expect(mixed(rows, labels).total).toBeCloseTo(sum, 12);
  });
});
