/** Single trials as they are drawn: how each ended, and what was recorded of it, its samples, curves and regions. */
import { group, index, max } from 'd3-array';
import { InputError } from '../errors.js';
import type { Row } from '../experiment/contract.js';
import type { RecordedLines } from '../results/recorded.js';
import type { TableName } from '../results/results.js';
import type { Tables } from './contract.js';
import type { Rectangle } from './marks/map.js';
import { type Asked, namesToDraw, unswept } from './tables.js';
import { short, told } from './theme.js';
import { measureOf } from './units.js';

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

/**
 * The trial that shows a method best: recovered before stable before local optima before any other, the first of its
 * kind; and how many there are to choose from.
 * @throws InputError when none of the method was recorded.
 */
export function bestExample(tables: Tables, task: string, method: string) {
  const examples = examplesOf(tables, task);
  const own = examples.filter(({ row }) => row.method === method);
  if (own.length === 0) {
    const there = [...new Set(examples.map(({ row }) => row.method))].join(', ');
    throw new InputError(`no example of ${task} by "${method}" is recorded; there are some by ${there}`);
  }
  const order: readonly End[] = ['recovered', 'stable', 'local optimum'];
  const best = order.flatMap((end) => own.find((example) => example.end === end) ?? []);
  return { ...(best[0] ?? own[0]!), choice: own.length > 1 ? [`best of ${own.length} recorded`] : [] };
}

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
  /** How the trial came out, for a line under its name: "test accuracy 84.50 %", or why there is nothing to draw. */
  readonly told: string;
}

interface Wanted {
  readonly task: string;
  /** Methods, in order; all that were recorded when absent. */
  readonly methods: Asked;
  readonly trial: number;
  /** What the chart draws. */
  readonly file: 'example_map.csv' | 'clusters.csv' | 'responsibilities.csv';
  /** Of which the first that the trial has a value of is told. */
  readonly metrics: readonly string[];
}

/**
 * The asked-for methods' trials, also those that failed or were not recorded, and the methods that the results lack.
 * @throws InputError when none of the trials was recorded.
 */
export function casesOf(tables: Tables, { task, methods, trial, file, metrics }: Wanted) {
  const recorded = new Set((tables.lines(file) as readonly { readonly id: string }[]).map(({ id }) => id));
  const rows = tables
    .lines('trials.csv')
    .filter((row) => row.task === task && row.trial === trial && unswept(row))
    .filter((row) => methods !== undefined || recorded.has(row.id));
  const own = index(rows, ({ method }) => method);
  const { names, absent } = namesToDraw(methods, rows, 'method');
  const cases = names.map((method) => caseOf(tables, own.get(method)!, recorded, metrics));
  if (cases.some((each) => each.recorded)) return { cases, absent };
  const asked = methods === undefined ? '' : ' by the methods asked for';
  throw nothingOf(tables, file, `${trial} of task "${task}"${asked}`);
}

function caseOf(
  tables: Tables,
  { id, method, status, metrics }: Row,
  recorded: ReadonlySet<string>,
  known: readonly string[],
): Case {
  if (!recorded.has(id)) {
    return { method, id, recorded: false, told: status === 'ok' ? 'not recorded' : `${status}: nothing to draw` };
  }
  const metric = known.find((name) => typeof metrics[name] === 'number');
  const said = status === 'ok' ? [] : [status];
  if (metric === undefined) return { method, id, recorded: true, told: said.join() };
  const { name, text, unit } = measureOf(tables, metric);
  return { method, id, recorded: true, told: [...said, `${name} ${text(metrics[metric]!)}${unit}`].join(', ') };
}
