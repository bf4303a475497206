/** The one place that chooses where trials are computed. */
import { InputError } from '../../errors.js';
import type { Used } from '../../experiment/outside.js';
import { type Build, readBuild } from '../provenance.js';
import type { Executor, Places } from './contract.js';
import { localPool } from './pool.js';
import type { QueueOptions } from './queue.js';

export interface ExecutorOptions {
  /** Threads at most. */
  readonly jobs: number;
  /** What the trials' keys are made from. */
  readonly build: Build;
  /** Files whose components the trials may run. */
  readonly used: readonly Used[];
  /** Workers of a queue compute, and nobody here. */
  readonly queue?: Omit<QueueOptions, 'build' | 'used'>;
  /** Where data lies that is not at the path that its data set names, by that path. */
  readonly places?: Places;
}

/** An executor of this build; its runs end with an InputError when dist/ is built anew meanwhile. */
export function executorFor({ jobs, build, used, queue, places = {} }: ExecutorOptions): Executor {
  if (queue !== undefined) {
    // What talks to Redis is loaded by whoever does.
    return { run: async (...given) => (await import('./queue.js')).coordinate({ ...queue, build, used }, ...given) };
  }
  const check = () => {
    // build.json goes first and comes last in a build, so what was loaded before this look is of this build.
    if (JSON.stringify(readBuild(new URL('./build.json', import.meta.url))) === JSON.stringify(build)) return;
    throw new InputError('moe was built anew while this run was under way; run the same command again');
  };
  return localPool({ jobs, worker: new URL('./worker.js', import.meta.url), workerData: { used, places }, check });
}
