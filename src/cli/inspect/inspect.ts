/** `moe inspect`: a model told on the terminal, and written as a page. */

import { availableParallelism } from 'node:os';
import { expectedBy } from '../../datasets/prepare.js';
import { size } from '../../documents/numbers.js';
import { InputError } from '../../errors.js';
import type { Used } from '../../experiment/outside.js';
import { bySize } from '../../fit/by-size.js';
import { courseAgain } from '../../fit/course.js';
import { without } from '../../fit/held-out.js';
import { preparedAgain } from '../../fit/refit.js';
import { settingsOf } from '../../fit/settings.js';
import { calibrationRows } from '../../fit/trust/conformal.js';
import type { Inspected } from '../../inspect/contract.js';
import { inspectModel, withData } from '../../inspect/inspected.js';
import { modelPage, pageClient } from '../../inspect/page.js';
import { writeAtomically } from '../../results/atomic.js';
import { fitThreads } from '../../runner/executors/fit-threads.js';
import { shareable } from '../../tables/frame.js';
import { readTable } from '../../tables/read-table.js';
import { ending } from '../ending.js';
import { watched } from '../fit/progress.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printWritten } from '../output.js';
import { located, openModel } from '../predict/predict.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';
import { requireOutput } from '../written.js';
import { inspectDocument } from './document.js';

/** The flags of the command. */
export interface InspectFlags extends GlobalOptions, UseOptions {
  readonly data?: string;
  readonly out?: string;
  readonly jobs?: number;
}

/** @returns the exit code. @throws InputError for a model or a table that cannot be used, and for a table of other data. */
export async function inspect(file: string, flags: InspectFlags): Promise<number> {
  const { data, out } = flags;
  const { used, vocabulary } = await knownWith(flags.use);
  const bound = await openModel(file, vocabulary);
  const alone = located(file, () => inspectModel(bound, file, vocabulary));
  if (out !== undefined) requireOutput(out, data === undefined ? [file] : [file, data]);
  const inspected = data === undefined ? alone : await withTable(alone, data, flags, used, vocabulary);
  if (inspected === null) return exit.interrupted;
  if (out === undefined) {
    if (!flags.quiet) print(inspectDocument(inspected), flags);
    return exit.ok;
  }
  const page = await modelPage(inspected, pageClient());
  writeAtomically(out, page);
  const wrote = [`${out} (${size(Buffer.byteLength(page))})`];
  printWritten(wrote, ending({ wrote }), flags);
  return exit.ok;
}

/** @returns null where it was interrupted. */
async function withTable(
  alone: Inspected,
  file: string,
  flags: InspectFlags,
  used: readonly Used[],
  vocabulary: Vocabulary,
): Promise<Inspected | null> {
  const { origin } = alone.bound.model;
  if (origin === null || alone.plan === null)
    throw new InputError(`${alone.file} was not learned from a table, so --data can show nothing of it`);
  const read = await readTable(file, expectedBy(alone.plan, file));
  const table = { ...read, frame: shareable(read.frame) };
  const hint = '; moe predict tells how another table does';
  const { plan, prepared } = preparedAgain(origin, file, table, vocabulary, hint);
  // Those that calibrate intervals were not learned from.
  const learned = { ...prepared, rows: without(prepared.rows, calibrationRows(prepared, plan)) };
  const { jobs = availableParallelism() } = flags;
  const threads = fitThreads({ jobs, used, until: Number.POSITIVE_INFINITY });
  const found = await watched(flags, 'interrupted; nothing was written', async (hooks) => {
    const sizes = await bySize(learned, plan, alone.experts.length, vocabulary, hooks, threads);
    const course =
      flags.out === undefined ? null : await courseAgain(alone.bound.model, plan, prepared, vocabulary, hooks);
    const known =
      course !== null && 'course' in course
        ? { ...alone, settings: settingsOf(alone.bound.model, course.course.recipe, vocabulary) }
        : alone;
    return withData(known, file, learned, plan, sizes, course);
  }).finally(threads.end);
  return found;
}
