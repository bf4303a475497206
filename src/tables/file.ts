/** Files as bytes, and digests of them. */
import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';
import { fileProblem, InputError } from '../errors.js';
import type { ReadFile } from './file-contract.js';

/** Far above any data set that fits in memory here; a text holds at most 2^29 characters. */
const maxBytes = 500_000_000;

/**
 * The content of a regular file: a device or a pipe might never end.
 * @param what the kind of file that is needed, for messages, such as "a CSV file".
 * @throws InputError for a file that is missing, not regular, above 500 MB or not readable.
 */
export function readBytes(path: string, what: string): Buffer {
  const { size } = statOf(path, what);
  if (size > maxBytes) throw new InputError(`${path} must be at most ${maxBytes} bytes; got ${size}`);
  try {
    return readFileSync(path);
  } catch (error) {
    throw notRead(error, path);
  }
}

/** What changes when a file is written. @throws InputError for what is no regular file. */
export function stateOf(path: string, what: string): string {
  const { size, mtimeMs, ino } = statOf(path, what);
  return `${size} ${mtimeMs} ${ino}`;
}

function statOf(path: string, what: string): Stats {
  let stat: Stats;
  try {
    stat = statSync(path);
  } catch (error) {
    throw notRead(error, path);
  }
  if (stat.isFile()) return stat;
  throw new InputError(`${path} is ${stat.isDirectory() ? 'a directory' : 'no regular file'}; ${what} is needed`);
}

function notRead(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return fileProblem(error, 'read', path);
  const hint = path === '-' ? ': standard input is not read, write it to a file first' : '';
  return new InputError(`${path === '' ? '""' : path} does not exist${hint}`);
}

/** What a trial needs of the files of its data. */
export interface DataFiles {
  readonly read: ReadFile;
  /** Of their content, as a trial's digests have it. */
  digest(bytes: Uint8Array): string;
}

/** SHA-256 in hexadecimal digits, as `sha256sum` prints it. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The files of this machine. */
export const dataFiles: DataFiles = { read: readBytes, digest: sha256 };
