import { absentNote, split, unswept } from '../charts/cells.js';
import type { Chart, Tables } from '../charts/contract.js';
import { summaries } from '../charts/summary.js';
import { gap, type Layer, type Panel, page, panelWidth, short } from '../charts/theme.js';
import { InputError } from '../errors.js';

const parameters = {
  method: { kind: 'text', default: 'parametric', about: 'a method with a gate' },
  tasks: { kind: 'names', about: 'tasks, left to right; all whose responsibilities are recorded when absent' },
  trial: { kind: 'integer', default: 0, min: 0, about: 'the trial that is drawn' },
} as const;

/** A line of responsibilities.csv, and what its counts are of. */
interface Bin {
  readonly low: number;
  readonly high: number;
  readonly all: number;
  readonly greatest: number;
}

interface Histogram {
  readonly task: string;
  readonly bins: readonly Bin[];
  /** Samples, and responsibilities of each. */
  readonly n: number;
  readonly k: number;
}

/** What is counted, from top to bottom, with what its shares are of. */
const rows = [
  { count: 'all', title: ['all responsibilities', 'share of n k'], colour: '#56B4E9' },
  { count: 'greatest', title: ["each sample's greatest", 'share of n'], colour: '#E69F00' },
] as const;

/** How responsibilities spread over 0..1: whether the gate's alpha is as good as an assignment. */
export const alpha: Chart = {
  name: 'alpha',
  about: 'histograms of the responsibilities alpha of a method, a column a task',
  parameters,
  render(tables, given) {
    const [method, trial] = [String(given.method), Number(given.trial)];
    const all = histogramsOf(tables, method, trial);
    const { names, absent } = split(
      given.tasks,
      all.map(({ task }) => task),
    );
    const drawn = names.map((task) => all.find((histogram) => histogram.task === task)!);
    if (drawn.length === 0) throw lacking(tables, method, trial);
    const told = new Map(names.map((task) => [task, sparseTold(tables, task, method)]));
    const width = panelWidth(drawn.length, 52);
    return page(
      {
        title: `Is alpha sparse? Responsibilities of ${method}`,
        notes: [
          `Histograms of trial ${trial}, bins of width .02. Over each column, the share of samples whose greatest responsibility is`,
          'above .99: mean over trials, with its 95 % interval (bootstrap).',
          ...absentNote(absent),
        ],
        description:
          `A column for each task (${names.join(', ')}), with two histograms over 0 to 1 of what the gate of ${method} ` +
          "gives: all n k responsibilities, and each sample's greatest. Samples whose greatest is above .99: " +
          `${[...told].map(([task, lines]) => `${task}, ${lines.join(', ')}`).join('; ')}.`,
      },
      {
        spacing: 16,
        vconcat: rows.map((row, r) => ({
          spacing: gap,
          bounds: 'flush' as const,
          hconcat: drawn.map((each, t) => {
            const subtitle = [`n = ${each.n}, k = ${each.k}`, ...told.get(each.task)!];
            const head = r === 0 ? { title: { text: each.task, subtitle } } : {};
            return { ...head, ...panelOf(each, row, width, t === 0) };
          }),
        })),
      },
    );
  },
};

/** The recorded histograms of a method's trial, in the order of the file. */
function histogramsOf(tables: Tables, method: string, trial: number): readonly Histogram[] {
  const found = new Map<string, Bin[]>();
  const ending = `/${method}/${trial}`;
  for (const row of tables.get('responsibilities.csv', ['trial_id', 'low', 'high', 'all', 'greatest']).rows) {
    const id = row.text('trial_id');
    if (!id.endsWith(ending) || id.slice(0, -ending.length).includes('/')) continue;
    const task = id.slice(0, -ending.length);
    const bins = found.get(task) ?? [];
    found.set(task, bins);
    bins.push({
      low: row.number('low'),
      high: row.number('high'),
      all: row.number('all'),
      greatest: row.number('greatest'),
    });
  }
  return [...found].map(([task, bins]) => {
    const total = (count: 'all' | 'greatest') => bins.reduce((sum, bin) => sum + bin[count], 0);
    const n = total('greatest');
    return { task, bins, n, k: Math.round(total('all') / n) };
  });
}

function lacking(tables: Tables, method: string, trial: number): InputError {
  const { file } = tables.get('responsibilities.csv', ['trial_id']);
  return new InputError(
    `${file} holds no trial ${trial} of "${method}" on the tasks asked for; name it under record.responsibilities in the ` +
      'spec and run it again',
  );
}

/** The share of sparse samples, in short lines. */
function sparseTold(tables: Tables, task: string, method: string): readonly string[] {
  const row = summaries(tables, 'summary.csv').find(
    (each) => each.task === task && each.method === method && each.metric === 'sparse99' && unswept(each),
  );
  if (row === undefined || row.mean === null) return ['above .99: not measured'];
  const percent = (share: number) => (100 * share).toFixed(1);
  const interval = row.low === null || row.high === null ? '' : `${percent(row.low)} to ${percent(row.high)} %, `;
  return [`above .99: ${percent(row.mean)} %`, `${interval}${row.n} trials`];
}

function panelOf({ bins }: Histogram, row: (typeof rows)[number], width: number, left: boolean): Panel {
  const total = bins.reduce((sum, bin) => sum + bin[row.count], 0);
  const bars = bins.flatMap(({ low, high, [row.count]: count }) => {
    return count === 0 ? [] : [{ low, high, share: short(count / total) }];
  });
  const bar: Layer = {
    data: { values: bars },
    mark: { type: 'rect', color: row.colour, aria: false },
    encoding: {
      x: { field: 'low', type: 'quantitative' },
      x2: { field: 'high' },
      y: { field: 'share', type: 'quantitative' },
      y2: { datum: 0 },
    },
  };
  return {
    width,
    height: 140,
    layer: [bar],
    encoding: {
      x: {
        type: 'quantitative',
        scale: { domain: [0, 1], nice: false },
        axis: {
          title: row.count === 'all' ? null : 'responsibility',
          values: [0, 0.5, 1],
          grid: false,
          labelFlush: true,
        },
      },
      y: {
        type: 'quantitative',
        scale: { domain: [0, 1], nice: false },
        axis: {
          title: left ? [...row.title] : null,
          labels: left,
          ticks: left,
          tickCount: 4,
          labelFlush: true,
          minExtent: left ? 24 : 0,
        },
      },
    },
  };
}
