/** Plain data compared leaf by leaf. */

/** A leaf that differs, as JSON; undefined on the side that has none at the path. */
export interface ChangedLeaf {
  /** Keys from the root, joined by points. */
  readonly path: string;
  readonly a: string | undefined;
  readonly b: string | undefined;
}

/** The leaves in which two values differ, those of the first in its order; O(leaves). */
export function changedLeaves(a: unknown, b: unknown, root: string): ChangedLeaf[] {
  const [left, right] = [leaves(a, root), leaves(b, root)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => left.get(path) !== right.get(path))
    .map((path) => ({ path, a: left.get(path), b: right.get(path) }));
}

/** The values of an object's leaves as JSON, by their path; lists are leaves unless they hold objects, and what is empty is none. */
function leaves(value: unknown, path: string, into = new Map<string, string>()): Map<string, string> {
  const deeper = typeof value === 'object' && value !== null && !isPlainList(value);
  const entries = deeper ? Object.entries(value) : [];
  if (value !== undefined && !deeper) into.set(path, JSON.stringify(value));
  for (const [key, inner] of entries) leaves(inner, `${path}.${key}`, into);
  return into;
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
}
