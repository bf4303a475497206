/** Columns that grow row by row from texts, and find out what they hold. */
import { InputError, shown } from '../errors.js';
import { type Column, type ColumnKind, DAY, type Frame } from './frame.js';
import {
  type GrowingCategory,
  type GrowingNumbers,
  growing,
  growingCategory,
  growingNumbers,
} from './growing-column.js';

/** How a missing cell is written: the marks of R, pandas, spreadsheets and the UCI repository. */
export const missingMarks: ReadonlySet<string> = new Set(
  ['', 'NA', 'N/A', 'n/a', '#N/A', '<NA>', 'NaN', 'nan', '-nan', 'NaT', 'null', 'NULL', 'None', '?'], //
);

/** How a number is written. */
export const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** With a comma for the point, or between thousands. */
const commas = /^[+-]?\d[\d.]*,\d[\d.,]*$/;
const whole = /^[+-]?\d+$/;
/** From here on not every whole number is one that a double holds. */
const exact = 2 ** 53;
const infinite = /^[+-]?inf(inity)?$/i;
/** How a date is written, with or without a time; without a zone it is UTC. */
export const isoDate = /^\d{4}-\d\d-(\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Days since 1970-01-01, UTC, of an ISO date, with or without a time; NaN for what is none, such as February 30. */
export function daysOf(text: string): number {
  const found = isoDate.exec(text);
  if (found === null) return Number.NaN;
  const [, dayOfMonth, time, , , zone] = found;
  const date = new Date(text.slice(0, 10));
  // Date takes the days of March for February 30.
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(dayOfMonth)) return Number.NaN;
  if (time === undefined) return date.getTime() / DAY;
  return Date.parse(`${text.replace(' ', 'T')}${zone === undefined ? 'Z' : ''}`) / DAY;
}

/** What is known of the columns before they are read. */
export interface Expected {
  /** Columns that are of a kind whatever their cells look like; a cell of another kind is refused. */
  readonly kinds?: ReadonlyMap<string, ColumnKind>;
  /** Only these are kept; all when absent. */
  readonly only?: ReadonlySet<string>;
}

/** What is expected of a table with these columns. @throws InputError for one that is not there. */
export type ExpectedOf = (names: readonly string[]) => Expected;

/** A table whose columns are known, and whose rows come in parts. */
export interface StreamedTable {
  readonly names: readonly string[];
  /** Frames of at most 20 000 rows each. @throws InputError, with file and line, for a row that is none. */
  parts(expected: ExpectedOf): AsyncIterable<Frame>;
}

/** Rows of a part. */
export const PART = 20_000;

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
 * or else a category; where all are missing, numbers.
 * @param file stands in messages only.
 */
export function frameBuilder(file: string, header: readonly string[], expected: Expected = {}): FrameBuilder {
  const kept = [...header.keys()].filter((c) => expected.only?.has(header[c]!) ?? true);
  const columns = kept.map((c) => columnBuilder(header[c]!, expected.kinds?.get(header[c]!)));
  const unread = kept.length < header.length ? { unread: header.filter((name) => !expected.only!.has(name)) } : {};
  const lines = growing(Uint32Array);
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
      const source = { file, lines: lines.take() };
      return { rows: source.lines.length, columns: columns.map((column) => column.take()), ...unread, source };
    },
  };
}

interface ColumnBuilder {
  /** What must stand there instead, or null. */
  add(text: string): string | null;
  take(): Column;
}

function columnBuilder(name: string, given: ColumnKind | undefined): ColumnBuilder {
  let numbers: GrowingNumbers | undefined;
  let category: GrowingCategory | undefined;
  let kind = given;
  /** Cells before the first that says what the column holds. */
  let unknown = 0;
  let lost: string | undefined;

  const settle = (found: ColumnKind): void => {
    kind = found;
    if (found === 'category') category = growingCategory(name);
    else numbers = growingNumbers(name, found);
    for (; unknown > 0; unknown--) addMissing();
  };
  const addMissing = (): null => {
    if (kind === undefined) unknown++;
    else if (kind === 'category') category!.push(null);
    else numbers!.push(Number.NaN);
    return null;
  };
  const must = (what: string, hint: string): string =>
    `must be ${what}${given === undefined ? `, as in the rows above${hint}` : ''}`;

  const add = (text: string): string | null => {
    if (kind === 'number') {
      const value = text === '' ? Number.NaN : Number(text);
      // `Number` reads 0x10 and 0b10, too.
      if (value - value === 0 && !(text.charCodeAt(1) > 57 && !decimal.test(text))) {
        if (text.charCodeAt(0) === 48 && text.charCodeAt(1) > 47) lost ??= 'leading zeros';
        else if ((value > exact || value < -exact) && whole.test(text)) lost ??= 'digits that a number does not hold';
        numbers!.push(value);
      } else if (missingMarks.has(text)) numbers!.push(Number.NaN);
      else return unreadable(text) ?? must('a number', ` (for categories: --categories ${name})`);
      return null;
    }
    if (missingMarks.has(text)) return addMissing();
    if (kind === 'category') category!.push(text);
    else if (kind === 'date') {
      const days = daysOf(text);
      if (Number.isNaN(days)) return must('a date such as 2024-05-31', '');
      numbers!.push(days);
    } else {
      const fault = unreadable(text);
      if (fault !== null) return fault;
      settle(decimal.test(text) ? 'number' : Number.isNaN(daysOf(text)) ? 'category' : 'date');
      return add(text);
    }
    return null;
  };

  if (given !== undefined) settle(given);
  return {
    add,
    take() {
      if (kind === 'category') return category!.take();
      if (kind !== undefined) return lost === undefined ? numbers!.take() : { ...numbers!.take(), lost };
      const values = new Float64Array(unknown).fill(Number.NaN);
      unknown = 0;
      return { name, kind: 'number', values };
    },
  };
}

/** What must stand in place of a number, or a date, that cannot be read as one; null for other texts. */
function unreadable(text: string): string | null {
  if (commas.test(text)) return 'must be a number with a decimal point and no commas, such as 1234.5';
  if (isoDate.test(text) && Number.isNaN(daysOf(text))) return 'must be a day and a time that there are';
  if (infinite.test(text) || (decimal.test(text) && !Number.isFinite(Number(text)))) return 'must be a finite number';
  return null;
}
