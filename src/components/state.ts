/**
 * What a fitted component learnt, declared as data as its parameters are: its state can then be checked, written as JSON
 * and read back to the last bit, whoever wrote the component.
 */
import { counted } from '../counted.js';
import { InputError } from '../errors.js';
import { type Path, sentence, unknownKey, written, wrongValue } from './complaints.js';

type Letter = 'd' | 'k' | 'c' | 'h' | 'm';

/**
 * A length by its letter: d features, k experts and c classes, 1 of a regression, are the model's; h (hidden units) and m (anything counted) are
 * the same throughout one state.
 */
export type Length = Letter | `${Letter} + 1`;

export type StateField = { readonly name: string } & (
  | /** A finite number. */ { readonly kind: 'number' }
  | /** Finite numbers, as Float64Array. */ { readonly kind: 'vector'; readonly length: Length }
  | /** At least 0 each, with sum 1, as Float64Array. */ { readonly kind: 'shares'; readonly length: Length }
  | /** At least 0 each and not all 0, as Float64Array. */ { readonly kind: 'weights'; readonly length: Length }
  | /** Finite numbers, as { data, rows, cols } by rows. */ {
      readonly kind: 'matrix';
      readonly rows: Length;
      readonly cols: Length;
    }
);

/**
 * The fields of a state, in the order in which they are written. A list: a mapping from their names would be an object of
 * the shape that the states have, with other things in it, and V8 would take every state for as vague (measured: losses a
 * quarter slower).
 */
export type StateTable = readonly StateField[];

interface Rectangle {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
}

type FieldOf<F extends StateField> = F extends { readonly kind: 'number' }
  ? number
  : F extends { readonly kind: 'matrix' }
    ? Rectangle
    : Float64Array;

/** A state that fits the table. */
export type StateOf<T extends StateTable> = { readonly [F in T[number] as F['name']]: FieldOf<F> };

/** Lengths that are known, by their letter. */
export type Lengths = { readonly [L in Letter]?: number };

/** How far from 1 the sum of shares may be. */
const slack = 1e-9;

/**
 * The state as JSON, in the order of the table: numbers in their shortest form that is read back to the same bits, minus
 * zero as "-0", a matrix as a list of rows.
 * @throws InputError for a number that is not finite.
 */
export function writeState(table: StateTable, state: unknown, path: Path): Record<string, unknown> {
  const values = state as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    table.map((field) => [field.name, writeField(field, values[field.name], [...path, field.name])]),
  );
}

function writeField(field: StateField, value: unknown, path: Path): unknown {
  if (field.kind === 'number') return writeNumber(value as number, path);
  if (field.kind !== 'matrix') return writeNumbers(value as Float64Array, path);
  const { data, rows, cols } = value as Rectangle;
  return Array.from({ length: rows }, (_, i) => writeNumbers(data.subarray(i * cols, (i + 1) * cols), [...path, i]));
}

function writeNumbers(values: Float64Array, path: Path): unknown[] {
  return Array.from(values, (value, i) => writeNumber(value, path, i));
}

function writeNumber(value: number, path: Path, ...below: Path): unknown {
  if (!Number.isFinite(value)) throw wrong([...path, ...below], value, finite);
  return Object.is(value, -0) ? '-0' : value;
}

/**
 * The state that was written so.
 * @param given parsed JSON, of any shape.
 * @param lengths of the model.
 * @throws InputError that says where it does not fit the table: `model.experts[2].slopes must be a list of 3 numbers; got ...`.
 */
export function readState(table: StateTable, given: unknown, path: Path, lengths: Lengths): Record<string, unknown> {
  const names = table.map(({ name }) => name);
  const state = mapping(given, path, names);
  const known: Known = { ...lengths };
  return Object.fromEntries(
    table.map((field) => [field.name, readField(field, state[field.name], [...path, field.name], known)]),
  );
}

/** A mapping of these keys, each of them there and no other. */
export function mapping(given: unknown, path: Path, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw wrong(path, given, 'a mapping');
  const found = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(found).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new InputError(sentence(unknownKey(path, unknown, keys)));
  const missing = keys.find((key) => !Object.hasOwn(found, key));
  if (missing !== undefined) throw wrong([...path, missing], undefined, 'there');
  return found;
}

/** Known lengths by their letters; a letter that is met first is learnt. */
type Known = Record<string, number>;

function readField(field: StateField, given: unknown, path: Path, known: Known): unknown {
  switch (field.kind) {
    case 'number':
      return readNumber(given, path);
    case 'vector':
      return readNumbers(given, path, field.length, known);
    case 'shares': {
      const shares = readNumbers(given, path, field.length, known);
      if (!someWeigh(shares) || Math.abs(total(shares) - 1) > slack)
        throw wrong(path, given, `${atLeast0}, with sum 1`);
      return shares;
    }
    case 'weights': {
      const weights = readNumbers(given, path, field.length, known);
      if (!someWeigh(weights)) throw wrong(path, given, `${atLeast0}, not all 0`);
      return weights;
    }
    case 'matrix': {
      const rows = readList(given, path, field.rows, known, 'row');
      const first = rows.map((row, i) => readNumbers(row, [...path, i], field.cols, known));
      const cols = first[0]?.length ?? 0;
      const data = new Float64Array(rows.length * cols);
      first.forEach((row, i) => {
        data.set(row, i * cols);
      });
      return { data, rows: rows.length, cols } satisfies Rectangle;
    }
  }
}

const atLeast0 = 'numbers of at least 0';

function someWeigh(values: Float64Array): boolean {
  return values.every((value) => value >= 0) && values.some((value) => value > 0);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function readNumbers(given: unknown, path: Path, length: Length, known: Known): Float64Array {
  const list = readList(given, path, length, known, 'number');
  return Float64Array.from(list, (value, i) => readNumber(value, path, i));
}

function readList(given: unknown, path: Path, length: Length, known: Known, what: string): readonly unknown[] {
  const [letter, more] = length.split(' + ') as [Letter, string | undefined];
  const added = Number(more ?? 0);
  const wanted = known[letter];
  const must = `a list of ${wanted === undefined ? `${what}s` : counted(wanted + added, what)}`;
  if (!Array.isArray(given) || given.length < Math.max(1, added)) throw wrong(path, given, must);
  if (wanted !== undefined && given.length !== wanted + added) {
    throw new InputError(`${written(path)} must be ${must}; got ${given.length} of them`);
  }
  known[letter] = given.length - added;
  return given;
}

const finite = 'a finite number';

function readNumber(given: unknown, path: Path, ...below: Path): number {
  const value = given === '-0' ? -0 : given;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong([...path, ...below], given, finite);
  return value;
}

/** What is wrong with a value, as the error to throw. */
export function wrong(path: Path, got: unknown, must: string): InputError {
  return new InputError(sentence(wrongValue(path, got, must)));
}
