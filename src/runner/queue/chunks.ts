/** Trials on their way to a worker: neighbors in the order of the run, as many as take some tens of seconds. */
import * as z from 'zod/mini';
import type { Cell, Kept, Trial } from '../../experiment/contract.js';
import { cellId } from '../../experiment/grid.js';
import { sha256 } from '../../tables/file.js';
import type { Expected } from './pace.js';
import { sealJson, unsealJson } from './sealed.js';

/** What a job of the queue holds. */
export interface QueuedChunk {
  /** The run that it is of. */
  readonly run: string;
  readonly trials: readonly Trial[];
}

/** Seconds of one lane. */
const most = 30;
const least = 1;
/** So that a job stays below a megabyte. */
const mostTrials = 2000;
/** Of a cell that was never timed: few, until the first have come back. */
const mostGuessed = 50;
const mostUnknown = 4;

/**
 * How long a chunk should take, seconds: half a minute, and less towards the end, so that all lanes end together.
 * @param left what is left to compute, seconds.
 */
export function chunkSeconds(left: number, lanes: number): number {
  return Math.min(most, Math.max(least, left / (3 * Math.max(1, lanes))));
}

/**
 * How many of the next trials make a chunk.
 * @param next what the trial that stands so far ahead is expected to take; undefined behind the last one.
 * @param seconds what the chunk should take.
 */
export function chunkLength(next: (ahead: number) => Expected | null | undefined, seconds: number): number {
  let [length, sum, guessed, unknown] = [0, 0, 0, 0];
  for (let cost = next(0); cost !== undefined && length < mostTrials; cost = next(length)) {
    sum += cost?.seconds ?? 0;
    guessed += cost?.guessed === true ? 1 : 0;
    unknown += cost === null ? 1 : 0;
    if (length > 0 && (sum > seconds || guessed > mostGuessed || unknown > mostUnknown)) break;
    length += 1;
  }
  return length;
}

/** The id of a job is made of its trials, so that the same chunk is never in the queue twice. */
export function chunkId(trials: readonly Trial[]): string {
  return `t-${sha256(trials.map(({ key }) => key).join()).slice(0, 24)}`;
}

const count = z.int().check(z.minimum(0));
const reference = z.looseObject({ name: z.string() });
const swept = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** What the cell of a trial must have to be looked at; the digest holds the rest together. */
const cellShape = z.looseObject({
  ...{ task: z.string(), method: z.string(), sweep: swept, trials: count, k: count },
  ...{ data: reference, expert: reference, learn: reference, metrics: z.array(z.string()) },
});

const shape = z.strictObject({
  run: z.string(),
  /** Trials with all that they share. */
  groups: z.array(
    z.strictObject({
      cell: cellShape,
      keep: z.array(z.string()),
      timeout: z.number(),
      digests: z.array(z.string()),
      /** Index in the cell, seed, content key. */
      trials: z.array(z.tuple([count, count, z.string()])),
    }),
  ),
});

export function writeChunk({ run, trials }: QueuedChunk): string {
  const groups: (Pick<Trial, 'cell' | 'keep' | 'timeout' | 'digests'> & { trials: [number, number, string][] })[] = [];
  for (const { cell, keep, timeout, digests, trial, seed, key } of trials) {
    const last = groups.at(-1);
    const same = last?.cell === cell && last.timeout === timeout && last.keep.join() === keep.join();
    if (same) last.trials.push([trial, seed, key]);
    else groups.push({ cell, keep, timeout, digests, trials: [[trial, seed, key]] });
  }
  return sealJson({ run, groups });
}

/** Undefined for what `writeChunk` did not write. */
export function readChunk(text: unknown): QueuedChunk | undefined {
  const { success, data } = shape.safeParse(unsealJson(text));
  if (!success) return undefined;
  const trials = data.groups.flatMap((group) => {
    const cell = group.cell as unknown as Cell;
    const { timeout, digests } = group;
    const keep = group.keep as Kept[];
    return group.trials.map(([trial, seed, key]): Trial => {
      return { id: `${cellId(cell)}${trial}`, cell, trial, seed, keep, timeout, digests, key };
    });
  });
  return { run: data.run, trials };
}
