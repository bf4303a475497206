/** From flags and a plan to what an engine is asked for. */
import { isAbsolute, normalize } from 'node:path';
import { InputError, shown } from '../../errors.js';
import type { Engine, Submission } from '../../runner/engines/contract.js';
import { limitFor, memoryFor, minutesOf, shareOf, type Work } from '../../runner/engines/request.js';
import type { Plan } from '../../runner/plan.js';
import { quoted } from '../../shell.js';
import { type GridOptions, gridWords } from '../options.js';
import { calledAs } from '../planned.js';
import type { Left } from './left.js';

/** What shapes a grid, and what a task may take. */
export interface RequestOptions extends GridOptions {
  readonly jobs: number;
  readonly atOnce?: number;
  /** Of a task, bytes. */
  readonly memory?: number;
  /** Limit of a task, seconds. */
  readonly time?: number;
}

type Commands = Pick<Submission, 'program' | 'run' | 'merge'>;

/**
 * The commands of a task and of what comes after all.
 * @throws InputError for words that no script can hold, and for paths that tasks elsewhere do not have.
 */
export function commandsFor(engine: Engine, name: string, options: RequestOptions): Commands {
  const { quick, out, use = [] } = options;
  if (engine.program !== undefined) for (const path of [name, out, ...use]) checkBelow(engine.name, path);
  const spoken = (words: readonly string[]) => words.map(oneLine).map(quoted).join(' ');
  return {
    program: engine.program ?? spoken(calledAs(...process.argv)),
    run: spoken(['run', name, ...gridWords(options)]),
    // Shards say by themselves with which flags they were computed.
    merge: spoken(['merge', name, ...gridWords({ out, use, ...(quick ? { quick } : {}) })]),
  };
}

interface Planned {
  readonly plan: Plan;
  readonly work: Work;
  readonly left: Left;
  readonly version: string;
}

export function submissionOf(
  { jobs: threads, atOnce, memory: asked, time, use = [] }: RequestOptions,
  { run, ...commands }: Commands,
  { plan, work, left: { folder, shards, missing }, version }: Planned,
): Submission {
  const { spec } = plan.request;
  const expected = minutesOf(work, shards, threads);
  const memory = asked === undefined ? memoryFor(threads, work.trials, plan.memory.bytes) : Math.floor(asked / 2 ** 20);
  return {
    ...commands,
    // Components from outside run in processes, whose memory is watched: each gets its share of the task's.
    run: use.length === 0 ? run : `${run} --memory ${shareOf(memory, threads)}MiB`,
    ...{ name: spec.name, folder, shards, missing, atOnce: atOnce ?? null, expected, threads, memory },
    minutes: time === undefined ? limitFor(expected, spec.timeout) : Math.ceil(time / 60),
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
