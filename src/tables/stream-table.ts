/** A stranger's file in parts, so that one which is larger than memory can be gone through. */
import { createReadStream, statSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { fileProblem, InputError, messageOf } from '../errors.js';
import { csvOptions, delimiterOf, fieldsOf, firstLine, headerOf } from './delimited.js';
import type { Frame } from './frame.js';
import { type Expected, type FrameBuilder, frameBuilder } from './frame-builder.js';

/** Rows of a part. */
const PART = 20_000;

/** A table whose header is read, and whose rows come in parts. */
export interface StreamedTable {
  readonly names: readonly string[];
  /** Frames of at most 20 000 rows each. @throws InputError, with file and line, for a row that is none. */
  parts(expected: (names: readonly string[]) => Expected): AsyncIterable<Frame>;
}

/**
 * Opens a file as `readTable` reads it.
 * @throws InputError for what is no table, and from the parts for a file that changes while it is read.
 */
export async function streamTable(path: string): Promise<StreamedTable> {
  const before = stateOf(path);
  const records = recordsOf(path)[Symbol.asyncIterator]();
  const first = await records.next();
  if (first.done === true)
    throw new InputError(`${path} is empty; it must have a line of column names, and rows below it`);
  const header = headerOf(first.value.record, path);
  return {
    names: header.names,
    async *parts(expected) {
      let builder: FrameBuilder | undefined;
      let any = false;
      let line = first.value.lines + 1;
      for (let next = await records.next(); next.done !== true; next = await records.next()) {
        builder ??= frameBuilder(path, header.names, expected(header.names));
        builder.add(fieldsOf(next.value.record, header, path, line), line);
        line = next.value.lines + 1;
        any = true;
        if (builder.rows === PART) yield builder.take();
      }
      if (!any) throw new InputError(`${path} has a header but no rows`);
      if (builder!.rows > 0) yield builder!.take();
      if (stateOf(path) !== before) throw new InputError(`${path} was changed while it was read`);
    },
  };
}

/** What changes when a file is written. @throws InputError for what is no regular file. */
function stateOf(path: string): string {
  let stat: ReturnType<typeof statSync>;
  try {
    stat = statSync(path)!;
  } catch (error) {
    throw fileProblem(error, 'read', path);
  }
  if (!stat.isFile())
    throw new InputError(`${path} is ${stat.isDirectory() ? 'a directory' : 'no regular file'}; a table is needed`);
  return `${stat.size} ${stat.mtimeMs}`;
}

interface Located {
  readonly record: readonly string[];
  /** The line on which it ends. */
  readonly lines: number;
}

async function* recordsOf(path: string): AsyncGenerator<Located> {
  const texts = decoded(bytesOf(path), path);
  const first = await texts.next();
  if (first.done === true) return;
  const options = { ...csvOptions(delimiterOf(firstLine(new TextEncoder().encode(first.value)))), info: true } as const;
  const parser = parse(options);
  // What goes wrong is thrown by whoever reads the parser.
  pipeline(Readable.from(chain(first.value, texts)), parser, () => undefined);
  try {
    for await (const one of parser) {
      const { info, record } = one as { info: { lines: number }; record: string[] };
      yield { record, lines: info.lines };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${path}:${String(error.lines)} is no table: ${error.message}`);
  }
}

async function* chain(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** The bytes of a file, unpacked where it is gzipped. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head = await chunks.next();
  if (head.done === true) return;
  const all = (async function* () {
    yield head.value;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  })();
  if (head.value[0] !== 0x1f || head.value[1] !== 0x8b) {
    yield* all;
    return;
  }
  const unzip = createGunzip();
  pipeline(Readable.from(all), unzip, () => undefined);
  try {
    for await (const chunk of unzip) yield chunk as Buffer;
  } catch (error) {
    throw new InputError(`${path} is no whole gzip file: ${messageOf(error)}`);
  }
}

/** @throws InputError for bytes that are no UTF-8 text. */
async function* decoded(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let first = true;
  for await (const chunk of chunks) {
    if (first && chunk.subarray(0, 8192).includes(0))
      throw new InputError(`${path} must be a table as text; it is binary`);
    first = false;
    yield textOf(() => decoder.decode(chunk, { stream: true }), path);
  }
  const rest = textOf(() => decoder.decode(), path);
  if (rest !== '') yield rest;
}

function textOf(decode: () => string, path: string): string {
  try {
    return decode();
  } catch {
    throw new InputError(`${path} must be UTF-8 text; it is not`);
  }
}
