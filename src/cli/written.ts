/** Files that a command is to write. */
import { existsSync, realpathSync } from 'node:fs';
import { InputError } from '../errors.js';

/** @throws InputError for an output that would replace what is read. */
export function requireOther(out: string, read: readonly string[]): void {
  const same = read.find((path) => existsSync(out) && existsSync(path) && realpathSync(out) === realpathSync(path));
  if (same !== undefined) throw new InputError(`--out must be another file than ${same}, which is read; got ${out}`);
}
