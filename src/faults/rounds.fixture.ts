/**
 * Rounds of faults, each with a random stream of its own. CI runs a sample; `make soak` sets MOE_SOAK, the file of its
 * table, and runs all. A round that fails says how to repeat it alone.
 */

import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { it } from 'vitest';
import { root } from '../cli/process.fixture.js';
import { grouped } from '../counted.js';
import { messageOf } from '../errors.js';
import { type Rng, stream } from '../math/random.js';

const { MOE_SOAK: table, MOE_FAULT_SEED: given, MOE_FAULT_ROUND: only } = process.env;

/** All rounds are run, of which CI runs a sample. */
export const soak = table !== undefined;

/** How long anything may take on a busy machine, milliseconds. */
export const patience = 600_000;

export interface Rounds {
  /** The test's name, and what the table says. */
  readonly fault: string;
  /** How many rounds CI and `make soak` run. */
  readonly sample: number;
  readonly all: number;
  /** How many go on at once. */
  readonly lanes?: number;
  /** Beside the other tests of the file: for rounds that mostly wait. */
  readonly beside?: boolean;
  /** What must be there for it; else the test is skipped, and says so. */
  readonly needs?: { readonly there: boolean; readonly else: string };
}

/** A test of many rounds. @param round tells in a few words what came of it, which are counted. */
export function rounds(
  { fault, sample, all, lanes = 1, beside = false, needs }: Rounds,
  round: (rng: Rng, index: number) => string | Promise<string>,
): void {
  if (needs?.there === false) {
    process.stderr.write(`SKIPPED ${fault}: ${needs.else}\n`);
    it.skip(fault);
    return;
  }
  it(fault, { timeout: 3_600_000, concurrent: beside }, async ({ expect }) => {
    const seed = Number(given ?? 1);
    const count = soak ? all : sample;
    const indices = only === undefined ? Array.from({ length: count }, (_, index) => index) : [Number(only)];
    const left = indices.values();
    const outcomes = new Map<string, number>();
    const file = relative(root, expect.getState().testPath!);
    const lane = async () => {
      for (const index of left) {
        try {
          const outcome = await round(stream(seed, fault, index), index);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        } catch (error) {
          const repeat = `MOE_FAULT_SEED=${seed} MOE_FAULT_ROUND=${index} npx vitest run ${file} -t '${fault}'`;
          throw new Error(`round ${index} of "${fault}"; ${repeat} repeats it\n${messageOf(error)}`, { cause: error });
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    expect([...outcomes.values()].reduce((sum, n) => sum + n, 0)).toBe(indices.length);
    if (table !== undefined) appendFileSync(table, `| ${fault} | ${indices.length} | ${told(outcomes)} |\n`);
  });
}

/** What came of the rounds, the most frequent first. */
function told(outcomes: ReadonlyMap<string, number>): string {
  const sorted = [...outcomes].sort(([, a], [, b]) => b - a);
  return sorted.map(([outcome, n]) => (sorted.length === 1 ? outcome : `${outcome}: ${grouped(n)}`)).join('; ');
}
