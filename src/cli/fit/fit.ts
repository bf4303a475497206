/** `moe fit`: a mixture from a table, told as tables or JSON, and written as a model file. */

import { availableParallelism } from 'node:os';
import { expectedBy, prepare } from '../../datasets/prepare.js';
import { InputError } from '../../errors.js';
import { fitTable } from '../../fit/fit-table.js';
import { parseHeldOut } from '../../fit/held-out.js';
import { withOrigin } from '../../fit/origin.js';
import { type FitRequest, formulaOf, planOf } from '../../fit/plan.js';
import { encodeModel } from '../../model/codec.js';
import { writeAtomically } from '../../results/atomic.js';
import { wallClock } from '../../runner/executors/contract.js';
import { type FitThreads, fitThreads } from '../../runner/executors/fit-threads.js';
import { shareable } from '../../tables/frame.js';
import { readTable } from '../../tables/read-table.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';
import { requireOutput } from '../written.js';
import { fitDocument } from './document.js';
import { asJson } from './json.js';
import { watched } from './progress.js';

/** The flags of the command. */
export interface FitFlags extends GlobalOptions, UseOptions {
  readonly target?: string;
  readonly experts: string;
  readonly expert: string;
  readonly rule?: string;
  readonly minShare?: number;
  readonly maxShare?: number;
  readonly minPerClass?: number;
  readonly gate?: string;
  readonly method: string;
  readonly starts?: number;
  readonly ridge?: number;
  readonly outliers?: number;
  readonly weights?: string;
  readonly categories?: readonly string[];
  readonly missing?: string;
  readonly unseen?: string;
  readonly validate?: string;
  readonly intervals?: number | string;
  readonly needed?: number;
  readonly bootstrap?: number;
  readonly seed?: number;
  readonly jobs?: number;
  readonly timeLimit?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** What messages call an option: its flag. */
function flagOf(option: keyof FitRequest): string {
  return { min: '--min-share', max: '--max-share', minPerClass: '--min-per-class' }[option as 'min'] ?? `--${option}`;
}

/** @returns the exit code. @throws InputError for a table, a formula or flags that cannot be used. */
export async function fit(table: string, formula: string | undefined, flags: FitFlags): Promise<number> {
  const started = performance.now();
  const { jobs = availableParallelism(), timeLimit = Number.POSITIVE_INFINITY } = flags;
  const { used, vocabulary } = await knownWith(flags.use);
  const splits = splitsFile(flags);
  if (flags.out !== undefined) requireOutput(flags.out, splits === null ? [table] : [table, splits]);
  if (flags.needed !== undefined && flags.timeLimit !== undefined)
    throw new InputError(
      '--needed repeats the fit as it is, which --time-limit would end at any point: give one of them',
    );
  const threads = fitThreads({ jobs, used, until: wallClock() + 1000 * timeLimit });
  try {
    return await fitBy(threads, await opened(table, formula, flags, vocabulary), flags, started);
  } finally {
    await threads.end();
  }
}

/** The file of splits that --validate names, if it does. */
function splitsFile({ validate }: FitFlags): string | null {
  const held = validate === undefined ? null : parseHeldOut(validate, flagOf('validate'));
  return held?.kind === 'column' ? held.file : null;
}

/** A table that was read, and what is to be fitted to it. */
type Opened = Awaited<ReturnType<typeof opened>>;

async function opened(table: string, formula: string | undefined, flags: FitFlags, vocabulary: Vocabulary) {
  const { minShare, maxShare, ...rest } = flags;
  const asked = {
    ...rest,
    ...(formula === undefined ? {} : { formula }),
    ...(minShare === undefined ? {} : { min: minShare }),
    ...(maxShare === undefined ? {} : { max: maxShare }),
  };
  const expected = expectedBy({ ...asked, formula: formulaOf(asked, flagOf) }, table);
  const { frame: read, sha256 } = await readTable(table, expected);
  const frame = shareable(read);
  const plan = planOf(asked, frame, vocabulary, flagOf);
  const prepared = prepare(frame, table, plan, vocabulary.experts.get(plan.expert.name).target);
  const file = splitsFile(flags);
  const splits = file === null ? null : (await readTable(file)).frame;
  return { table, sha256, plan, prepared, splits, vocabulary };
}

async function fitBy(
  threads: FitThreads,
  { table, sha256, plan, prepared, splits, vocabulary }: Opened,
  flags: FitFlags,
  started: number,
): Promise<number> {
  const fitted = await watched(flags, 'the fit was interrupted; nothing was written', (hooks) =>
    fitTable(prepared, plan, vocabulary, hooks, splits, threads),
  );
  if (fitted === null) return exit.interrupted;
  const seconds = (performance.now() - started) / 1000;
  if (flags.out !== undefined)
    writeAtomically(flags.out, `${JSON.stringify(encodeModel(withOrigin(fitted, plan, sha256), vocabulary))}\n`);
  const told = { seconds, timed: fitted.timed, table, out: flags.out };
  if (flags.json) printJson(asJson(fitted.report, told));
  else if (!flags.quiet) print(fitDocument(fitted.report, told), flags);
  return exit.ok;
}
