/** Files that a command is to write. */
import { existsSync, realpathSync } from 'node:fs';
import { InputError } from '../errors.js';
import { requireWritable } from '../results/atomic.js';

/** @throws InputError for an output that would replace what is read, or that cannot be written: before the work, not after it. */
export function requireOutput(out: string, read: readonly string[]): void {
  const same = read.find((path) => existsSync(out) && existsSync(path) && realpathSync(out) === realpathSync(path));
  if (same !== undefined) throw new InputError(`--out must be another file than ${same}, which is read; got ${out}`);
  requireWritable(out);
}
