/** The one place that chooses where trials are computed. */
import { InputError } from '../../errors.js';
import type { Used } from '../../experiment/outside.js';
import { laneMemory } from '../memory.js';
import { type Build, readBuild } from '../provenance.js';
import type { ShardFile } from '../shards/read.js';
import type { Executor, Places, WorkerData } from './contract.js';
import { localPool } from './pool.js';
import { processLane } from './process.js';
import type { QueueOptions } from './queue.js';
import { shardReader } from './shards.js';
import { threadLane } from './thread.js';

export interface ExecutorOptions {
  /** Threads at most. */
  readonly jobs: number;
  /** What the trials' keys are made from. */
  readonly build: Build;
  /** Files whose components the trials may run. */
  readonly used: readonly Used[];
  /** Whether each lane is a process of its own; where nothing is said, where components from outside run. */
  readonly processes?: boolean;
  /** Resident memory that such a process may have, bytes; by default its part of what the machine has. */
  readonly memory?: number;
  /** Takes what components from outside write to stdout and stderr; it is dropped where nobody does. */
  onOutput?(text: string): void;
  /** Workers of a queue compute, and nobody here. */
  readonly queue?: Omit<QueueOptions, 'build' | 'used'>;
  /** Where data lies that is not at the path that its data set names, by that path. */
  readonly places?: Places;
  /** Files that have the outcomes already. */
  readonly shards?: readonly ShardFile[];
}

/** A lane, and what its trials share, is loaded within this time or never, seconds. */
const loadWithin = 120;

/** The process of a lane that says nothing for so long is ended, seconds: its loop computes nothing, so it is not merely busy. */
const silence = 60;

/** An executor of this build; its runs end with an InputError when dist/ is built anew meanwhile. */
export function executorFor(options: ExecutorOptions): Executor {
  const { jobs, build, used, queue, places = {}, onOutput, shards } = options;
  const { processes = used.length > 0, memory = laneMemory(jobs) } = options;
  if (queue !== undefined) {
    return {
      // What talks to Redis is loaded by whoever does.
      run: async (...given) => (await import('./queue.js')).coordinate({ ...queue, build, used }, ...given),
      close: async () => undefined,
    };
  }
  const check = () => {
    // build.json goes first and comes last in a build, so what was loaded before this look is of this build.
    if (JSON.stringify(readBuild(new URL('./build.json', import.meta.url))) === JSON.stringify(build)) return;
    throw new InputError('moe was built anew while this run was under way; run the same command again');
  };
  const worker = new URL('./worker.js', import.meta.url);
  const workerData: WorkerData = { used, places };
  const shared = { workerData, loadWithin };
  const apart = {
    ...shared,
    worker: worker.href,
    entry: new URL('./child.js', import.meta.url),
    ...{ memory, silence },
    onOutput: onOutput ?? (() => undefined),
  };
  const start = processes ? () => processLane(apart) : () => threadLane({ ...shared, worker });
  const pool = localPool({ jobs, start, check, loadWithin });
  return shards === undefined ? pool : shardReader(shards, pool);
}
