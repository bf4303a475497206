/**
 * Who worked on a grid or a shard: it may be killed on one machine and go on on another, or be computed by many. The file
 * is written anew whenever there is more to tell.
 */
import fs from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod/mini';
import { InputError, messageOf } from '../errors.js';
import { writeAtomically } from '../results/atomic.js';
import { type MachineRun, machineRunShape } from '../results/provenance.js';
import { sha256 } from '../tables/file.js';
import { checkRegular, formatLine, linesOf, unsealJson } from './lines.js';
import type { Plan } from './plan.js';
import { machineHere, type Provenance, spanOf } from './provenance.js';
import { spokenShard } from './shards/shard.js';
import { attemptsOf, workplaceOf } from './workplace.js';

const lineShape = z.strictObject({
  /** Digest of the grid: who computed another one does not count. */
  grid: z.string(),
  /** Trials that were there when the attempt began. */
  from: z.int().check(z.minimum(0)),
  run: machineRunShape,
});

/** An attempt that has begun. */
export interface Attempt {
  /** Others compute, and not this process: all of them, with what each has computed so far. */
  note(others: readonly MachineRun[]): void;
  /**
   * @param computed trials.
   * @param others as in `note`; none where this process computed.
   * @returns all that computed trials of the grid, in their order, or where nobody is known this process; of one that was
   * killed it is not known when it ended.
   */
  end(computed: number, others: readonly MachineRun[]): readonly MachineRun[];
}

/** Notes that an attempt at a plan begins. @throws InputError, as its methods do, where the file cannot be written. */
export function beginAttempt({ request, trials, outcomes }: Plan, provenance: Provenance): Attempt {
  const { shard, fresh } = request;
  const path = attemptsOf(workplaceOf(request));
  const grid = sha256(JSON.stringify([trials.digests, trials.length])).slice(0, 16);
  const from = outcomes.size;
  const { jobs, started } = provenance;
  const own: MachineRun = {
    ...(shard !== undefined && { shard: spokenShard(shard) }),
    ...{ host: hostname(), machine: machineHere(), node: process.versions.node },
    ...{ jobs, started: started.toISOString(), trials: 0 },
  };
  const earlier = fresh ? [] : attemptsIn(path, grid, from);
  const write = (runs: readonly MachineRun[]) =>
    writeAtomically(path, runs.map((run) => formatLine({ grid, from, run })).join(''));
  write([...earlier, own]);
  return {
    note: (others) => write(joined(earlier, others)),
    end(computed, others) {
      const self = { ...own, ...spanOf(provenance), trials: computed };
      // What is merged is all of the grid, whoever computed parts of it before.
      const merged = shard === undefined && others.some((other) => other.shard !== undefined);
      const known = others.length === 0 ? [...earlier, self] : joined(merged ? [] : earlier, others);
      const all = known.filter((run) => run.trials > 0);
      write(all);
      return all.length > 0 ? all : [self];
    },
  };
}

/** A worker of a queue may serve several attempts: it is one machine. */
function joined(earlier: readonly MachineRun[], now: readonly MachineRun[]): MachineRun[] {
  const same = (a: MachineRun) => (b: MachineRun) => a.host === b.host && a.started === b.started && a.jobs === b.jobs;
  return [
    ...earlier.filter((one) => !now.some(same(one))),
    ...now.map((one) => ({ ...one, trials: one.trials + (earlier.find(same(one))?.trials ?? 0) })),
  ];
}

/** @param there trials that are there now: an attempt of which no end is told was killed when there were so many. */
function attemptsIn(path: string, grid: string, there: number): MachineRun[] {
  if (!fs.existsSync(path)) return [];
  try {
    checkRegular(path);
    return [...linesOf(path)].flatMap((line) => {
      const { data } = lineShape.safeParse(unsealJson(line), { jitless: true });
      if (data?.grid !== grid) return [];
      const { from, run } = data;
      const trials = run.ended === undefined && run.trials === 0 ? there - from : run.trials;
      return trials > 0 ? { ...run, trials } : [];
    });
  } catch (error) {
    throw new InputError(`cannot write ${path}: ${messageOf(error)}`);
  }
}
