/** From what a user typed to a plan, for the commands that compute a grid or hand it on. */
import { basename, join, relative } from 'node:path';
import type { Spec } from '../experiment/contract.js';
import type { MemoryLimit } from '../runner/memory.js';
import { type Plan, planRun } from '../runner/plan.js';
import { type Build, behaviorWith, sourceOf } from '../runner/provenance.js';
import type { Shard } from '../runner/shards/shard.js';
import type { Asked } from './ending.js';
import { findExperiment } from './experiments.js';
import type { GridOptions } from './options.js';
import { readSpecFor } from './sources.js';
import type { Known } from './vocabulary.js';

export interface PlanOptions extends GridOptions {
  readonly fresh?: boolean;
  readonly retryFailed?: boolean;
  readonly shard?: Shard;
  /** What a trial may take where it is computed here. */
  readonly fits?: MemoryLimit;
}

export interface Planned {
  /** What the user asked for, for commands that go on from there. */
  readonly asked: Asked;
  readonly spec: Spec;
  readonly plan: Plan;
}

/** @throws InputError for a spec that cannot be read, and a grid that cannot be run or written. */
export function plannedRun(name: string, options: PlanOptions, build: Build, { vocabulary, used }: Known): Planned {
  const path = findExperiment(name);
  const read = readSpecFor(path, vocabulary, options.out, options.quick);
  const { seed = read.spec.seed, timeout = read.spec.timeout } = options;
  const spec: Spec = { ...read.spec, seed, timeout };
  const folder = join(options.out, spec.name);
  const plan = planRun({
    spec,
    catalog: vocabulary,
    source: sourceOf(path, read.source.text, folder),
    folder,
    filter: options.filter ?? {},
    ...(options.trials === undefined ? {} : { trials: options.trials }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    seedGiven: options.seed !== undefined,
    fresh: options.fresh === true,
    retryFailed: options.retryFailed === true,
    behavior: behaviorWith(build, used),
    ...(options.fits === undefined ? {} : { memory: options.fits }),
    // What is written elsewhere takes as long as what the project has.
    timesIn: [join('results', spec.name)],
  });
  const { quick, use, out } = options;
  const asked = { names: [name], folder: out, ...(quick && { quick }), ...(use && { use }) };
  return { asked, spec, plan };
}

/** How moe was called, as words that call it again. */
export function calledAs(node = 'node', script = 'moe'): string[] {
  return basename(script) === 'moe' ? ['moe'] : [basename(node), relative('.', script)];
}
