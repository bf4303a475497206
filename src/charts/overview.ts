import { groups } from 'd3-array';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { SummaryLine } from '../results/summary.js';
import type { Chart, Tables } from './contract.js';
import { cut, widthOf } from './font.js';
import { intervalDots } from './marks/interval-dot.js';
import { linesOf, nameAxis, numberAxis, panel, rowOf, stacked } from './marks/panel.js';
import { placeOf } from './sweeps.js';
import { absentNote, namesToDraw, rangeOf } from './tables.js';
import { colorOf, type Panel, page, panelWidth, shapeOf } from './theme.js';
import { dotsOf, measureOf } from './units.js';

const parameters = {
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, one row of panels each; all when absent' },
  metrics: { kind: 'names', refers: 'metrics', about: 'metrics, left to right; the first three of a task when absent' },
  cells: { kind: 'integer', min: 1, max: 200, default: 40, about: 'cells to draw at most; the first of the grid' },
} as const satisfies ParameterTable;

/** Panels beside each other. */
const across = 3;
const rowHeight = 22;
/** The room for a cell's name, px. */
const nameRoom = 230;

type Named = SummaryLine & { readonly cell: string };

/** A row of panels: a task, up to three of its metrics, and the lines of summary.csv that are drawn. */
interface Row {
  readonly task: string;
  readonly metrics: readonly string[];
  readonly lines: readonly Named[];
}

/** Every cell of any grid: what there is to see before somebody has thought about a figure. */
export const overview: Chart<typeof parameters> = {
  name: 'overview',
  about: 'every cell of the grid: mean and interval of each metric, a row of panels for each task',
  parameters,
  render(tables, given) {
    const all = tables.lines('summary.csv').map((line): Named => ({ ...line, cell: cellOf(line) }));
    const tasks = namesToDraw(given.tasks, all, 'task');
    const metrics = namesToDraw(given.metrics, all, 'metric');
    const cells = groups(
      all.filter(({ task }) => tasks.names.includes(task)),
      ({ task }) => task,
      ({ cell }) => cell,
    );
    const named = cells.flatMap(([, own]) => own.map(([, lines]) => lines));
    const shown = named.slice(0, given.cells).flat();
    const byTask = tasks.names.map((task) => rowsOf(task, shown, metrics.names));
    const rows = byTask.flatMap((found) => (given.metrics === undefined ? found.slice(0, 1) : found));
    if (rows.length === 0) throw new InputError(`overview: summary.csv of ${tables.experiment} has no value to draw`);
    const counts = rows.flatMap(({ lines }) => lines.map(({ n }) => n));
    return page(
      {
        title: `Every cell of ${tables.experiment}`,
        notes: [
          `Dots: means over n trials (n = ${rangeOf(counts)}); bars: 95% intervals; none for one trial, or equal ones.`,
          ...(named.length > given.cells
            ? [`The first ${given.cells} of ${named.length} cells; all are in summary.csv.`]
            : []),
          ...(rows.length < byTask.flat().length ? [`The first ${across} metrics of each task.`] : []),
          ...absentNote([...tasks.absent, ...metrics.absent]),
        ],
        description:
          `For each task (${rows.map(({ task }) => task).join(', ')}) a panel for each metric, with the mean and the 95 percent ` +
          'interval of every cell as a dot and a bar, a line for each cell.',
      },
      stacked(rows.map((row) => taskPanels(tables, row))),
    );
  },
};

function cellOf({ method, sweep }: SummaryLine): string {
  const swept = placeOf(Object.entries(sweep));
  return swept === '' ? method : `${method}, ${swept}`;
}

/** The metrics of a task that have a value, and their lines: as many as there is room for beside each other, row by row. */
function rowsOf(task: string, shown: readonly Named[], names: readonly string[]): readonly Row[] {
  const own = shown.filter((line) => line.task === task && line.mean !== null);
  const filled = names.filter((name) => own.some(({ metric }) => metric === name));
  return linesOf(filled, across).map((metrics) => {
    return { task, metrics, lines: own.filter(({ metric }) => metrics.includes(metric)) };
  });
}

function taskPanels(tables: Tables, { task, metrics, lines }: Row): Panel {
  const names = [...new Set(lines.map(({ cell }) => cell))].map((cell) => [cell, [cut(cell, nameRoom)]] as const);
  const axis = Math.max(...names.map(([, [name]]) => widthOf(name!, 11))) + 12;
  const width = Math.min(420, panelWidth(metrics.length, axis));
  const panels = metrics.map((metric, m) => {
    const measure = measureOf(tables, metric);
    const dots = lines.filter((line) => line.metric === metric).flatMap((line) => dotsOf(measure, line, line.cell));
    return panel({
      ...{ title: m === 0 ? task : '', width, height: rowHeight * names.length },
      layers: intervalDots(dots, { field: 'cell', along: 'x', color: colorOf(0), shape: shapeOf(0), size: 52 }),
      x: numberAxis({
        ...{ title: cut(measure.title, width), grid: true, scale: { zero: false, nice: true, padding: 8 } },
        axis: { labelFlush: true, labelOverlap: true },
      }),
      y: nameAxis({ field: 'cell', names, shared: m > 0, axis: { grid: true } }),
    });
  });
  return rowOf(panels);
}
