/** Idx files (LeCun, Cortes and Burges 1998, the format of mnist): a magic number, dimensions, then the values. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { InputError, messageOf } from '../errors.js';
import { readBytes } from '../tables/file.js';
import type { ReadFile } from '../tables/file-contract.js';

export interface IdxFile {
  /** Samples first; 1 or more of them. */
  readonly dimensions: readonly number[];
  /** The values, the last dimension fastest. */
  readonly bytes: Uint8Array;
}

/** The third byte of the magic number: what a value is. */
const types: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: '16-bit integers',
  12: '32-bit integers',
  13: '32-bit floats',
  14: '64-bit floats',
};
const unsignedBytes = 8;

/**
 * Reads an idx file of unsigned bytes, through gunzip where its name ends in `.gz`. Holds the whole file.
 * @param md5 the digest that the content, unpacked, must have; not checked when absent.
 * @throws InputError with the path, what was expected and what was got.
 */
export function readIdx(path: string, md5?: string, read: ReadFile = readBytes): IdxFile {
  const content = readContent(path, read);
  const dimensions = readHeader(path, content);
  const start = 4 + 4 * dimensions.length;
  const values = dimensions.reduce((product, length) => product * length, 1);
  const size = start + values;
  const shape = dimensions.join(' x ');
  if (values === 0) throw new InputError(`${path} holds no values: its dimensions are ${shape}`);
  if (content.length !== size) {
    const wrong = content.length < size ? 'is truncated' : 'goes on after its last value';
    throw new InputError(`${path} ${wrong}: ${shape} values must end at byte ${size}; got ${content.length} bytes`);
  }
  if (md5 !== undefined) checkDigest(path, content, md5);
  return { dimensions, bytes: content.subarray(start) };
}

function readHeader(path: string, content: Buffer): number[] {
  if (content.length < 4) {
    throw new InputError(
      `${path} is truncated: an idx file begins with 4 bytes of magic number; got ${content.length}`,
    );
  }
  const [zero, type, rank] = [content.readUInt16BE(0), content[2]!, content[3]!];
  if (zero !== 0 || types[type] === undefined || rank === 0) {
    const got = content.readUInt32BE(0).toString(16).padStart(8, '0');
    throw new InputError(`${path} is not an idx file: its magic number must be 0x000008 and the rank; got 0x${got}`);
  }
  if (type !== unsignedBytes) {
    throw new InputError(`${path} must hold ${types[unsignedBytes]} (type 0x08); got ${types[type]}`);
  }
  if (content.length < 4 + 4 * rank) {
    const needed = `${rank} dimensions must end at byte ${4 + 4 * rank}`;
    throw new InputError(`${path} is truncated: ${needed}; got ${content.length} bytes`);
  }
  return Array.from({ length: rank }, (_, dimension) => content.readUInt32BE(4 + 4 * dimension));
}

function readContent(path: string, read: ReadFile): Buffer {
  const bytes = read(path, 'an idx file');
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!path.endsWith('.gz')) return content;
  try {
    return gunzipSync(content);
  } catch (error) {
    throw new InputError(`${path} is not a whole gzip file: ${messageOf(error)}`);
  }
}

function checkDigest(path: string, content: Buffer, md5: string): void {
  const got = createHash('md5').update(content).digest('hex');
  if (got !== md5) throw new InputError(`${path} must have the md5 digest ${md5}; got ${got}`);
}
