/** Text with columns between commas, tabs or semicolons, as a frame. */
import { isUtf8 } from 'node:buffer';
import { CsvError, type Options, parse } from 'csv-parse/sync';
import { InputError, shown } from '../errors.js';
import type { Frame } from './frame.js';
import { type ExpectedOf, type FrameBuilder, frameBuilder } from './frame-builder.js';

/** What stands between the cells. */
const delimiters = [',', '\t', ';'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Bytes in which the header's delimiter is looked for. */
const HEADER = 1 << 20;

/** The one that the header has most of, outside quotes; a comma where it has none. */
export function delimiterOf(bytes: Uint8Array): Delimiter {
  const text = new TextDecoder().decode(bytes.subarray(0, HEADER)).replace(/^[\r\n]+/, '');
  const [header] = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const counts = delimiters.map((one) => header!.split(one).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

/** How csv-parse reads such text. The line ends are given, for it would take the first line's for all. */
export function csvOptions(delimiter: Delimiter): Options {
  return {
    ...{ delimiter, bom: true, trim: true, relax_column_count: true, skip_empty_lines: true },
    record_delimiter: ['\r\n', '\n', '\r'],
  };
}

/** The records of a table as csv-parse finds them: the first is the header, the others become rows of a frame. */
export interface Records {
  /** Of the columns, once the header is read. */
  names(): readonly string[] | undefined;
  /** @param lines those that csv-parse has counted, where the record ends. @throws InputError for what is no header, and no row below it. */
  add(record: readonly string[], lines: number): void;
  /** Rows that were not taken. */
  rows(): number;
  take(): Frame;
  /** What is wrong with a text, as csv-parse says it, or with one that has ended; other errors are given back. */
  fault(error: unknown): unknown;
  /** @throws InputError for a text that had no header or no rows. */
  end(): void;
}

export function recordsOf(file: string, expected: ExpectedOf): Records {
  let header: Header | undefined;
  let builder: FrameBuilder | undefined;
  let any = false;
  /** Where the next record begins, where csv-parse says that the last one ended, and how far its count is ahead: it takes CR LF between quotes for two line ends. */
  let [line, counted, ahead] = [1, 0, 0];
  return {
    names: () => header?.names,
    add(record, lines) {
      if (lines !== counted + 1) {
        // Lines that are empty, or within the record.
        const ends = record.join('\n').match(/\r\n|\r|\n/g) ?? [];
        const within = ends.length - record.length + 1;
        const pairs = ends.filter((end) => end.length === 2).length;
        line = lines - ahead - within - pairs;
        ahead += pairs;
      }
      counted = lines;
      if (header === undefined) {
        header = headerOf(record, file, line);
        builder = frameBuilder(file, header.names, expected(header.names));
      } else {
        builder!.add(fieldsOf(record, header, file, line), line);
        any = true;
      }
      line = lines - ahead + 1;
    },
    rows: () => builder?.rows ?? 0,
    take: () => builder!.take(),
    fault(error) {
      if (!(error instanceof CsvError)) return error;
      const at = error.code === 'CSV_QUOTE_NOT_CLOSED' ? line : Number(error.lines) - ahead;
      return new InputError(`${file}:${at} ${quoteFaults[error.code] ?? `is no table: ${error.message}`}`);
    },
    end() {
      if (header === undefined)
        throw new InputError(`${file} is empty; it must have a line of column names, and rows below it`);
      if (!any) throw new InputError(`${file} has a header but no rows`);
    },
  };
}

const quoteFaults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote that is opened here, or below, must be closed; got the end of the file',
  INVALID_OPENING_QUOTE: 'a cell with a quote in it must stand in quotes, and its own be doubled; got a lone quote',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote must end the cell; got more of it',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'a closing quote must end the cell; got more of it',
};

/** The names of columns, and which fields have one: the first may be that of rows, as R and pandas write them. */
interface Header {
  readonly names: readonly string[];
  /** Fields of a line. */
  readonly width: number;
  /** 1 where the first field is the name of a row, and is left out. */
  readonly skipped: 0 | 1;
}

/** @throws InputError for a name that is missing or there twice. */
function headerOf(fields: readonly string[], file: string, line: number): Header {
  const skipped = fields.length > 1 && fields[0] === '' ? 1 : 0;
  const names = fields.slice(skipped);
  const seen = new Set<string>();
  names.forEach((name, c) => {
    if (name === '') throw new InputError(`${file}:${line} column ${c + skipped + 1} must have a name; got ""`);
    if (seen.size === seen.add(name).size)
      throw new InputError(`${file}:${line} a column's name must stand there once; got ${shown(name)} twice`);
  });
  return { names, width: fields.length, skipped };
}

/** @throws InputError for a line with more or fewer fields than the header. */
function fieldsOf(
  record: readonly string[],
  { width, skipped }: Header,
  file: string,
  line: number,
): readonly string[] {
  if (record.length !== width)
    throw new InputError(
      `${file}:${line} must have ${width} fields, as the header; got ${record.length}${widthHint(record, width)}`,
    );
  return skipped === 0 ? record : record.slice(skipped);
}

/** What may have gone wrong in a line of so many fields. */
function widthHint(record: readonly string[], width: number): string {
  const other = delimiters.find((one) => record.length === 1 && record[0]!.split(one).length === width);
  if (other !== undefined) return `: it has ${delimiterNames[other]} in the place of the header's`;
  return record.length > width ? ' (a cell that holds the delimiter must stand in quotes)' : '';
}

const delimiterNames: Readonly<Record<Delimiter, string>> = { ',': 'commas', '\t': 'tabs', ';': 'semicolons' };

/** What files begin with that are no tables, a letter for each byte. */
const formats: readonly (readonly [head: string | RegExp, is: string])[] = [
  ['\xff\xfe', 'UTF-16 text: save it as UTF-8'],
  ['\xfe\xff', 'UTF-16 text: save it as UTF-8'],
  ['PK\x03\x04', 'a zip file or an Excel workbook: unpack it, or save it as CSV'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook: save it as CSV'],
  ['BZh', 'packed by bzip2: unpack it'],
  ['\xfd7zXZ', 'packed by xz: unpack it'],
  ['\x28\xb5\x2f\xfd', 'packed by zstd: unpack it'],
  ['\x1f\x8b', 'packed twice: unpack it once'],
  ['ARROW1', 'Arrow: write it as Parquet or CSV'],
  ['%PDF-', 'a PDF'],
  [/^(\xef\xbb\xbf)?\s*<(!|\?|html)/i, 'HTML or XML'],
  [/^(\xef\xbb\xbf)?\s*(\{\s*"|\[\s*[[{])/, 'JSON: write it as CSV'],
];

/** @param head the first bytes of a file. @throws InputError for those of no text. */
export function requireTextHead(head: Uint8Array, file: string): void {
  const letters = String.fromCharCode(...head.subarray(0, 256));
  const format = formats.find(([begins]) =>
    typeof begins === 'string' ? letters.startsWith(begins) : begins.test(letters),
  )?.[1];
  const is = format ?? (head.subarray(0, 8192).includes(0) ? 'binary' : null);
  if (is !== null) throw new InputError(`${file} must be a table as text, gzipped text, or Parquet; it is ${is}`);
}

/** @param above lines above them. @throws InputError, with file and line, for bytes that are not all UTF-8. */
export function requireUtf8(bytes: Uint8Array, file: string, above = 0): void {
  if (isUtf8(bytes)) return;
  let at = 0;
  for (let end = letterEnd(bytes, at); isUtf8(bytes.subarray(at, end)); end = letterEnd(bytes, at)) at = end;
  const line = 1 + above + lineEnds(bytes.subarray(0, at));
  const got = `0x${bytes[at]!.toString(16)}`;
  throw new InputError(`${file}:${line} must be UTF-8 text; got the byte ${got}: save the table as UTF-8`);
}

/** Where the letter ends that begins there, by its first byte. */
function letterEnd(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]!;
  return at + (byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4);
}

export function lineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/**
 * Reads a table whose first line names its columns (RFC 4180; tabs and semicolons, too; a byte order mark and any line ends).
 * Memory: 8 bytes a number, 4 a category.
 * @throws InputError, with file and line, for what is no such table, has no rows, or has a cell of another kind than those above it.
 */
export function readDelimited(bytes: Uint8Array, file: string, expected: ExpectedOf = () => ({})): Frame {
  requireTextHead(bytes, file);
  requireUtf8(bytes, file);
  const records = recordsOf(file, expected);
  const on_record = (record: string[], { lines }: { lines: number }): null => {
    records.add(record, lines);
    return null;
  };
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    parse(text, { ...csvOptions(delimiterOf(bytes)), on_record });
  } catch (error) {
    throw records.fault(error);
  }
  records.end();
  return records.take();
}
