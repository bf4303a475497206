/** Text with columns between commas, tabs or semicolons, as a frame. */
import { isUtf8 } from 'node:buffer';
import { CsvError, type Options, parse } from 'csv-parse/sync';
import { InputError, shown } from '../errors.js';
import type { Frame } from './frame.js';
import { type Expected, frameBuilder } from './frame-builder.js';

/** What stands between the cells. */
const delimiters = [',', '\t', ';'] as const;
export type Delimiter = (typeof delimiters)[number];

/** The one that the header has most of, outside quotes; a comma where it has none. */
export function delimiterOf(header: string): Delimiter {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = delimiters.map((one) => bare.split(one).length - 1);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

/** How csv-parse reads such text. The line ends are given, for it would take the first line's for all. */
export function csvOptions(delimiter: Delimiter): Options {
  return {
    ...{ delimiter, bom: true, trim: true, relax_column_count: true, skip_empty_lines: true },
    record_delimiter: ['\r\n', '\n', '\r'],
  };
}

/** The names of columns, and which fields have one: the first may be that of rows, as R and pandas write them. */
export interface Header {
  readonly names: readonly string[];
  /** Fields of a line. */
  readonly width: number;
  /** 1 where the first field is the name of a row, and is left out. */
  readonly skipped: 0 | 1;
}

/** @throws InputError for a name that is missing or there twice. */
export function headerOf(fields: readonly string[], file: string): Header {
  const skipped = fields.length > 1 && fields[0] === '' ? 1 : 0;
  const names = fields.slice(skipped);
  const seen = new Set<string>();
  names.forEach((name, c) => {
    if (name === '') throw new InputError(`${file}:1 column ${c + skipped + 1} has no name`);
    if (seen.size === seen.add(name).size)
      throw new InputError(`${file}:1 column ${shown(name)} stands in the header twice`);
  });
  return { names, width: fields.length, skipped };
}

/** @throws InputError for a line with more or fewer fields than the header. */
export function fieldsOf(
  record: readonly string[],
  { width, skipped }: Header,
  file: string,
  line: number,
): readonly string[] {
  if (record.length !== width)
    throw new InputError(`${file}:${line} must have ${width} fields, as the header; got ${record.length}`);
  return skipped === 0 ? record : record.slice(skipped);
}

/** @throws InputError for bytes that are no text. */
export function requireText(bytes: Uint8Array, file: string): void {
  if (bytes.subarray(0, 8192).includes(0)) throw new InputError(`${file} must be a table as text; it is binary`);
  if (!isUtf8(bytes)) throw new InputError(`${file} must be UTF-8 text; it is not`);
}

/** The first line that is not empty. */
export function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 1 << 20));
  return /^\s*([^\r\n]*)/.exec(text)![1]!;
}

/**
 * Reads a table whose first line names its columns (RFC 4180; tabs and semicolons, too; a byte order mark and any line ends).
 * Memory: 8 bytes a number, 4 a category.
 * @throws InputError, with file and line, for what is no such table, has no rows, or has a cell of another kind than those above it.
 */
export function readDelimited(bytes: Uint8Array, file: string, expected: Expected = {}): Frame {
  requireText(bytes, file);
  let header: Header | undefined;
  let builder: ReturnType<typeof frameBuilder> | undefined;
  let line = 1;
  const on_record = (record: string[], { lines }: { lines: number }): null => {
    if (header === undefined) {
      header = headerOf(record, file);
      builder = frameBuilder(file, header.names, expected);
    } else builder!.add(fieldsOf(record, header, file, line), line);
    line = lines + 1;
    return null;
  };
  try {
    parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      ...csvOptions(delimiterOf(firstLine(bytes))),
      on_record,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${file}:${String(error.lines)} is no table: ${error.message}`);
  }
  if (builder === undefined)
    throw new InputError(`${file} is empty; it must have a line of column names, and rows below it`);
  if (builder.rows === 0) throw new InputError(`${file} has a header but no rows`);
  return builder.take();
}
