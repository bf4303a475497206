/** From what was named on the command line to plans. */
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import type { Spec } from '../../experiment/contract.js';
import { type Plan, planRun, type RunRequest } from '../../runner/plan.js';
import { type Build, behaviorWith, sourceOf } from '../../runner/provenance.js';
import { findExperiment } from '../experiments.js';
import { readSpecFor } from '../sources.js';
import type { Known } from '../vocabulary.js';

/** What shapes a grid, and where its results are. */
export interface GridOptions {
  readonly out: string;
  readonly quick?: boolean;
  readonly seed?: number;
  readonly timeout?: number;
  readonly trials?: number;
  readonly filter?: RunRequest['filter'];
  readonly fresh?: boolean;
  readonly retryFailed?: boolean;
  readonly shard?: RunRequest['shard'];
}

/** One spec named twice is run once. @throws InputError for two specs that would write to one folder. */
export function distinct(plans: readonly Plan[]): Plan[] {
  const byFolder = new Map<string, Plan>();
  for (const plan of plans) {
    const { folder, source } = plan.request;
    const other = byFolder.get(folder)?.request.source;
    if (other !== undefined && other.place !== source.place) {
      throw new InputError(`${other.file} and ${source.file} have one name, so both would write to ${folder}`);
    }
    if (other === undefined) byFolder.set(folder, plan);
  }
  return [...byFolder.values()];
}

/** @throws InputError for what cannot be planned. */
export function planFor(name: string, options: GridOptions, build: Build, { vocabulary, used }: Known): Plan {
  const path = findExperiment(name);
  const read = readSpecFor(path, vocabulary, options.out, options.quick);
  const { seed = read.spec.seed, timeout = read.spec.timeout, trials, shard } = options;
  const spec: Spec = { ...read.spec, seed, timeout };
  const folder = join(options.out, spec.name);
  return planRun({
    spec,
    catalog: vocabulary,
    source: sourceOf(path, read.source.text, folder),
    folder,
    filter: options.filter ?? {},
    ...(trials === undefined ? {} : { trials }),
    ...(shard === undefined ? {} : { shard }),
    seedGiven: options.seed !== undefined,
    fresh: options.fresh === true,
    retryFailed: options.retryFailed === true,
    behavior: behaviorWith(build, used),
    // What is written elsewhere takes as long as what the project has.
    timesIn: [join('results', spec.name)],
  });
}
