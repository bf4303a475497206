/** A redis-server of its own for a test: a free port of this machine, a folder, and it may be killed and started again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../bench/redis.js';

/** Where it is missing tests are skipped, and say so; CI installs it. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis && process.env.CI === 'true') throw new Error('redis-server is missing: apt-get install redis-server');
export const needsRedis = { there: hasRedis, else: 'it needs Redis (apt-get install -y redis-server)' };

/** Whether tests with Redis are left out: where there is none, with a line that says what to install. */
export function withoutRedis(what: string): boolean {
  if (!hasRedis) process.stderr.write(`SKIPPED ${what}: ${needsRedis.else}\n`);
  return !hasRedis;
}

export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Starts it, where it does not run. */
  start(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** One command; its answer as redis-cli prints it. */
  ask(...command: readonly string[]): string;
}

/**
 * @param folder for its files.
 * @param flags such as `--appendonly yes`; nothing is kept without.
 */
export async function startRedis(folder: string, ...flags: readonly string[]): Promise<TestRedis> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  let server: ChildProcess | undefined;
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async start() {
      const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...flags];
      server = spawn('redis-server', own, { stdio: 'ignore' });
      const ended = new Promise((resolve) => server!.once('exit', resolve));
      let over = false;
      void ended.then(() => {
        over = true;
      });
      while (!over && redis.ask('ping') !== 'PONG') await sleep(20);
      if (over) throw new Error(`redis-server ended at once: ${own.join(' ')}`);
    },
    async kill() {
      if (server === undefined) return;
      const ended = new Promise((resolve) => server!.once('exit', resolve));
      server.kill('SIGKILL');
      server = undefined;
      await ended;
    },
    ask: (...command) => spawnSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).stdout.trim(),
  };
  await redis.start();
  return redis;
}
