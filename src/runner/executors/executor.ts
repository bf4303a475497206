/** The one place that chooses where trials are computed. */
import { InputError } from '../../errors.js';
import type { Used } from '../../experiment/outside.js';
import { type Build, readBuild } from '../provenance.js';
import type { ShardFile } from '../shards/read.js';
import type { Executor } from './contract.js';
import { localPool } from './pool.js';
import { shardReader } from './shards.js';

export interface ExecutorOptions {
  /** Threads at most. */
  readonly jobs: number;
  /** What the trials' keys are made from. */
  readonly build: Build;
  /** Files whose components the trials may run. */
  readonly used: readonly Used[];
  /** Files that have the outcomes already. */
  readonly shards?: readonly ShardFile[];
}

/** An executor of this build; its runs end with an InputError when dist/ is built anew meanwhile. */
export function executorFor({ jobs, build, used, shards }: ExecutorOptions): Executor {
  if (shards !== undefined) return shardReader(shards);
  const check = () => {
    // build.json goes first and comes last in a build, so what was loaded before this look is of this build.
    if (JSON.stringify(readBuild(new URL('./build.json', import.meta.url))) === JSON.stringify(build)) return;
    throw new InputError('moe was built anew while this run was under way; run the same command again');
  };
  return localPool({ jobs, worker: new URL('./worker.js', import.meta.url), workerData: used, check });
}
