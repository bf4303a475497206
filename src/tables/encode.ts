/** From the columns of a table to features, as an encoding says: the rows that it was learned from, or any others. */
import { InputError, shown } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { columnFinder } from './cells.js';
import type { CategoryInput, Encoding, Factor, Feature, Input } from './encoding.js';
import { type CategoryColumn, type Column, type Frame, type NumberColumn, placeOf } from './frame.js';
import { listed } from './header.js';

/** What experts and gate see of some rows. */
export interface Encoded {
  /** m x d. */
  readonly x: Matrix;
  /** m x g; absent where the gate sees x. */
  readonly gateX?: Matrix;
}

/** The product of some factors in a row. */
export type Raw = (factors: readonly Factor[], row: number) => number;

export function rawOf(inputs: readonly Input[], frame: Frame): Raw {
  const find = columnFinder(frame);
  const read = inputs.map((input) => readerOf(input, find(input.name), frame));
  return (factors, row) => {
    let product = 1;
    for (let f = 0; f < factors.length; f++) product *= read[factors[f]!.input]!(factors[f]!, row);
    return product;
  };
}

function readerOf(input: Input, column: Column, frame: Frame): (factor: Factor, row: number) => number {
  if (input.kind === 'category') {
    const level = levelsOf(input, column as CategoryColumn, frame);
    return (factor, row) => ('level' in factor && level(row) === factor.level ? 1 : 0);
  }
  const { values } = column as NumberColumn;
  const { fill, name } = input;
  return (factor, row) => {
    const value = values[row]!;
    const missing = Number.isNaN(value);
    if ('missing' in factor) return missing ? 1 : 0;
    if (!missing) return value;
    if (fill === null) throw noFill(placeOf(frame, row, name), name);
    return fill;
  };
}

function noFill(place: string, name: string): InputError {
  return new InputError(
    `${place} ${shown(name)} is missing; the model was learned from a table without such cells of it`,
  );
}

/** The level, of the model's, that a row has. */
function levelsOf(input: CategoryInput, { codes, levels }: CategoryColumn, frame: Frame): (row: number) => number {
  const { name, fill, unseen } = input;
  const known = new Map(input.levels.map((level, at) => [level, at]));
  const found = levels.map((level) => known.get(level) ?? -1);
  const missing = (row: number): number => {
    if (fill === null) throw noFill(placeOf(frame, row, name), name);
    return fill;
  };
  return (row) => {
    const code = codes[row]!;
    if (code < 0) return missing(row);
    const at = found[code]!;
    if (at >= 0) return at;
    if (unseen === 'base') return 0;
    if (unseen === 'missing' && fill !== null) return fill;
    const must = `must be one of ${listed(input.levels)}`;
    throw new InputError(
      `${placeOf(frame, row, name)} ${shown(name)} ${must}, as learned from; got ${shown(levels[code])}`,
    );
  };
}

/**
 * The features of these rows of a table that has the columns of the inputs, in any order, of their kinds.
 * @throws InputError that says where, for a cell that the encoding refuses. Cost: O(m (d + g)).
 */
export function encode({ inputs, experts, gate }: Encoding, frame: Frame, rows: Uint32Array): Encoded {
  const raw = rawOf(inputs, frame);
  const matrixOf = (features: readonly Feature[]): Matrix => {
    const out = matrix(rows.length, features.length);
    for (let f = 0; f < features.length; f++) {
      const { factors, center, scale } = features[f]!;
      for (let r = 0, at = f; r < rows.length; r++, at += features.length) {
        out.data[at] = (raw(factors, rows[r]!) - center) / scale;
      }
    }
    return out;
  };
  return { x: matrixOf(experts), ...(gate === null ? {} : { gateX: matrixOf(gate) }) };
}

/** The name of a feature as people read it: `weight`, `origin=Japan`, `weight:year`. */
export function nameOf(factors: readonly Factor[], inputs: readonly Input[]): string {
  return factors
    .map((factor) => {
      const input = inputs[factor.input]!;
      if ('missing' in factor) return `${input.name} missing`;
      return 'level' in factor ? `${input.name}=${(input as CategoryInput).levels[factor.level]}` : input.name;
    })
    .join(':');
}

/** The names of the d features of the experts and the g of the gate. */
export function featureNames({ inputs, experts, gate }: Encoding): {
  readonly experts: readonly string[];
  readonly gate: readonly string[];
} {
  const own = experts.map(({ factors }) => nameOf(factors, inputs));
  return { experts: own, gate: gate?.map(({ factors }) => nameOf(factors, inputs)) ?? own };
}

/** 1 for each of the rows with an input that was not met: a number beyond the range learned from, or another category. */
export function outsideRows({ inputs }: Pick<Encoding, 'inputs'>, frame: Frame, rows: Uint32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  const find = columnFinder(frame);
  for (const input of inputs) {
    const column = find(input.name);
    if (input.kind !== 'category') {
      const { values } = column as NumberColumn;
      if (input.range === null) continue;
      const [low, high] = input.range;
      for (let r = 0; r < rows.length; r++) if (values[rows[r]!]! < low || values[rows[r]!]! > high) out[r] = 1;
      continue;
    }
    const { codes, levels } = column as CategoryColumn;
    const learned = new Set(input.levels);
    const known = levels.map((level) => learned.has(level));
    for (let r = 0; r < rows.length; r++) if (codes[rows[r]!]! >= 0 && !known[codes[rows[r]!]!]) out[r] = 1;
  }
  return out;
}
