import { describe, expect, it } from 'vitest';
import { frameOf, type GivenColumns } from './frame.js';
import { identifiers } from './identifiers.js';

const n = 12;
const of = <T>(cell: (row: number) => T): T[] => Array.from({ length: n }, (_, row) => cell(row));
const y = of((row) => (row * row) % 7);
const found = (columns: GivenColumns) =>
  identifiers(frameOf({ y, x: of((row) => row % 5), ...columns }), ['y']).map(({ name, why }) => `${name} ${why}`);

describe('a column that names rows is noticed', () => {
  it('where its texts all differ, missing ones apart', () => {
    expect(found({ name: of((row) => `car ${row}`) })).toEqual(['name names each row (all its texts differ)']);
    expect(found({ name: of((row) => (row < 2 ? null : `car ${row}`)) })).toHaveLength(1);
    expect(found({ name: of((row) => (row < 3 ? null : `car ${row}`)) })).toEqual(['name has 9 levels in 12 rows']);
  });

  it('where it counts the rows from 0 or 1', () => {
    expect(
      found({ a: of((row) => row), b: of((row) => row + 1), c: of((row) => row + 2), d: of((row) => n - row) }),
    ).toEqual(['a counts the rows', 'b counts the rows']);
  });

  it('where its name says so and its whole numbers all differ', () => {
    const numbers = of((row) => 1000 + 7 * row);
    const said = ['id', 'car_id', 'carId', 'ROW', 'Index', 'no', 'No.', 'rownames'];
    const other = ['width', 'video', 'nose', 'arrow', 'indexed', 'price', 'idle'];
    const columns = Object.fromEntries([...said, ...other].map((name) => [name, numbers]));
    expect(found(columns)).toEqual(said.map((name) => `${name} names each row (its numbers all differ)`));
    expect(found({ id: of((row) => (row === 3 ? 1000 : 1000 + 7 * row)) })).toEqual([]);
    expect(found({ id: of((row) => row + 0.5) })).toEqual([]);
  });

  it('where it has more levels than half of the rows', () => {
    expect(found({ city: of((row) => `city ${row % 7}`) })).toEqual(['city has 7 levels in 12 rows']);
    expect(found({ city: of((row) => `city ${row % 6}`) })).toEqual([]);
  });
});

describe('no column is taken for one that names rows', () => {
  it('among those that stand apart', () => {
    const frame = frameOf({ y: of((row) => row), w: of((row) => row + 1), x: y });
    expect(identifiers(frame, ['y', 'w'])).toEqual([]);
  });

  it('in fewer than ten rows, where that says little', () => {
    const short = (rows: number) => frameOf({ id: y.slice(0, rows).map((_, row) => row), x: y.slice(0, rows) });
    expect(identifiers(short(9), [])).toEqual([]);
    expect(identifiers(short(10), [])).toHaveLength(1);
  });

  it('where nothing else would be left to learn from', () => {
    expect(identifiers(frameOf({ time: of((row) => row), y }), ['y'])).toEqual([]);
  });

  it('for dates that all differ', () => {
    expect(found({ day: of((row) => new Date(2024, 0, row + 1)) })).toEqual([]);
  });
});
