/** A small experiment on somebody's own data, who writes markup wherever text is free, for tests of `moe report`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { moe } from '../process.fixture.js';

export const hostile = `</script><script>window.broken = 1</script><!-- <img src=x onerror=alert(1)> " \u202E ${'x'.repeat(3000)}`;
const quotedText = JSON.stringify(hostile);

export const ownSpec = `name: own
title: ${quotedText}
about: ${quotedText}
tasks:
  t: { data: { name: piecewise-linear, n: 30 }, k: 3, expert: linear, metrics: [stable, error] }
  u: { data: { name: table, path: u.csv, target: y, group: g }, k: 2, expert: rbf-svm, metrics: [stable] }
methods:
  argmin: { trials: 12, learn: alternating, assign: argmin }
  softmax: { trials: 3, about: ${quotedText}, learn: alternating, assign: softmax, iterations: 5 }
record: { history: 1, examples: [{ task: t, trials: [0, 1] }] }
figures: [{ name: lines, task: t }, { name: convergence }, { name: overview }, { name: claims }]
claims:
  - id: C1
    sentence: ${quotedText}
    section: ${quotedText}
    paper: ${quotedText}
    expected: reproduced
    why: ${quotedText}
    tests: [{ task: t, method: softmax, metric: stable, atLeast: 30 }]
quick: { methods: { argmin: { trials: 2 } } }
`;

/** Two classes on a plane, in groups of names that nobody should trust. */
const ownData = [
  'x1,x2,y,g',
  ...Array.from(
    { length: 24 },
    (_, i) => `${i % 5},${(i * 7) % 11},${i % 2 ? 'a' : 'b'},"${hostile.replaceAll('"', '""')}"`,
  ),
].join('\n');

/** Runs the experiment in a folder, fully and quickly. */
export function makeOwn(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'own.yaml'), ownSpec);
  writeFileSync(join(folder, 'u.csv'), `${ownData}\n`);
  expect(moe(['run', 'own.yaml', '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
  expect(moe(['run', 'own.yaml', '-q', '-j', '1', '--quick'], folder)).toMatchObject({ status: 0, stderr: '' });
}
