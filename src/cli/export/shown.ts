/** Tables as readers want them: cells of the grid down, metrics across, a mean with its interval in one place. */
import { type ClaimLine, testText } from '../../results/claims/tables.js';
import { placeKey, rowsByPlace, type SummaryLine } from '../../results/summary.js';
import type { Value } from '../../tables/csv.js';
import { type Exported, type ExportName, sheets, testsOf } from './sheets.js';

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
  exported: Exported,
  metrics?: readonly string[],
): ShownTable[] {
  return show[name](experiment, exported, (metric) => metrics?.includes(metric) ?? true);
}

type Show = (experiment: string, exported: Exported, wanted: (metric: string) => boolean) => ShownTable[];

const show: Readonly<Record<ExportName, Show>> = {
  trials: showTrials,
  summary: showSummary,
  claims: showClaims,
  tests: showTests,
};

/** A trial's id tells its task, method, swept values and index: these have no columns of their own. */
function showTrials(experiment: string, exported: Exported, wanted: (metric: string) => boolean): ShownTable[] {
  const { results } = exported;
  const { columns, rows } = sheets.trials(exported);
  const metrics = new Set(Object.keys(results.rows[0]?.metrics ?? {}));
  const told = new Set(['task', 'method', 'trial', ...results.sweeps]);
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

/** A table per task, with the sweeps and metrics that the task has. */
function showSummary(experiment: string, { results }: Exported, wanted: (metric: string) => boolean): ShownTable[] {
  const lines = results.lines('summary.csv').filter(({ metric }) => wanted(metric));
  const trials = rowsByPlace(results.rows);
  return [...new Set(lines.map(({ task }) => task))].map((task) => {
    const own = lines.filter((line) => line.task === task);
    const metrics = [...new Set(own.map(({ metric }) => metric))];
    const sweeps = [...new Set(own.flatMap(({ sweep }) => Object.keys(sweep)))];
    const places = new Map<string, SummaryLine[]>();
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

function estimateOf(line: SummaryLine | undefined, trials: number): ShownValue {
  if (line === undefined || line.mean === null) return null;
  const { mean, low, high, n } = line;
  return { mean, interval: low === null || high === null ? null : [low, high], n: n < trials ? n : null };
}

function showClaims(experiment: string, { results }: Exported): ShownTable[] {
  const claims = results.lines('claims.csv');
  if (claims.length === 0) return [];
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
      rows: claims.map((claim) => [claim.id, claim.sentence, claim.paper, estimated(claim), claim.n, claim.verdict]),
    },
  ];
}

function showTests(experiment: string, exported: Exported): ShownTable[] {
  const tests = testsOf(exported);
  if (tests.length === 0) return [];
  return [
    {
      id: `${experiment}-tests`,
      title: `${experiment}: tests of the claims`,
      note: 'In brackets the 95 % interval of a value.',
      columns: [
        { name: 'claim', kind: 'text' },
        { name: 'test', kind: 'text', share: 0.45 },
        { name: 'value', kind: 'number' },
        { name: 'n', kind: 'number' },
        { name: 'outcome', kind: 'text' },
      ],
      rows: tests.map((test) => [test.claim, testText(test), estimated(test), test.n, test.outcome]),
    },
  ];
}

function estimated({ value, low, high }: Pick<ClaimLine, 'value' | 'low' | 'high'>): ShownValue {
  return value === null ? null : { mean: value, interval: low === null || high === null ? null : [low, high], n: null };
}
