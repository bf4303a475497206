/** Tables as readers want them: cells of the grid down, metrics across, a mean with its interval in one place. */
import type { SweepValue } from '../../experiment/contract.js';
import type { Results } from '../../results/results.js';
import { type Place, placeKey, rowsByPlace } from '../../results/summary.js';
import type { Value } from '../../tables/csv.js';
import { type ExportName, sheets } from './sheets.js';

/** A mean; its interval where it has one; n where it is over fewer trials than the row says. */
export interface Estimate {
  readonly mean: number;
  readonly interval: readonly [low: number, high: number] | null;
  readonly n: number | null;
}

export type ShownValue = Value | Estimate;

export interface ShownColumn {
  readonly name: string;
  readonly kind: 'text' | 'number';
  /** Of text that has to be broken into lines: which share of the width it should get. */
  readonly share?: number;
}

export interface ShownTable {
  /** Fit for a link or a label. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly columns: readonly ShownColumn[];
  readonly rows: readonly (readonly ShownValue[])[];
}

/**
 * The tables that show one table of an experiment's results; none where there is nothing to show.
 * @param metrics to show of a summary or of trials; all when absent.
 */
export function shownTables(
  name: ExportName,
  experiment: string,
  results: Results,
  metrics?: readonly string[],
): ShownTable[] {
  return show[name](experiment, results, (metric) => metrics?.includes(metric) ?? true);
}

type Show = (experiment: string, results: Results, wanted: (metric: string) => boolean) => ShownTable[];

const show: Readonly<Record<ExportName, Show>> = { trials: showTrials, summary: showSummary, claims: showClaims };

/** A trial's id tells its task, method, swept values and index: these have no columns of their own. */
function showTrials(experiment: string, results: Results, wanted: (metric: string) => boolean): ShownTable[] {
  const { columns, rows } = sheets.trials(results);
  const metrics = new Set(Object.keys(results.rows[0]?.metrics ?? {}));
  const told = new Set(['task', 'method', 'trial', ...results.rows.flatMap(({ sweep }) => Object.keys(sweep))]);
  const kept = columns
    .map((name, at) => ({ name, at }))
    .filter(({ name }) => (metrics.has(name) ? wanted(name) : !told.has(name)));
  return [
    {
      id: `${experiment}-trials`,
      title: `${experiment}: trials`,
      note: '',
      columns: kept.map(({ name, at }): ShownColumn => {
        if (name === 'reason') return { name, kind: 'text', share: 0.2 };
        const numbers = rows.every((row) => row[at] === null || typeof row[at] === 'number');
        return { name, kind: numbers ? 'number' : 'text' };
      }),
      rows: rows.map((row) => kept.map(({ at }) => row[at]!)),
    },
  ];
}

interface SummaryRow extends Place {
  readonly metric: string;
  readonly n: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A table per task, with the sweeps and metrics that the task has. */
function showSummary(experiment: string, results: Results, wanted: (metric: string) => boolean): ShownTable[] {
  const lines = summaryRows(results).filter(({ metric }) => wanted(metric));
  const trials = rowsByPlace(results.rows);
  return [...new Set(lines.map(({ task }) => task))].map((task) => {
    const own = lines.filter((line) => line.task === task);
    const metrics = [...new Set(own.map(({ metric }) => metric))];
    const sweeps = [...new Set(own.flatMap(({ sweep }) => Object.keys(sweep)))];
    const places = new Map<string, SummaryRow[]>();
    for (const line of own) places.set(placeKey(line), [...(places.get(placeKey(line)) ?? []), line]);
    return {
      id: `${experiment}-${task}`,
      title: `${experiment}: ${task}`,
      note: 'Mean and, in brackets, its 95 % interval; (n) where fewer trials of the row have a value.',
      columns: [
        { name: 'method', kind: 'text' as const },
        ...[...sweeps, 'trials', ...metrics].map((name) => ({ name, kind: 'number' as const })),
      ],
      rows: [...places].map(([key, [first, ...rest]]): ShownValue[] => {
        const count = trials.get(key)?.length ?? 0;
        const byMetric = new Map([first!, ...rest].map((line) => [line.metric, line]));
        const swept = sweeps.map((name) => String(first!.sweep[name] ?? '')); // settings are not rounded
        return [first!.method, ...swept, count, ...metrics.map((metric) => estimateOf(byMetric.get(metric), count))];
      }),
    };
  });
}

function summaryRows(results: Results): SummaryRow[] {
  const { columns, rows } = sheets.summary(results);
  const fixed = ['task', 'method', 'metric', 'n', 'mean', 'sd', 'median', 'ci_low', 'ci_high'];
  const sweeps = columns.filter((column) => !fixed.includes(column));
  return rows.map((row) => {
    const value = Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null]));
    const swept = sweeps.flatMap((name) => (value[name] === null ? [] : [[name, value[name] as SweepValue]]));
    return {
      task: String(value.task),
      method: String(value.method),
      sweep: Object.fromEntries(swept) as SummaryRow['sweep'],
      metric: String(value.metric),
      n: Number(value.n),
      mean: value.mean as number | null,
      low: value.ci_low as number | null,
      high: value.ci_high as number | null,
    };
  });
}

function estimateOf(line: SummaryRow | undefined, trials: number): ShownValue {
  if (line === undefined || line.mean === null) return null;
  const { mean, low, high, n } = line;
  return { mean, interval: low === null || high === null ? null : [low, high], n: n < trials ? n : null };
}

function showClaims(experiment: string, results: Results): ShownTable[] {
  const { columns, rows } = sheets.claims(results);
  if (rows.length === 0) return [];
  const cell = (row: readonly Value[], column: string) => row[columns.indexOf(column)] ?? null;
  return [
    {
      id: `${experiment}-claims`,
      title: `${experiment}: claims`,
      note: 'Ours is the value of the claim’s first test and, in brackets, its 95 % interval.',
      columns: [
        { name: 'claim', kind: 'text' },
        { name: 'sentence', kind: 'text', share: 0.3 },
        { name: 'paper', kind: 'text', share: 0.15 },
        { name: 'ours', kind: 'number' },
        { name: 'n', kind: 'number' },
        { name: 'verdict', kind: 'text', share: 0.15 },
      ],
      rows: rows.map((row) => {
        const [mean, low, high] = ['value', 'ci_low', 'ci_high'].map((name) => cell(row, name) as number | null);
        const ours =
          mean == null
            ? null
            : { mean, interval: low == null || high == null ? null : ([low, high] as const), n: null };
        return [cell(row, 'id'), cell(row, 'sentence'), cell(row, 'paper'), ours, cell(row, 'n'), cell(row, 'verdict')];
      }),
    },
  ];
}
