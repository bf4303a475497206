/**
 * The plane of an example as a mixture with a gate sees it (example_map.csv): who decides where, and what. Neighbouring
 * cells are merged to draw them, which changes no statement about any of them.
 */
import type { Tables } from '../contract.js';
import { span } from '../example.js';
import { short } from '../theme.js';

/** A run of cells along x1 in which one expert decides, and predicts one class. */
export interface Run {
  readonly x1: readonly [low: number, high: number];
  readonly x2: readonly [low: number, high: number];
  readonly expert: number;
  readonly prediction: number;
}

/** Rows of the plane from its lowest x2 up; each has its runs from left to right, without gaps. */
export type PlaneMap = readonly (readonly Run[])[];

/** What runs are told apart by: their expert, their class, or both. */
export type Key = (run: Run) => number;

export const byExpert: Key = ({ expert }) => expert;
export const byClass: Key = ({ prediction }) => prediction;
/** Of two classes. */
export const byBoth: Key = ({ expert, prediction }) => 2 * expert + prediction;

/** A rectangle in the names that layers draw. */
export interface Field {
  readonly x: number;
  readonly to: number;
  readonly y: number;
  readonly top: number;
  readonly key: number;
}

/** The map of a trial; no rows where none was recorded. @throws InputError where more than two classes are predicted. */
export function mapOf(tables: Tables, id: string): PlaneMap {
  const sides = ['x1_low', 'x1_high', 'x2_low', 'x2_high'] as const;
  const rows: Run[][] = [];
  let below: number | undefined;
  for (const row of tables.get('example_map.csv', ['trial_id', ...sides, 'expert', 'prediction']).rows) {
    if (row.text('trial_id') !== id) continue;
    const [left, right, low, high] = sides.map((side) => short(row.number(side))) as [number, number, number, number];
    const [expert, prediction] = [row.number('expert'), row.number('prediction')];
    if (prediction !== 0 && prediction !== 1) throw row.wrong('prediction', 'must be 0 or 1, one of two classes');
    if (low !== below) rows.push([]);
    below = low;
    rows.at(-1)!.push({ x1: [left, right], x2: [low, high], expert, prediction });
  }
  return rows;
}

/** The ends of the axes that hold all of some maps, of which at least one has rows. */
export function endsOf(maps: readonly PlaneMap[]) {
  const runs = maps.flat(2);
  const ends = (sides: readonly number[]) => span(sides, 0);
  return { x: ends(runs.flatMap(({ x1 }) => x1)), y: ends(runs.flatMap(({ x2 }) => x2)) };
}

/** Runs of equal key as few rectangles: neighbours along x1, then those with the same ends above each other. */
export function fieldsOf(map: PlaneMap, key: Key): readonly Field[] {
  const whole: Field[] = [];
  const below = new Map<string, number>();
  for (const field of map.flatMap((runs) => mergedRow(runs, key))) {
    const name = `${field.x} ${field.to} ${field.key}`;
    const under = below.get(name);
    if (under !== undefined && whole[under]!.top === field.y) whole[under] = { ...whole[under]!, top: field.top };
    else below.set(name, whole.push(field) - 1);
  }
  return whole;
}

/** The runs of one row, neighbours of equal key as one. */
export function mergedRow(runs: readonly Run[], key: Key): readonly Field[] {
  const merged: Field[] = [];
  for (const run of runs) {
    const x = merged.at(-1)?.key === key(run) ? merged.pop()!.x : run.x1[0];
    merged.push({ x, to: run.x1[1], y: run.x2[0], top: run.x2[1], key: key(run) });
  }
  return merged;
}
