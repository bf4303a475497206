/** What the tasks of all engines have in common. */
import { quoted } from '../../shell.js';
import { lockOf } from '../workplace.js';
import type { Submission } from './contract.js';

/**
 * A shell command that computes one shard. Exit code 4 of moe says that some trials failed: their rows are in the shard,
 * which is whole, so the task is done; every other code is the task's own.
 * @param index what the shell, or the engine, puts the shard's number for.
 */
export function shardCommand({ program, run, threads, shards }: Submission, index: string): string {
  return `${program} ${run} -j ${threads} --shard ${index}/${shards} || { code=$?; [ $code = 4 ] || exit $code; }`;
}

/**
 * The same where the next attempt may be made on another machine, which cannot see whether the process of the one before
 * lives. The engine ends that one first, so a lock that it left is nobody's. Two submissions of one shard at once only
 * compute it twice.
 */
export function freedShardCommand(submission: Submission, index: string): string {
  const lock = lockOf({ folder: quoted(submission.folder), name: `${index}-of-${submission.shards}` });
  return `rm -f ${lock}; ${shardCommand(submission, index)}`;
}

/** Launches that no site minds, a minute. */
const launches = 10;

/** Tasks at once: as asked for, or so that no more than ten a minute begin once the first ten have. */
export function atOnceOf({ atOnce, expected, missing }: Submission): number {
  return Math.min(missing.length, atOnce ?? Math.max(launches, Math.ceil(launches * expected)));
}

/** Neighbours as pairs of the first and the last: 1, 2, 3, 7 as [1, 3], [7, 7]. */
export function ranges(ascending: readonly number[]): (readonly [first: number, last: number])[] {
  const found: [number, number][] = [];
  for (const index of ascending) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else found.push([index, index]);
  }
  return found;
}
