/** Many trials in one run, whose memory must not grow with them: what is computed is on disk, not in memory. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { startMoe } from '../cli/process.fixture.js';
import { median } from '../math/statistics.js';
import { sha256 } from '../tables/file.js';
import { needsRedis, startRedis } from './redis.fixture.js';
import { rounds, soak } from './rounds.fixture.js';
import { leftovers, workplace } from './victim.fixture.js';

const folder = workplace();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Trials of n samples: of few they do next to nothing. */
const spec = (trials: number, n = 6) => `name: many
tasks: { line: { data: { name: piecewise-linear, n: ${n} }, k: 2, expert: linear, metrics: [stable, error] } }
methods: { argmin: { trials: ${trials}, learn: alternating, assign: argmin } }
`;

/** Resident memory of a process and of those that it has started, MiB. */
function memoryOf(pid: number): number {
  try {
    const own = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    const children = readdirSync(`/proc/${pid}/task`)
      .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
      .filter((child) => child !== '');
    return Number(own) / 1024 + children.reduce((sum, child) => sum + memoryOf(Number(child)), 0);
  } catch {
    return 0;
  }
}

/** Looks at processes until they are done. */
function watch(pids: Readonly<Record<string, number>>) {
  const seen = Object.keys(pids).map((name) => ({ name, sizes: [] as number[] }));
  const timer = setInterval(() => {
    for (const { name, sizes } of seen) sizes.push(memoryOf(pids[name]!));
  }, 100);
  return {
    /** What each took, in the second third of the time and in the last. */
    ended(): string {
      clearInterval(timer);
      const told = seen.map(({ name, sizes }) => {
        const running = sizes.filter((size) => size > 0);
        const third = Math.ceil(running.length / 3);
        // In the first third a heap takes the size that it works with.
        const [middle, last] = [running.slice(third, -third), running.slice(-third)].map((part) => median(part) ?? 0);
        if (soak) expect(last!).toBeLessThan(1.25 * middle! + 32);
        return `${name} ${Math.round(middle!)} to ${Math.round(last!)} MiB`;
      });
      return told.join(', ');
    },
  };
}

const rowsOf = (out: string) => readFileSync(join(folder, out, 'many/trials.csv'), 'utf8');

function expectWhole(out: string, trials: number): void {
  const ids = rowsOf(out)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(',')));
  expect(ids).toEqual(Array.from({ length: trials }, (_, trial) => `line/argmin/${trial}`));
  expect(leftovers(join(folder, out))).toEqual([]);
}

describe.skipIf(process.platform !== 'linux')('many trials', () => {
  rounds({ fault: '20 000 trials in one run', sample: 1, all: 1 }, async () => {
    const trials = soak ? 20_000 : 2000;
    writeFileSync(join(folder, 'many.yaml'), spec(trials, 1000));
    const { child, ended } = startMoe(['run', 'many.yaml', '-q', '-j', '2', '--out', 'pool'], { cwd: folder });
    const memory = watch({ 'the run': child.pid! });
    expect(await ended).toMatchObject({ status: 0, stderr: '' });
    expectWhole('pool', trials);
    return memory.ended();
  });

  rounds({ fault: '100 000 no-op trials through the queue', sample: 1, all: 1, needs: needsRedis }, async () => {
    const trials = soak ? 100_000 : 2000;
    writeFileSync(join(folder, 'many.yaml'), spec(trials));
    const local = startMoe(['run', 'many.yaml', '-q', '--out', 'local'], { cwd: folder });
    expect(await local.ended).toMatchObject({ status: 0, stderr: '' });
    const redis = await startRedis(join(folder, 'redis'), '--appendonly', 'yes');
    const env = { MOE_QUEUE: redis.url, MOE_QUEUE_FILE: '' };
    const worker = startMoe(['worker', '--queue', '-j', '2'], { cwd: folder, env });
    try {
      const run = startMoe(['run', 'many.yaml', '--queue', '-q', '--out', 'queue'], { cwd: folder, env });
      const memory = watch({ 'the coordinator': run.child.pid!, 'a worker': worker.child.pid! });
      expect(await run.ended).toMatchObject({ status: 0 });
      expectWhole('queue', trials);
      expect(sha256(rowsOf('queue'))).toBe(sha256(rowsOf('local')));
      return memory.ended();
    } finally {
      worker.child.kill('SIGKILL');
      await redis.kill();
    }
  });
});
