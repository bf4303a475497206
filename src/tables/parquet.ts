/** Apache Parquet: tables by columns, with the types of their cells. Nulls are missing cells, and texts are what they are. */
import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema, type SchemaTree } from 'hyparquet';
import { InputError, messageOf, shown } from '../errors.js';
import { type Column, type ColumnKind, dateText, type Frame, placeOf } from './frame.js';
import { type ExpectedOf, PART, type StreamedTable } from './frame-builder.js';
import { growingCategory, growingNumbers } from './growing-column.js';
import { type Allowance, type PageReader, pageReader, type Run } from './parquet-thread.js';

/** The whole of a file. @throws InputError as `streamParquet`. Memory: 8 bytes a number, 4 a category, and a row group. */
export async function readParquet(bytes: Uint8Array, path: string, expected: ExpectedOf): Promise<Frame> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = await opened(path, buffer);
  const columns = file.columns(expected);
  let rows = 0;
  for await (const count of file.read(columns)) rows += count;
  const unread = unreadOf(file.names, columns);
  return { rows, columns: columns.map((column) => column.take()), unread, source: { file: path, first: 1 } };
}

/**
 * A file by its row groups.
 * @throws InputError for a file that is cut or damaged, has no rows, or has a column of nested or unknown cells, or of others
 * than expected. Memory: a row group.
 */
export async function streamParquet(path: string): Promise<StreamedTable> {
  const file = await opened(path);
  return {
    names: file.names,
    async *parts(expected) {
      const columns = file.columns(expected);
      const unread = unreadOf(file.names, columns);
      let first = 0;
      for await (const rows of file.read(columns)) {
        const group = columns.map((column) => column.take());
        for (let from = 0; from < rows; from += PART) {
          const to = Math.min(rows, from + PART);
          const part = group.map((column) => between(column, from, to));
          yield { rows: to - from, columns: part, unread, source: { file: path, first: first + from + 1 } };
        }
        first += rows;
      }
    },
  };
}

function unreadOf(names: readonly string[], columns: readonly ParquetColumn[]): readonly string[] {
  const read = new Set(columns.map(({ name }) => name));
  return names.filter((name) => !read.has(name));
}

function between(column: Column, from: number, to: number): Column {
  return column.kind === 'category'
    ? { ...column, codes: column.codes.subarray(from, to) }
    : { ...column, values: column.values.subarray(from, to) };
}

interface OpenFile {
  readonly names: readonly string[];
  columns(expected: ExpectedOf): ParquetColumn[];
  /** Adds the cells of one row group after the other to the columns, and gives its number of rows. */
  read(columns: readonly ParquetColumn[]): AsyncIterable<number>;
}

/** @param bytes its content, where that was read already. */
async function opened(path: string, bytes?: ArrayBuffer): Promise<OpenFile> {
  const [metadata, schema, size] = await whole(path, async () => {
    const file = bytes ?? (await asyncBufferFromFile(path));
    const metadata = await parquetMetadataAsync(file);
    return [metadata, parquetSchema(metadata), file.byteLength] as const;
  });
  const names = schema.children.map(({ element }) => element.name);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined)
    throw new InputError(`${path} a column's name must stand there once; got ${shown(twice)} twice`);
  const groups = metadata.row_groups.map((group) => Number(group.num_rows));
  if (groups.every((rows) => rows === 0)) throw new InputError(`${path} has columns but no rows`);
  return {
    names,
    columns(expected) {
      const { only, kinds } = expected(names);
      const kept = schema.children.filter(({ element }) => only?.has(element.name) ?? true);
      return kept.map((tree) => columnOf(tree, kinds?.get(tree.element.name), path));
    },
    async *read(columns) {
      const allowed = allowance(size, groups.reduce((most, rows) => Math.max(most, rows), 0) * columns.length);
      const reader = columns.length === 0 ? null : pageReader(bytes ?? path, metadata, allowed);
      let first = 0;
      try {
        for (const rows of groups) {
          if (reader !== null) await readGroup(reader, { path, first, rows }, columns);
          first += rows;
          yield rows;
        }
      } finally {
        await reader?.end();
      }
    },
  };
}

/** Far above what whole files take: a million cells, or a megabyte, in a second; 100 bytes a cell. */
function allowance(bytes: number, cells: number): Allowance {
  return {
    seconds: 5 + Math.ceil(Math.min(bytes, 1e9) / 1e6 + Math.min(cells, 1e9) / 1e6),
    heap: Math.min(4096, 512 + Math.ceil((100 * cells) / 2 ** 20)),
  };
}

interface Group {
  readonly path: string;
  /** Its first row, and how many it has. */
  readonly first: number;
  readonly rows: number;
}

async function readGroup(
  reader: PageReader,
  { path, first, rows }: Group,
  columns: readonly ParquetColumn[],
): Promise<void> {
  const runs = new Map(columns.map(({ name }) => [name, [] as Run[]]));
  const rowsAsked = { columns: [...runs.keys()], rowStart: first, rowEnd: first + rows };
  for (const run of await whole(path, () => reader.read(rowsAsked))) runs.get(run.column)?.push(run);
  for (const column of columns) {
    const at = addRuns(column, runs.get(column.name)!, { path, first, rows });
    const got = `got ${at - first}`;
    if (at !== first + rows)
      throw damaged(path, `column ${shown(column.name)} must have ${rows} cells after row ${first}; ${got}`);
  }
}

/** @returns the row after the last that was added. */
function addRuns({ name, add }: ParquetColumn, runs: readonly Run[], { path, first }: Group): number {
  const source = { file: path, first: 1 };
  let at = first;
  for (const { start, cells } of runs.toSorted((a, b) => a.start - b.start)) {
    if (start !== at) break;
    for (let r = 0; r < cells.length; r++) {
      const fault = add(cells[r]);
      if (fault === null) continue;
      throw new InputError(`${placeOf({ source }, start + r)} ${shown(name)} ${fault}; got ${shown(cells[r])}`);
    }
    at += cells.length;
  }
  return at;
}

/** Whatever the reader throws means that the file is not what it should be. */
async function whole<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
}

function damaged(path: string, why: string): InputError {
  return new InputError(`${path} must be a whole Parquet file; it is cut or damaged: ${why}`);
}

interface ParquetColumn {
  readonly name: string;
  /** What must stand there instead, or null. */
  add(cell: unknown): string | null;
  take(): Column;
}

function columnOf(tree: SchemaTree, wanted: ColumnKind | undefined, path: string): ParquetColumn {
  const { name } = tree.element;
  const held = kindOf(tree);
  if (!(held in holds))
    throw new InputError(
      `${path} column ${shown(name)} must hold numbers, dates, texts or booleans; got ${held}: leave it out of the formula`,
    );
  const found = held as ColumnKind;
  const kind = wanted ?? found;
  // What is a number or a date can be a category, as in a text file; the others cannot be read as each other.
  if (kind !== found && kind !== 'category')
    throw new InputError(`${path} column ${shown(name)} must hold ${holds[kind]}; got ${holds[found]}`);
  const missing = (cell: unknown) => cell === null || cell === undefined || Number.isNaN(cell);
  if (kind === 'category') {
    const { push, take } = growingCategory(name);
    const text = found === 'date' ? (cell: unknown) => dateText(cell as number) : String;
    const add = (cell: unknown) => {
      push(missing(cell) ? null : text(cell));
      return null;
    };
    return { name, add, take };
  }
  const { push, take } = growingNumbers(name, kind);
  return {
    name,
    add(cell) {
      const value = missing(cell) ? Number.NaN : Number(cell);
      if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return 'must be a finite number';
      push(value);
      return null;
    },
    take,
  };
}

const holds: Readonly<Record<ColumnKind, string>> = {
  number: 'numbers',
  date: 'dates',
  category: 'texts or booleans',
};

const numeric: ReadonlySet<string> = new Set(['INT32', 'INT64', 'FLOAT', 'DOUBLE']);
const texts: ReadonlySet<string> = new Set(['STRING', 'UTF8', 'ENUM', 'UUID']);

/** What a column holds by its type; the name of the type where it is none of ours. */
function kindOf({ element, children }: SchemaTree): string {
  const { type, converted_type: converted, logical_type: logical, repetition_type: repetition } = element;
  if (children.length > 0 || repetition === 'REPEATED') return 'nested cells';
  const is = logical?.type ?? converted;
  if (converted === 'DECIMAL' || is === 'FLOAT16') return 'number';
  if (is === 'DATE' || is?.startsWith('TIMESTAMP') || type === 'INT96') return 'date';
  if (type === 'BOOLEAN' || (is === undefined ? type === 'BYTE_ARRAY' : texts.has(is))) return 'category';
  const plain = is === undefined || /^(U?INT|TIME)/.test(is);
  return plain && numeric.has(type ?? '') ? 'number' : `cells of type ${is ?? type}`;
}
