/** Swept cells by panel and line, from summary.csv. */
import type { Summary } from './summary.js';

/** A cell on a line. */
export interface Spot {
  /** The value of the first swept column. */
  readonly at: string;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** Whether it is the cell outside of the sweep, at the default value. */
  readonly preset: boolean;
}

/** Cells that differ in the first swept column alone. */
export interface Course {
  /** `learning_rate = 0.001`: the other swept values; empty where one column is swept. */
  readonly label: string;
  readonly spots: readonly Spot[];
}

/** The cells of a task and a method that sweep the same columns. */
export interface Sweep {
  readonly task: string;
  readonly method: string;
  /** The column along the axis. */
  readonly column: string;
  readonly courses: readonly Course[];
  /** Cells without a value, as no trial came to a result: `steps = 10, learning_rate = 1`. */
  readonly empty: readonly string[];
}

/**
 * @param rows lines of one metric, swept and not.
 * @param defaults values of the cells outside of the sweeps, by column; such a cell is taken into the sweep where all its
 *   columns have a default and no swept cell is there.
 */
export function sweepsOf(rows: readonly Summary[], defaults: ReadonlyMap<string, string>): readonly Sweep[] {
  const found = new Map<string, Summary[]>();
  for (const row of rows) {
    const columns = Object.keys(row.sweep);
    if (columns.length === 0) continue;
    const key = JSON.stringify([row.task, row.method, ...columns]);
    const own = found.get(key) ?? [];
    found.set(key, own);
    own.push(row);
  }
  return [...found.values()].map((own) => sweepOf([...own, ...presetOf(own, rows, defaults)]));
}

/** The cell outside of the sweep, put at its place in it. */
function presetOf(
  own: readonly Summary[],
  rows: readonly Summary[],
  defaults: ReadonlyMap<string, string>,
): readonly (Summary & { readonly preset: true })[] {
  const { task, method, sweep } = own[0]!;
  const place = Object.keys(sweep).map((column) => [column, defaults.get(column)] as const);
  const plain = rows.find(
    (row) => row.task === task && row.method === method && Object.keys(row.sweep).length === 0 && row.mean !== null,
  );
  if (plain === undefined || place.some(([, value]) => value === undefined)) return [];
  const at = Object.fromEntries(place as readonly (readonly [string, string])[]);
  const taken = own.some((row) => Object.entries(at).every(([column, value]) => same(row.sweep[column]!, value)));
  return taken ? [] : [{ ...plain, sweep: at, preset: true }];
}

/** Whether two texts are one value: 1e-4 and 0.0001 are. */
const same = (a: string, b: string): boolean => a === b || (a !== '' && b !== '' && Number(a) === Number(b));

function sweepOf(rows: readonly (Summary & { readonly preset?: true })[]): Sweep {
  const { task, method, sweep } = rows[0]!;
  const column = Object.keys(sweep)[0]!;
  const courses = new Map<string, Spot[]>();
  for (const { sweep, mean, low, high, n, preset = false } of rows) {
    const label = placeOf(Object.entries(sweep).slice(1));
    const spots = courses.get(label) ?? [];
    courses.set(label, spots);
    if (mean !== null) spots.push({ at: sweep[column]!, mean, low, high, n, preset });
  }
  return {
    task,
    method,
    column,
    courses: [...courses].map(([label, spots]) => ({ label, spots })),
    empty: rows.filter(({ mean }) => mean === null).map(({ sweep }) => placeOf(Object.entries(sweep))),
  };
}

const placeOf = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([column, value]) => `${column} = ${value}`).join(', ');
