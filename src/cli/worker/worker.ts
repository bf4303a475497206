/** `moe worker`: computes what a run on a queue hands out. */
import { availableParallelism } from 'node:os';
import { executorFor } from '../../runner/executors/executor.js';
import { laneMemory } from '../../runner/memory.js';
import { readBuild } from '../../runner/provenance.js';
import { addressFrom } from '../../runner/queue/address.js';
import type { GlobalOptions, QueueFlags, UseOptions } from '../options.js';
import { exit, relay, speaker } from '../output.js';
import { onInterrupt } from '../run/progress.js';
import { knownWith } from '../vocabulary.js';

export interface WorkerFlags extends GlobalOptions, QueueFlags, UseOptions {
  readonly jobs?: number;
  /** Of one trial, bytes. */
  readonly memory?: number;
  readonly data?: string;
  /** Seconds. */
  readonly idleExit?: number;
  /** Seconds. */
  readonly lock: number;
}

/** All is done and said: what is still open after so long is open by mistake, milliseconds. */
const graceful = 1000;

/** Works until it is stopped or idle, and returns the exit code. */
export async function worker(options: WorkerFlags): Promise<number> {
  const { jobs = availableParallelism(), memory = laneMemory(jobs), idleExit, lock, data } = options;
  const build = readBuild(new URL('./build.json', import.meta.url));
  const address = addressFrom(options, process.env);
  const { used, vocabulary } = await knownWith(options.use);
  const [say, onOutput] = [speaker(options), relay(options)];
  const lines: Promise<void>[] = [];
  const interrupt = onInterrupt();
  const { work } = await import('../../runner/queue/worker.js');
  try {
    await work(
      {
        ...{ address, build, used, catalog: vocabulary, lanes: jobs, lock: lock * 1000 },
        ...(data === undefined ? {} : { data }),
        ...(idleExit === undefined ? {} : { idleExit: idleExit * 1000 }),
        say: (level, text) => void lines.push(say(level, text)),
        executor: (places) => executorFor({ jobs: 1, build, used, places, processes: true, memory, onOutput }),
      },
      interrupt.signal,
    );
  } finally {
    await Promise.all(lines);
    interrupt.release();
    // A connection of BullMQ that was being made again when it was closed tries for ever, and the process would not end.
    setTimeout(() => process.exit(), graceful).unref();
  }
  return interrupt.signal.aborted ? exit.interrupted : exit.ok;
}
