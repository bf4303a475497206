import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bordersOf, smoothed } from './borders.js';
import { byClass, type PlaneMap } from './plane.js';

/** Each cell of a grid as a run of its own, rows from the lowest up. */
const cells = (grid: readonly (readonly number[])[]): PlaneMap =>
  grid.map((row, y) => row.map((prediction, x) => ({ x, to: x + 1, y, top: y + 1, prediction, expert: 0 })));

describe('the borders between regions', () => {
  it('are none where one class is said everywhere', () => {
    expect(
      bordersOf(
        cells([
          [1, 1],
          [1, 1],
        ]),
        byClass,
      ),
    ).toEqual([]);
    expect(bordersOf([], byClass)).toEqual([]);
  });

  it('run from edge to edge, and around what is enclosed', () => {
    expect(
      bordersOf(
        cells([
          [0, 1],
          [0, 1],
        ]),
        byClass,
      ),
    ).toEqual([
      [
        [1, 0],
        [1, 2],
      ],
    ]);
    const [around] = bordersOf(
      cells([
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]),
      byClass,
    );
    expect(around).toHaveLength(5);
    expect(around!.at(-1)).toEqual(around![0]);
  });

  it('part any two neighbors of different classes, and no others', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 });
    const units = (line: readonly (readonly [number, number])[]) =>
      line.slice(1).flatMap(([u, v], i) => {
        const [x, y] = line[i]!;
        const steps = Math.abs(u - x) + Math.abs(v - y);
        const at = (s: number) => `${x + ((u - x) * s) / steps},${y + ((v - y) * s) / steps}`;
        return Array.from({ length: steps }, (_, s) => [at(s), at(s + 1)].sort().join(' '));
      });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 4 }), (grid) => {
        const wanted = grid.flatMap((own, y) =>
          own.flatMap((label, x) => [
            ...(x > 0 && own[x - 1] !== label ? [[`${x},${y}`, `${x},${y + 1}`]] : []),
            ...(y > 0 && grid[y - 1]![x] !== label ? [[`${x},${y}`, `${x + 1},${y}`]] : []),
          ]),
        );
        expect(bordersOf(cells(grid), byClass).flatMap(units).sort()).toEqual(
          wanted.map((ends) => ends.sort().join(' ')).sort(),
        );
      }),
      { seed: 1 },
    );
  });

  it('are slopes where they run in steps of one cell', () => {
    const stairs = Array.from({ length: 9 }, (_, i): [number, number] => [Math.ceil(i / 2), Math.floor(i / 2)]);
    const [, ...inner] = smoothed(stairs, [1, 1]);
    for (const [x, y] of inner.slice(0, -1)) expect(x - y).toBe(0.5);
  });
});
