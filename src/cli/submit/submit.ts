/** `moe submit`: the shards of an experiment that are missing, as tasks of a batch system. */
import { inBytes } from '../../components/memory.js';
import { parseParameters } from '../../components/parameters.js';
import { InputError } from '../../errors.js';
import { makeFolder } from '../../results/atomic.js';
import type { Engine } from '../../runner/engines/contract.js';
import { engines } from '../../runner/engines/registry.js';
import { leastMemory, shareOf, tasksFor, type Work, workOf } from '../../runner/engines/request.js';
import { textOf } from '../../runner/engines/text.js';
import type { MemoryLimit } from '../../runner/memory.js';
import { readBuild } from '../../runner/provenance.js';
import { ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { exit, printBeside, printFile, speaker } from '../output.js';
import { plannedRun } from '../planned.js';
import { knownWith } from '../vocabulary.js';
import { handOver } from './hand-over.js';
import { shardsLeft } from './left.js';
import { spokenRequest } from './spoken.js';
import { commandsFor, type RequestOptions, submissionOf } from './submission.js';

export interface SubmitOptions extends GlobalOptions, RequestOptions {
  readonly engine: string;
  readonly go?: boolean;
  readonly tasks?: number;
  /** Seconds of a trial that nothing tells of. */
  readonly expect: number;
  readonly limit?: number;
  readonly set?: Readonly<Record<string, string>>;
}

/** Prints what the engine takes, or hands it over; what is asked for goes to stderr. Returns the exit code. */
export async function submit(name: string, options: SubmitOptions): Promise<number> {
  const { engine: chosen, set = {}, go = false, tasks = null, expect, ...request } = options;
  const engine = engines.get(chosen);
  const parameters = parseParameters(engine, set);
  if (go && 'instead' in engine.handOver) throw new InputError(`--go: ${engine.handOver.instead}`);
  const build = readBuild(new URL('./build.json', import.meta.url));
  const fits = limitOf(options);
  const { plan } = plannedRun(name, { ...request, ...(fits && { fits }) }, build, await knownWith(options.use));
  const work = workOf(plan.cells, plan.costs, expect);
  const commands = commandsFor(engine, name, request);
  const left = shardsLeft(
    plan,
    tasks,
    () => tasksWanted(engine, work, options),
    `${commands.program} ${commands.merge}`,
  );
  checkCount(engine, left.shards, options);
  const submission = submissionOf(request, commands, { plan, work, left, version: build.version });
  const text = textOf(engine, submission, parameters);
  const say = speaker(options);
  for (const damage of left.damaged) await say('warn', `${damage}; it is computed again`);
  for (const line of spokenRequest(engine, submission, work, options)) await say('info', line);
  const next = [
    [`${commands.program} ${commands.merge}`, 'puts the results together once all shards are there'],
  ] as const;
  if (go && engine.program === undefined) makeFolder(submission.folder);
  const code = go ? await handOver(engine, text) : exit.ok;
  if (!go) printFile(text);
  if (code === exit.ok) printBeside(ending({ next }), options);
  return code;
}

/** In how many shards to cut. @throws InputError for more than there are trials. */
function tasksWanted(engine: Engine, work: Work, { tasks, jobs, limit }: SubmitOptions): number {
  if (tasks === undefined) return tasksFor(work, jobs, limit ?? engine.most);
  if (tasks <= work.trials) return tasks;
  throw new InputError(`--tasks must be at most ${work.trials}, as a shard has one trial at least; got ${tasks}`);
}

/** @throws InputError for more shards than the engine takes. */
function checkCount({ name, most: usual, limitedBy }: Engine, shards: number, { tasks, limit }: SubmitOptions): void {
  const most = limit ?? usual;
  if (shards <= most) return;
  const why = limit === undefined ? `${limitedBy}; --limit says what the site takes` : 'as --limit says';
  const got = tasks === undefined ? `the shards that are there are of ${shards}` : `got ${tasks}`;
  throw new InputError(`--tasks must be at most ${most} for ${name}: ${why}; ${got}`);
}

/** What `--memory` leaves to each trial. @throws InputError for less than a task without trials takes. */
function limitOf({ memory, jobs }: SubmitOptions): MemoryLimit | undefined {
  if (memory === undefined) return undefined;
  const [least, mebibyte] = [leastMemory(jobs), 2 ** 20];
  if (memory < least * mebibyte)
    throw new InputError(`--memory must be at least ${least}MiB for -j ${jobs}; got ${inBytes(memory)}`);
  const bytes = shareOf(memory / mebibyte, jobs) * mebibyte;
  return { bytes, why: () => `--memory leaves ${inBytes(bytes)} to each thread of a task` };
}
