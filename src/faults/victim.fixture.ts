/** What faults are done to: a small spec of which every part of a run takes a while, and what it must come to. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { moe } from '../cli/process.fixture.js';
import { sha256 } from '../tables/file.js';

/** Two tasks, four rules, a claim; trials of one to some 30 ms. */
export const spec = `name: victim
seed: 5
tasks:
  line: { data: { name: piecewise-linear, n: 60 }, k: 3, expert: linear, metrics: [stable, error, recovered] }
  smile: { data: { name: smile, n: 90 }, k: 3, expert: rbf-svm, metrics: [stable, error] }
methods:
  argmin: { trials: 40, learn: alternating, assign: argmin }
  softmax: { trials: 40, learn: alternating, assign: softmax, iterations: 5 }
  lap: { trials: 20, learn: alternating, assign: { name: lap, solver: munkres }, iterations: 5 }
  lp: { trials: 20, learn: alternating, assign: { name: lp, min: 5 }, iterations: 5 }
record: { history: 2 }
claims:
  - id: T1
    sentence: softmax is as stable as argmin
    section: "3.3"
    paper: none
    expected: reproduced
    why: every expert keeps a chance
    tests: [{ task: line, method: softmax, metric: stable, atLeast: 0 }]
`;

/** Tables that have the same bytes whatever happened on the way to them. */
const stable = ['trials.csv', 'summary.csv', 'claims.csv', 'tests.csv', 'history.csv'];

/** A folder with the spec, to work in. */
export function workplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moe-faults-'));
  writeFileSync(join(folder, 'victim.yaml'), spec);
  return folder;
}

/** Digests of the tables in a folder of results. */
export function digests(results: string): Readonly<Record<string, string>> {
  return Object.fromEntries(stable.map((name) => [name, sha256(readFileSync(join(results, name)))]));
}

/** What an undisturbed run in the folder comes to. */
export function undisturbed(folder: string): {
  readonly digests: ReturnType<typeof digests>;
  readonly seconds: number;
} {
  const before = performance.now();
  const { status, stderr } = moe(['run', 'victim.yaml', '-q', '--out', 'clean', '-j', '2'], folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const seconds = (performance.now() - before) / 1000;
  return { digests: digests(join(folder, 'clean/victim')), seconds };
}

/** Fails unless the results have the bytes of the undisturbed run, and nothing else lies there. */
export function expectClean(results: string, clean: ReturnType<typeof digests>): void {
  expect(digests(results)).toEqual(clean);
  expect(leftovers(results)).toEqual([]);
}

/** Temporary files and locks, which nothing must leave behind. */
export function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tmp$|(^|\/)\.lock/.test(name));
}
