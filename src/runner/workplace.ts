/** Where a run keeps what it needs while it goes on: its journal, its lock, files on their way. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Shard } from './shards/shard.js';

export interface Workplace {
  readonly folder: string;
  /** Before the names of its files, so that many shards can share a folder; empty for a run of a whole grid. */
  readonly name: string;
}

/** The results folder itself or, of a shard, a place of its own in the folder `shards` there. */
export function workplaceOf({ folder, shard }: { readonly folder: string; readonly shard?: Shard }): Workplace {
  return shard === undefined ? { folder, name: '' } : { folder: shardsIn(folder), name: shardName(shard) };
}

/** The folder of the shards of a results folder. */
export const shardsIn = (folder: string): string => join(folder, 'shards');

/** `2-of-4`, which the names of its files begin with. */
export const shardName = ({ index, of }: Shard): string => `${index}-of-${of}`;

/** The file that a shard ends in. */
export const shardFile = (folder: string, shard: Shard): string => join(shardsIn(folder), `${shardName(shard)}.ndjson`);

export const journalOf = ({ folder, name }: Workplace): string => join(folder, `.${dotted(name)}journal.ndjson`);
/** Who worked on it. */
export const attemptsOf = ({ folder, name }: Workplace): string => join(folder, `.${dotted(name)}attempts.ndjson`);
export const lockOf = ({ folder, name }: Workplace): string => join(folder, `.${dotted(name)}lock`);

const dotted = (name: string): string => (name === '' ? '' : `${name}.`);

/** Temporary files of a run that was killed while it wrote; nobody else writes them while its lock is held. */
export function removeLeftovers({ folder, name }: Workplace): void {
  for (const file of readdirSync(folder)) {
    // A file whose name begins with a dot has a temporary one with two.
    const [, rest = file] = /^\.(\..*)/.exec(file) ?? [];
    if (rest.startsWith(`.${dotted(name)}`) && /\.\d+\.tmp$/.test(file)) rmSync(join(folder, file), { force: true });
  }
}
