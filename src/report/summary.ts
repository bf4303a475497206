/** Every cell of an experiment with its metrics, from summary.csv: by task, a row a cell. */
import { counted } from '../counted.js';
import type { SummaryLine } from '../results/summary.js';
import { type Html, html } from './html.js';
import { firstOf, folded, tableOf } from './table.js';
import { quoted, withInterval } from './words.js';

/** Cells shown of an experiment. */
const mostCells = 200;
/** Metrics of one table. */
const across = 4;

interface CellLines {
  readonly task: string;
  readonly method: string;
  readonly sweep: SummaryLine['sweep'];
  readonly lines: readonly SummaryLine[];
}

/** @param where the file that has all of them. */
export function summaryTables(lines: readonly SummaryLine[], where: string): Html {
  const { shown, note } = firstOf(cellsOf(lines), mostCells, 'cells', where);
  const tasks = [...new Set(shown.map(({ task }) => task))];
  const parts = tasks.map((task) => {
    const own = shown.filter((cell) => cell.task === task);
    return folded(`${task}: ${counted(own.length, 'cell')}`, shown.length, taskTables(task, own));
  });
  return html`${parts}${note && html`<p class="note">${note}</p>`}`;
}

/** The lines of each cell, in the order of the file. */
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

/** Side by side the metrics would be too wide for a screen or a sheet of paper. */
function taskTables(task: string, cells: readonly CellLines[]): Html {
  const metrics = [...new Set(cells.flatMap(({ lines }) => lines.map(({ metric }) => metric)))];
  const hasValue = (name: string) => cells.some(({ lines }) => lines.some(({ metric, n }) => metric === name && n > 0));
  const filled = metrics.filter(hasValue);
  const empty = metrics.filter((metric) => !filled.includes(metric));
  const parts = filled.flatMap((_, m) => (m % across === 0 ? [filled.slice(m, m + across)] : []));
  return html`${parts.map((part) => metricTable(task, cells, part))}
${empty.length > 0 && html`<p class="note">Without any value on this task: ${empty.join(', ')}.</p>`}`;
}

function metricTable(task: string, cells: readonly CellLines[], metrics: readonly string[]): Html {
  const swept = cells.some(({ sweep }) => Object.keys(sweep).length > 0);
  const columns = ['method', ...(swept ? ['swept'] : []), 'n'];
  return tableOf({
    caption: `${task}: mean [95 % interval] of ${metrics.join(', ')}`,
    columns: [...columns.map((title) => ({ title })), ...metrics.map((title) => ({ title, number: true }))],
    rows: cells.map(({ method, sweep, lines }) => {
      const most = Math.max(...lines.map(({ n }) => n));
      return [
        method,
        ...(swept ? [quoted(sweptOf(sweep), 300)] : []),
        most,
        ...metrics.map((name) =>
          shownValue(
            lines.find(({ metric }) => metric === name),
            most,
          ),
        ),
      ];
    }),
  });
}

/** The n of a value stands beside it where it is not that of its row: degenerate trials may have no value. */
function shownValue(line: SummaryLine | undefined, most: number): Html | string {
  if (line === undefined || line.n === 0) return '–';
  const value = withInterval(line.mean, line.low, line.high);
  return line.n === most ? value : html`${value} <small>n = ${line.n}</small>`;
}

export function sweptOf(sweep: SummaryLine['sweep']): string {
  return Object.entries(sweep)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}
