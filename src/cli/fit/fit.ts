/** `moe fit`: a mixture from a table, told as tables or JSON, and written as a model file. */

import { expectedBy, prepare } from '../../datasets/prepare.js';
import { fitTable } from '../../fit/fit-table.js';
import { parseHeldOut } from '../../fit/held-out.js';
import { withOrigin } from '../../fit/origin.js';
import { formulaOf, planOf } from '../../fit/plan.js';
import { encodeModel } from '../../model/codec.js';
import { writeAtomically } from '../../results/atomic.js';
import { readTable } from '../../tables/read-table.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { knownWith } from '../vocabulary.js';
import { requireOutput } from '../written.js';
import { fitDocument } from './document.js';
import { asJson } from './json.js';
import { fitView } from './progress.js';

/** The flags of the command. */
export interface FitFlags extends GlobalOptions, UseOptions {
  readonly target?: string;
  readonly experts: string;
  readonly expert: string;
  readonly rule?: string;
  readonly minShare?: number;
  readonly maxShare?: number;
  readonly minPerClass?: number;
  readonly gate: string;
  readonly method: string;
  readonly starts?: number;
  readonly ridge?: number;
  readonly outliers?: number;
  readonly weights?: string;
  readonly categories?: readonly string[];
  readonly missing?: string;
  readonly unseen?: string;
  readonly validate?: string;
  readonly seed?: number;
  readonly timeLimit?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** @returns the exit code. @throws InputError for a table, a formula or flags that cannot be used. */
export async function fit(table: string, formula: string | undefined, flags: FitFlags): Promise<number> {
  const started = performance.now();
  const { vocabulary } = await knownWith(flags.use);
  const held = flags.validate === undefined ? null : parseHeldOut(flags.validate);
  const splitsFile = held?.kind === 'column' ? held.file : null;
  if (flags.out !== undefined) requireOutput(flags.out, splitsFile === null ? [table] : [table, splitsFile]);
  const { minShare, maxShare, ...rest } = flags;
  const asked = {
    ...rest,
    ...(formula === undefined ? {} : { formula }),
    ...(minShare === undefined ? {} : { min: minShare }),
    ...(maxShare === undefined ? {} : { max: maxShare }),
  };
  const expected = expectedBy({ ...asked, formula: formulaOf(asked) }, table);
  const { frame, sha256 } = await readTable(table, expected);
  const plan = planOf(asked, frame, vocabulary);
  const prepared = prepare(frame, table, plan, vocabulary.experts.get(plan.expert.name).target);
  const limit = flags.timeLimit === undefined ? undefined : started + 1000 * flags.timeLimit;
  let timed = false;
  const timeUp = (): boolean => {
    timed ||= performance.now() > limit!;
    return timed;
  };
  const splits = splitsFile === null ? null : (await readTable(splitsFile)).frame;
  const view = await fitView(flags);
  const hooks = { ...view, ...(limit === undefined ? {} : { timeUp }) };
  const fitted = await fitTable(prepared, plan, vocabulary, hooks, splits).finally(() => view.end());
  const seconds = (performance.now() - started) / 1000;
  if (flags.out !== undefined) {
    const whole = withOrigin(fitted, plan, sha256, timed);
    writeAtomically(flags.out, `${JSON.stringify(encodeModel(whole, vocabulary))}\n`);
  }
  const told = { seconds, timed, table, out: flags.out };
  if (flags.json) printJson(asJson(fitted.report, told));
  else if (!flags.quiet) print(fitDocument(fitted.report, told), flags);
  return exit.ok;
}
