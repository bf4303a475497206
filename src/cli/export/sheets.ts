/** The tables of a results folder that are exported, with typed values: numbers exact, null where a cell is empty. */
import type { Results } from '../../results/folder.js';
import { sweepValue, trialsTable } from '../../results/rows.js';
import type { Line, Sheet, Table, Value } from '../../tables/csv.js';

export type ExportName = 'trials' | 'summary' | 'claims';

/** What is exported, by name; a new table is one line here. */
export const sheets: Readonly<Record<ExportName, (results: Results) => Sheet>> = {
  trials: ({ rows }) => trialsTable(rows, distinct(rows.map(({ metrics }) => metrics)), distinct(rows.map(sweepOf))),
  summary: (results) => typed(results.table('summary.csv')!, ['task', 'method', 'metric'], statistics),
  claims: (results) => {
    const table = results.table('claims.csv');
    return table === null ? { columns: [], rows: [] } : typed(table, claimTexts, ['value', 'ci_low', 'ci_high', 'n']);
  },
};

const statistics = ['n', 'mean', 'sd', 'median', 'ci_low', 'ci_high'];
const claimTexts = ['id', 'sentence', 'section', 'paper', 'test', 'verdict', 'note'];

const sweepOf = <S>({ sweep }: { readonly sweep: S }): S => sweep;

function distinct(records: readonly object[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

/** @throws InputError for a column that is missing and for a cell that is no number where one must be. */
function typed({ columns, rows }: Table, texts: readonly string[], numbers: readonly string[]): Sheet {
  const valued = (line: Line, column: string): Value => {
    if (numbers.includes(column)) return line.numberOrNull(column);
    const text = line.text(column);
    if (texts.includes(column)) return text;
    return text === '' ? null : sweepValue(text);
  };
  const order = [...columns, ...[...texts, ...numbers].filter((column) => !columns.includes(column))];
  return { columns: order, rows: rows.map((line) => order.map((column) => valued(line, column))) };
}
