/** What two runs were made with, as far as it differs: spec, settings, seed, versions, machine. */
import type { Run } from '../../results/provenance.js';
import type { Change, ChangeGroup } from './contract.js';

/** The parts of run.json that say how a run was made; how long it took and what came out of it is not among them. */
const groups: Readonly<Record<string, ChangeGroup>> = {
  experiment: 'spec',
  spec: 'spec',
  settings: 'spec',
  seed: 'run',
  options: 'run',
  grid: 'run',
  timeoutSeconds: 'run',
  moe: 'versions',
  node: 'versions',
  v8: 'versions',
  machine: 'machine',
  jobs: 'machine',
};

/** The path of the change that there is nothing to compare. */
export const PROVENANCE = 'run.json';

/** Where the spec lies is not what it says. */
const ignored: ReadonlySet<string> = new Set(['spec.file', 'spec.place']);

/**
 * The fields that differ, in the order of run.json. Settings are compared where both runs have them; where one has
 * none, as before moe 0.2, that is said if their specs differ. Where a run has no run.json, that is the one change
 * told: nothing else is known.
 */
export function changesOf(a: Run | undefined, b: Run | undefined): Change[] {
  if (a === undefined || b === undefined) {
    const told = (run: Run | undefined) => (run === undefined ? 'missing' : 'present');
    return [{ group: 'run', path: PROVENANCE, a: told(a), b: told(b) }];
  }
  return Object.entries(groups).flatMap(([key, group]) => {
    if (key === 'settings' && (a.settings === undefined || b.settings === undefined)) return unrecorded(a, b);
    return changedLeaves(a[key], b[key], key)
      .filter(({ path }) => !ignored.has(path))
      .map(({ path, a: left, b: right }) => ({
        group,
        path: path.replace(/^settings\./, ''),
        a: plain(left),
        b: plain(right),
      }));
  });
}

function unrecorded(a: Run, b: Run): Change[] {
  if (a.spec.digest === b.spec.digest || a.settings === b.settings) return [];
  const told = ({ settings }: Run) => (settings === undefined ? undefined : 'recorded');
  return [{ group: 'spec', path: 'settings', a: told(a), b: told(b) }];
}

function plain(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}

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
