/** `moe merge`: looks at all shards first, so that nothing is written where one of them will not do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { type Build, readBuild } from '../../runner/provenance.js';
import { checkGrid, checkOutcomes, type ShardSet, shardSet } from '../../runner/shards/check.js';
import type { ShardHeader } from '../../runner/shards/contract.js';
import { type Shard, spokenShard } from '../../runner/shards/partition.js';
import { findShards } from '../../runner/shards/read.js';
import { shardsIn } from '../../runner/workplace.js';
import { findExperiment } from '../experiments.js';
import { type GlobalOptions, quoted, type UseOptions } from '../options.js';
import { carryOut, type Work } from '../run/carry-out.js';
import { distinct, planFor } from '../run/plan.js';
import { readSpecFor } from '../sources.js';
import { type Known, knownWith } from '../vocabulary.js';

export interface MergeOptions extends GlobalOptions, UseOptions {
  readonly out: string;
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** Merges the shards of the experiments and returns the exit code. */
export async function merge(names: readonly string[], options: MergeOptions): Promise<number> {
  const build = readBuild(new URL('./build.json', import.meta.url));
  const known = await knownWith(options.use);
  const works = [...new Set(names)].map((name) => workFor(name, options, build, known));
  const plans = distinct(works.map(({ plan }) => plan));
  return carryOut(
    works.filter(({ plan }) => plans.includes(plan)),
    options,
  );
}

/** @throws InputError for shards that are missing, damaged or of another grid. */
function workFor(name: string, options: MergeOptions, build: Build, known: Known): Work {
  const { out, quick = onlyQuick(name, options, known) } = options;
  const { spec } = readSpecFor(findExperiment(name), known.vocabulary, out, quick);
  const folder = join(out, spec.name);
  const files = findShards(folder);
  const command = (shard: Shard, more: readonly string[] = []) => runCommand(name, shard, { ...options, quick }, more);
  if (files.length === 0) {
    const first = command({ index: 1, of: 4 });
    throw new InputError(
      `no shards of ${spec.name}: ${shardsIn(folder)} has none; \`${first}\` makes the first of four`,
    );
  }
  const set = shardSet(files);
  const { run } = files[0]!.header;
  // A trial that was run again may have had more time than the others.
  const timeout = Math.max(...files.map(({ header }) => header.run.timeoutSeconds));
  if (set.missing.length > 0) {
    const asked = [...gridFlags(run), ...(timeout === spec.timeout ? [] : ['--timeout', `${timeout}s`])];
    throw missing(set, shardsIn(folder), command({ index: set.missing[0]!, of: set.of }, asked));
  }
  const { seed, trials, filter } = run.options;
  const given = { ...(seed === null ? {} : { seed }), ...(trials === null ? {} : { trials }), filter, timeout };
  const plan = planFor(name, { out, quick, retryFailed: true, ...given }, build, known);
  checkGrid(set, plan);
  checkOutcomes(set, plan);
  return { plan, by: { jobs: 1, build, used: known.used, shards: files } };
}

/** Whether there are shards of the quick section, and none of the whole. */
function onlyQuick(name: string, { out }: MergeOptions, { vocabulary }: Known): boolean {
  const { spec } = readSpecFor(findExperiment(name), vocabulary, out);
  const has = (experiment: string) => existsSync(shardsIn(join(out, experiment)));
  return !has(spec.name) && has(`${spec.name}-quick`);
}

/** Indices that are listed of those that are missing. */
const mostListed = 20;

function missing({ missing: indices, of }: ShardSet, where: string, command: string): InputError {
  const listed = indices.slice(0, mostListed).join(', ');
  const more = indices.length > mostListed ? ` and ${indices.length - mostListed} more` : '';
  const one = indices.length === 1;
  return new InputError(
    `${one ? 'shard' : 'shards'} ${listed}${more} of ${of} ${one ? 'is' : 'are'} missing in ${where}; ` +
      `\`${command}\` computes ${one ? 'it' : 'the first of them'}`,
  );
}

/** What computes a shard, as the user would type it. */
function runCommand(name: string, shard: Shard, options: MergeOptions, more: readonly string[]): string {
  const { out, quick, use = [] } = options;
  const flags = [...(quick ? ['--quick'] : []), ...use.flatMap((file) => ['--use', file]), ...more];
  const place = out === 'results' ? [] : ['--out', out];
  return ['moe', 'run', name, '--shard', spokenShard(shard), ...flags, ...place].map(quoted).join(' ');
}

/** The flags of the grid that a shard is a part of. */
function gridFlags({ options: { seed, trials, filter } }: ShardHeader['run']): string[] {
  return [
    ...(seed === null ? [] : ['--seed', String(seed)]),
    ...(trials === null ? [] : ['--trials', String(trials)]),
    ...Object.entries(filter).flatMap(([key, values]) => ['--filter', `${key}=${values.join(',')}`]),
  ];
}
