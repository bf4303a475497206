/** Which shards of an experiment are there, and which are left to compute. */
import { readdirSync } from 'node:fs';
import { counted } from '../../counted.js';
import { InputError } from '../../errors.js';
import type { Plan } from '../../runner/plan.js';
import { checkGrid, shardSet } from '../../runner/shards/check.js';
import { findShards, outcomesOf, type ShardFile } from '../../runner/shards/read.js';
import { shardsIn } from '../../runner/workplace.js';

export interface Left {
  /** Of the shard files. */
  readonly folder: string;
  readonly shards: number;
  /** Indices from 1, ascending; at least one. */
  readonly missing: readonly number[];
  /** What is wrong with files that are there and are computed again. */
  readonly damaged: readonly string[];
}

/**
 * The shards that are not there, cut as those that are. Reads all that are there.
 * @param asked number of shards that the user wants; null where he does not say.
 * @param wanted the number for a grid of which there is no shard.
 * @param merge what to do when nothing is left, as the user would type it.
 * @throws InputError where nothing is left, and for shards of another number than asked for or of another grid.
 */
export function shardsLeft(plan: Plan, asked: number | null, wanted: () => number, merge: string): Left {
  const { folder, spec } = plan.request;
  const files = findShards(folder);
  const place = shardsIn(folder);
  if (files.length === 0) {
    if (plan.pending.length === 0)
      throw new InputError(`${spec.name}: no trials left: all ${plan.trials.length} are in the journal of ${folder}`);
    const shards = asked === null ? (begun(place) ?? wanted()) : wanted();
    return { folder: place, shards, missing: indicesTo(shards), damaged: [] };
  }
  const set = shardSet(files);
  checkGrid(set, plan);
  if (asked !== null && asked !== set.of) {
    const there = counted(files.length, 'shard');
    throw new InputError(`--tasks must be ${set.of}, as ${place} has ${there} of ${set.of}; got ${asked}`);
  }
  const damages = new Map(files.map((file) => [file.header.shard.index, damageOf(file)]));
  const missing = indicesTo(set.of).filter((index) => !damages.has(index) || damages.get(index) !== undefined);
  if (missing.length > 0)
    return {
      folder: place,
      shards: set.of,
      missing,
      damaged: [...damages.values()].filter((one) => one !== undefined),
    };
  throw new InputError(`${spec.name}: no shards left: all ${set.of} are in ${place}; \`${merge}\` puts them together`);
}

const indicesTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/** Undefined for a shard that is whole. */
function damageOf(file: ShardFile): string | undefined {
  try {
    for (const _ of outcomesOf(file));
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** Into how many shards the grid was cut by tasks that have begun and not ended; undefined where none have, or not alike. */
function begun(folder: string): number | undefined {
  const counts = new Set(
    namesIn(folder).flatMap((name) => /^\.\d+-of-(\d+)\.journal\.ndjson$/.exec(name)?.slice(1) ?? []),
  );
  const [only] = counts;
  return counts.size === 1 ? Number(only) : undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
