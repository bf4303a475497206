/** Swept cells: a statistic against a setting, a line of interval dots for each value of what else differs. */
import { ascending, groups } from 'd3-array';
import type { SweepValue } from '../components/contract.js';
import type { SummaryLine } from '../results/summary.js';
import { ground } from './colors.js';
import { widthOf } from './font.js';
import { intervalDots } from './marks/interval-dot.js';
import { type Axis, numberAxis } from './marks/panel.js';
import { colorOf, type Layer, shapeOf } from './theme.js';
import { dotsOf, type Measure } from './units.js';

/** A cell on a line. */
export interface Spot {
  /** The value of the column along the axis. */
  readonly at: SweepValue;
  readonly line: SummaryLine;
  /** Whether it is the cell outside of the sweep, at the default value. */
  readonly preset?: boolean;
}

/** Cells that differ in the column along the axis alone. */
export interface Course {
  /** What they have in common; empty where there is one course. */
  readonly label: string;
  readonly spots: readonly Spot[];
}

/** Cells by the first swept column of each, which is the one along the axis. */
export interface Sweep {
  readonly task: string;
  readonly column: string;
  readonly courses: readonly Course[];
}

/** `steps = 10, learning rate = 1`. */
export const placeOf = (entries: readonly (readonly [string, SweepValue])[]): string =>
  entries.map(([column, value]) => `${nameOf(column)} = ${value}`).join(', ');

/** A column as people call it. */
export const nameOf = (column: string): string => column.replaceAll('_', ' ');

/**
 * Swept cells in panels.
 * @param panelOf what the cells of a panel have in common besides their task and their first swept column.
 * @param labelOf what the cells of a course have in common.
 */
export function sweepsOf(
  lines: readonly SummaryLine[],
  panelOf: (line: SummaryLine) => string,
  labelOf: (line: SummaryLine) => string,
) {
  const swept = lines.filter(({ sweep }) => Object.keys(sweep).length > 0);
  const panels = groups(swept, (line) => JSON.stringify([line.task, Object.keys(line.sweep)[0], panelOf(line)]));
  return panels.map(([, own]): Sweep & { readonly first: SummaryLine } => {
    const first = own[0]!;
    const column = Object.keys(first.sweep)[0]!;
    const courses = groups(own, labelOf).map(([label, lines]) => ({
      label,
      spots: lines.map((line) => ({ at: line.sweep[column]!, line })),
    }));
    return { task: first.task, column, courses, first };
  });
}

/** How a setting runs along an axis. */
export interface SettingAxis {
  readonly axis: Axis;
  /** In the order of the axis. */
  readonly values: readonly SweepValue[];
  /** Whether the values are numbers, so that a line between them means something. */
  readonly numeric: boolean;
}

/** Positive values that span more than this factor stand on a logarithmic axis. */
const wide = 10;

/**
 * The setting's values, numbers at their place, others side by side in the order of the results.
 * @param name the setting in words; empty where the panel's title has it.
 * @param outer whether both edges are kept free for marks of their own.
 */
export function settingAxis(
  { column, courses }: Sweep,
  width: number,
  name = nameOf(column),
  outer = false,
): SettingAxis {
  const found = [...new Set(courses.flatMap(({ spots }) => spots.map(({ at }) => at)))];
  const numbers = found.filter((at) => typeof at === 'number').toSorted(ascending);
  if (numbers.length < found.length || numbers.length === 0) {
    const scale = { domain: found.map(plainValue), paddingOuter: 0.3 };
    const labelExpr = "datum.value === 'true' ? 'yes' : datum.value === 'false' ? 'no' : datum.label";
    const axis = { title: name, grid: false, labelAngle: 0, labelOverlap: true, labelExpr };
    return { axis: { field: 'at', type: 'ordinal', scale, axis }, values: found, numeric: false };
  }
  const scale = scaleOf(numbers);
  const axis = numberAxis({
    field: 'at',
    title: titleOf(name, scale),
    scale: { ...scale, nice: false, padding: outer ? 40 : 24 },
    ticks: roomy(numbers, scale, width),
    axis: {
      labelExpr: "replace(format(datum.value, datum.value > 0 && datum.value < 1e-4 ? '~e' : '~r'), '-', '−')",
      labelAngle: 0,
    },
  });
  return { axis, values: numbers, numeric: true };
}

/** A scale on which values stand apart: logarithmic for a wide span, beyond the least one above 0 where there is a 0. */
interface NumberScale {
  readonly type: 'linear' | 'log' | 'symlog';
  readonly constant?: number;
  readonly zero?: false;
}

function titleOf(name: string, { type, constant }: NumberScale): string {
  const runs = { linear: '', log: 'logarithmic', symlog: `logarithmic above ${constant}` }[type];
  return name === '' || runs === '' ? name || runs : `${name} (${runs})`;
}

function scaleOf(values: readonly number[]): NumberScale {
  const [least, most] = [values[0]!, values.at(-1)!];
  const next = values.find((value) => value > 0);
  if (least < 0 || next === undefined || most <= wide * next) return { type: 'linear', zero: false };
  return least > 0 ? { type: 'log' } : { type: 'symlog', constant: next };
}

/** The values whose labels have room beside each other: the ends, then from the last back to the first. */
function roomy(values: readonly number[], { type, constant = 1 }: NumberScale, width: number): readonly number[] {
  const along = {
    linear: (value: number) => value,
    log: Math.log,
    symlog: (value: number) => Math.log1p(value / constant),
  }[type];
  const [low, high] = [along(values[0]!), along(values.at(-1)!)];
  const placed = values.map((value) => {
    const at = high === low ? 0 : ((along(value) - low) / (high - low)) * (width - 48);
    return { value, at, half: widthOf(String(value), 11) / 2 + 4 };
  });
  const kept: typeof placed = [];
  for (const next of [placed[0]!, ...placed.slice(1).toReversed()]) {
    if (kept.every(({ at, half }) => Math.abs(at - next.at) >= half + next.half)) kept.push(next);
  }
  return kept.map(({ value }) => value).toSorted(ascending);
}

/** How far the c-th of some courses stands beside its place, px, so that none hides another. */
export const shiftOf = (c: number, courses: number): number => 6 * (c - (courses - 1) / 2);

/**
 * A line through the dots of each course where the setting is a number; courses stand a few px beside each other so that
 * none hides another.
 * @param lookOf which color and shape a course has.
 */
export function courseLayers(
  { column, courses }: Sweep,
  { numeric }: SettingAxis,
  measure: Measure,
  lookOf = (_: Course, c: number) => c,
): Layer[] {
  return courses.flatMap((course, c) => {
    const look = lookOf(course, c);
    const shift = shiftOf(c, courses.length);
    const spots = course.spots.filter(({ line }) => line.mean !== null);
    const ordered = numeric ? spots.toSorted((a, b) => Number(a.at) - Number(b.at)) : spots;
    const dots = (preset: boolean) => {
      const own = ordered.filter((spot) => (spot.preset === true) === preset);
      const said = ({ at }: Spot) =>
        [placeOf([[column, at]]), ...(course.label === '' ? [] : [course.label])].join(', ');
      const values = own.flatMap((spot) =>
        dotsOf(measure, spot.line, plainValue(spot.at), `${said(spot)}${preset ? ' (the default)' : ''}`),
      );
      const color = colorOf(look);
      return intervalDots(values, {
        field: 'at',
        along: 'y',
        color,
        fill: preset ? ground : color,
        shape: shapeOf(look),
        shift,
      });
    };
    const line: Layer = {
      data: { values: ordered.map(({ at, line }) => ({ at: plainValue(at), value: measure.at(line.mean!) })) },
      mark: { type: 'line', strokeWidth: 1.3, opacity: 0.6, color: colorOf(look), xOffset: shift, aria: false },
      encoding: { y: { field: 'value', type: 'quantitative' } },
    };
    return [...(numeric ? [line] : []), ...dots(false), ...dots(true)];
  });
}

/** A value as the data of a layer and an axis have it. */
export const plainValue = (at: SweepValue): string | number => (typeof at === 'boolean' ? String(at) : at);
