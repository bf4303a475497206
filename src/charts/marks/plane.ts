/**
 * The plane of an example as a mixture with a gate sees it (example_map.csv): who decides where, and what. Neighboring
 * cells are merged to draw them, which changes no statement about any of them.
 */
import { group } from 'd3-array';
import { InputError } from '../../errors.js';
import type { Tables } from '../contract.js';
import { short } from '../theme.js';
import { endsOf } from './panel.js';

/** A rectangle from (x, y) to (to, top), in the names that layers draw. */
export interface Rectangle {
  readonly x: number;
  readonly to: number;
  readonly y: number;
  readonly top: number;
}

/** A run of cells along x in which one expert decides, and predicts one class. */
export interface Run extends Rectangle {
  readonly expert: number;
  readonly prediction: number;
}

/** Rows of the plane from the lowest up; each has its runs from left to right, without gaps. */
export type PlaneMap = readonly (readonly Run[])[];

/** What runs are told apart by: their expert, their class, or both. */
export type Key = (run: Run) => number;

export const byExpert: Key = ({ expert }) => expert;
export const byClass: Key = ({ prediction }) => prediction;
/** Of two classes. */
export const byBoth: Key = ({ expert, prediction }) => 2 * expert + prediction;

export type Field = Rectangle & { readonly key: number };

/** The map of a trial; no rows where none was recorded. @throws InputError where more than two classes are predicted. */
export function mapOf(tables: Tables, id: string): PlaneMap {
  const runs = tables
    .lines('example_map.csv')
    .filter((line) => line.id === id)
    .map(({ x1Low, x1High, x2Low, x2High, expert, prediction }): Run => {
      if (prediction !== 0 && prediction !== 1)
        throw new InputError(`a map is of two classes, 0 and 1; example_map.csv has ${prediction} for ${id}`);
      return { x: short(x1Low), to: short(x1High), y: short(x2Low), top: short(x2High), expert, prediction };
    });
  return rowsOf(runs);
}

/** Runs by their row. */
export const rowsOf = (runs: readonly Run[]): PlaneMap => [...group(runs, ({ y }) => y).values()];

/** The ends of the axes that hold all of some rectangles. */
export function endsAround(rectangles: readonly Rectangle[]) {
  return {
    x: endsOf(
      rectangles.flatMap(({ x, to }) => [x, to]),
      0,
    ),
    y: endsOf(
      rectangles.flatMap(({ y, top }) => [y, top]),
      0,
    ),
  };
}

/** Runs of equal key as few rectangles: neighbors along x, then those with the same ends above each other. */
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

/** The runs of one row, neighbors of equal key as one. */
export function mergedRow(runs: readonly Run[], key: Key): readonly Field[] {
  const merged: Field[] = [];
  for (const run of runs) {
    const x = merged.at(-1)?.key === key(run) ? merged.pop()!.x : run.x;
    merged.push({ x, to: run.to, y: run.y, top: run.top, key: key(run) });
  }
  return merged;
}
