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
    1: `as nothing like it was timed, ${expect} s a trial are assumed (--expect says better)`,
    0: 'by the times of earlier runs',
  }[work.guessed];
  const why =
    known ?? `of which ${Math.max(1, Math.round(100 * work.guessed))}% is a guess from cells like those timed`;
  const lines = [
    `${name}: ${counted(shards, 'shard')}, ${some}each of about ${spoken(60 * expected)} on ${counted(threads, 'thread')}, ${why}`,
    `${engine}: asked for are ${memory} MiB and ${minutes} minutes a task`,
  ];
  if (expected > longest)
    lines.push(`tasks are longer than an hour: more of them (--tasks) or more threads (-j) are better`);
  return lines;
}
