/**
 * What runs in a lane's process: a thread for the trials, so that the loop here stays free to end one that takes too long
 * or too much memory, and to notice that the parent is gone.
 */
import { inBytes } from '../../components/memory.js';
import type { Trial } from '../../experiment/contract.js';
import { beat, type FromProcess, type ProcessStart } from './process.js';
import { threadLane } from './thread.js';

const say = (message: FromProcess): void => {
  // A parent that is gone hears nothing, and ends this process.
  process.send?.(message, () => undefined);
};

// Nobody waits for outcomes any more. An orderly end would wait for the thread.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C reaches all processes of a terminal: the parent decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

setInterval(() => say('alive'), beat);

process.once('message', ({ worker, workerData, loadWithin, memory }: ProcessStart) => {
  const reason = `needed more than ${inBytes(memory)} of memory`;
  const lane = threadLane({
    worker: new URL(worker),
    workerData,
    loadWithin,
    // The heap alone would make the collector work hard, and long, before it gives up.
    memory: { reason, exceeded: () => process.memoryUsage.rss() > memory, heap: 2 * memory },
  });
  lane.loaded.then(
    () => say('loaded'),
    (error: unknown) => {
      throw error;
    },
  );
  process.on('message', async (trials: readonly Trial[]) => {
    const ran = await lane.run(trials);
    const { user, system } = process.cpuUsage();
    say({ ran, cpuSeconds: (user + system) / 1e6 });
  });
});
