/** Disks that fill up and folders that go away under a run: it says so in a message, and goes on when there is room again. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { moe, startMoe } from '../cli/process.fixture.js';
import { below, uniform } from '../math/random.js';
import { patience, rounds } from './rounds.fixture.js';
import { expectClean, leftovers, undisturbed, workplace } from './victim.fixture.js';

const folder = workplace();
let clean: ReturnType<typeof undisturbed>;
/** Pages of memory that all files of a run take on a tmpfs, which are there at once at its end. */
let pages: number;
const page = 4096;
beforeAll(() => {
  clean = undisturbed(folder);
  const results = join(folder, 'clean/victim');
  pages = readdirSync(results).reduce((sum, name) => sum + Math.ceil(statSync(join(results, name)).size / page), 0);
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const system = (command: string, ...args: readonly string[]) => spawnSync(command, args).status === 0;
const args = (out: string) => ['run', 'victim.yaml', '-q', '-j', '2', '--out', out];

interface Ended {
  readonly status: number | string | null;
  readonly stderr: string;
}

/** Either the run did not notice, or it ended with one message that says what is wrong. */
function expectSaid({ status, stderr }: Ended, reason: RegExp): 'refused' | 'not met' {
  if (status === 0) return 'not met';
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(reason) });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  return 'refused';
}

function again(out: string): void {
  expect(moe(args(out), folder)).toMatchObject({ status: 0, stderr: '' });
  expectClean(join(folder, out, 'victim'), clean.digests);
}

describe('a write that fails in the middle', () => {
  rounds({ fault: 'a file that may not grow further, ulimit -f', sample: 2, all: 12 }, async (rng, index) => {
    const out = `limit-${index}`;
    const most = Math.max(
      ...readdirSync(join(folder, 'clean/victim')).map((name) => statSync(join(folder, 'clean/victim', name)).size),
    );
    const { ended } = startMoe(args(out), { cwd: folder, after: `ulimit -f ${below(rng, Math.ceil(most / 512) + 1)}` });
    const said = expectSaid(await ended, /^moe: cannot write .*victim.*(EFBIG|larger than the system allows)/);
    expect(leftovers(join(folder, out))).toEqual([]);
    again(out);
    return `${said}, then same bytes`;
  });

  const mounted = join(folder, 'small');
  mkdirSync(mounted);
  const mount = (kilobytes: number, more = 'size') =>
    system('mount', '-t', 'tmpfs', '-o', `${more}=${kilobytes}k`, 'tmpfs', mounted);
  const there = mount(100) && system('umount', mounted);
  const needs = { there, else: 'it needs the right to mount a small tmpfs' };
  rounds({ fault: 'a disk that is full, ENOSPC', sample: 2, all: 12, needs }, async (rng) => {
    // At least one page too few.
    mount((page / 1024) * (3 + below(rng, pages - 3)));
    try {
      const ended = await startMoe(args('small'), { cwd: folder }).ended;
      expect(expectSaid(ended, /^moe: cannot write .*small.*no space/)).toBe('refused');
      expect(leftovers(mounted)).toEqual([]);
      system('mount', '-o', `remount,size=${pages * page * 4}`, mounted);
      again('small');
      return 'refused, then same bytes';
    } finally {
      system('umount', mounted);
    }
  });
});

describe('a results folder', () => {
  /** Waits until a run is under way in it, and then for a random while. */
  const underWay = async (results: string, wait: number) => {
    for (let left = 3000; left > 0 && !existsSync(join(results, '.journal.ndjson')); left--) await sleep(10);
    await sleep(wait);
  };

  rounds({ fault: 'a results folder that vanishes', sample: 1, all: 6 }, async (rng, index) => {
    const [out, results] = [`gone-${index}`, join(folder, `gone-${index}/victim`)];
    const { ended } = startMoe(args(out), { cwd: folder });
    await Promise.race([underWay(results, uniform(rng, 0, 1000 * clean.seconds)), ended]);
    renameSync(join(folder, out), join(folder, `${out}-moved`));
    const { status, stderr } = await ended;
    if (status !== 0) expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^moe: .*gone/) });
    rmSync(join(folder, `${out}-moved`), { recursive: true });
    again(out);
    return status === 0 ? 'same bytes' : 'refused, then same bytes';
  });

  const probe = join(folder, 'probe');
  mkdirSync(probe);
  const there = system('chattr', '+i', probe);
  system('chattr', '-i', probe);
  const needs = { there, else: 'it needs a file system and the right to make files immutable (chattr +i)' };
  rounds({ fault: 'a results folder that turns read-only', sample: 1, all: 6, needs }, async (rng, index) => {
    const [out, results] = [`fixed-${index}`, join(folder, `fixed-${index}/victim`)];
    const { ended } = startMoe(args(out), { cwd: folder });
    await Promise.race([underWay(results, uniform(rng, 0, 500 * clean.seconds)), ended]);
    system('chattr', '+i', results);
    const after = await ended;
    system('chattr', '-i', results);
    const said = expectSaid(after, /^moe: cannot write .*victim.*permission denied/);
    again(out);
    return `${said}, then same bytes`;
  });
});
