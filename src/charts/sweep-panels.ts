/** A panel of the sweep chart: the metric against the first swept column, a line for each value of the others. */
import { cut, type Measure, rangeOf } from './cells.js';
import { widthOf } from './font.js';
import type { Course, Spot, Sweep } from './sweep-cells.js';
import { colourOf, ink, type Layer, type Panel, shapeOf } from './theme.js';

/** A value to compare with, such as chance. */
export interface Level {
  readonly name: string;
  /** In the units of the results. */
  readonly value: number;
}

export interface View {
  readonly width: number;
  readonly measure: Measure;
  readonly levels: readonly Level[];
}

const height = 230;
/** Values that span more than this factor stand on a logarithmic axis. */
const wide = 10;

export function sweepPanel(sweep: Sweep, view: View): Panel {
  const spots = sweep.courses.flatMap((course) => course.spots);
  const axis = axisOf(sweep.column, [...new Set(spots.map(({ at }) => at))], view.width);
  const counted = spots.length === 0 ? 'no trial' : `n = ${rangeOf(spots.map(({ n }) => n))} trials a mark`;
  return {
    title: {
      text: cut(`${sweep.method} on ${sweep.task}`, view.width, 12, true),
      subtitle: [counted, ...lacking(sweep)].map((line) => cut(line, view.width)),
    },
    width: view.width,
    height,
    layer: [
      ...levelLayers(sweep, view, axis),
      ...sweep.courses.flatMap((course, c) => courseLayers(course, c, sweep, axis, view.measure)),
    ],
    encoding: {
      x: axis.encoding,
      y: {
        type: 'quantitative',
        scale: { domain: domainOf(spots, view), nice: false, padding: 8 },
        axis: { title: view.measure.title, tickCount: 6 },
      },
    },
  } as Panel;
}

function lacking({ empty }: Sweep): readonly string[] {
  if (empty.length === 0) return [];
  const more = empty.length > 1 ? `, and ${empty.length - 1} more` : '';
  return [`no result at ${empty[0]}${more}`];
}

interface Axis {
  /** The place of a swept value along the axis. */
  place(at: string): number | string;
  readonly encoding: object;
  /** The values along it, in order. */
  readonly values: readonly string[];
  /** Whether the values are numbers; otherwise they stand side by side in the order of the results. */
  readonly numeric: boolean;
}

function axisOf(column: string, found: readonly string[], width: number): Axis {
  const numeric = found.every((at) => at.trim() !== '' && Number.isFinite(Number(at)));
  const axis = { title: column.replaceAll('_', ' '), grid: false, labelAngle: 0, labelFlush: false };
  if (!numeric) {
    const scale = { domain: [...found], paddingOuter: 0.3 };
    const encoding = { field: 'at', type: 'ordinal', scale, axis: { ...axis, labelOverlap: true } };
    return { place: (at) => at, encoding, values: found, numeric };
  }
  const values = found.toSorted((a, b) => Number(a) - Number(b));
  const numbers = values.map(Number);
  const log = numbers[0]! > 0 && numbers.at(-1)! > wide * numbers[0]!;
  const scale = { ...(log ? { type: 'log' } : { zero: false }), nice: false, padding: 24 };
  const labels = { values: roomy(numbers, log, width), labelExpr: "format(datum.value, '~r')" };
  const title = log ? `${axis.title} (logarithmic)` : axis.title;
  const encoding = { field: 'at', type: 'quantitative', scale, axis: { ...axis, ...labels, title } };
  return { place: Number, encoding, values, numeric };
}

/** The values whose labels have room beside each other, from the last back to the first. */
function roomy(values: readonly number[], log: boolean, width: number): readonly number[] {
  const along = log ? Math.log : (value: number) => value;
  const [low, high] = [along(values[0] ?? 1), along(values.at(-1) ?? 1)];
  const kept: number[] = [];
  let from = Infinity;
  for (const value of values.toReversed()) {
    const at = high === low ? 0 : ((along(value) - low) / (high - low)) * (width - 48);
    const half = widthOf(String(value), 11) / 2 + 4;
    if (at + half > from) continue;
    kept.unshift(value);
    from = at - half;
  }
  return kept;
}

/** All that is drawn, in the units of the axis. */
function domainOf(spots: readonly Spot[], { measure, levels }: View): readonly number[] {
  const all = [
    ...spots.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]),
    ...levels.map(({ value }) => value),
  ];
  if (all.length === 0) return [0, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.05 * (high - low) || 0.05 * Math.abs(high) || 1;
  return [measure.at(low - margin), measure.at(high + margin)];
}

/** A dashed rule for each level; its name where the lines are farther from it. */
function levelLayers(sweep: Sweep, { measure, levels, width }: View, { values }: Axis): Layer[] {
  const ends = [values[0], values.at(-1)].map((end) =>
    sweep.courses.flatMap(({ spots }) => spots.filter(({ at }) => at === end).map(({ mean }) => mean)),
  );
  return levels.flatMap(({ name, value }): Layer[] => {
    const [left, right] = ends.map((means) => Math.min(...means.map((mean) => Math.abs(mean - value))));
    const onLeft = left! > right!;
    const data = { values: [{ level: measure.at(value) }] };
    const y = { field: 'level', type: 'quantitative' as const };
    return [
      {
        data,
        mark: { type: 'rule', strokeDash: [5, 3], color: '#8a8a8a', aria: false },
        encoding: { y, x: { value: 0 }, x2: { value: 'width' } },
      },
      {
        data,
        mark: {
          ...{ type: 'text' as const, text: `${name} ${measure.at(value)}${measure.unit}`, color: ink },
          ...{ align: onLeft ? ('left' as const) : ('right' as const), baseline: 'bottom' as const, dy: -3 },
        },
        encoding: { y, x: { value: onLeft ? 5 : width - 5 } },
      },
    ];
  });
}

/** A line with its intervals; the lines of a panel stand a few px beside each other so that none hides another. */
function courseLayers(
  { label, spots }: Course,
  c: number,
  { column, courses }: Sweep,
  { place, numeric }: Axis,
  { at, text, unit }: Measure,
): Layer[] {
  const xOffset = 5 * (c - (courses.length - 1) / 2);
  const colour = colourOf(c);
  const ordered = numeric ? spots.toSorted((a, b) => Number(a.at) - Number(b.at)) : spots;
  const said = ({ at, mean, low, high, n, preset }: Spot): string => {
    const where = [`${column} = ${at}`, ...(label === '' ? [] : [label])].join(', ');
    const interval = low === null || high === null ? '' : `, 95 percent interval ${text(low)} to ${text(high)}`;
    return `${where}: ${text(mean)}${unit}${interval}, n = ${n}${preset ? ' (the default)' : ''}`;
  };
  const dots = (preset: boolean): Layer[] => {
    const own = ordered.filter((spot) => spot.preset === preset);
    if (own.length === 0) return [];
    return [
      {
        data: { values: own.map((spot) => ({ at: place(spot.at), y: at(spot.mean), said: said(spot) })) },
        mark: {
          ...{ type: 'point' as const, size: 60, opacity: 1, shape: shapeOf(c), stroke: colour, strokeWidth: 1.6 },
          ...{ fill: preset ? 'white' : colour, xOffset },
        },
        encoding: { y: { field: 'y', type: 'quantitative' }, description: { field: 'said', type: 'nominal' } },
      },
    ];
  };
  return [
    {
      data: { values: ordered.map(({ at: x, mean }) => ({ at: place(x), y: at(mean) })) },
      mark: { type: 'line', strokeWidth: 1.3, opacity: 0.6, color: colour, xOffset, aria: false },
      encoding: { y: { field: 'y', type: 'quantitative' } },
    },
    {
      data: {
        values: ordered.flatMap(({ at: x, low, high }) =>
          low === null || high === null ? [] : [{ at: place(x), low: at(low), high: at(high) }],
        ),
      },
      mark: { type: 'rule', strokeWidth: 2, opacity: 0.55, color: colour, xOffset, aria: false },
      encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
    },
    ...dots(false),
    ...dots(true),
  ];
}
