/** kill -9 at random moments, then the same command again: the bytes of an undisturbed run, and nothing left behind. */
import { copyFileSync, existsSync, mkdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { moe, startMoe } from '../cli/process.fixture.js';
import { type Rng, uniform } from '../math/random.js';
import { once } from '../results/results.js';
import { patience, rounds } from './rounds.fixture.js';
import { expectClean, undisturbed, workplace } from './victim.fixture.js';

const folder = workplace();
let clean: ReturnType<typeof undisturbed>;
beforeAll(() => {
  clean = undisturbed(folder);
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command that is killed at a moment which `when` waits for; false where it had ended before. */
async function killed(args: readonly string[], when: () => Promise<void>): Promise<boolean> {
  const { child, ended } = startMoe(args, { cwd: folder });
  await Promise.race([when(), ended]);
  child.kill('SIGKILL');
  return (await ended).status === 'SIGKILL';
}

/** The same command, which must come to its end. */
function again(args: readonly string[]): void {
  const { status, stderr } = moe(args, folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

describe('kill -9', () => {
  rounds({ fault: 'kill -9 of a run, at any moment, three times', sample: 1, all: 12 }, async (rng, index) => {
    const args = ['run', 'victim.yaml', '-q', '-j', '2', '--out', `any-${index}`];
    let kills = 0;
    for (let left = 3; left > 0; left--) {
      if (await killed(args, () => sleep(uniform(rng, 0, clean.seconds * 1000)))) kills++;
    }
    again(args);
    expectClean(join(folder, `any-${index}/victim`), clean.digests);
    return kills > 0 ? 'same bytes' : 'same bytes, not killed in time';
  });

  rounds({ fault: 'kill -9 of a run that writes its tables', sample: 1, all: 12 }, async (rng, index) => {
    const results = join(folder, `writing-${index}/victim`);
    const args = ['run', 'victim.yaml', '-q', '-j', '2', '--out', `writing-${index}`];
    const hit = await killed(args, () => writing(results, rng));
    const mixed =
      existsSync(join(results, 'run.json')) && moe(['export', 'victim.yaml', '--results', `writing-${index}`], folder);
    // A reader of a half-written set refuses it.
    if (mixed) expect([0, 2]).toContain(mixed.status);
    again(args);
    expectClean(results, clean.digests);
    return hit ? 'same bytes' : 'same bytes, not killed in time';
  });
});

describe('kill -9 of parts', () => {
  const shard = (index: number, out: string) => [
    'run',
    'victim.yaml',
    '-q',
    '-j',
    '2',
    '--out',
    out,
    '--shard',
    `${index}/2`,
  ];
  const merge = (out: string) => ['merge', 'victim.yaml', '-q', '--out', out];
  const part = (out: string, index: number) => join(folder, out, 'victim/shards', `${index}-of-2.ndjson`);
  /** Computed once: shards from which rounds begin. */
  const made = once(() => {
    for (const index of [1, 2]) again(shard(index, 'parts'));
  });

  rounds({ fault: 'kill -9 of a shard', sample: 1, all: 5 }, async (rng, index) => {
    made();
    const out = `shard-${index}`;
    const hit = await killed(shard(1, out), () => sleep(uniform(rng, 0, clean.seconds * 700)));
    again(shard(1, out));
    copyFileSync(part('parts', 2), part(out, 2));
    again(merge(out));
    expectClean(join(folder, out, 'victim'), clean.digests);
    return hit ? 'same bytes' : 'same bytes, not killed in time';
  });

  rounds({ fault: 'kill -9 of a merge', sample: 1, all: 5 }, async (rng, index) => {
    made();
    const [out, results] = [`merge-${index}`, join(folder, `merge-${index}/victim`)];
    mkdirSync(join(results, 'shards'), { recursive: true });
    for (const i of [1, 2]) copyFileSync(part('parts', i), part(out, i));
    const when = index % 2 === 0 ? () => writing(results, rng) : () => sleep(uniform(rng, 0, clean.seconds * 400));
    const hit = await killed(merge(out), when);
    again(merge(out));
    expectClean(results, clean.digests);
    return hit ? 'same bytes' : 'same bytes, not killed in time';
  });
});

/** Waits for a temporary file of a table, and then for up to 4 ms. */
async function writing(results: string, rng: Rng): Promise<void> {
  mkdirSync(results, { recursive: true });
  await new Promise<void>((resolve) => {
    const watcher = watch(results, (_, name) => {
      if (name === null || !/(csv|json)\..*tmp$/.test(name)) return;
      watcher.close();
      resolve();
    });
  });
  await sleep(uniform(rng, 0, 4));
}
