/** What was asked for, and why so much, in words. */
import { counted } from '../../counted.js';
import type { Engine, Submission } from '../../runner/engines/contract.js';
import type { Work } from '../../runner/engines/request.js';
import { spoken } from '../run/progress.js';

/** Of a task that one would want, minutes. */
const longest = 60;

export function spokenRequest(
  { name: engine }: Engine,
  { name, shards, missing, expected, threads, memory, minutes }: Submission,
  work: Work,
  { expect }: { readonly expect: number },
): string[] {
  const some = missing.length === shards ? '' : `${missing.length} of them missing, `;
  const known = {
    1: `assuming ${expect} s per trial, because nothing like it was timed (--expect sets it)`,
    0: 'from the times of earlier runs',
  }[work.guessed];
  const why = known ?? `${Math.max(1, Math.round(100 * work.guessed))}% of it estimated from similar cells`;
  const lines = [
    `${name}: ${counted(shards, 'shard')}, ${some}each about ${spoken(60 * expected)} on ${counted(threads, 'thread')}, ${why}`,
    `${engine}: each task requests ${memory} MiB and ${minutes} minutes`,
  ];
  if (expected > longest)
    lines.push('tasks take longer than an hour: consider more of them (--tasks) or more threads (-j)');
  return lines;
}
