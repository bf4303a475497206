/** A Redis of a test's own: Debian's redis-server on a free loopback port, with a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

const install = 'apt-get install -y redis-server';
const there = spawnSync('sh', ['-c', 'command -v redis-server']).status === 0;

/** Whether a test with Redis is left out: where there is none, with a line that says what to install. Never with CI=true. */
export function withoutRedis(what: string): boolean {
  if (there || process.env.CI === 'true') return false;
  process.stderr.write(`SKIPPED ${what}: it needs redis-server (${install})\n`);
  return true;
}

export interface TestRedis {
  readonly port: number;
  readonly folder: string;
  /** `redis://127.0.0.1:<port>`. */
  readonly url: string;
  /** A connection for the test itself. */
  readonly client: Redis;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what its folder holds. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  end(): Promise<void>;
}

export interface RedisOptions {
  /** It writes an append-only file, and has what it had when it is started again. */
  readonly append?: boolean;
  /** Further words of its command line. */
  readonly options?: readonly string[];
  /** The port of the test's own connection, where it is not the main one. */
  readonly plainPort?: number;
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startRedis({ append = false, options = [], plainPort }: RedisOptions = {}): Promise<TestRedis> {
  if (!there) throw new Error(`there is no redis-server: ${install}`);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'moe-redis-'));
  let server: ChildProcess | undefined;
  const own = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', append ? 'yes' : 'no'];
  const client = new Redis({
    ...{ port: plainPort ?? port, host: '127.0.0.1', lazyConnect: true, maxRetriesPerRequest: null },
    retryStrategy: () => 50,
  });
  client.on('error', () => undefined);
  const start = async () => {
    server = spawn('redis-server', ['--port', String(port), ...own, ...options], { stdio: 'ignore' });
    if (client.status === 'wait') await client.connect().catch(() => undefined);
    while ((await client.ping().catch(() => '')) !== 'PONG') await sleep(20);
  };
  const kill = async () => {
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    server?.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    ...{ port, folder, url: `redis://127.0.0.1:${port}`, client, kill, start },
    async end() {
      client.disconnect();
      if (server?.exitCode === null && server.signalCode === null) await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
