/** A stranger's file as a frame: text with any delimiter, gzipped or not. */
import { gunzipSync } from 'node:zlib';
import { InputError, messageOf } from '../errors.js';
import { readDelimited } from './delimited.js';
import { type ReadFile, readBytes, sha256 } from './file.js';
import type { Frame } from './frame.js';
import type { Expected } from './frame-builder.js';

/** A file that was read. */
export interface TableFile {
  readonly frame: Frame;
  /** Of the file's bytes. */
  readonly sha256: string;
}

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * The table in the bytes of a text file, gzipped or not.
 * @throws InputError, with file and line, for what is no such table; with a hint where it is Parquet.
 */
export function textTable(bytes: Buffer, path: string, expected: Expected = {}): Frame {
  if (bytes.subarray(0, 4).toString('latin1') === 'PAR1')
    throw new InputError(`${path} must be a table as text here; it is Parquet: write it as CSV first`);
  return readDelimited(isGzip(bytes) ? unzipped(bytes, path) : bytes, path, expected);
}

/** @throws InputError, with file and line, for what is no table. Memory: the file, and what its columns hold. */
export async function readTable(path: string, expected: Expected = {}, read: ReadFile = readBytes): Promise<TableFile> {
  const bytes = read(path, 'a table');
  return { frame: textTable(bytes, path, expected), sha256: sha256(bytes) };
}

function unzipped(bytes: Buffer, path: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(`${path} is no whole gzip file: ${messageOf(error)}`);
  }
}
