/** Names in a spec that must be the names of its tasks and methods. */
import { type Complaint, unknownName } from './errors.js';
import type { WrittenMethod } from './schema.js';
import type { Path } from './source.js';

export function checkName(known: object, name: string, path: Path): Complaint[] {
  return Object.hasOwn(known, name) ? [] : [unknownName(path, name, Object.keys(known))];
}

export function checkNames(known: object, names: readonly string[] | undefined, path: Path): Complaint[] {
  return (names ?? []).flatMap((name, i) => checkName(known, name, [...path, i]));
}

export function runsOn(method: WrittenMethod, task: string): boolean {
  return method.tasks === undefined || method.tasks.includes(task);
}
