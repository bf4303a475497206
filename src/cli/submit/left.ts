/** Which shards of an experiment are there, and which are left to compute. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import type { Plan } from '../../runner/plan.js';

export interface Left {
  /** Of the shard files. */
  readonly folder: string;
  readonly shards: number;
  /** Indices from 1, ascending; at least one. */
  readonly missing: readonly number[];
}

/**
 * @param asked number of shards that the user wants; null where it is the same to him.
 * @param wanted the number for a grid of which there is no shard.
 * @throws InputError where nothing is left, or the shards that are there are of another number than asked for.
 */
export function shardsLeft(plan: Plan, asked: number | null, wanted: () => number): Left {
  const folder = join(plan.request.folder, 'shards');
  const there = names(folder).flatMap((name) => {
    const [, index, of] = /^(\d+)-of-(\d+)\.ndjson$/.exec(name) ?? [];
    return of === undefined ? [] : [{ index: Number(index), of: Number(of) }];
  });
  const shards = there[0]?.of ?? wanted();
  if (asked !== null && asked !== shards) throw new InputError(`${folder} has shards of ${shards}`);
  const indices = new Set(there.map(({ index }) => index));
  const missing = Array.from({ length: shards }, (_, i) => i + 1).filter((index) => !indices.has(index));
  return { folder, shards, missing };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
