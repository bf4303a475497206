/** A redis-server on a free port of this machine, for as long as it is needed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const hasRedis = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** @param folder for its files. */
export async function startRedis(folder: string): Promise<{ readonly url: string; end(): Promise<void> }> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const flags = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
  const server = spawn('redis-server', ['--port', String(port), ...flags], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  while (!(await answers(port))) await sleep(20);
  return {
    url: `redis://127.0.0.1:${port}`,
    async end() {
      server.kill();
      await ended;
    },
  };
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
