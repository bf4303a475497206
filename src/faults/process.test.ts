/** What happens to the process of a run, other than to be killed: signals, another run in the same folder, a clock that is set. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { moe, startMoe } from '../cli/process.fixture.js';
import { below, uniform } from '../math/random.js';
import { patience, rounds } from './rounds.fixture.js';
import { expectClean, leftovers, undisturbed, workplace } from './victim.fixture.js';

const folder = workplace();
let clean: ReturnType<typeof undisturbed>;
beforeAll(() => {
  clean = undisturbed(folder);
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const args = (out: string) => ['run', 'victim.yaml', '-q', '-j', '2', '--out', out];
const results = (out: string) => join(folder, out, 'victim');

function again(out: string): void {
  expect(moe(args(out), folder)).toMatchObject({ status: 0, stderr: '' });
  expectClean(results(out), clean.digests);
}

describe('a run', () => {
  rounds({ fault: 'Ctrl-C, once or twice', sample: 2, all: 12 }, async (rng, index) => {
    const [out, twice] = [`interrupted-${index}`, index % 2 === 1];
    const { child, ended } = startMoe(args(out), { cwd: folder });
    await sleep(uniform(rng, 0, 1000 * clean.seconds));
    child.kill('SIGINT');
    if (twice) {
      await sleep(uniform(rng, 0, 100));
      child.kill('SIGINT');
    }
    const { status, stderr } = await ended;
    // Before it is under way, and after it, a signal ends the process as it ends any.
    expect([0, 130, 'SIGINT']).toContain(status);
    expect(stderr).not.toMatch(/^ {4}at |--debug/m);
    if (status === 130 && !twice) expect(stderr).toContain('Continue with:');
    if (status !== 'SIGINT' && !twice) expect(leftovers(folder)).toEqual([]);
    again(out);
    return status === 0 ? 'had ended, same bytes' : 'interrupted, then same bytes';
  });

  rounds({ fault: 'three runs in one folder', sample: 1, all: 6 }, async (rng, index) => {
    const out = `shared-${index}`;
    const runs = [0, 1, 2].map(async () => {
      await sleep(uniform(rng, 0, 300 * clean.seconds));
      return startMoe(args(out), { cwd: folder }).ended;
    });
    const ended = await Promise.all(runs);
    expect(ended.map(({ status }) => status)).toContain(0);
    for (const { status, stderr } of ended) {
      if (status !== 0)
        expect({ status, stderr }).toEqual({
          status: 2,
          stderr: expect.stringMatching(/is in use by another run|another run is starting/),
        });
    }
    expectClean(results(out), clean.digests);
    return 'the others refused, same bytes';
  });

  const library = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64']
    .map((place) => `${place}/faketime/libfaketimeMT.so.1`)
    .find((file) => existsSync(file));
  const needs = { there: library !== undefined, else: 'it needs faketime (apt-get install -y faketime)' };
  rounds({ fault: 'a clock that is set forward and back by hours', sample: 1, all: 6, needs }, async (rng, index) => {
    const [out, clock] = [`clock-${index}`, join(folder, 'clock')];
    const set = (hours: number) => writeFileSync(clock, `${hours < 0 ? '' : '+'}${hours}h`);
    set(0);
    const env = {
      ...{ LD_PRELOAD: library!, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1' },
      // That which nobody sets, and what programs wait by.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const { ended } = startMoe([...args(out), '--timeout', '30'], { cwd: folder, env });
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!over) {
      await sleep(uniform(rng, 20, 200));
      set(below(rng, 48) - 24);
    }
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    expectClean(results(out), clean.digests);
    const { wallSeconds } = JSON.parse(readFileSync(join(results(out), 'run.json'), 'utf8'));
    expect(wallSeconds).toBeGreaterThan(0);
    expect(wallSeconds).toBeLessThan(600);
    return 'same bytes';
  });
});
