/** `moe merge`: looks at all shards first, so that nothing is written where one of them will not do. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import { executorFor } from '../../runner/executors/executor.js';
import { type Build, readBuild } from '../../runner/provenance.js';
import { checkGrid, checkOutcomes, type ShardSet, shardSet } from '../../runner/shards/check.js';
import { findShards } from '../../runner/shards/read.js';
import { type Shard, spokenShard } from '../../runner/shards/shard.js';
import { shardsIn } from '../../runner/workplace.js';
import { quoted } from '../../shell.js';
import { findExperiment } from '../experiments.js';
import { type GlobalOptions, type GridOptions, gridWords, type UseOptions } from '../options.js';
import { relay } from '../output.js';
import { plannedRun } from '../planned.js';
import { carryOut, distinct } from '../run/run.js';
import { readSpecFor } from '../sources.js';
import { type Known, knownWith } from '../vocabulary.js';

export interface MergeOptions extends GlobalOptions, UseOptions {
  readonly out: string;
  readonly quick?: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
}

/** Merges the shards of the experiments and returns the exit code. */
export async function merge(names: readonly string[], options: MergeOptions): Promise<number> {
  const build = readBuild(new URL('./build.json', import.meta.url));
  const known = await knownWith(options.use);
  const works = distinct([...new Set(names)].map((name) => workFor(name, options, build, known)));
  const by = { build, used: known.used, jobs: options.jobs ?? availableParallelism() };
  return carryOut(works, options, by).finally(() => Promise.all(works.map(({ executor }) => executor.close())));
}

/** @throws InputError for shards that are missing, damaged or of another grid. */
function workFor(name: string, options: MergeOptions, build: Build, known: Known) {
  const { out, use = [], quick = onlyQuick(name, options, known) } = options;
  const { spec } = readSpecFor(findExperiment(name), known.vocabulary, out, quick);
  const folder = join(out, spec.name);
  const files = findShards(folder);
  if (files.length === 0) {
    const first = runCommand(name, { index: 1, of: 4 }, { out, use, quick });
    throw new InputError(
      `no shards of ${spec.name}: ${shardsIn(folder)} has none; \`${first}\` makes the first of four`,
    );
  }
  const set = shardSet(files);
  const { seed, trials, filter } = files[0]!.header.run.options;
  const asked = { ...(seed === null ? {} : { seed }), ...(trials === null ? {} : { trials }), filter };
  const grid = { out, use, quick, ...asked };
  // A trial that was run again may have had more time than the others.
  const timeout = Math.max(...files.map(({ header }) => header.run.timeoutSeconds));
  if (set.missing.length > 0) {
    const first = { index: set.missing[0]!, of: set.of };
    const command = runCommand(name, first, { ...grid, ...(timeout === spec.timeout ? {} : { timeout }) });
    throw missing(set, shardsIn(folder), command);
  }
  const planned = plannedRun(name, { ...grid, retryFailed: true, timeout }, build, known);
  checkGrid(set, planned.plan);
  checkOutcomes(set, planned.plan);
  const code = { build, used: known.used, onOutput: relay(options) };
  const executor = executorFor({ ...code, jobs: options.jobs ?? availableParallelism(), shards: files });
  return { ...planned, executor };
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
function runCommand(name: string, shard: Shard, options: GridOptions): string {
  return ['moe', 'run', name, '--shard', spokenShard(shard), ...gridWords(options)].map(quoted).join(' ');
}
