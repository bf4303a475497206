/** `moe run`: plans every experiment first, so that bad input stops the command before anything is computed. */

import { availableParallelism } from 'node:os';
import { counted } from '../../counted.js';
import { readBuild } from '../../runner/provenance.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printJson, speaker } from '../output.js';
import { knownWith } from '../vocabulary.js';
import { carryOut } from './carry-out.js';
import { expected, planDocument, planFacts } from './document.js';
import { distinct, type GridOptions, planFor } from './plan.js';

export interface RunOptions extends GridOptions, GlobalOptions, UseOptions {
  readonly jobs?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** A run that takes less, seconds, is over before its reader knows how long it takes. */
const worthSaying = 1;

/** Runs the experiments one after the other and returns the exit code. */
export async function run(names: readonly string[], options: RunOptions): Promise<number> {
  const build = readBuild(new URL('./build.json', import.meta.url));
  const known = await knownWith(options.use);
  const plans = distinct([...new Set(names)].map((name) => planFor(name, options, build, known)));
  const { jobs = availableParallelism() } = options;
  const threads = Math.min(jobs, availableParallelism());
  const facts = plans.map((plan) => planFacts(plan, threads));
  if (options.dryRun) {
    if (options.json) printJson(facts, 2);
    else print(planDocument(facts), options);
    return exit.ok;
  }
  if (facts.reduce((sum, { expectedSeconds }) => sum + (expectedSeconds ?? 0), 0) >= worthSaying) {
    const pending = facts.reduce((sum, plan) => sum + plan.pending, 0);
    await speaker(options)('info', `${counted(pending, 'trial')} on ${counted(threads, 'core')}: ${expected(facts)}`);
  }
  return carryOut(
    plans.map((plan) => ({ plan, by: { jobs, build, used: known.used } })),
    options,
  );
}
