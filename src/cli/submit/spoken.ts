/** What was asked for, and why so much, in words. */
import { counted } from '../../counted.js';
import type { Engine, Submission } from '../../runner/engines/contract.js';
import type { Work } from '../../runner/engines/request.js';
import { spoken } from '../run/progress.js';

/** Longest task that one would want, minutes. */
const long = 60;

export function spokenRequest(
  { name: engine, most }: Engine,
  { name, shards, missing, expected, threads, memory, minutes }: Submission,
  work: Work,
  { expect, tasks }: { readonly expect: number; readonly tasks?: number | undefined },
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
  if (tasks === undefined && shards === most && expected > long)
    lines.push(`tasks are long, as ${engine} takes no more than ${most}`);
  return lines;
}
