/** The file that a shard ends in. */
import { createHash } from 'node:crypto';
import { writeAtomically } from '../../results/atomic.js';
import type { MachineRun } from '../../results/provenance.js';
import { formatLine } from '../lines.js';
import type { OutcomeStore } from '../outcomes.js';
import type { Plan } from '../plan.js';
import { type Ended, type Provenance, runOf } from '../provenance.js';
import { shardFile } from '../workplace.js';
import { format, type ShardEnd, type ShardHeader } from './contract.js';

/**
 * Writes the shard as a whole: a line of what it is, its outcomes in grid order, and a last line with a digest of all
 * before it.
 * @param machines that computed it.
 * @returns its path.
 * @throws InputError where it cannot be written.
 */
export function writeShard(plan: Plan, provenance: Provenance, ended: Ended, machines: readonly MachineRun[]): string {
  const { folder, shard } = plan.request;
  const file = shardFile(folder, shard!);
  const run = runOf(provenance, plan, ended, {});
  const header: ShardHeader = { format, shard: shard!, ...plan.partOf!, machines: [...machines], run };
  writeAtomically(file, linesOfShard(header, plan.outcomes));
  return file;
}

function* linesOfShard(header: ShardHeader, outcomes: OutcomeStore): Generator<string> {
  const digest = createHash('sha256');
  const told = (line: string) => {
    digest.update(line);
    return line;
  };
  yield told(formatLine(header));
  for (const outcome of outcomes) yield told(formatLine(outcome));
  const end: ShardEnd = { outcomes: outcomes.size, digest: digest.digest('hex') };
  yield formatLine(end);
}
