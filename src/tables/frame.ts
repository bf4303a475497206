/** A stranger's table in memory: named columns with their kinds, a typed array each. */
import { InputError, shown } from '../errors.js';

/** How the cells of a column are read. A date is a number: days since 1970-01-01, UTC, fractions for times of day. */
export type ColumnKind = 'number' | 'date' | 'category';

/** A column of n rows. */
export type Column = NumberColumn | CategoryColumn;

export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number' | 'date';
  /** n values; NaN where the cell is missing. */
  readonly values: Float64Array;
  /** What cells had as they were written that numbers have not: `leading zeros`. */
  readonly lost?: string;
}

export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  /** n indices of `levels`; -1 where the cell is missing. */
  readonly codes: Int32Array;
  /** The different texts, in the order of their first row. */
  readonly levels: readonly string[];
}

/** Rows of a table as plain data; where it is read in parts, some of them. */
export interface Frame {
  readonly rows: number;
  /** In the order of the file. */
  readonly columns: readonly Column[];
  /** Names of columns that the file has, too, but that were not asked for. */
  readonly unread?: readonly string[];
  readonly source: Source;
}

/** Where the rows of a frame stand, for messages. */
export type Source =
  /** Of a text file: the line of each row. */
  | { readonly file: string; readonly lines: Uint32Array }
  /** Of a file with numbered rows: the number of the first. */
  | { readonly file: string; readonly first: number }
  /** Of columns in memory: what these are called. */
  | { readonly name: string };

/** Milliseconds. */
export const DAY = 24 * 3600 * 1000;

/** A date as text files have it: the day alone where there is no time of day. */
export function dateText(days: number): string {
  const date = new Date(days * DAY);
  if (Number.isNaN(date.getTime())) return String(days);
  return date.toISOString().slice(0, Number.isInteger(days) ? 10 : undefined);
}

/** What a table is called in messages. */
export function titleOf({ source }: Pick<Frame, 'source'>): string {
  return 'name' in source ? source.name : source.file;
}

/** Where a row stands: `cars.csv:17`, `cars.parquet row 16`, or the cell of a column in memory, `data.weight[15]`. */
export function placeOf({ source }: Pick<Frame, 'source'>, row: number, column?: string): string {
  if ('lines' in source) return `${source.file}:${source.lines[row]}`;
  if ('first' in source) return `${source.file} row ${source.first + row}`;
  return column === undefined ? `${source.name} row ${row}` : `${source.name}.${column}[${row}]`;
}

/** The same, with its arrays in shared memory: threads get them as they are. Memory: all of it twice while it is made. */
export function shareable({ columns, source, ...rest }: Frame): Frame {
  return {
    ...rest,
    source: 'lines' in source ? { ...source, lines: sharedCopy(source.lines, Uint32Array) } : source,
    columns: columns.map((column) =>
      column.kind === 'category'
        ? { ...column, codes: sharedCopy(column.codes, Int32Array) }
        : { ...column, values: sharedCopy(column.values, Float64Array) },
    ),
  };
}

function sharedCopy<T extends Uint32Array | Int32Array | Float64Array>(
  values: T,
  of: { new (buffer: SharedArrayBuffer): T },
): T {
  const copy = new of(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Missing cells, however they are written, may not be used; or their rows are left out; or they are the column's mean, or a level of their own. */
export const missingPolicies = ['refuse', 'drop', 'mean', 'own-level'] as const;
/** One of the ways to treat missing cells. */
export type MissingPolicy = (typeof missingPolicies)[number];

/** What a category that was not there to be learned from is taken for. */
export const unseenPolicies = ['refuse', 'base', 'missing'] as const;
/** One of the ways to treat unseen categories. */
export type UnseenPolicy = (typeof unseenPolicies)[number];

/** Columns as a caller of the library gives them: numbers, texts or dates; null, undefined and NaN are missing cells. */
export type GivenColumns = Readonly<
  Record<string, ArrayLike<number> | readonly (number | string | Date | null | undefined)[]>
>;

/**
 * The table of these columns.
 * @param name what it is called in messages.
 * @throws InputError for no columns, columns of different lengths, and a column that holds several kinds of things.
 */
export function frameOf(given: GivenColumns, name = 'data'): Frame {
  const entries = Object.entries(given);
  const rows = entries[0]?.[1]?.length;
  if (rows === undefined || rows === 0)
    throw new InputError(`${name} must have columns with at least one row; got ${shown(given)}`);
  const source = { name };
  const columns = entries.map(([key, cells]) => {
    if (typeof cells === 'string') throw new InputError(`${name}.${key} must be a list of cells; got ${shown(cells)}`);
    if (cells?.length === rows)
      return columnOf(key, Array.from<unknown>(cells), (row) => placeOf({ source }, row, key));
    throw new InputError(
      `${name}.${key} must have ${rows} cells, as ${name}.${entries[0]![0]}; got ${shown(cells?.length)}`,
    );
  });
  return { rows, columns, source };
}

function columnOf(name: string, cells: readonly unknown[], place: (row: number) => string): Column {
  const missing = (cell: unknown) => cell === null || cell === undefined || Number.isNaN(cell);
  const first = cells.find((cell) => !missing(cell));
  const is =
    { number: 'a finite number', string: 'a text', object: 'a date' }[typeof first as 'number'] ??
    'a number, a text or a date';
  const fits = (cell: unknown) =>
    typeof cell === typeof first &&
    (typeof cell === 'string' || (cell instanceof Date ? !Number.isNaN(cell.getTime()) : Number.isFinite(cell)));
  const off = cells.findIndex((cell) => !missing(cell) && !fits(cell));
  if (off >= 0) throw new InputError(`${place(off)} must be ${is}; got ${shown(cells[off])}`);
  if (typeof first === 'string') {
    const codes = new Map<string, number>();
    const codeOf = (cell: unknown) => {
      if (missing(cell)) return -1;
      if (!codes.has(cell as string)) codes.set(cell as string, codes.size);
      return codes.get(cell as string)!;
    };
    return { name, kind: 'category', codes: Int32Array.from(cells, codeOf), levels: [...codes.keys()] };
  }
  const numberOf = (cell: unknown) =>
    cell instanceof Date ? cell.getTime() / DAY : missing(cell) ? Number.NaN : (cell as number);
  return { name, kind: first instanceof Date ? 'date' : 'number', values: Float64Array.from(cells, numberOf) };
}
