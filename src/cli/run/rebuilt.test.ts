import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, startMoe } from '../process.fixture.js';

const spec = `name: slow
tasks:
  lines: { data: { name: piecewise-linear, n: 60 }, k: 3, expert: linear, metrics: [stable, error] }
methods:
  direct: { learn: direct, trials: 200, steps: 400 }
`;

describe('a run while moe is built anew', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'moe-rebuilt-'));
    for (const part of ['bin', 'dist', 'package.json']) {
      cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !path.endsWith('.map') });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    writeFileSync(join(copy, 'slow.yaml'), spec);
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  const start = () => startMoe(['run', 'slow.yaml', '-j', '1', '-q'], { cwd: copy, from: copy }).ended;

  it('ends with a word, keeps what the old code computed, and goes on under the old code alone', async () => {
    const build = join(copy, 'dist/build.json');
    const old = readFileSync(build, 'utf8');
    const journal = join(copy, 'results/slow/.journal.ndjson');
    const ended = start();
    while (!existsSync(journal) || readFileSync(journal, 'utf8').split('\n').length < 5) await sleep(2);
    // As the build does: first it is gone, in the end there is another one.
    writeFileSync(build, old.replace(/"methods\/direct":"./, '"methods/direct":"x'));
    const { status, stderr } = await ended;
    expect([status, stderr]).toEqual([
      2,
      'moe: moe was built anew while this run was under way; run the same command again\n',
    ]);
    expect(existsSync(join(copy, 'results/slow/trials.csv'))).toBe(false);
    const kept = readFileSync(journal, 'utf8').trimEnd().split('\n').length;
    expect(kept).toBeLessThan(200);
    const fromJournal = () => JSON.parse(readFileSync(join(copy, 'results/slow/run.json'), 'utf8')).trials.fromJournal;
    expect(await start()).toMatchObject({ status: 0, stderr: '' });
    expect(fromJournal()).toBe(0);
    writeFileSync(build, old);
    expect(await start()).toMatchObject({ status: 0, stderr: '' });
    expect(fromJournal()).toBe(kept);
  });
});
