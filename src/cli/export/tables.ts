/** Tables of results: with exact values for programs, and as readers want them, cells of the grid down and metrics across. */

import type { Column, Table } from '../../documents/contract.js';
import { toDigits, withInterval } from '../../documents/numbers.js';
import { claimsCodec, type TestLine, testsCodec, testText } from '../../results/claims/tables.js';
import type { Results } from '../../results/results.js';
import { placeKey, rowsByPlace, type SummaryLine, summaryCodec } from '../../results/summary.js';
import { trialsCodec } from '../../results/trials.js';
import type { Derived } from '../../results/write.js';
import type { Sheet, Value } from '../../tables/csv.js';

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
function testsOf({ results, derived }: Exported): readonly TestLine[] {
  const written = results.table('tests.csv') !== null;
  return written ? results.lines('tests.csv') : derived.claims.flatMap(({ tests }) => tests);
}

/** A way to show one table of an experiment's results; no table where there is nothing to show. */
type Show = (experiment: string, exported: Exported, how: Shown) => Table[];

export interface Shown {
  /** Significant digits of numbers that are not whole. */
  readonly digits: number;
  /** Whether a metric of a summary or of trials is to be shown. */
  wanted(metric: string): boolean;
}

export const shownTables: Readonly<Record<ExportName, Show>> = {
  trials: showTrials,
  summary: showSummary,
  claims: showClaims,
  tests: showTests,
};

/** A trial's id tells its task, method, swept values and index: these have no columns of their own. */
function showTrials(experiment: string, exported: Exported, { digits, wanted }: Shown): Table[] {
  const { results } = exported;
  const { columns, rows: lines } = sheets.trials(exported);
  const rows = [...lines];
  const metrics = new Set(Object.keys(results.rows[0]?.metrics ?? {}));
  const told = new Set(['task', 'method', 'trial', ...results.sweeps]);
  const kept = columns
    .map((title, at) => ({ title, at }))
    .filter(({ title }) => (metrics.has(title) ? wanted(title) : !told.has(title)));
  return [
    {
      ...{ kind: 'table', id: `${experiment}-trials`, caption: `${experiment}: trials` },
      columns: kept.map(({ title, at }): Column => {
        if (title === 'reason') return { title, share: 0.2 };
        return { title, number: rows.every((row) => row[at] === null || typeof row[at] === 'number') };
      }),
      rows: rows.map((row) => kept.map(({ at }) => written(row[at]!, digits))),
    },
  ];
}

function written(value: Value, digits: number): string {
  if (value === null) return '';
  return typeof value === 'number' ? toDigits(value, digits) : String(value);
}

/** A table per task, with the sweeps and metrics that the task has. */
function showSummary(experiment: string, { results }: Exported, { digits, wanted }: Shown): Table[] {
  const lines = results.lines('summary.csv').filter(({ metric }) => wanted(metric));
  const trials = rowsByPlace(results.rows);
  return [...new Set(lines.map(({ task }) => task))].map((task) => {
    const own = lines.filter((line) => line.task === task);
    const metrics = [...new Set(own.map(({ metric }) => metric))];
    const sweeps = [...new Set(own.flatMap(({ sweep }) => Object.keys(sweep)))];
    const places = new Map<string, SummaryLine[]>();
    for (const line of own) places.set(placeKey(line), [...(places.get(placeKey(line)) ?? []), line]);
    return {
      ...{ kind: 'table', id: `${experiment}-${task}`, caption: `${experiment}: ${task}` },
      columns: [{ title: 'method' }, ...[...sweeps, 'trials', ...metrics].map((title) => ({ title, number: true }))],
      rows: [...places].map(([key, cell]) => {
        const count = trials.get(key)?.length ?? 0;
        const { method, sweep } = cell[0]!;
        return [
          method,
          ...sweeps.map((name) => String(sweep[name] ?? '')), // settings are not rounded
          String(count),
          ...metrics.map((name) =>
            estimate(
              cell.find(({ metric }) => metric === name),
              count,
              digits,
            ),
          ),
        ];
      }),
      note: 'Mean and, in brackets, its 95% interval; (n) if fewer trials of the row have a value.',
    };
  });
}

function estimate(line: SummaryLine | undefined, trials: number, digits: number): string {
  if (line === undefined || line.mean === null) return '';
  return `${interval(line.mean, line.low, line.high, digits)}${line.n < trials ? ` (${line.n})` : ''}`;
}

function interval(mean: number | null, low: number | null, high: number | null, digits: number): string {
  return withInterval(mean, low, high, (value) => written(value ?? null, digits));
}

function showClaims(experiment: string, { results }: Exported, { digits }: Shown): Table[] {
  const claims = results.lines('claims.csv');
  if (claims.length === 0) return [];
  return [
    {
      ...{ kind: 'table', id: `${experiment}-claims`, caption: `${experiment}: claims` },
      columns: [
        { title: 'claim' },
        { title: 'sentence', share: 0.3 },
        { title: 'paper', share: 0.15 },
        { title: 'ours', number: true },
        { title: 'n', number: true },
        { title: 'verdict', share: 0.15 },
      ],
      rows: claims.map(({ id, sentence, paper, value, low, high, unit, n, verdict }) => [
        ...[id, sentence, paper, inUnit(interval(value, low, high, digits), unit), written(n, digits), verdict],
      ]),
      note: 'Ours is the value of the claim’s first stated test and, in brackets, its two-sided 90% interval.',
    },
  ];
}

function showTests(experiment: string, exported: Exported, { digits }: Shown): Table[] {
  const tests = testsOf(exported);
  if (tests.length === 0) return [];
  return [
    {
      ...{ kind: 'table', id: `${experiment}-tests`, caption: `${experiment}: tests of the claims` },
      columns: [
        { title: 'claim' },
        { title: 'role' },
        { title: 'test', share: 0.45 },
        { title: 'value', number: true },
        { title: 'n', number: true },
        { title: 'outcome' },
      ],
      rows: tests.map((test) => [
        ...[test.claim, test.role, testText(test)],
        inUnit(interval(test.value, test.low, test.high, digits), test.unit),
        ...[written(test.n, digits), test.outcome],
      ]),
      note: 'In brackets, the two-sided 90% interval of a value: each end is a one-sided 95% bound, by which outcomes are decided.',
    },
  ];
}

function inUnit(text: string, unit: string): string {
  return unit === '' || text === '' ? text : `${text} ${unit}`;
}
