/** Reading values of a model file: each says where it stands when it is not what it must be. */
import type { Path } from '../components/complaints.js';
import { wrong } from '../components/state.js';

/** A list of at least one. */
export function list(given: unknown, path: Path): readonly unknown[] {
  if (!Array.isArray(given) || given.length === 0) throw wrong(path, given, 'a list of at least one');
  return given;
}

export function text(given: unknown, path: Path): string {
  if (typeof given !== 'string') throw wrong(path, given, 'text');
  return given;
}

export function finite(given: unknown, path: Path): number {
  if (typeof given !== 'number' || !Number.isFinite(given)) throw wrong(path, given, 'a finite number');
  return given;
}

/** A whole number from 0 to below `limit`. */
export function index(given: unknown, path: Path, limit: number): number {
  if (Number.isSafeInteger(given) && (given as number) >= 0 && (given as number) < limit) return given as number;
  throw wrong(path, given, `a whole number from 0 to ${limit - 1}`);
}

export function oneOf<T extends string>(given: unknown, path: Path, words: readonly T[]): T {
  const found = words.find((word) => word === given);
  if (found === undefined) throw wrong(path, given, `one of ${words.join(', ')}`);
  return found;
}

/** No two are the same. */
export function distinct(names: readonly string[], path: Path): void {
  const seen = new Set<string>();
  const again = names.findIndex((name) => seen.size === seen.add(name).size);
  if (again >= 0) throw wrong([...path, again], names[again], 'another than those before it');
}
