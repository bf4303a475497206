/** The marks in the cells of Table 1: a line with each trial, the mean and the paper's value, and the numbers as text. */
import { measureOf } from '../charts/cells.js';
import type { KeyEntry } from '../charts/marks/key.js';
import { colourOf, ink, type Layer, soft } from '../charts/theme.js';
import type { Entry } from './table1-cells.js';

const [ours, paper] = [colourOf(0), colourOf(1)];

export const table1Key: readonly KeyEntry[] = [
  { label: 'ours: mean over the trials', shape: 'circle', fill: ours, stroke: ours },
  { label: 'a trial', shape: 'M0,-0.8L0,0.8', fill: 'transparent', stroke: ours },
  { label: "the paper's value", shape: 'diamond', fill: 'transparent', stroke: paper },
];

/** A line over each method but the first. */
export function between(methods: readonly string[]): Layer {
  return {
    data: { values: methods.slice(1).map((method) => ({ method })) },
    mark: { type: 'rule', color: '#b4b4b4', aria: false },
    encoding: { y: { field: 'method', type: 'nominal', bandPosition: 0 }, x: { value: 0 }, x2: { value: 'width' } },
  };
}

/** Trials as ticks, the interval and the mean over them, the paper's value around or beside them. */
export function lineLayers(entries: readonly Entry[], domain: readonly number[]): Layer[] {
  const yOffset = 3;
  const values = <T extends object>(of: (entry: Entry, at: (value: number) => number) => readonly T[]) => ({
    values: entries.flatMap((entry) => of(entry, measureOf(entry.metric).at)),
  });
  const x = { field: 'at', type: 'quantitative' as const };
  const said = { field: 'said', type: 'nominal' as const };
  return [
    {
      data: values(({ method }) => [{ method, low: domain[0]!, high: domain[1]! }]),
      mark: { type: 'rule', color: '#e0e0e0', yOffset, aria: false },
      encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    {
      data: values(({ method, trials }, at) => trials.map((trial) => ({ method, at: at(trial) }))),
      mark: {
        type: 'tick',
        size: 13,
        thickness: 1.2,
        opacity: 0.5,
        color: ours,
        orient: 'vertical',
        yOffset,
        aria: false,
      },
      encoding: { x },
    },
    {
      data: values(({ method, low, high }, at) =>
        low === null || high === null ? [] : [{ method, low: at(low), high: at(high) }],
      ),
      mark: { type: 'rule', strokeWidth: 3, opacity: 0.65, color: ours, yOffset, aria: false },
      encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    {
      data: values((entry, at) =>
        entry.value === null ? [] : [{ method: entry.method, at: at(entry.value), said: saidOf(entry) }],
      ),
      mark: { type: 'point', shape: 'circle', filled: true, size: 55, color: ours, opacity: 1, yOffset },
      encoding: { x, description: said },
    },
    {
      data: values(({ method, paper, metric }, at) =>
        paper === null
          ? []
          : [{ method, at: at(paper), said: `${method}, the paper: ${measureOf(metric).text(paper)}` }],
      ),
      mark: { type: 'point', shape: 'diamond', size: 110, color: paper, strokeWidth: 1.8, opacity: 1, yOffset },
      encoding: { x, description: said },
    },
  ];
}

/** Over the line the mean and its interval; below it n and the paper's value. */
export function textLayers(entries: readonly Entry[], width: number): Layer[] {
  const corner = (right: boolean, dy: number, mark: object, of: (entry: Entry) => string | null): Layer[] => {
    const values = entries.flatMap((entry) => {
      const text = of(entry);
      return text === null ? [] : [{ method: entry.method, text }];
    });
    if (values.length === 0) return [];
    return [
      {
        data: { values },
        mark: { type: 'text', align: right ? 'right' : 'left', baseline: 'middle', dy, aria: false, ...mark },
        encoding: { x: { value: right ? width - 5 : 5 }, text: { field: 'text', type: 'nominal' } },
      },
    ];
  };
  return [
    ...corner(false, -17, { fontWeight: 'bold' }, ({ metric, value }) =>
      value === null ? null : measureOf(metric).text(value),
    ),
    ...corner(false, -17, { color: soft }, ({ value, n }) => {
      if (value !== null) return null;
      return n === null ? 'not run' : 'no trial with a result';
    }),
    ...corner(true, -17, {}, ({ metric, low, high }) => {
      const { text } = measureOf(metric);
      return low === null || high === null ? null : `[${text(low)}, ${text(high)}]`;
    }),
    ...corner(false, 21, { color: soft }, ({ n }) => (n === null ? null : `n = ${n}`)),
    ...corner(true, 21, { color: ink }, ({ metric, paper }) =>
      paper === null ? null : `paper ${measureOf(metric).text(paper)}`,
    ),
  ];
}

function saidOf({ task, metric, method, value, low, high, n }: Entry): string {
  const { text, unit } = measureOf(metric);
  const interval = low === null || high === null ? '' : `, 95 percent interval ${text(low)} to ${text(high)}`;
  return `${method} on ${task}: ${text(value!)}${unit}${interval}, ${n} trials`;
}
