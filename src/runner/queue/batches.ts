/** Outcomes on their way back: who computed them, and a line of the journal each. */
import type { Outcome } from '../../experiment/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import { formatLine, parseLine } from '../lines.js';
import { sealJson, unsealJson } from './sealed.js';

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
  return `${sealJson(head)}\n${outcomes.map(formatLine).join('')}`;
}

/** What can be believed of a batch; each line has a digest of its own. */
export function readBatch(text: string): { readonly batch: Batch | undefined; readonly damaged: number } {
  const [first = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const head = unsealJson(first) as Omit<Batch, 'outcomes'> | undefined;
  if (head === undefined) return { batch: undefined, damaged: lines.length };
  const outcomes = lines.flatMap((line) => parseLine(Buffer.from(line)) ?? []);
  return { batch: { ...head, outcomes }, damaged: lines.length - outcomes.length };
}
