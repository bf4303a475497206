import { InputError } from '../errors.js';
import { cut, type Measure, measureOf, rangeOf } from './cells.js';
import type { Chart } from './contract.js';
import { widthOf } from './font.js';
import { chosen, namesOf, type Summary, summaries } from './summary.js';
import { colourOf, gap, type Layer, type Panel, page, panelWidth } from './theme.js';

const parameters = {
  tasks: { kind: 'names', about: 'tasks, one row of panels each; all when absent' },
  metrics: { kind: 'names', about: 'metrics, left to right; the first three of a task when absent' },
  cells: { kind: 'integer', min: 1, max: 200, default: 40, about: 'cells to draw at most; the first of the grid' },
} as const;

/** Panels beside each other. */
const across = 3;
const rowHeight = 22;
/** The room for a cell's name, px. */
const nameRoom = 230;

/** A row of panels: a task, up to three of its metrics, and the cells that are drawn. */
interface Rows {
  readonly task: string;
  readonly metrics: readonly string[];
  /** Lines of summary.csv, with the name of their cell. */
  readonly lines: readonly (Summary & { readonly cell: string })[];
}

/** Every cell of any grid: what there is to see before somebody has thought about a figure. */
export const overview: Chart = {
  name: 'overview',
  about: 'every cell of the grid: mean and interval of each metric, a row of panels for each task',
  parameters,
  render(tables, given) {
    const all = summaries(tables, 'summary.csv').map((line) => ({ ...line, cell: cellOf(line) }));
    const tasks = chosen(
      'tasks of overview',
      given.tasks,
      namesOf(all, (line) => line.task),
      tables.experiment,
    );
    const cells = namesOf(
      all.filter(({ task }) => tasks.includes(task)),
      (line) => JSON.stringify([line.task, line.cell]),
    );
    const kept = new Set(cells.slice(0, Number(given.cells)));
    const shown = all.filter(({ task, cell }) => kept.has(JSON.stringify([task, cell])));
    const names = chosen(
      'metrics of overview',
      given.metrics,
      namesOf(all, (line) => line.metric),
      tables.experiment,
    );
    const named = Array.isArray(given.metrics);
    const byTask = tasks.map((task) => rowsOf(task, shown, names));
    const rows = byTask.flatMap((found) => (named ? found : found.slice(0, 1)));
    if (rows.length === 0) throw new InputError(`overview: summary.csv of ${tables.experiment} has no value to draw`);
    const lines = rows.flatMap((row) => row.lines);
    return page(
      {
        title: `Every cell of ${tables.experiment}`,
        notes: [
          `Dots: means over n trials (n = ${rangeOf(lines.map(({ n }) => n))}); bars: 95 % intervals; none for one trial, or equal ones.`,
          ...(cells.length > kept.size
            ? [`The first ${kept.size} of ${cells.length} cells; all are in summary.csv.`]
            : []),
          ...(rows.length < byTask.flat().length ? [`The first ${across} metrics of each task.`] : []),
        ],
        description:
          `For each task (${rows.map(({ task }) => task).join(', ')}) a panel for each metric, with the mean and the 95 percent ` +
          'interval of every cell as a dot and a bar, a line for each cell.',
      },
      { spacing: 22, vconcat: rows.map(taskPanels) },
    );
  },
};

function cellOf({ method, sweep }: Summary): string {
  const swept = Object.entries(sweep).map(([name, value]) => `${name} = ${value}`);
  return [method, ...swept].join(', ');
}

/** The metrics of a task that have a value, and their lines: as many as there is room for beside each other, row by row. */
function rowsOf(task: string, shown: Rows['lines'], names: readonly string[]): readonly Rows[] {
  const own = shown.filter((line) => line.task === task && line.mean !== null);
  const all = names.filter((name) => own.some(({ metric }) => metric === name));
  return all.flatMap((_, m) => {
    if (m % across !== 0) return [];
    const metrics = all.slice(m, m + across);
    return [{ task, metrics, lines: own.filter(({ metric }) => metrics.includes(metric)) }];
  });
}

function taskPanels({ task, metrics, lines }: Rows): Panel {
  const cells = namesOf(lines, ({ cell }) => cell);
  const names = cells.map((cell) => cut(cell, nameRoom));
  const axis = Math.max(...names.map((name) => widthOf(name, 11))) + 12;
  const width = Math.min(420, panelWidth(metrics.length, axis));
  return {
    spacing: gap,
    bounds: 'flush',
    hconcat: metrics.map((metric, m) => {
      const own = lines.filter((line) => line.metric === metric);
      return panelOf(own, measureOf(metric), {
        title: m === 0 ? task : '',
        width,
        cells,
        names: m === 0 ? names : null,
      });
    }),
  };
}

interface View {
  readonly title: string;
  readonly width: number;
  readonly cells: readonly string[];
  /** The cells' names as they have room; null where they stand at another panel. */
  readonly names: readonly string[] | null;
}

function panelOf(lines: Rows['lines'], measure: Measure, { title, width, cells, names }: View): Panel {
  return {
    title: cut(title, width, 12, true),
    width,
    height: rowHeight * cells.length,
    layer: marks(lines, measure),
    encoding: {
      y: {
        field: 'cell',
        type: 'nominal',
        scale: { domain: [...cells] },
        axis: {
          title: null,
          labels: names !== null,
          labelExpr:
            names === null ? 'datum.value' : `${JSON.stringify(names)}[indexof(${JSON.stringify(cells)}, datum.value)]`,
          ticks: false,
          domain: false,
          grid: true,
        },
      },
      x: {
        type: 'quantitative',
        scale: { zero: false, nice: true, padding: 8 },
        axis: { title: cut(measure.title, width), tickCount: 4, labelFlush: true, labelOverlap: true },
      },
    },
  } as Panel;
}

function marks(lines: Rows['lines'], { at, text, unit }: Measure): Layer[] {
  const bars = lines.flatMap(({ cell, low, high }) =>
    low === null || high === null ? [] : [{ cell, low: at(low), high: at(high) }],
  );
  const dots = lines.map(({ cell, mean, low, high, n }) => {
    const interval = low === null || high === null ? '' : ` [${text(low)}, ${text(high)}]`;
    return { cell, mean: at(mean!), said: `${cell}: ${text(mean!)}${interval}${unit}, n = ${n}` };
  });
  return [
    {
      data: { values: bars },
      mark: { type: 'rule', strokeWidth: 2, color: colourOf(0), aria: false },
      encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    {
      data: { values: dots },
      mark: { type: 'point', filled: true, size: 52, opacity: 1, color: colourOf(0) },
      encoding: {
        x: { field: 'mean', type: 'quantitative' },
        description: { field: 'said' },
      },
    },
  ] as Layer[];
}
