/** A stranger's file in parts, so that one which is larger than memory can be gone through. */

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Parser, parse } from 'csv-parse';
import { InputError } from '../errors.js';
import {
  csvOptions,
  delimiterOf,
  lineEnds,
  type Records,
  recordsOf,
  requireTextHead,
  requireUtf8,
} from './delimited.js';
import { stateOf } from './file.js';
import type { Frame } from './frame.js';
import { PART, type StreamedTable } from './frame-builder.js';
import { isGzip, isParquet, notGzip } from './text-table.js';

/**
 * Opens a file as `readTable` reads it: the same columns, in parts.
 * @throws InputError for what is no table, and from the parts for a file that changes while it is read.
 */
export async function streamTable(path: string): Promise<StreamedTable> {
  const before = stateOf(path, 'a table');
  const { names, parts } = (await isParquetFile(path))
    ? await (await import('./parquet.js')).streamParquet(path)
    : await streamDelimited(path);
  return {
    names,
    async *parts(expected) {
      yield* parts(expected);
      if (stateOf(path, 'a table') !== before) throw new InputError(`${path} was changed while it was read`);
    },
  };
}

async function isParquetFile(path: string): Promise<boolean> {
  for await (const head of createReadStream(path, { end: 3 })) return isParquet(head as Buffer);
  return false;
}

async function streamDelimited(path: string): Promise<StreamedTable> {
  const names = await namesOf(path);
  return {
    names,
    async *parts(expected) {
      const records = recordsOf(path, expected);
      const full: Frame[] = [];
      const on_record = (record: string[], { lines }: { lines: number }): null => {
        records.add(record, lines);
        if (records.rows() === PART) full.push(records.take());
        return null;
      };
      for await (const _ of parsedChunks(path, records, on_record)) {
        yield* full;
        full.length = 0;
      }
      records.end();
      yield* full;
      if (records.rows() > 0) yield records.take();
    },
  };
}

/** The names of columns alone: what the caller expects of them is not known before. */
async function namesOf(path: string): Promise<readonly string[]> {
  const records = recordsOf(path, () => ({ only: new Set() }));
  const on_record = (record: string[], { lines }: { lines: number }): null => {
    if (records.names() === undefined) records.add(record, lines);
    return null;
  };
  try {
    for await (const _ of parsedChunks(path, records, on_record)) if (records.names() !== undefined) break;
  } catch (error) {
    // What is wrong below the header is found when the rows are read, in their order.
    if (records.names() === undefined) throw error;
  }
  if (records.names() === undefined) records.end();
  return records.names()!;
}

type OnRecord = (record: string[], context: { readonly lines: number }) => null;

/** Goes through the file and hands its records to `on_record`; steps after each chunk, and before the end. */
async function* parsedChunks(path: string, records: Records, on_record: OnRecord): AsyncGenerator<void> {
  let parser: Parser | undefined;
  try {
    for await (const chunk of textOf(path)) {
      parser ??= parserOf(chunk, on_record);
      await settled((done) => parser!.write(chunk, done));
      yield;
    }
    if (parser !== undefined) await settled((done) => parser!.end(done));
  } catch (error) {
    throw records.fault(error);
  }
}

function parserOf(head: Uint8Array, on_record: OnRecord): Parser {
  const parser = parse({ ...csvOptions(delimiterOf(head)), on_record });
  // Whoever writes is told.
  parser.on('error', () => undefined);
  return parser;
}

function settled(call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}

/** The bytes of a file, unpacked where it is gzipped, in chunks of whole UTF-8 letters. */
async function* textOf(path: string): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array | undefined;
  let length = 0;
  const require = async (bytes: Uint8Array) => {
    if (!isUtf8(bytes)) requireUtf8(bytes, path, await linesWithin(path, length));
  };
  for await (const chunk of bytesOf(path)) {
    const all: Uint8Array = rest === undefined || rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (rest === undefined) requireTextHead(all, path);
    const end = wholeLetters(all);
    rest = all.subarray(end);
    const whole = all.subarray(0, end);
    await require(whole);
    length += whole.length;
    yield whole;
  }
  if (rest !== undefined) await require(rest);
}

/** Line ends in so many bytes of a text: they are not counted as it is read, for few texts are asked. */
async function linesWithin(path: string, length: number): Promise<number> {
  let [count, seen] = [0, 0];
  for await (const chunk of bytesOf(path)) {
    count += lineEnds(chunk.subarray(0, length - seen));
    seen += chunk.length;
    if (seen >= length) break;
  }
  return count;
}

/** Where a letter begins that goes on beyond the end; the end where there is none. */
function wholeLetters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const CHUNK = 1 << 20;

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head = await chunks.next();
  if (head.done === true) return;
  const all = (async function* () {
    yield head.value;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  })();
  if (!isGzip(head.value)) {
    try {
      yield* all;
    } finally {
      file.destroy();
    }
    return;
  }
  const unzip = createGunzip({ chunkSize: CHUNK });
  pipeline(Readable.from(all), unzip, () => undefined);
  try {
    for await (const chunk of unzip) yield chunk as Buffer;
  } catch (error) {
    throw notGzip(error, path);
  } finally {
    file.destroy();
  }
}
