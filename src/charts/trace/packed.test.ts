import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../experiment/contract.js';
import { type CurvePoint, curvePoints, type PackedRow, packedRegions } from './packed.js';

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

const stepOf = (regions: readonly (readonly Region[])[]) => ({
  ...{ iteration: 4, loss: 0.1, sizes: [1], changed: null },
  picture: { assignment: [0], curves: [], regions },
});

/** The class at a cell of the packed plane: of the last rectangle over it. */
function classAt({ a, b, c, d, p }: PackedRow, x: number, y: number): number | undefined {
  return p.findLast((_, i) => a[i]! <= x && x < c[i]! && b[i]! <= y && y < d[i]!);
}

/** Each cell of a grid as a rectangle of its own. */
const cells = (grid: readonly (readonly number[])[]): Region[] =>
  grid.flatMap((row, y) =>
    row.map((prediction, x): Region => ({ x1: [x / 10, (x + 1) / 10], x2: [y * 3, (y + 1) * 3], prediction })),
  );

describe('packed regions', () => {
  it('of one class are one rectangle', () => {
    const { edges, rows } = packedRegions({
      steps: [
        stepOf([
          cells([
            [1, 1],
            [1, 1],
          ]),
        ]),
      ],
    })!;
    expect(edges).toEqual([
      [0, 0.1, 0.2],
      [0, 3, 6],
    ]);
    expect(rows).toEqual([{ iteration: 4, expert: 0, a: [0], b: [0], c: [2], d: [2], p: [1] }]);
  });

  it('stand on the class that covers most, and are joined upwards', () => {
    const { rows } = packedRegions({
      steps: [
        stepOf([
          cells([
            [0, 1, 1],
            [0, 1, 1],
            [1, 1, 2],
          ]),
        ]),
      ],
    })!;
    expect(rows).toMatchObject([{ a: [0, 0, 2], b: [0, 0, 2], c: [3, 1, 3], d: [3, 2, 3], p: [1, 0, 2] }]);
  });

  it('say at each place what the regions said', () => {
    const grid = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 5, maxLength: 5 }), {
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(grid, { minLength: 1, maxLength: 3 }), (grids) => {
        const { rows } = packedRegions({ steps: [stepOf(grids.map(cells))] })!;
        const read = rows.map((row) => grids[row.expert]!.map((cells, y) => cells.map((_, x) => classAt(row, x, y))));
        expect(read).toEqual(grids);
      }),
      { seed: 1 },
    );
  });

  it('are none where no step has regions', () => {
    expect(packedRegions({ steps: [stepOf([])] })).toBeNull();
  });
});
