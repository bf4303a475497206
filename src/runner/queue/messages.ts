/** What crosses a queue: trials on their way to a worker, and outcomes on their way back. */
import * as z from 'zod/mini';
import type { Cell, Outcome, Trial } from '../../experiment/contract.js';
import { cellId } from '../../experiment/grid.js';
import type { Kept } from '../../experiment/kept-contract.js';
import type { MachineRun } from '../../results/provenance.js';
import { formatLine, parseLine, sealJson, unsealJson } from '../lines.js';

/** What a job of the queue holds: neighbors in the order of the run. */
export interface QueuedChunk {
  /** The run that it is of. */
  readonly run: string;
  readonly trials: readonly Trial[];
}

const count = z.int().check(z.minimum(0));
const reference = z.looseObject({ name: z.string() });
const swept = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** What the cell of a trial must have to be looked at; the digest holds the rest together. */
const cellShape = z.looseObject({
  ...{ task: z.string(), method: z.string(), sweep: swept, trials: count, k: count },
  ...{ data: reference, expert: reference, learn: reference, metrics: z.array(z.string()) },
});

const chunkShape = z.strictObject({
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
  const { success, data } = chunkShape.safeParse(typeof text === 'string' ? unsealJson(Buffer.from(text)) : undefined);
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

/** Outcomes, a line of the journal each, with who computed them. */
export interface Batch {
  /** The worker's id. */
  readonly worker: string;
  /** What the worker says of itself, with what it has computed so far. */
  readonly machine: MachineRun;
  /** Wall time of the lane for these outcomes, with all that is beside learning, seconds. */
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
}

export function writeBatch({ outcomes, ...head }: Batch): string {
  return [head, ...outcomes].map(formatLine).join('');
}

/** What can be believed of a batch; each line has a digest of its own. */
export function readBatch(text: string): { readonly batch: Batch | undefined; readonly damaged: number } {
  const [first = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const head = unsealJson(Buffer.from(first)) as Omit<Batch, 'outcomes'> | undefined;
  if (head === undefined) return { batch: undefined, damaged: lines.length };
  const outcomes = lines.flatMap((line) => parseLine(Buffer.from(line)) ?? []);
  return { batch: { ...head, outcomes }, damaged: lines.length - outcomes.length };
}
