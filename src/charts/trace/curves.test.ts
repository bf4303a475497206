import { describe, expect, it } from 'vitest';
import { type CurvePoint, curvePoints } from './curves.js';

const along = (f: (x: number) => number) =>
  Array.from({ length: 61 }, (_, i) => ({ x: i / 60, prediction: f(i / 60) }));

function pointsOf(f: (x: number) => number, assignment: readonly number[]): CurvePoint[] {
  const samples = { axes: ['x'], index: [0, 1, 2], x: [[0.25], [0.5], [0.75]], y: [0, 0.5, 1], group: [] };
  const picture = { assignment, curves: [along(f)], regions: [] };
  return curvePoints({ steps: [{ iteration: 2, loss: null, sizes: [3], changed: null, picture }] }, samples);
}

const heldPart = (points: readonly CurvePoint[]) => points.flatMap(({ held, x, y }) => (held ? [[x, y]] : []));

describe('the curves of a step-through', () => {
  it('are two points for a straight line, and again two over the samples held', () => {
    const points = pointsOf((x) => 2 * x, [0, 1, 0]);
    expect(points).toEqual([
      { iteration: 2, expert: 0, held: false, x: 0, y: 0 },
      { iteration: 2, expert: 0, held: false, x: 1, y: 2 },
      { iteration: 2, expert: 0, held: true, x: 0.25, y: 0.5 },
      { iteration: 2, expert: 0, held: true, x: 0.75, y: 1.5 },
    ]);
  });

  it('have no strong part where the expert holds no two samples that differ', () => {
    for (const assignment of [
      [1, 1, 1],
      [0, 1, 1],
    ])
      expect(heldPart(pointsOf((x) => x, assignment))).toEqual([]);
  });

  it('stay within 0.2 % of the range of y of what they stand for, with fewer points', () => {
    const f = (x: number) => Math.sin(4 * x);
    const whole = pointsOf(f, [0, 0, 0]).filter(({ held }) => !held);
    expect(whole.length).toBeLessThan(40);
    for (const { x, prediction } of along(f)) {
      const next = Math.max(
        1,
        whole.findIndex((point) => point.x >= x - 1e-6),
      );
      const [a, b] = [whole[next - 1]!, whole[next]!];
      expect(Math.abs(a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x) - prediction)).toBeLessThan(0.0021);
    }
  });
});
