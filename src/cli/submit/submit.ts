/** `moe submit`: the shards of an experiment that are missing, as tasks of a batch system. */
import { isAbsolute, normalize } from 'node:path';
import { parseParameters } from '../../components/parameters.js';
import { InputError, shown } from '../../errors.js';
import { makeFolder } from '../../results/atomic.js';
import type { Engine, Submission } from '../../runner/engines/contract.js';
import { engines } from '../../runner/engines/registry.js';
import { limitFor, memoryFor, minutesOf, tasksFor, type Work, workOf } from '../../runner/engines/request.js';
import { textOf } from '../../runner/engines/text.js';
import type { Plan } from '../../runner/plan.js';
import { readBuild } from '../../runner/provenance.js';
import { quoted } from '../../shell.js';
import { type GlobalOptions, type GridOptions, gridWords } from '../options.js';
import { exit, printFile, speaker } from '../output.js';
import { calledAs, plannedRun } from '../planned.js';
import { knownWith } from '../vocabulary.js';
import { handOver } from './hand-over.js';
import { type Left, shardsLeft } from './left.js';
import { spokenRequest } from './spoken.js';

export interface SubmitOptions extends GlobalOptions, GridOptions {
  readonly engine: string;
  readonly go?: boolean;
  readonly tasks?: number;
  readonly jobs: number;
  readonly atOnce?: number;
  /** Of a task, bytes. */
  readonly memory?: number;
  /** Limit of a task, seconds. */
  readonly time?: number;
  /** Seconds of a trial that nothing tells of. */
  readonly expect: number;
  readonly limit?: number;
  readonly set?: Readonly<Record<string, string>>;
}

/** Prints what the engine takes, or hands it over; what is asked for goes to stderr. Returns the exit code. */
export async function submit(name: string, options: SubmitOptions): Promise<number> {
  const engine = engines.get(options.engine);
  const parameters = parseParameters(engine, options.set ?? {});
  if (options.go && 'instead' in engine.handOver) throw new InputError(`--go: ${engine.handOver.instead}`);
  const build = readBuild(new URL('./build.json', import.meta.url));
  const { plan } = plannedRun(name, options, build, await knownWith(options.use));
  const work = workOf(plan.cells, plan.costs, options.expect);
  const left = shardsLeft(plan, options.tasks ?? null, () => tasksWanted(engine, work, options));
  const submission = submissionOf(name, options, { engine, plan, work, left, version: build.version });
  const text = textOf(engine, submission, parameters);
  const say = speaker(options);
  for (const line of spokenRequest(engine, submission, work, options)) await say('info', line);
  if (!options.go) {
    printFile(text);
    return exit.ok;
  }
  if (engine.program === undefined) makeFolder(submission.folder);
  return handOver(engine, text);
}

/** In how many shards to cut. @throws InputError for more than the engine takes, or than there are trials. */
function tasksWanted(engine: Engine, work: Work, { tasks, jobs, limit }: SubmitOptions): number {
  const most = limit ?? engine.most;
  if (tasks === undefined) return tasksFor(work, jobs, most);
  if (tasks > work.trials) {
    throw new InputError(`--tasks must be at most ${work.trials}, as a shard has one trial at least; got ${tasks}`);
  }
  if (tasks <= most) return tasks;
  const other = limit === undefined ? '; --limit says what the site takes' : '';
  const why = limit === undefined ? `: ${engine.limitedBy}` : ', as --limit says';
  throw new InputError(`--tasks must be at most ${most} for ${engine.name}${why}${other}; got ${tasks}`);
}

interface Asked {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly work: Work;
  readonly left: Left;
  readonly version: string;
}

function submissionOf(name: string, options: SubmitOptions, { engine, plan, work, left, version }: Asked): Submission {
  const { jobs: threads, quick, out, use = [] } = options;
  const expected = minutesOf(work, left.shards, threads);
  const { spec } = plan.request;
  if (engine.program !== undefined) for (const path of [name, out, ...use]) checkBelow(engine.name, path);
  const words = (command: string, flags: readonly string[]) =>
    [command, name, ...flags].map(oneLine).map(quoted).join(' ');
  return {
    name: spec.name,
    folder: oneLine(left.folder),
    program:
      engine.program ??
      calledAs(...process.argv)
        .map(quoted)
        .join(' '),
    run: words('run', gridWords(options)),
    merge: words('merge', gridWords({ out, use, ...(quick ? { quick } : {}) })),
    shards: left.shards,
    missing: left.missing,
    atOnce: options.atOnce ?? null,
    expected,
    threads,
    memory: options.memory === undefined ? memoryFor(threads) : Math.ceil(options.memory / 2 ** 20),
    minutes: options.time === undefined ? limitFor(expected, spec.timeout) : Math.ceil(options.time / 60),
    node: Number(process.versions.node.split('.')[0]),
    version,
  };
}

/** A comment or a directive ends with its line. @throws InputError for a word of several lines. */
function oneLine(word: string): string {
  if (!/\p{Cc}/u.test(word)) return word;
  throw new InputError(`what goes into a script must have no line breaks or control characters; got ${shown(word)}`);
}

/** @throws InputError for a path out of the current folder, which is all that tasks elsewhere have of here. */
function checkBelow(engine: string, path: string): void {
  if (!isAbsolute(path) && !/^\.\.(?:[\\/]|$)/.test(normalize(path))) return;
  throw new InputError(
    `paths must lie in the current folder for ${engine}, whose tasks run elsewhere; got ${shown(path)}`,
  );
}
