/** From the columns of a table to features: learned from the rows that are fitted, then the same for any others. */
import { InputError, shown } from '../errors.js';
import { dependentColumns } from '../math/dependent-columns.js';
import { type Matrix, matrix } from '../math/matrix.js';
import type { CategoryInput, Encoding, Factor, Feature, Input } from './encoding.js';
import type { Terms } from './formula.js';
import type { CategoryColumn, Column, Frame, MissingPolicy, NumberColumn, UnseenPolicy } from './frame.js';
import { listed } from './header.js';

/** What experts and gate see of some rows. */
export interface Encoded {
  /** m x d. */
  readonly x: Matrix;
  /** m x g; absent where the gate sees x. */
  readonly gateX?: Matrix;
}

/** What is done about cells that are missing, and categories that are new. */
export interface CellPolicies {
  readonly missing: MissingPolicy;
  readonly unseen: UnseenPolicy;
}

/** @throws InputError for a column that the table does not have. */
export function columnOf({ columns }: Frame, name: string): Column {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new InputError(`the table has no column ${shown(name)}; it has ${listed(columns.map((one) => one.name))}`);
}

/** As `columnOf`, for many names: a table may have 100 000 columns. */
function columnsOf(frame: Frame): (name: string) => Column {
  const byName = new Map(frame.columns.map((column) => [column.name, column]));
  return (name) => byName.get(name) ?? columnOf(frame, name);
}

export function isMissing(column: Column, row: number): boolean {
  return column.kind === 'category' ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
}

/** Those of the rows that have a cell in each of these columns. */
export function completeRows(frame: Frame, names: readonly string[], rows: Uint32Array): Uint32Array {
  const columns = names.map(columnsOf(frame));
  return rows.filter((row) => !columns.some((column) => isMissing(column, row)));
}

/** @throws InputError that says where, for a missing cell in these columns of these rows. */
export function requireCells(frame: Frame, names: readonly string[], rows: Uint32Array): void {
  const find = columnsOf(frame);
  for (const name of names) {
    const column = find(name);
    const at = rows.find((row) => isMissing(column, row));
    if (at === undefined) continue;
    const ways = '--missing drop, mean or own-level says what to do about such cells';
    throw new InputError(`${frame.place(at, name)} ${shown(name)} is missing; ${ways}`);
  }
}

/**
 * How the columns of these terms become features, from the rows that are learned from. Numbers and products with a number
 * are standardized; a category with levels a < b < c has an indicator for each of b and c. A feature without variation is
 * left out, and noted.
 * @param known rows whose categories are known, and whose missing cells are met: those that are held out belong to them. What
 *   they alone have is a base, or a mean, to what was learned.
 * @throws InputError where no feature is left, and for more than 10 000.
 */
export function learnEncoding(
  frame: Frame,
  { experts, gate }: Pick<Terms, 'experts' | 'gate'>,
  policies: CellPolicies,
  rows: Uint32Array,
  known: Uint32Array = rows,
): { readonly encoding: Encoding; readonly notes: readonly string[] } {
  const names = [...new Set([...experts, ...(gate ?? [])].flat())];
  requireFew(names.length);
  const find = columnsOf(frame);
  const inputs = names.map((name) => inputOf(find(name), policies, rows, known));
  const indexOf = new Map(names.map((name, at) => [name, at]));
  const notes = new Set<string>();
  const raw = rawOf(inputs, frame);
  const featuresOf = (terms: Terms['experts'], whose: string): Feature[] => {
    let count = 0;
    const all = terms.flatMap((term) => {
      const lists = term.map((name) => factorsOf(indexOf.get(name)!, inputs, policies));
      const own = lists.reduce((product, { length }) => product * length, 1);
      count += own;
      requireFew(count, own > 1 ? `, ${own} of them levels of ${term.join(':')}` : '');
      const lone = lists.findIndex((factors) => factors.length === 0);
      if (lone >= 0) notes.add(`${term[lone]} does not vary, and is left out`);
      return products(lists);
    });
    const kept = all.flatMap((factors): Feature[] => {
      const feature = scaled(factors, raw, rows);
      if (feature === null) notes.add(`${nameOf(factors, inputs)} does not vary, and is left out`);
      return feature === null ? [] : [feature];
    });
    if (kept.length === 0) throw new InputError(`no column of ${whose} varies over the ${rows.length} rows`);
    return kept;
  };
  const encoding: Encoding = {
    inputs,
    missing: policies.missing,
    experts: featuresOf(experts, 'the experts'),
    gate: gate === null ? null : featuresOf(gate, 'the gate'),
  };
  return { encoding, notes: [...notes, ...dependent(encoding, frame, rows)] };
}

/** Above, the sums of squares and products alone would take a gigabyte for each expert. */
const mostFeatures = 10_000;

function requireFew(count: number, of = ''): void {
  if (count <= mostFeatures) return;
  throw new InputError(`the formula must make at most ${mostFeatures} features; got ${count}${of}: name fewer columns`);
}

/** A column of so many features is looked at no longer for what it is a combination of. */
const mostCompared = 500;

function dependent(encoding: Encoding, frame: Frame, rows: Uint32Array): string[] {
  if (encoding.experts.length > mostCompared) return [];
  const { x } = encode({ ...encoding, gate: null }, frame, rows);
  const names = featureNames(encoding).experts;
  return dependentColumns(x).map((t) => `${names[t]} is a combination of the columns before it`);
}

function inputOf(column: Column, { missing, unseen }: CellPolicies, rows: Uint32Array, known: Uint32Array): Input {
  const { name, kind } = column;
  const some = known.some((row) => isMissing(column, row));
  const filled = missing === 'mean' || (missing === 'own-level' && some);
  if (kind !== 'category')
    return { name, kind, fill: filled ? meanOf(column, rows) : null, range: rangeOf(column, rows) };
  const counts = new Float64Array(column.levels.length);
  for (const row of rows) if (column.codes[row]! >= 0) counts[column.codes[row]!]!++;
  const met = new Set(Array.from(known, (row) => column.codes[row]!));
  const levels = sortedLevels(column.levels.filter((_, code) => met.has(code)));
  if (missing !== 'own-level' || !some) {
    const most = column.levels[counts.indexOf(Math.max(...counts))];
    return { name, kind, levels, fill: filled ? levels.indexOf(most!) : null, unseen };
  }
  let own = '(missing)';
  while (levels.includes(own)) own = `(${own})`;
  return { name, kind, levels: [...levels, own], fill: levels.length, unseen };
}

function rangeOf({ values }: NumberColumn, rows: Uint32Array): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    if (values[row]! < low) low = values[row]!;
    if (values[row]! > high) high = values[row]!;
  }
  return low <= high ? [low, high] : null;
}

function meanOf({ values, name }: NumberColumn, rows: Uint32Array): number {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    if (Number.isNaN(values[row]!)) continue;
    sum += values[row]!;
    count++;
  }
  if (count === 0) throw new InputError(`column ${shown(name)} has no cell that is not missing`);
  return sum / count;
}

/** By value where all are numbers, else by their letters. */
export function sortedLevels(levels: readonly string[]): string[] {
  const sorted = levels.toSorted();
  const numbers = sorted.every((level) => level.trim() !== '' && Number.isFinite(Number(level)));
  return numbers ? sorted.sort((a, b) => Number(a) - Number(b)) : sorted;
}

/** The factors that one column of a term brings: a number, and whether it is missing where that is a level of its own; or one for each level but the base. */
function factorsOf(at: number, inputs: readonly Input[], { missing }: CellPolicies): Factor[] {
  const input = inputs[at]!;
  if (input.kind === 'category') {
    return input.levels.slice(1).map((_, below) => ({ input: at, level: below + 1 }));
  }
  const own = missing === 'own-level' && input.fill !== null;
  return own ? [{ input: at }, { input: at, missing: true }] : [{ input: at }];
}

/** Each combination of one factor of each list. */
function products(lists: readonly (readonly Factor[])[]): Factor[][] {
  return lists.reduce<Factor[][]>((all, list) => all.flatMap((one) => list.map((factor) => [...one, factor])), [[]]);
}

const isNumber = (factor: Factor): boolean => !('level' in factor || 'missing' in factor);

/** The feature of these factors, standardized where a number is among them; null where it does not vary. */
function scaled(factors: readonly Factor[], raw: Raw, rows: Uint32Array): Feature | null {
  const first = raw(factors, rows[0]!);
  let [sum, varies] = [0, false];
  for (const row of rows) {
    const value = raw(factors, row);
    sum += value - first;
    if (value !== first) varies = true;
  }
  if (!varies) return null;
  if (!factors.some(isNumber)) return { factors, center: 0, scale: 1 };
  const center = first + sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (raw(factors, row) - center) ** 2;
  const scale = Math.sqrt(squares / rows.length);
  return scale > 4 * Number.EPSILON * Math.abs(center) ? { factors, center, scale } : null;
}

/** The product of some factors in a row. */
type Raw = (factors: readonly Factor[], row: number) => number;

function rawOf(inputs: readonly Input[], frame: Frame): Raw {
  const find = columnsOf(frame);
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
    if (fill === null) throw noFill(frame.place(row, name), name);
    return fill;
  };
}

function noFill(place: string, name: string): InputError {
  return new InputError(`${place} ${shown(name)} is missing; no cell of it was, where the model was learned`);
}

/** The level, of the model's, that a row has. */
function levelsOf(input: CategoryInput, { codes, levels }: CategoryColumn, frame: Frame): (row: number) => number {
  const { name, fill, unseen } = input;
  const known = new Map(input.levels.map((level, at) => [level, at]));
  const found = levels.map((level) => known.get(level) ?? -1);
  const missing = (row: number): number => {
    if (fill === null) throw noFill(frame.place(row, name), name);
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
      `${frame.place(row, name)} ${shown(name)} ${must}, as learned from; got ${shown(levels[code])}`,
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
function nameOf(factors: readonly Factor[], inputs: readonly Input[]): string {
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
  const find = columnsOf(frame);
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
