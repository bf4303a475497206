/**
 * Who worked on a shard: it may be killed on one machine and go on on another. A line is added when an attempt begins, and
 * another one when it ends, if it does.
 */
import fs from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod/mini';
import { InputError, messageOf } from '../../errors.js';
import { type MachineRun, machineRunShape } from '../../results/provenance.js';
import { checkRegular, formatLine, linesOf, parseObject } from '../lines.js';
import type { Plan } from '../plan.js';
import { machineHere, type Provenance, spanOf } from '../provenance.js';
import { attemptsOf, workplaceOf } from '../workplace.js';
import { spokenShard } from './partition.js';

const lineShape = z.strictObject({
  /** Trials that were there when it began. */
  from: z.int().check(z.minimum(0)),
  run: machineRunShape,
});

/**
 * Notes that an attempt at the plan's shard begins. What is given notes its end, and tells all attempts that computed
 * trials, in their order; of one that was killed it is not known when it ended.
 * @throws InputError where the file of attempts cannot be written.
 */
export function beginAttempt({ request, outcomes }: Plan, provenance: Provenance): (computed: number) => MachineRun[] {
  const path = attemptsOf(workplaceOf(request));
  const from = outcomes.size;
  const { jobs, started } = provenance;
  const begun: MachineRun = {
    ...{ shard: spokenShard(request.shard!), host: hostname(), machine: machineHere(), node: process.versions.node },
    ...{ jobs, started: started.toISOString(), trials: 0 },
  };
  const note = (run: MachineRun, flag: 'a' | 'w') => {
    try {
      if (fs.existsSync(path)) checkRegular(path);
      fs.writeFileSync(path, formatLine({ from, run }), { flag });
    } catch (error) {
      throw new InputError(`cannot write ${path}: ${messageOf(error)}`);
    }
  };
  note(begun, request.fresh ? 'w' : 'a');
  return (computed) => {
    const run = { ...begun, ...spanOf(provenance), trials: computed };
    note(run, 'a');
    const busy = attemptsIn(path).filter(({ trials }) => trials > 0);
    return busy.length > 0 ? busy : [run];
  };
}

function attemptsIn(path: string): MachineRun[] {
  const attempts: z.infer<typeof lineShape>[] = [];
  for (const line of linesOf(path)) {
    const { data } = lineShape.safeParse(parseObject(line), { jitless: true });
    if (data === undefined) continue;
    const last = attempts.at(-1)?.run;
    if (data.run.ended !== undefined && last?.started === data.run.started) attempts.pop();
    attempts.push(data);
  }
  return attempts.map(({ from, run }, a): MachineRun => {
    const next = attempts[a + 1];
    return run.ended !== undefined || next === undefined ? run : { ...run, trials: Math.max(0, next.from - from) };
  });
}
