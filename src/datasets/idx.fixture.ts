import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** The bytes of an idx file of unsigned bytes, or of another type of values. */
export function idxBytes(dimensions: readonly number[], values: readonly number[], type = 8): Buffer {
  const lengths = dimensions.flatMap((length) => [
    length >>> 24,
    (length >>> 16) & 255,
    (length >>> 8) & 255,
    length & 255,
  ]);
  return Buffer.from([0, 0, type, dimensions.length, ...lengths, ...values]);
}

/** A new folder with the files, removed after the tests; one whose name ends in `.gz` is packed. */
export function idxFolder(files: Readonly<Record<string, Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'moe-idx-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(content) : content);
  }
  return folder;
}

/** Four samples of 1 x 3 bytes in three classes, and two to test. */
export const tiny = {
  'train-images-idx3-ubyte': idxBytes([4, 1, 3], [0, 255, 0, 7, 0, 9, 0, 0, 0, 1, 2, 3]),
  'train-labels-idx1-ubyte': idxBytes([4], [2, 0, 1, 0]),
  't10k-images-idx3-ubyte': idxBytes([2, 1, 3], [5, 0, 0, 0, 0, 6]),
  't10k-labels-idx1-ubyte': idxBytes([2], [1, 2]),
};
