/** Columns that grow row by row from texts, and find out what they hold. */
import { InputError, shown } from '../errors.js';
import type { Column, ColumnKind, Frame } from './frame.js';

/** How a missing cell is written. */
const missingMarks = new Set(['', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL', 'None', '?']);

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const decimalComma = /^[+-]?\d+,\d+$/;
const infinite = /^[+-]?inf(inity)?$/i;
const isoDate = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const day = 24 * 3600 * 1000;

/** Days since 1970-01-01, UTC, of an ISO date, with or without a time; NaN for what is none. */
export function daysOf(text: string): number {
  if (!isoDate.test(text)) return Number.NaN;
  const timed = text.length > 10;
  const zoned = timed && /(Z|[+-]\d\d:?\d\d)$/.test(text);
  return Date.parse(timed ? `${text.replace(' ', 'T')}${zoned ? '' : 'Z'}` : text) / day;
}

/** What is known of the columns before they are read. */
export interface Expected {
  /** Columns that are of a kind whatever their cells look like; a cell of another kind is refused. */
  readonly kinds?: ReadonlyMap<string, ColumnKind>;
  /** Only these are kept; all when absent. */
  readonly only?: ReadonlySet<string>;
}

/** A frame under construction. */
export interface FrameBuilder {
  /** Rows so far. */
  readonly rows: number;
  /** Adds a row. @param line where it begins, for messages. @throws InputError, with file and line, for a cell of another kind than those above it. */
  add(cells: readonly string[], line: number): void;
  /** The rows so far as a frame; the builder begins anew, with the kinds that it found. */
  take(): Frame;
}

/**
 * A builder for a table with these columns. The first cell that is not missing says what a column holds: a number, an ISO date,
 * or else a category.
 * @param file stands in messages only.
 */
export function frameBuilder(file: string, header: readonly string[], expected: Expected = {}): FrameBuilder {
  const kept = [...header.keys()].filter((c) => expected.only?.has(header[c]!) ?? true);
  let columns = kept.map((c) => columnBuilder(header[c]!, expected.kinds?.get(header[c]!)));
  let lines = growing(Uint32Array);
  return {
    get rows() {
      return lines.length();
    },
    add(cells, line) {
      for (let q = 0; q < kept.length; q++) {
        const fault = columns[q]!.add(cells[kept[q]!]!);
        if (fault === null) continue;
        throw new InputError(`${file}:${line} ${shown(header[kept[q]!])} ${fault}; got ${shown(cells[kept[q]!])}`);
      }
      lines.push(line);
    },
    take() {
      const rows = lines.length();
      const at = lines.take();
      const done = columns.map((column) => column.take());
      columns = kept.map((c, q) => columnBuilder(header[c]!, columns[q]!.kind()));
      lines = growing(Uint32Array);
      return { rows, columns: done, place: (row) => `${file}:${at[row]}` };
    },
  };
}

interface ColumnBuilder {
  /** What must stand there instead, or null. */
  add(text: string): string | null;
  kind(): ColumnKind | undefined;
  take(): Column;
}

function columnBuilder(name: string, given: ColumnKind | undefined): ColumnBuilder {
  let kind = given;
  const values = growing(Float64Array);
  const codes = growing(Int32Array);
  const levels = new Map<string, number>();
  /** Cells before the first that says what the column holds. */
  let unknown = 0;

  const settle = (found: ColumnKind): void => {
    kind = found;
    for (; unknown > 0; unknown--) {
      if (kind === 'category') codes.push(-1);
      else values.push(Number.NaN);
    }
  };
  if (given !== undefined) settle(given);

  return {
    kind: () => kind,
    add(text) {
      if (kind === 'number') {
        const value = text === '' ? Number.NaN : Number(text);
        if (value - value === 0 && decimal.test(text)) values.push(value);
        else if (missingMarks.has(text)) values.push(Number.NaN);
        else return notNumber(text, name);
        return null;
      }
      if (missingMarks.has(text)) {
        if (kind === undefined) unknown++;
        else if (kind === 'category') codes.push(-1);
        else values.push(Number.NaN);
        return null;
      }
      if (kind === undefined) {
        if (decimalComma.test(text) || infinite.test(text)) return notNumber(text, name);
        settle(decimal.test(text) ? 'number' : Number.isNaN(daysOf(text)) ? 'category' : 'date');
        return this.add(text);
      }
      if (kind === 'date') {
        const days = daysOf(text);
        if (Number.isNaN(days)) return 'must be a date such as 2024-05-31, as in the rows above';
        values.push(days);
        return null;
      }
      let code = levels.get(text);
      if (code === undefined) {
        code = levels.size;
        levels.set(text, code);
      }
      codes.push(code);
      return null;
    },
    take() {
      if (kind === undefined) settle('number');
      return kind === 'category'
        ? { name, kind, codes: codes.take(), levels: [...levels.keys()] }
        : { name, kind: kind!, values: values.take() };
    },
  };
}

function notNumber(text: string, name: string): string {
  if (decimalComma.test(text))
    return `must be a number with a decimal point (${text.replace(',', '.')}): commas are not read as such`;
  if (infinite.test(text)) return 'must be a finite number';
  return `must be a number, as in the rows above (categories? then --categories ${name})`;
}

interface Growing<T> {
  push(value: number): void;
  length(): number;
  /** What was pushed, without the room to grow. */
  take(): T;
}

/** A typed array that doubles when it is full. */
function growing<T extends Float64Array | Int32Array | Uint32Array>(Kind: { new (length: number): T }): Growing<T> {
  let list = new Kind(16);
  let length = 0;
  return {
    push(value) {
      if (length === list.length) {
        const more = new Kind(2 * length);
        more.set(list);
        list = more;
      }
      list[length++] = value;
    },
    length: () => length,
    take: () => list.slice(0, length) as T,
  };
}
