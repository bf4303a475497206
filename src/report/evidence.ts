/** What stands behind a claim's number: the cells that its tests read, as a small table, and the commands that compute them again. */
import { type Block, firstOf, type Table } from '../documents/contract.js';
import { typeset, withInterval } from '../documents/numbers.js';
import type { Claim, ClaimTest } from '../experiment/claim-contract.js';
import { cellsOfTest } from '../results/claims/cells.js';
import { type Place, placeKey, type SummaryLine } from '../results/summary.js';
import { quoted } from '../shell.js';
import type { ReportedExperiment } from './contract.js';
import { sweptOf } from './summary.js';

/** Lines of a table behind a claim. */
const mostLines = 12;

/** The lines of the summaries that its stated tests read. */
export function readCells({ results }: Pick<ReportedExperiment, 'results'>, { tests }: Claim): readonly SummaryLine[] {
  const stated = tests.filter(({ role }) => role === 'stated');
  const timed = stated.some(({ metric }) => metric === 'seconds');
  const lines = [...results.lines('summary.csv'), ...(timed ? results.lines('timings_summary.csv') : [])];
  const places = [...new Map(lines.map((line) => [placeKey(line), line])).values()];
  const wanted = new Set(
    stated.flatMap((test) =>
      cellsOfTest(test, places).flatMap((cell) => metricsOf(test).map((metric) => lineKey(cell, metric))),
    ),
  );
  return lines.filter((line) => wanted.has(lineKey(line, line.metric)));
}

const metricsOf = ({ metric, against }: ClaimTest): string[] => [metric, ...(against?.metric ? [against.metric] : [])];
const lineKey = (place: Place, metric: string): string => JSON.stringify([placeKey(place), metric]);

/** @param folder where all rows are. */
export function cellsTable(lines: readonly SummaryLine[], folder: string): Table {
  const { shown, note } = firstOf(lines, mostLines, 'cells', `${folder}/summary.csv`);
  const swept = lines.some(({ sweep }) => Object.keys(sweep).length > 0);
  return {
    kind: 'table',
    caption: 'Cells behind this claim',
    cards: true,
    columns: [
      ...['task', 'method', ...(swept ? ['swept'] : []), 'metric'].map((title) => ({ title })),
      ...['n', 'mean [95% interval]'].map((title) => ({ title, number: true })),
    ],
    rows: shown.map(({ task, method, sweep, metric, n, mean, low, high }) => [
      ...[task, method, ...(swept ? [sweptOf(sweep)] : []), metric, String(n)],
      mean === null ? '–' : withInterval(mean, low, high, typeset),
    ]),
    note: note ?? `From ${folder}/summary.csv; trials.csv has a row for each trial.`,
  };
}

/** Computes the cells again, and shows one of their trials step by step. @param command what makes all results. */
export function commandsFor(command: string, places: readonly Place[]): Block[] {
  const [first] = places;
  if (first === undefined) return [];
  const filters = [
    filter(
      'task',
      places.map(({ task }) => task),
    ),
    filter(
      'method',
      places.map(({ method }) => method),
    ),
    ...Object.keys(first.sweep)
      .filter((name) => places.every(({ sweep }) => name in sweep))
      .map((name) =>
        filter(
          name,
          places.map(({ sweep }) => String(sweep[name])),
        ),
      ),
  ];
  const at = Object.entries(first.sweep).flatMap(([name, value]) => ['--at', `${name}=${value}`]);
  const trial = ['--task', first.task, '--method', first.method, ...at].map(quoted).join(' ');
  return [
    { kind: 'code', text: `${command} ${filters.join(' ')} --out try` },
    { kind: 'code', text: `${command.replace(/^moe run /, 'moe trace ').replace(' --out ', ' --results ')} ${trial}` },
  ];
}

function filter(key: string, values: readonly string[]): string {
  return `--filter ${quoted(`${key}=${[...new Set(values)].join(',')}`)}`;
}
