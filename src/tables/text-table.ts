/** The bytes of a text file as a frame, gzipped or not: what a page can carry, too. */
import { gunzipSync } from 'node:zlib';
import { InputError, messageOf } from '../errors.js';
import { readDelimited } from './delimited.js';
import type { Frame } from './frame.js';
import type { ExpectedOf } from './frame-builder.js';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
export const isParquet = (bytes: Uint8Array): boolean => Buffer.from('PAR1').equals(bytes.subarray(0, 4));

/** As `readBytes` has it for files: far more than fits into memory as columns, and an end to what unpacks without one. */
const mostUnpacked = 2_000_000_000;

/**
 * The table in the bytes of a text file, gzipped or not.
 * @param expected what is known of the columns, once their names are.
 * @throws InputError, with file and line, for what is no such table; with a hint where it is Parquet.
 */
export function textTable(bytes: Uint8Array, path: string, expected: ExpectedOf = () => ({})): Frame {
  if (isParquet(bytes))
    throw new InputError(`${path} must be a table as text here; it is Parquet: write it as CSV first`);
  return readDelimited(isGzip(bytes) ? unpacked(bytes, path) : bytes, path, expected);
}

function unpacked(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostUnpacked });
  } catch (error) {
    throw notGzip(error, path);
  }
}

export function notGzip(error: unknown, path: string): InputError {
  return new InputError(`${path} must be a whole gzip file; it is cut, damaged or too large: ${messageOf(error)}`);
}
