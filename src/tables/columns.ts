/**
 * A table's rows told in columns: each table is described once, field by field, and is written and read by that
 * description. What was written is read back as it was.
 */
import { readBits, writeBits } from './bits.js';
import { type Line, type Sheet, type Table, upTo, type Value } from './csv.js';
import { columnIndex } from './header.js';

/** How one field of a row stands in a table: in a column, or in several. */
export interface Field<T> {
  /** The columns of a table that holds these values. @throws RangeError for a value that they cannot hold. */
  columns(values: Iterable<T>): readonly string[];
  /** The cells of a value in `count` columns. */
  cells(value: T, count: number): readonly Value[];
  /** How a value is read from the lines of a table. @throws InputError, naming line and column, for a malformed cell. */
  reader(table: Table): (line: Line) => T;
}

/** The one way to write and to read a table whose rows are `R`. */
export interface Codec<R> {
  toSheet(rows: Iterable<R>): Sheet;
  /** @throws InputError, naming file, line and column, for a table that lacks a column and for a malformed cell. */
  fromTable(table: Table): R[];
}

/** @param fields in the order of the columns. */
export function codec<R extends object>(fields: { readonly [K in keyof R]-?: Field<R[K]> }): Codec<R> {
  const entries = Object.entries(fields) as [keyof R & string, Field<unknown>][];
  return {
    toSheet(rows) {
      const columns = entries.map(([name, field]) => field.columns(mapped(rows, (row) => row[name])));
      const cells = (row: R) => entries.flatMap(([name, field], f) => field.cells(row[name], columns[f]!.length));
      return { columns: columns.flat(), rows: mapped(rows, cells) };
    },
    fromTable(table) {
      for (const column of entries.flatMap(([, field]) => field.columns([]))) columnIndex(table, column);
      const readers = entries.map(([name, field]) => [name, field.reader(table)] as const);
      return table.rows.map((line) => {
        const row: Partial<Record<string, unknown>> = {};
        for (const [name, read] of readers) row[name] = read(line);
        return row as R;
      });
    },
  };
}

/** What `of` gives for each, made when it is gone through, and each time anew. */
function mapped<A, B>(values: Iterable<A>, of: (value: A) => B): Iterable<B> {
  return {
    *[Symbol.iterator]() {
      for (const value of values) yield of(value);
    },
  };
}

function single<T extends Value>(column: string, read: (line: Line) => T): Field<T> {
  return { columns: () => [column], cells: (value) => [value], reader: () => read };
}

export const text = (column: string): Field<string> => single(column, (line) => line.text(column));

export const number = (column: string): Field<number> => single(column, (line) => line.number(column));

export const numberOrNull = (column: string): Field<number | null> =>
  single(column, (line) => line.numberOrNull(column));

export const flagOrNull = (column: string): Field<boolean | null> => single(column, (line) => line.flagOrNull(column));

/** A whole number, at least 0. */
export const count = (column: string): Field<number> =>
  single(column, (line) => {
    const value = line.number(column);
    if (!Number.isSafeInteger(value) || value < 0) throw line.wrong(column, 'must be a whole number, at least 0');
    return value;
  });

/** One of some words. */
export const oneOf = <T extends string>(column: string, words: readonly T[]): Field<T> =>
  single(column, (line) => {
    const found = words.find((word) => word === line.text(column));
    if (found === undefined) throw line.wrong(column, `must be one of ${words.join(', ')}`);
    return found;
  });

/** Texts in one cell, between semicolons; none of them holds one. */
export const texts = (column: string): Field<readonly string[]> => ({
  columns: () => [column],
  cells: (values) => [values.join(';')],
  reader: () => (line) => (line.text(column) === '' ? [] : line.text(column).split(';')),
});

/** Flags, 0 or 1 each: their number in a column, and they as text (`bits.ts`) in another. */
export const flags = (length: string, column: string): Field<Uint8Array> => ({
  columns: () => [length, column],
  cells: (values) => [values.length, writeBits(values)],
  reader: (table) => {
    const lengthOf = count(length).reader(table);
    return (line) => {
      const n = lengthOf(line);
      const found = readBits(line.text(column), n);
      if (found === undefined) throw line.wrong(column, `must be base64 of ${n} bits, those after the last one 0`);
      return found;
    };
  },
});

/**
 * Numbers by their place, in as many columns as the longest list needs: `x1`, `x2`. The cells behind the end of a
 * shorter list are empty.
 * @param first the number in the first column's name.
 */
export const numbered = (prefix: string, first: number): Field<readonly number[]> => ({
  columns: (values) => {
    let longest = 0;
    for (const { length } of values) longest = Math.max(longest, length);
    return upTo(longest, (j) => `${prefix}${j + first}`);
  },
  cells: (values, columns) => upTo(columns, (j) => values[j] ?? null),
  reader: ({ columns }) => {
    const own = columns.filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
    return (line) => own.flatMap((column) => line.numberOrNull(column) ?? []);
  },
});

/** Values by name, a column each; a cell is empty where a row has none. */
export function named<T extends Value>(
  names: readonly string[],
  read: (line: Line, name: string) => T | undefined,
): Field<Readonly<Record<string, T>>> {
  return {
    columns(values) {
      for (const value of values) {
        const other = Object.keys(value).find((name) => !names.includes(name));
        if (other !== undefined) throw new RangeError(`a row has a value for ${other}, which is no column`);
      }
      return names;
    },
    cells: (value) => names.map((name) => value[name] ?? null),
    reader: () => (line) => {
      const found: Record<string, T> = {};
      for (const name of names) {
        const value = read(line, name);
        if (value !== undefined) found[name] = value;
      }
      return found;
    },
  };
}
