/** A proxy between moe and Redis whose connections can be cut. */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export async function openProxy() {
  const open = new Set<Socket>();
  let target = 0;
  let away = false;
  const server = createServer((client) => {
    if (away) {
      client.destroy();
      return;
    }
    const behind = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(from);
      from
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(from);
          to.destroy();
        });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  const drop = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    /** The URL of what is behind it. */
    to(behind: number): string {
      target = behind;
      return `redis://127.0.0.1:${port}`;
    },
    /** Cuts all connections, and lets none through for so long, milliseconds. */
    async cut(ms: number): Promise<void> {
      away = true;
      drop();
      await sleep(ms);
      away = false;
    },
    async close(): Promise<void> {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
