/** A CSV file as text fields, and where each of them stands in the file. */
import { CsvError, parse } from 'csv-parse/sync';
import { InputError, shown } from '../errors.js';
import { type ReadFile, readBytes } from './file.js';

export interface CsvTable {
  readonly header: readonly string[];
  /** The records below the header, all as long as it; blank lines are skipped. */
  readonly records: readonly (readonly string[])[];
  /** An error at a field: `file:line:column message`, counted from 1. The header is record -1. */
  errorAt(record: number, field: number, message: string): InputError;
}

/**
 * Reads a comma-separated UTF-8 file (RFC 4180, a byte order mark allowed) whose first line names the columns.
 * @throws InputError for what is no regular file, is above 500 MB, cannot be read, is empty or ragged, or has unnamed or repeated columns.
 */
export function readCsv(path: string, read: ReadFile = readBytes): CsvTable {
  const text = readText(path, read);
  const [header = [], ...records] = parseText(path, text);
  const errorAt = (record: number, field: number, message: string): InputError => {
    const { line, column } = position(text, record + 1, field);
    return new InputError(`${path}:${line}:${column} ${message}`);
  };
  if (header.length === 0) throw new InputError(`${path} is empty: it must have a header line and rows below it`);
  const names = new Set<string>();
  header.forEach((name, field) => {
    if (name === '') throw errorAt(-1, field, `column ${field + 1} has no name`);
    if (names.size === names.add(name).size)
      throw errorAt(-1, field, `column ${shown(name)} stands in the header twice`);
  });
  if (records.length === 0) throw new InputError(`${path} has a header but no rows`);
  records.forEach((record, r) => {
    if (record.length === header.length) return;
    const message = `a row must have ${header.length} fields, as the header has; got ${record.length}`;
    throw errorAt(r, Math.min(record.length, header.length), message);
  });
  return { header, records, errorAt };
}

function readText(path: string, read: ReadFile): string {
  const bytes = read(path, 'a CSV file');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`${path} is not UTF-8 text`);
  }
}

function parseText(path: string, text: string): string[][] {
  try {
    const record_delimiter = ['\r\n', '\n', '\r']; // given, for the parser would take the first line's for all
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, record_delimiter });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${path}:${String(error.lines)} is not valid CSV: ${error.message}`);
  }
}

/** Line and column, from 1, of a field of valid CSV, by walking over its text; only used to report an error. */
function position(text: string, record: number, field: number): { line: number; column: number } {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  const before = text.slice(from, offset(text, from, record, field)).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Where a field begins; the end of its record where it has fewer fields. */
function offset(text: string, from: number, record: number, field: number): number {
  let [recordsLeft, fieldsLeft, recordStart, fieldStart, quoted] = [record, field, from, from, false];
  for (let at = from; at <= text.length; at++) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    if (quoted && char !== undefined) continue;
    if (char === ',' && fieldsLeft-- > 0) fieldStart = at + 1;
    if (char !== undefined && char !== '\n' && char !== '\r') continue;
    const blank = text.slice(recordStart, at).trim() === '';
    if (!blank && recordsLeft-- === 0) return fieldsLeft > 0 ? at : fieldStart;
    [fieldsLeft, recordStart, fieldStart] = [field, at + 1, at + 1];
  }
  return text.length;
}
