/** CSV as the results folder has it: a header, `\n` line ends, numbers in their shortest round-trip form. */
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { InputError, messageOf, shown } from '../errors.js';
import { columnIndex } from './header.js';

/** What a cell of a table holds; null, and a number that is not finite, is written as nothing. */
export type Value = number | string | boolean | null;

/** A table to be written. Its rows may be made anew each time that they are gone through. */
export interface Sheet {
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Value[]>;
}

/** A table that was read. */
export interface Table {
  readonly file: string;
  readonly columns: readonly string[];
  readonly rows: readonly Line[];
}

/**
 * One line of a table, with typed access to its cells.
 * @throws InputError from each, naming file, line and column, for a missing column and for a cell of another kind.
 */
export interface Line {
  /** Where the line begins in the file, from 1; the header is line 1. */
  readonly line: number;
  text(column: string): string;
  number(column: string): number;
  numberOrNull(column: string): number | null;
  /** Null where the cell is empty. */
  flagOrNull(column: string): boolean | null;
  /** An InputError about this cell: `file:line column <must>; got "..."`. */
  wrong(column: string, must: string): InputError;
}

/**
 * The sheet as CSV; texts are quoted only where they must be.
 * @throws InputError for two columns of one name, such as a sweep named as a column that is always there.
 */
export function toCsv(sheet: Sheet): string {
  return [...csvParts(sheet)].join('');
}

/** Letters that parts of a text have, about. */
const partLength = 2 ** 16;

/** The same in parts of whole lines, made as they are asked for. @throws as `toCsv`, of columns at once. */
export function csvParts(sheet: Sheet): Iterable<string> {
  const twice = repeated(sheet.columns);
  if (twice !== undefined)
    throw new InputError(`two columns would be named ${shown(twice)}; rename the sweep or metric`);
  return partsOf(sheet);
}

function* partsOf(sheet: Sheet): Generator<string> {
  let part = '';
  for (const line of csvLines(sheet)) {
    part += line;
    if (part.length < partLength) continue;
    yield part;
    part = '';
  }
  yield part;
}

function* csvLines({ columns, rows }: Sheet): Generator<string> {
  yield lineOf(columns);
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (row.length !== columns.length)
      throw new RangeError(`row ${count} has ${row.length} values for ${columns.length} columns`);
    yield lineOf(row.map(toText));
  }
}

/** One line, with its end. Without anything to quote it is itself: csv-stringify takes 30 times as long for it. */
export function lineOf(cells: readonly string[]): string {
  return cells.some(special) ? stringify([cells], { quoted_match: blanksAround }) : `${cells.join(',')}\n`;
}

/** Readers of tables take these away, but from quoted cells. */
const blanksAround = /^\s|\s$/;

/** Whether csv-stringify has to decide how a cell is written: quotes, commas, line ends, blanks at its ends. */
function special(cell: string): boolean {
  return /^\s|[",\r\n]|\s$/.test(cell);
}

/**
 * A value as its cell shows it: `String(x)` for numbers, true or false. Numbers that are not finite are written as null
 * is, as nothing: JSON, through which rows may come, makes them null too, and the bytes must not depend on the way. Half
 * of a surrogate pair, which UTF-8 does not have, is U+FFFD, as it is in the file.
 */
export function toText(value: Value): string {
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return '';
  return String(value).replace(/\p{Surrogate}/gu, '\ufffd');
}

/**
 * @param file stands in messages only.
 * @throws InputError for text that is no CSV, an empty file, two columns of one name, and rows of another length.
 */
export function parseTable(text: string, file: string): Table {
  const [first, ...records] = parseRecords(text, file);
  if (first === undefined) throw new InputError(`${file} is empty; it must begin with a line of column names`);
  const columns = cellsOf(first);
  const twice = repeated(columns);
  if (twice !== undefined) throw new InputError(`${file}:1 has two columns ${shown(twice)}`);
  const head = { file, columns, last: { cells: columns } };
  const rows = records.map((record) => {
    const { length } = cellsOf(record);
    if (length === columns.length) return new TableLine(head, record);
    throw new InputError(`${file}:${record.line} has ${length} cells; the header has ${columns.length}`);
  });
  return { file, columns, rows };
}

/** The first that stands there a second time. */
function repeated(columns: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return columns.find((column) => seen.size === seen.add(column).size);
}

interface Head extends Pick<Table, 'file' | 'columns'> {
  /** The line that was read last, and its cells: most are read one column after the other. */
  last: { readonly line?: TableLine; readonly cells: readonly string[] };
}

/** Cells, or without quotes the text of the line: 10^6 of them take a fifth of the memory. */
interface Record {
  readonly line: number;
  readonly cells: string | readonly string[];
}

const cellsOf = ({ cells }: Record): readonly string[] => (typeof cells === 'string' ? cells.split(',') : cells);

function parseRecords(text: string, file: string): Record[] {
  return /["\r]/.test(text) ? parseQuoted(text, file) : parsePlain(text);
}

/** Of a text without quotes a line is a record: 20 times as fast as csv-parse, and the same. */
function parsePlain(text: string): Record[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, l) => ({ line: l + 1, cells: line }));
}

function parseQuoted(text: string, file: string): Record[] {
  try {
    const record_delimiter = ['\r\n', '\n', '\r'];
    const parsed = parse(text, { bom: true, info: true, relax_column_count: true, record_delimiter });
    let line = 1;
    return (parsed as unknown as { info: { lines: number }; record: string[] }[]).map(({ info, record }) => {
      const begins = line;
      line = info.lines + 1; // a record's `lines` is where it ends
      return { line: begins, cells: record };
    });
  } catch (error) {
    const line = error instanceof CsvError && typeof error.lines === 'number' ? `:${error.lines}` : '';
    throw new InputError(`${file}${line} is not CSV: ${messageOf(error)}`);
  }
}

/** A class, for a table may have 10^5 lines and each would bring its own functions. */
class TableLine implements Line {
  readonly #table: Head;
  readonly #record: Record;

  constructor(table: Head, record: Record) {
    this.#table = table;
    this.#record = record;
  }

  get line(): number {
    return this.#record.line;
  }

  text(column: string): string {
    const table = this.#table;
    if (table.last.line !== this) table.last = { line: this, cells: cellsOf(this.#record) };
    return table.last.cells[columnIndex(table, column)]!;
  }

  number(column: string): number {
    const value = this.numberOrNull(column);
    if (value === null) throw this.wrong(column, 'must be a number');
    return value;
  }

  numberOrNull(column: string): number | null {
    const cell = this.text(column);
    if (cell === '') return null;
    const value = Number(cell);
    if (!Number.isFinite(value) || cell.trim() === '') throw this.wrong(column, 'must be a number or empty');
    return value;
  }

  flagOrNull(column: string): boolean | null {
    const cell = this.text(column);
    if (cell !== '' && cell !== 'true' && cell !== 'false') throw this.wrong(column, 'must be true, false or empty');
    return cell === '' ? null : cell === 'true';
  }

  wrong(column: string, must: string): InputError {
    return new InputError(`${this.#table.file}:${this.line} ${column} ${must}; got ${shown(this.text(column))}`);
  }
}

/** What `of` gives for 0..count-1. */
export function upTo<T>(count: number, of: (j: number) => T): T[] {
  return Array.from({ length: count }, (_, j) => of(j));
}
