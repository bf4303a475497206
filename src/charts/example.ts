/** Example trials as they are drawn: samples with their experts, curves, decision regions, and how the trial ended. */
import { InputError } from '../errors.js';
import type { Line } from '../tables/csv.js';
import type { TableFile, Tables } from './contract.js';
import { short, told } from './theme.js';

/**
 * How a trial ended. Recovered and local optimum are known where the task can tell: on or off the generating pieces.
 * Not converged: the assignment still changed when the iterations were used up, so that it is no optimum.
 */
export type End = 'recovered' | 'local optimum' | 'stable' | 'not converged' | 'degenerate' | 'failed' | 'timeout';

export interface Shown {
  readonly id: string;
  readonly task: string;
  readonly method: string;
  readonly trial: string;
  readonly end: End;
  /** The end with its error: "local optimum, error 0.02". */
  readonly told: string;
  /** The last recorded iteration. */
  readonly last: number;
}

export interface Point {
  readonly x1: number;
  /** Where d = 2. */
  readonly x2?: number;
  readonly y: number;
  readonly expert: string;
}

/** `expert 0` for `0`: the names of experts in legends. */
export const expertName = (expert: string | number): string => `expert ${expert}`;

/** How the trial of a line of trials.csv ended. */
export function endOf(row: Line, columns: readonly string[]): End {
  const status = row.text('status');
  if (status !== 'ok') return status as End;
  const recovered = columns.includes('recovered') ? row.numberOrNull('recovered') : null;
  if (recovered === 1) return 'recovered';
  if (columns.includes('converged') && row.flagOrNull('converged') === false) return 'not converged';
  return recovered === null ? 'stable' : 'local optimum';
}

/**
 * The recorded trials of a task, in the order of trials.csv.
 * @throws InputError when none was recorded.
 */
export function examplesOf(tables: Tables, task: string): readonly Shown[] {
  const recorded = new Map<string, number>();
  const examples = tables.get('examples.csv', ['trial_id', 'iteration']);
  for (const row of examples.rows) {
    const id = row.text('trial_id');
    recorded.set(id, Math.max(recorded.get(id) ?? 0, row.number('iteration')));
  }
  const trials = tables.get('trials.csv', ['trial_id', 'task', 'method', 'trial', 'status']);
  const found = trials.rows.flatMap((row): Shown[] => {
    const id = row.text('trial_id');
    const last = recorded.get(id);
    if (row.text('task') !== task || last === undefined) return [];
    const end = endOf(row, trials.columns);
    const error = trials.columns.includes('error') ? row.numberOrNull('error') : null;
    return [
      {
        id,
        task,
        method: row.text('method'),
        trial: row.text('trial'),
        end,
        last,
        told: error === null ? end : `${end}, error ${told(error)}`,
      },
    ];
  });
  if (found.length > 0) return found;
  throw new InputError(
    `${examples.file} holds no trial of task "${task}"; name one under record.examples in the spec ` +
      'and run it again',
  );
}

/** The trial that shows a method best: recovered before stable before local optima before any other, the first of its kind. */
export function bestOf(shown: readonly Shown[]): Shown {
  const order: readonly End[] = ['recovered', 'stable', 'local optimum'];
  for (const end of order) {
    const found = shown.find((example) => example.end === end);
    if (found !== undefined) return found;
  }
  return shown[0]!;
}

/** The samples of a trial at an iteration, in the order of the data. */
export function pointsOf(tables: Tables, id: string, iteration: number): readonly Point[] {
  const columns = ['trial_id', 'iteration', 'sample', 'x1', 'y', 'expert'] as const;
  return pick(tables, 'examples.csv', columns, id, iteration, (row, number, has) => {
    const plane = has('x2') && row.text('x2') !== '';
    return { x1: number('x1'), ...(plane ? { x2: number('x2') } : {}), y: number('y'), expert: row.text('expert') };
  });
}

/** The predictions of each expert along x (d = 1). */
export function curvesOf(tables: Tables, id: string, iteration: number) {
  const columns = ['trial_id', 'iteration', 'expert', 'x', 'prediction'] as const;
  return pick(tables, 'example_curves.csv', columns, id, iteration, (row, number) => ({
    expert: row.text('expert'),
    x: number('x'),
    y: number('prediction'),
  }));
}

/** The plane as rectangles of one predicted class, for each expert (d = 2). */
export function regionsOf(tables: Tables, id: string, iteration: number) {
  const sides = ['x1_low', 'x1_high', 'x2_low', 'x2_high'] as const;
  const columns = ['trial_id', 'iteration', 'expert', ...sides, 'prediction'] as const;
  return pick(tables, 'example_regions.csv', columns, id, iteration, (row, number) => ({
    expert: row.text('expert'),
    x1: [number('x1_low'), number('x1_high')] as const,
    x2: [number('x2_low'), number('x2_high')] as const,
    prediction: number('prediction'),
  }));
}

function pick<T>(
  tables: Tables,
  file: TableFile,
  columns: readonly string[],
  id: string,
  iteration: number,
  make: (row: Line, number: (column: string) => number, has: (column: string) => boolean) => T,
): readonly T[] {
  const table = tables.get(file, columns);
  return table.rows.flatMap((row) => {
    if (row.text('trial_id') !== id || row.number('iteration') !== iteration) return [];
    return [
      make(
        row,
        (column) => short(row.number(column)),
        (column) => table.columns.includes(column),
      ),
    ];
  });
}

/** Lowest and highest of some values, widened by a share of their distance: the ends of an axis. */
export function span(values: readonly number[], margin: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const wide = (high - low || 1) * margin;
  return [short(low - wide), short(high + wide)];
}
