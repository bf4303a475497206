/** A stranger's file as a frame: text with any delimiter, gzipped or not, or Parquet. */
import { gunzipSync } from 'node:zlib';
import { InputError, messageOf } from '../errors.js';
import { readDelimited } from './delimited.js';
import { type ReadFile, readBytes, sha256, stateOf } from './file.js';
import type { Frame } from './frame.js';
import type { ExpectedOf } from './frame-builder.js';

/** A file that was read. */
export interface TableFile {
  readonly frame: Frame;
  /** Of the file's bytes. */
  readonly sha256: string;
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
export const isParquet = (bytes: Uint8Array): boolean => Buffer.from('PAR1').equals(bytes.subarray(0, 4));

/** As `readBytes` has it for files: far more than fits into memory as columns, and an end to what unpacks without one. */
const mostUnpacked = 2_000_000_000;

/**
 * @param expected what is known of the columns, once their names are.
 * @throws InputError, with file and line, for what is no table, and for a file that changes while it is read. Memory: the file,
 * and what its columns hold.
 */
export async function readTable(
  path: string,
  expected: ExpectedOf = () => ({}),
  read: ReadFile = readBytes,
): Promise<TableFile> {
  const before = stateOf(path, 'a table');
  const bytes = read(path, 'a table');
  if (stateOf(path, 'a table') !== before) throw new InputError(`${path} was changed while it was read`);
  return { frame: await frameOf(bytes, path, expected), sha256: sha256(bytes) };
}

async function frameOf(bytes: Buffer, path: string, expected: ExpectedOf): Promise<Frame> {
  if (!isParquet(bytes)) return readDelimited(isGzip(bytes) ? unpacked(bytes, path) : bytes, path, expected);
  const { readParquet } = await import('./parquet.js');
  return readParquet(bytes, path, expected);
}

function unpacked(bytes: Buffer, path: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  } catch (error) {
    throw notGzip(error, path);
  }
}

export function notGzip(error: unknown, path: string): InputError {
  return new InputError(`${path} must be a whole gzip file; it is cut, damaged or too large: ${messageOf(error)}`);
}
