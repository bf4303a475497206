/** Single trials as they are drawn: how each ended, and what was recorded of it, its samples, curves and regions. */

import { group, groups, max } from 'd3-array';
import type { Parameter } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Row } from '../experiment/contract.js';
import type { RecordedLines } from '../results/recorded.js';
import type { TableName } from '../results/results.js';
import type { Tables } from './contract.js';
import type { Rectangle } from './marks/plane.js';
import { firstKnown, medianTold, nearestToMedian, standingOf, standingTold } from './standing.js';
import { type Asked, namesToDraw, unswept } from './tables.js';
import { short, told } from './theme.js';
import { measureOf } from './units.js';

/** The parameter of charts that draw one trial of each method. */
export const drawnTrial = {
  kind: 'integer',
  optional: true,
  min: 0,
  about: 'the trial that is drawn; of each method the recorded one nearest to its median when absent',
} as const satisfies Parameter;

/**
 * How a trial ended. Recovered and local optimum are known where the task can tell: on or off the generating pieces.
 * Not converged: the method or a last fit of an expert stopped at its limit, so that it is no optimum.
 */
export type End = 'recovered' | 'local optimum' | 'stable' | 'not converged' | 'degenerate' | 'failed' | 'timeout';

export function endOf({ status, converged, metrics: { recovered = null } }: Row): End {
  if (status !== 'ok') return status;
  if (recovered === 1) return 'recovered';
  if (converged === false) return 'not converged';
  return recovered === null ? 'stable' : 'local optimum';
}

/** An example trial. */
export interface Shown {
  readonly row: Row;
  readonly end: End;
  /** The end with its error, in parts: "local optimum", "error 0.02". */
  readonly told: readonly string[];
  /** The last recorded iteration. */
  readonly last: number;
}

/**
 * The trials of a task of which samples were recorded, in the order of trials.csv.
 * @throws InputError when none was.
 */
export function examplesOf(tables: Tables, task: string): readonly Shown[] {
  const steps = group(tables.lines('examples.csv'), ({ id }) => id);
  const found = tables.lines('trials.csv').flatMap((row): Shown[] => {
    const last = max(steps.get(row.id) ?? [], ({ iteration }) => iteration);
    if (row.task !== task || last === undefined) return [];
    const { error = null } = row.metrics;
    const end = endOf(row);
    return [{ row, end, last, told: error === null ? [end] : [end, `error ${told(error)}`] }];
  });
  if (found.length === 0) throw nothingOf(tables, 'examples.csv', `of task "${task}"`);
  return found;
}

function nothingOf(tables: Tables, file: TableName, what: string): InputError {
  return new InputError(
    `${file} of ${tables.experiment} holds no trial ${what}; name one under record in the spec and run it again`,
  );
}

/** What says how far a trial of fixed data came. */
const errors = ['error_at_stop', 'error_all', 'error'] as const;

/**
 * Of the recorded trials of a method that nearest to the median by its error, and where it stands.
 * @throws InputError when none of the method was recorded.
 */
export function medianExample(tables: Tables, task: string, method: string) {
  const examples = examplesOf(tables, task);
  const own = examples.filter(({ row }) => row.method === method);
  if (own.length === 0) {
    const there = [...new Set(examples.map(({ row }) => row.method))].join(', ');
    throw new InputError(`no example of ${task} by "${method}" is recorded; there are some by ${there}`);
  }
  const cell = cellRows(tables, task, method);
  const metric = firstKnown(cell, errors);
  const row = nearestToMedian(
    own.map((example) => example.row),
    cell,
    metric,
  );
  const standing = metric === undefined ? undefined : standingOf(row, cell, metric);
  const by = standing === undefined || standing.of === 1 ? '' : `by ${metric!.replaceAll('_', ' ')}`;
  return { ...own.find((example) => example.row === row)!, which: standingTold(row, standing), by };
}

const cellRows = (tables: Tables, task: string, method: string): readonly Row[] =>
  tables.lines('trials.csv').filter((row) => row.task === task && row.method === method && unswept(row));

/** The task that was asked for, or else the first of which something is recorded that the figure draws. */
export function taskOf(tables: Tables, file: keyof RecordedLines, asked: string | undefined): string {
  if (asked !== undefined) return asked;
  const ids = new Set((tables.lines(file) as readonly { readonly id: string }[]).map(({ id }) => id));
  const found = tables.lines('trials.csv').find(({ id }) => ids.has(id));
  if (found === undefined) throw nothingOf(tables, file, 'of trials.csv');
  return found.task;
}

export interface Point {
  readonly x: number;
  /** The second feature of a sample on a plane, else its target. */
  readonly y: number;
  /** The class of a sample on a plane; null for a target along y. */
  readonly label: number | null;
  readonly expert: number;
}

/** The samples of a trial at an iteration, in the order of the data. */
export function pointsOf(tables: Tables, id: string, iteration: number): readonly Point[] {
  return ofStep(tables.lines('examples.csv'), id, iteration).map(({ x: [x1, x2], y, expert }) => {
    return { x: short(x1!), y: short(x2 ?? y), label: x2 === undefined ? null : y, expert };
  });
}

/** A point of an expert's prediction along x (d = 1). */
export interface CurvePoint {
  readonly expert: number;
  readonly x: number;
  readonly y: number;
}

export function curvesOf(tables: Tables, id: string, iteration: number): readonly CurvePoint[] {
  const curves = ofStep(tables.lines('example_curves.csv'), id, iteration);
  return curves.map(({ expert, x, prediction }) => ({ expert, x: short(x), y: short(prediction) }));
}

/** A rectangle of the plane in which an expert predicts one class (d = 2). */
export type Region = Rectangle & { readonly expert: number; readonly prediction: number };

export function regionsOf(tables: Tables, id: string, iteration: number): readonly Region[] {
  const regions = ofStep(tables.lines('example_regions.csv'), id, iteration);
  return regions.map(({ expert, x1Low, x1High, x2Low, x2High, prediction }) => {
    return { expert, x: short(x1Low), to: short(x1High), y: short(x2Low), top: short(x2High), prediction };
  });
}

const ofStep = <L extends { readonly id: string; readonly iteration: number }>(
  lines: readonly L[],
  id: string,
  iteration: number,
) => lines.filter((line) => line.id === id && line.iteration === iteration);

/** Of a history of more than `most` entries every m-th and the last. */
export function thinned<T>(entries: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(entries.length / most);
  return entries.filter((_, i) => i % every === 0 || i === entries.length - 1);
}

/** One trial of each of some methods, outside of every sweep: what panels side by side show. */
export interface Case {
  readonly method: string;
  /** The trial's id. */
  readonly id: string;
  /** Whether the file that the chart draws has the trial. */
  readonly recorded: boolean;
  /** How the trial came out, for a line under its name: "test accuracy 84.50%", or why there is nothing to draw. */
  readonly told: string;
  /** "trial 3, median of 10"; empty where there is nothing to draw. */
  readonly which: string;
}

/** `kmeans: test accuracy 84.50%, trial 3, median of 10`. */
export const toldOf = ({ method, told, which }: Case): string =>
  `${method}: ${[told, which].filter((part) => part !== '').join(', ')}`;

interface Wanted {
  readonly task: string;
  /** Methods, in order; all that were recorded when absent. */
  readonly methods: Asked;
  /** The trial of every method; when absent, of each the recorded one nearest to its median. */
  readonly trial: number | undefined;
  /** What the chart draws. */
  readonly file: 'example_map.csv' | 'clusters.csv' | 'responsibilities.csv';
  /** Of which the first that the task has orders the trials, and is told. */
  readonly metrics: readonly string[];
}

/**
 * The asked-for methods' trials, also those that failed or were not recorded, and the methods that the results lack.
 * @returns also how the trials were chosen, for the figure's notes.
 * @throws InputError when none of the trials was recorded.
 */
export function casesOf(tables: Tables, { task, methods, trial, file, metrics }: Wanted) {
  const recorded = new Set((tables.lines(file) as readonly { readonly id: string }[]).map(({ id }) => id));
  const all = tables.lines('trials.csv').filter((row) => row.task === task && unswept(row));
  const metric = firstKnown(all, metrics);
  const rows = groups(all, ({ method }) => method).flatMap(([, cell]) => {
    if (trial !== undefined) return cell.filter((row) => row.trial === trial);
    const kept = cell.filter(({ id }) => recorded.has(id));
    return nearestToMedian(kept.length > 0 ? kept : cell, cell, metric);
  });
  const there = rows.filter((row) => methods !== undefined || recorded.has(row.id));
  const { names, absent } = namesToDraw(methods, there, 'method');
  const cases = names.map((method) => {
    const cell = all.filter((row) => row.method === method);
    return caseOf(tables, there.find((row) => row.method === method)!, cell, recorded, metric);
  });
  const which =
    trial === undefined && metric !== undefined ? medianTold([metric]) : `trial ${trial ?? 0} of each method`;
  if (cases.some((each) => each.recorded)) return { cases, absent, which };
  const asked = methods === undefined ? '' : ' by the methods asked for';
  throw nothingOf(tables, file, `${trial === undefined ? '' : `${trial} `}of task "${task}"${asked}`);
}

function caseOf(
  tables: Tables,
  row: Row,
  cell: readonly Row[],
  recorded: ReadonlySet<string>,
  metric: string | undefined,
): Case {
  const { id, method, status, metrics } = row;
  const nothing = { method, id, recorded: false, which: '' };
  if (!recorded.has(id)) return { ...nothing, told: status === 'ok' ? 'not recorded' : `${status}: nothing to draw` };
  const which = standingTold(row, metric === undefined ? undefined : standingOf(row, cell, metric));
  const value = metric === undefined ? null : (metrics[metric] ?? null);
  const said = status === 'ok' ? [] : [status];
  if (value === null) return { method, id, recorded: true, which, told: said.join() };
  const { name, text, unit } = measureOf(tables, metric!);
  return { method, id, recorded: true, which, told: [...said, `${name} ${text(value)}${unit}`].join(', ') };
}
