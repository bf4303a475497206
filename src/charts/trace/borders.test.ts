import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Region } from '../../experiment/contract.js';
import { bordersOf, smoothed, thinned } from './borders.js';

const cells = (grid: readonly (readonly number[])[]): Region[] =>
  grid.flatMap((row, y) => row.map((prediction, x): Region => ({ x1: [x, x + 1], x2: [y, y + 1], prediction })));

describe('the borders between regions', () => {
  it('are none where one class is said everywhere', () => {
    expect(
      bordersOf(
        cells([
          [1, 1],
          [1, 1],
        ]),
      ),
    ).toEqual([]);
    expect(bordersOf([])).toEqual([]);
  });

  it('run from edge to edge, and around what is enclosed', () => {
    expect(
      bordersOf(
        cells([
          [0, 1],
          [0, 1],
        ]),
      ),
    ).toEqual([
      [
        [1, 0],
        [1, 1],
        [1, 2],
      ],
    ]);
    const [around] = bordersOf(
      cells([
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]),
    );
    expect(around).toHaveLength(5);
    expect(around!.at(-1)).toEqual(around![0]);
  });

  it('part any two neighbors of different classes, and no others', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 4 }), (grid) => {
        const drawn = bordersOf(cells(grid)).flatMap((line) =>
          line.slice(1).map((to, i) => [line[i]!, to].map(String).sort().join(' ')),
        );
        const wanted = grid.flatMap((own, y) =>
          own.flatMap((label, x) => [
            ...(x > 0 && own[x - 1] !== label ? [[`${x},${y}`, `${x},${y + 1}`]] : []),
            ...(y > 0 && grid[y - 1]![x] !== label ? [[`${x},${y}`, `${x + 1},${y}`]] : []),
          ]),
        );
        expect(drawn.sort()).toEqual(wanted.map((ends) => ends.sort().join(' ')).sort());
      }),
      { seed: 1 },
    );
  });
});

describe('a smoothed line', () => {
  it('goes through the middles of its parts, from end to end or around', () => {
    expect(
      smoothed([
        [0, 0],
        [2, 0],
        [2, 2],
      ]),
    ).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [2, 2],
    ]);
    expect(
      smoothed([
        [0, 0],
        [2, 0],
        [2, 2],
        [0, 0],
      ]),
    ).toEqual([
      [1, 0],
      [2, 1],
      [1, 1],
      [1, 0],
    ]);
  });

  it('is straight where the line runs in steps of one', () => {
    const stairs = Array.from({ length: 9 }, (_, i): [number, number] => [Math.ceil(i / 2), Math.floor(i / 2)]);
    expect(thinned(smoothed(stairs).slice(1, -1), 1e-9)).toHaveLength(2);
  });
});

describe('a thinned line', () => {
  it('has two points where it is straight, and keeps what is farther off', () => {
    expect(
      thinned(
        [
          [0, 0],
          [1, 0.1],
          [2, 0],
        ],
        0.2,
      ),
    ).toEqual([
      [0, 0],
      [2, 0],
    ]);
    expect(
      thinned(
        [
          [0, 0],
          [1, 0.5],
          [2, 0],
        ],
        0.2,
      ),
    ).toHaveLength(3);
    expect(
      thinned(
        [
          [0, 0],
          [2, 0],
          [2, 2],
          [0, 0],
        ],
        0.2,
      ),
    ).toHaveLength(4);
  });
});
