/** What an experiment's trials came to: every cell with its metrics, and how trials ended that did not end ok. */

import { counted } from '../counted.js';
import { type Cell, type Document, type Fold, firstOf, paragraph, soft, type Table } from '../documents/contract.js';
import { typeset, withInterval } from '../documents/numbers.js';
import { cut } from '../documents/printable.js';
import type { Row } from '../experiment/contract.js';
import type { SummaryLine } from '../results/summary.js';

/** Cells shown of an experiment. */
const mostCells = 200;
/** Metrics of one table: more side by side would be too wide for a screen or a sheet of paper. */
const across = 3;
/** Reasons shown of an experiment. */
const mostReasons = 100;

/** Behind a line that opens it. */
export function folded(summary: string, body: Document): Fold {
  return { kind: 'fold', summary, body };
}

/** The lines of one cell. */
interface CellLines extends Pick<SummaryLine, 'task' | 'method' | 'sweep'> {
  readonly lines: readonly SummaryLine[];
}

/** @param where the file that has all of them. */
export function summaryTables(lines: readonly SummaryLine[], where: string): Document {
  const { shown, note } = firstOf(cellsOf(lines), mostCells, 'cells', where);
  const tasks = [...new Set(shown.map(({ task }) => task))];
  const parts = tasks.map((task) => {
    const own = shown.filter((cell) => cell.task === task);
    return folded(`${task}: ${counted(own.length, 'cell')}`, taskTables(task, own));
  });
  return [
    paragraph(soft(`All cells and metrics are in ${where}.`)),
    ...parts,
    ...(note === undefined ? [] : [paragraph(soft(note))]),
  ];
}

/** In the order of the file. */
function cellsOf(lines: readonly SummaryLine[]): CellLines[] {
  const cells = new Map<string, CellLines & { lines: SummaryLine[] }>();
  for (const line of lines) {
    const { task, method, sweep } = line;
    const key = JSON.stringify([task, method, sweep]);
    const cell = cells.get(key) ?? { task, method, sweep, lines: [] };
    cells.set(key, cell);
    cell.lines.push(line);
  }
  return [...cells.values()];
}

function taskTables(task: string, cells: readonly CellLines[]): Document {
  const metrics = [...new Set(cells.flatMap(({ lines }) => lines.map(({ metric }) => metric)))];
  const hasValue = (name: string) => cells.some(({ lines }) => lines.some(({ metric, n }) => metric === name && n > 0));
  const filled = metrics.filter(hasValue);
  const empty = metrics.filter((metric) => !filled.includes(metric));
  const parts = filled.flatMap((_, m) => (m % across === 0 ? [filled.slice(m, m + across)] : []));
  return [
    ...parts.map((part) => metricTable(task, cells, part)),
    ...(empty.length > 0 ? [paragraph(soft(`No values on this task: ${empty.join(', ')}.`))] : []),
  ];
}

function metricTable(task: string, cells: readonly CellLines[], metrics: readonly string[]): Table {
  const swept = cells.some(({ sweep }) => Object.keys(sweep).length > 0);
  const columns = ['method', ...(swept ? ['swept'] : []), 'n'];
  return {
    kind: 'table',
    caption: `${task}: mean [95% interval] of ${metrics.join(', ')}`,
    cards: true,
    columns: [...columns.map((title) => ({ title })), ...metrics.map((title) => ({ title, number: true }))],
    rows: cells.map(({ method, sweep, lines }) => {
      const most = Math.max(...lines.map(({ n }) => n));
      const values = metrics.map((name) =>
        estimate(
          lines.find(({ metric }) => metric === name),
          most,
        ),
      );
      return [method, ...(swept ? [cut(sweptOf(sweep), 300)] : []), String(most), ...values];
    }),
  };
}

/** The n of a value stands beside it where it is not that of its row: degenerate trials may have no value. */
function estimate(line: SummaryLine | undefined, most: number): Cell {
  if (line === undefined || line.n === 0) return '–';
  const value = withInterval(line.mean, line.low, line.high, typeset);
  return line.n === most ? value : [value, ' ', soft(`n = ${line.n}`)];
}

export function sweptOf(sweep: SummaryLine['sweep']): string {
  return Object.entries(sweep)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}

interface Ending {
  readonly row: Row;
  readonly trials: number;
}

/** How trials ended that did not end ok, with the reasons they gave. @param where the file that has all of them. */
export function endings(rows: readonly Row[], where: string): Document {
  const found = endingsOf(rows);
  if (found.length === 0) return [paragraph('Every trial ended ok.')];
  const { shown, note } = firstOf(found, mostReasons, 'reasons', where);
  const table: Table = {
    kind: 'table',
    caption: 'Trials that did not end ok',
    cards: true,
    columns: ['task', 'method', 'status', 'trials', 'reason', 'first trial'].map((title) => ({
      title,
      number: title === 'trials',
    })),
    rows: shown.map(({ row, trials }) => [
      ...[row.task, row.method, row.status, String(trials)],
      ...[cut(row.reason || '–', 300), cut(row.id, 300)],
    ]),
    ...(note === undefined ? {} : { note }),
  };
  return [
    paragraph('A degenerate trial is a result. Trials that failed or timed out have no values, but keep their rows.'),
    folded('Reasons', [table]),
  ];
}

/** By task, method, status and reason, with the first trial of each; failures before degenerate ones, then as they come. */
function endingsOf(rows: readonly Row[]): Ending[] {
  const found = new Map<string, { row: Row; trials: number }>();
  for (const row of rows) {
    if (row.status === 'ok') continue;
    const key = JSON.stringify([row.task, row.method, row.status, row.reason]);
    const ending = found.get(key) ?? { row, trials: 0 };
    found.set(key, ending);
    ending.trials++;
  }
  const failed = ({ row }: Ending) => (row.status === 'degenerate' ? 1 : 0);
  return [...found.values()].sort((a, b) => failed(a) - failed(b));
}
