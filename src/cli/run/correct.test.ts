/** Per-sample correctness and a control of shuffled labels, from the spec to the files, as a user has them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResults } from '../../results/results.js';
import { moe } from '../process.fixture.js';

const task = (more: string) =>
  `{ data: { name: smiley, n: 200, test: 60 }, k: 3, expert: logistic, metrics: [train_accuracy, test_accuracy]${more} }`;
const spec = `name: own
tasks:
  seen: ${task('')}
  shuffled: ${task(', shuffleLabels: true')}
methods:
  kmeans: { learn: kmeans, trials: 3 }
  single: { learn: single, trials: 3 }
record: { correct: [{ task: seen }, { task: shuffled, methods: [kmeans] }] }
`;

describe('record.correct', () => {
  let folder: string;
  const run = (...flags: readonly string[]) => moe(['run', 'own.yaml', '-q', ...flags], folder);
  const text = (out: string, file = 'correct.csv') => readFileSync(join(folder, out, 'own', file), 'utf8');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-correct-'));
    writeFileSync(join(folder, 'own.yaml'), spec);
    expect(run('-j', '1')).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('fills correct.csv with what adds up to the test accuracy of each row that it was asked of', () => {
    const { rows, correct } = readResults(join(folder, 'results', 'own'));
    const asked = rows.filter(({ task, method }) => task === 'seen' || method === 'kmeans');
    expect([...correct.keys()]).toEqual(asked.map(({ id }) => id));
    for (const { id, metrics } of asked) {
      const right = correct.get(id)!;
      expect(right).toHaveLength(60);
      expect(right.reduce((sum, one) => sum + one, 0) / 60).toBe(metrics.test_accuracy);
    }
  });

  it('has the same bytes whatever the workers, and from the journal', () => {
    expect(run('-j', '2', '--out', 'two')).toMatchObject({ status: 0, stderr: '' });
    expect(text('two')).toBe(text('results'));
    expect(run('-j', '1', '--out', 'two')).toMatchObject({ status: 0, stderr: '' });
    expect(text('two')).toBe(text('results'));
    expect(text('two', 'trials.csv')).toBe(text('results', 'trials.csv'));
  });

  it('is held to fresh trials by moe check, bit by bit', () => {
    expect(moe(['check', 'own.yaml', '-j', '1'], folder)).toMatchObject({ status: 0 });
    const path = join(folder, 'results', 'own', 'correct.csv');
    const before = readFileSync(path, 'utf8');
    const flipped = before.replace(/(seen\/single\/1,60,)(.)/, (_, head, first) => head + (first === 'A' ? 'B' : 'A'));
    expect(flipped).not.toBe(before);
    writeFileSync(path, flipped);
    const { status, stdout } = moe(['check', 'own.yaml', '-j', '1'], folder);
    writeFileSync(path, before);
    expect([status, stdout]).toEqual([3, expect.stringContaining('results/own/correct.csv: seen/single/1 correct')]);
  });
});
