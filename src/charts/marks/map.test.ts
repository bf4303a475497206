import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tablesFrom } from '../tables.fixture.js';
import { bordersOf, smoothed } from './borders.js';
import { fieldLayer } from './map.js';
import { byBoth, byClass, byExpert, fieldsOf, mapOf, type PlaneMap } from './plane.js';
import { roomsOf } from './rooms.js';

/** The plane of some cells of side 1 from 0, its lowest row first; equal neighbours in one run, as examples have them. */
function planeOf(experts: readonly (readonly number[])[]): PlaneMap {
  return experts.map((cells, r) =>
    cells.flatMap((expert, c) => {
      if (c > 0 && cells[c - 1] === expert) return [];
      const next = cells.findIndex((other, at) => at > c && other !== expert);
      return [{ x: c, to: next < 0 ? cells.length : next, y: r, top: r + 1, expert, prediction: expert % 2 }];
    }),
  );
}

const planes = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })).chain(([rows, cols]) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: cols, maxLength: cols }), {
    minLength: rows,
    maxLength: rows,
  }),
);

describe('fieldsOf', () => {
  test('equal runs above each other are one field, as are neighbours of one key', () => {
    const plane = planeOf([
      [0, 0, 1],
      [0, 0, 1],
      [2, 0, 1],
    ]);
    expect(fieldsOf(plane, byExpert)).toEqual([
      { x: 0, to: 2, y: 0, top: 2, key: 0 },
      { x: 2, to: 3, y: 0, top: 3, key: 1 },
      { x: 0, to: 1, y: 2, top: 3, key: 2 },
      { x: 1, to: 2, y: 2, top: 3, key: 0 },
    ]);
    expect(fieldsOf(plane, byClass)).toEqual([
      { x: 0, to: 2, y: 0, top: 3, key: 0 },
      { x: 2, to: 3, y: 0, top: 3, key: 1 },
    ]);
  });

  test('each cell lies in one field, of its key', () => {
    fc.assert(
      fc.property(planes, (cells) => {
        const fields = fieldsOf(planeOf(cells), byExpert);
        cells.forEach((row, r) => {
          row.forEach((expert, c) => {
            const over = fields.filter(({ x, to, y, top }) => x <= c && c < to && y <= r && r < top);
            expect(over.map(({ key }) => key)).toEqual([expert]);
          });
        });
      }),
      { seed: 1 },
    );
  });
});

describe('bordersOf', () => {
  test('two halves are parted by one straight line, one key by none', () => {
    const halves = planeOf([
      [0, 1],
      [0, 1],
    ]);
    expect(bordersOf(halves, byExpert)).toEqual([
      [
        [1, 0],
        [1, 2],
      ],
    ]);
    expect(bordersOf(halves, () => 0)).toEqual([]);
  });

  test('a cell within another key is run round', () => {
    const [line, ...others] = bordersOf(
      planeOf([
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ]),
      byExpert,
    );
    expect(others).toEqual([]);
    expect(line![0]).toEqual(line!.at(-1));
    expect(new Set(line!.map(String))).toEqual(new Set(['1,1', '2,1', '2,2', '1,2']));
  });

  test('the length of all lines is the number of neighbouring cells that differ', () => {
    fc.assert(
      fc.property(planes, (cells) => {
        let differing = 0;
        cells.forEach((row, r) => {
          row.forEach((expert, c) => {
            if (c > 0 && row[c - 1] !== expert) differing++;
            if (r > 0 && cells[r - 1]![c] !== expert) differing++;
          });
        });
        let length = 0;
        for (const line of bordersOf(planeOf(cells), byExpert)) {
          for (let p = 1; p < line.length; p++) {
            const [[x, y], [u, v]] = [line[p - 1]!, line[p]!];
            expect(x === u || y === v).toBe(true);
            length += Math.abs(x - u) + Math.abs(y - v);
          }
        }
        expect(length).toBe(differing);
      }),
      { seed: 2 },
    );
  });
});

describe('roomsOf', () => {
  test('a name stands in the middle of the widest place, with its distance to the nearest edge', () => {
    const plane = planeOf([
      [0, 0, 0, 1],
      [0, 0, 0, 1],
      [0, 0, 0, 1],
      [2, 2, 2, 2],
    ]);
    expect(roomsOf(plane, byExpert)).toEqual([
      { key: 0, x: 1.5, y: 1.5, room: 1.5 / 4 },
      { key: 1, x: 3.5, y: 0.5, room: 0.5 / 4 },
      { key: 2, x: 2, y: 3.5, room: 0.5 / 4 },
    ]);
    expect(roomsOf([], byExpert)).toEqual([]);
  });

  test('each region has one place, and it lies in a region of the key', () => {
    fc.assert(
      fc.property(planes, (cells) => {
        const rooms = roomsOf(planeOf(cells), byExpert);
        expect(rooms.map(({ key }) => key)).toEqual(regionKeys(cells).toSorted((a, b) => a - b));
        for (const { key, x, y } of rooms) {
          // A middle between two cells lies in both.
          expect([cells[Math.floor(y)]![Math.floor(x)], cells[Math.floor(y)]![Math.ceil(x) - 1]]).toContain(key);
        }
      }),
      { seed: 3 },
    );
  });
});

/** The key of each region of cells that touch along a side, by flooding. */
function regionKeys(cells: readonly (readonly number[])[]): number[] {
  const seen = new Set<string>();
  const flood = (r: number, c: number, key: number): void => {
    if (cells[r]?.[c] !== key || seen.has(`${r} ${c}`)) return;
    seen.add(`${r} ${c}`);
    for (const [dr, dc] of [
      [0, 1],
      [1, 0],
      [0, -1],
      [-1, 0],
    ] as const)
      flood(r + dr, c + dc, key);
  };
  return cells.flatMap((row, r) =>
    row.flatMap((key, c) => {
      if (seen.has(`${r} ${c}`)) return [];
      flood(r, c, key);
      return [key];
    }),
  );
}

describe('smoothed', () => {
  test('a stair of slope 1/3 is the slope, from end to end', () => {
    const stair = [0, 1, 2].flatMap((s): [number, number][] => [
      [3 * s, s],
      [3 * s + 2, s],
      [3 * s + 2, s + 1],
    ]);
    for (const [x, y] of smoothed(stair, [1, 1]).slice(1, -1))
      expect(Math.abs(y - (x - 0.5) / 3)).toBeLessThanOrEqual(0.5);
    expect(smoothed(stair, [1, 1])[0]).toEqual([0, 0]);
    expect(smoothed(stair, [1, 1]).at(-1)).toEqual([8, 3]);
  });

  test('corners of long sides stay; a square within the plane stays closed and keeps its four', () => {
    const square: [number, number][] = [
      [0, 0],
      [6, 0],
      [6, 6],
      [0, 6],
      [0, 0],
    ];
    const line = smoothed(square, [1, 1]);
    expect(line[0]).toEqual(line.at(-1));
    for (const corner of square) expect(line).toContainEqual(corner);
  });

  test('no point is farther than half a cell from the stairs', () => {
    fc.assert(
      fc.property(planes, (cells) => {
        for (const stairs of bordersOf(planeOf(cells), byExpert)) {
          for (const [x, y] of smoothed(stairs, [1, 1])) {
            const near = stairs.slice(1).some(([u, v], s) => {
              const [a, b] = stairs[s]!;
              const dx = Math.max(Math.min(a, u) - x, 0, x - Math.max(a, u));
              const dy = Math.max(Math.min(b, v) - y, 0, y - Math.max(b, v));
              return Math.hypot(dx, dy) <= 0.5;
            });
            expect(near).toBe(true);
          }
        }
      }),
      { seed: 4 },
    );
  });
});

describe('mapOf', () => {
  const columns = 'trial_id,x1_low,x1_high,x2_low,x2_high,expert,prediction';
  const tablesOf = (...lines: readonly string[]) => tablesFrom({ 'example_map.csv': [columns, ...lines].join('\n') });

  test('the runs of a trial, row by row; none of another', () => {
    const tables = tablesOf('a,0,1,0,1,3,0', 'a,1,2,0,1,4,1', 'b,0,2,0,1,9,1', 'a,0,2,1,2,3,1');
    const map = mapOf(tables, 'a');
    expect(map.map((runs) => runs.map(byBoth))).toEqual([[6, 9], [7]]);
    expect(map[1]![0]).toEqual({ x: 0, to: 2, y: 1, top: 2, expert: 3, prediction: 1 });
    expect(mapOf(tables, 'c')).toEqual([]);
  });

  test('a third class is refused', () => {
    expect(() => mapOf(tablesOf('a,0,1,0,1,3,2'), 'a')).toThrow(
      'a map is of two classes, 0 and 1; example_map.csv has 2 for a',
    );
  });
});

test('fields of one tint are one outline in px of the frame', () => {
  const plane = planeOf([
    [0, 1],
    [0, 0],
  ]);
  const frame = { x: [0, 2], y: [0, 2], width: 100, height: 50 };
  const { data } = fieldLayer(plane, byExpert, ['white', 'black'], frame) as unknown as {
    data: { values: { tint: string; outline: string }[] };
  };
  expect(data.values).toEqual([
    { tint: 'white', outline: 'M0,25H50V50H0ZM0,0H100V25H0Z' },
    { tint: 'black', outline: 'M50,25H100V50H50Z' },
  ]);
});
