/** A stranger's file as a frame: text with any delimiter, gzipped or not, or Parquet. */
import { InputError } from '../errors.js';
import { readBytes, sha256, stateOf } from './file.js';
import type { ReadFile } from './file-contract.js';
import type { Frame } from './frame.js';
import type { ExpectedOf } from './frame-builder.js';
import { isParquet, textTable } from './text-table.js';

/** A file that was read. */
export interface TableFile {
  readonly frame: Frame;
  /** Of the file's bytes. */
  readonly sha256: string;
}

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

async function frameOf(bytes: Uint8Array, path: string, expected: ExpectedOf): Promise<Frame> {
  if (!isParquet(bytes)) return textTable(bytes, path, expected);
  const { readParquet } = await import('./parquet.js');
  return readParquet(bytes, path, expected);
}
