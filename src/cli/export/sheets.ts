/** The tables of a results folder that are exported, with typed values: numbers exact, null where a cell is empty. */
import { claimsCodec, type TestLine, testsCodec } from '../../results/claims/tables.js';
import type { Results } from '../../results/results.js';
import { summaryCodec } from '../../results/summary.js';
import { trialsCodec } from '../../results/trials.js';
import type { Derived } from '../../results/write.js';
import type { Sheet } from '../../tables/csv.js';

/** Results, and what follows from their trials. */
export interface Exported {
  readonly results: Results;
  readonly derived: Derived;
}

export type ExportName = 'trials' | 'summary' | 'claims' | 'tests';

/** What is exported, by name; a new table is one line here. */
export const sheets: Readonly<Record<ExportName, (exported: Exported) => Sheet>> = {
  trials: ({ results: { rows, sweeps } }) => trialsCodec(sweeps, Object.keys(rows[0]?.metrics ?? {})).toSheet(rows),
  summary: ({ results: { sweeps, lines } }) => summaryCodec(sweeps).toSheet(lines('summary.csv')),
  claims: ({ results: { lines } }) => claimsCodec.toSheet(lines('claims.csv')),
  tests: (exported) => testsCodec.toSheet(testsOf(exported)),
};

/** Results from before tests.csv have none; their tests follow from the trials, as any do. */
export function testsOf({ results, derived }: Exported): readonly TestLine[] {
  const written = results.table('tests.csv') !== null;
  return written ? results.lines('tests.csv') : derived.claims.flatMap(({ tests }) => tests);
}
