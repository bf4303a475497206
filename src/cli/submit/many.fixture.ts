/** An experiment of many short trials, and what calls moe as one that is installed, for tests of engines. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../tables/file.js';
import { root } from '../process.fixture.js';

/** A folder with many.yaml, in which moe is installed as npm does it. @param parent where it is made. */
export function many(parent: string): string {
  const folder = mkdtempSync(join(parent, 'many-'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/sparse-moe'));
  symlinkSync('../sparse-moe/bin/moe.js', join(folder, 'node_modules/.bin/moe'));
  writeFileSync(
    join(folder, 'many.yaml'),
    `name: many
title: Many short trials
tasks:
  t: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 30, learn: alternating, assign: argmin }
  softmax: { trials: 30, learn: alternating, assign: softmax, iterations: 5 }
`,
  );
  return folder;
}

/** Digests of the files whose bytes are promised. @param results of many.yaml. */
export function digestsIn(results: string): Readonly<Record<string, string>> {
  const names = readdirSync(results).filter((name) => name.endsWith('.csv') && !name.startsWith('timings'));
  return Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(results, name)))]));
}
