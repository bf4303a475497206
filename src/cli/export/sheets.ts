/** The tables of a results folder that are exported, with typed values: numbers exact, null where a cell is empty. */
import { claimsCodec } from '../../results/claims/tables.js';
import type { Results } from '../../results/results.js';
import { summaryCodec } from '../../results/summary.js';
import { trialsCodec } from '../../results/trials.js';
import type { Sheet } from '../../tables/csv.js';

export type ExportName = 'trials' | 'summary' | 'claims';

/** What is exported, by name; a new table is one line here. */
export const sheets: Readonly<Record<ExportName, (results: Results) => Sheet>> = {
  trials: ({ rows, sweeps }) => trialsCodec(sweeps, Object.keys(rows[0]?.metrics ?? {})).toSheet(rows),
  summary: ({ sweeps, lines }) => summaryCodec(sweeps).toSheet(lines('summary.csv')),
  claims: ({ lines }) => claimsCodec.toSheet(lines('claims.csv')),
};
