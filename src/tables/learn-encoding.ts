/** How columns become features, learned from the rows that are fitted. */
import { InputError, shown } from '../errors.js';
import { dependentColumns } from '../math/dependent-columns.js';
import { columnFinder, isMissing } from './cells.js';
import { encode, featureNames, nameOf, type Raw, rawOf } from './encode.js';
import type { Encoding, Factor, Feature, Input } from './encoding.js';
import type { Terms } from './formula.js';
import type { Column, Frame, MissingPolicy, NumberColumn, UnseenPolicy } from './frame.js';

/** What is done about cells that are missing, and categories that are new. */
export interface CellPolicies {
  readonly missing: MissingPolicy;
  readonly unseen: UnseenPolicy;
}

/**
 * How the columns of these terms become features, from the rows that are learned from. Numbers and products with a number
 * are standardized; a category with levels a < b < c has an indicator for each of b and c. A feature without variation is
 * left out, and noted.
 * @param known rows whose categories are known, and whose missing cells are met: those that are held out belong to them. What
 *   they alone have is a base, or a mean, to what was learned.
 * @param weights of all rows of the table, for means and deviations: one of 2 counts as the row twice; all one when null.
 * @throws InputError where no feature is left, and for more than 10 000.
 */
export function learnEncoding(
  frame: Frame,
  { experts, gate }: Pick<Terms, 'experts' | 'gate'>,
  policies: CellPolicies,
  rows: Uint32Array,
  known: Uint32Array = rows,
  weights: Float64Array | null = null,
): { readonly encoding: Encoding; readonly notes: readonly string[] } {
  const names = [...new Set([...experts, ...(gate ?? [])].flat())];
  requireFew(names.length);
  const find = columnFinder(frame);
  const weightOf: WeightOf = weights === null ? () => 1 : (row) => weights[row]!;
  const inputs = names.map((name) => inputOf(find(name), policies, rows, known, weightOf));
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
      const feature = scaled(factors, raw, rows, weightOf);
      if (feature === null) notes.add(`${nameOf(factors, inputs)} does not vary, and is left out`);
      return feature === null ? [] : [feature];
    });
    if (kept.length === 0) {
      const some =
        rows.length < known.length
          ? `${rows.length} of the ${known.length} rows, as folds leave them`
          : `the ${rows.length} rows`;
      throw new InputError(`no column of ${whose} varies over ${some}`);
    }
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

/** @param of what they are, where some columns bring many. @throws InputError for more features than can be learned from. */
export function requireFew(count: number, of = ''): void {
  if (count <= mostFeatures) return;
  throw new InputError(`the formula must make at most ${mostFeatures} features; got ${count}${of}: name fewer columns`);
}

/** A column of so many features is looked at no longer for what it is a combination of. */
const mostCompared = 500;

function dependent(encoding: Encoding, frame: Frame, rows: Uint32Array): string[] {
  if (encoding.experts.length > mostCompared) return [];
  const { x } = encode({ ...encoding, gate: null }, frame, rows);
  const names = featureNames(encoding).experts;
  const found = dependentColumns(x).map((t) => names[t]!);
  if (found.length === 0) return [];
  const are =
    found.length === 1 ? 'is a combination of the columns before it' : 'are combinations of the columns before them';
  return [`${found.join(', ')} ${are}`];
}

/** What a row of the table counts. */
type WeightOf = (row: number) => number;

function inputOf(
  column: Column,
  { missing, unseen }: CellPolicies,
  rows: Uint32Array,
  known: Uint32Array,
  weightOf: WeightOf,
): Input {
  const { name, kind } = column;
  const some = known.some((row) => isMissing(column, row));
  const filled = missing === 'mean' || (missing === 'own-level' && some);
  if (kind !== 'category')
    return { name, kind, fill: filled ? meanOf(column, rows, weightOf) : null, range: rangeOf(column, rows) };
  const counts = new Float64Array(column.levels.length);
  for (const row of rows) if (column.codes[row]! >= 0) counts[column.codes[row]!]! += weightOf(row);
  const met = new Set(Array.from(known, (row) => column.codes[row]!));
  const levels = sortedLevels(column.levels.filter((_, code) => met.has(code)));
  if (missing !== 'own-level' || !some) {
    const most = column.levels[counts.indexOf(counts.reduce((high, count) => Math.max(high, count), 0))];
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

function meanOf({ values, name }: NumberColumn, rows: Uint32Array, weightOf: WeightOf): number {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    if (Number.isNaN(values[row]!)) continue;
    sum += weightOf(row) * values[row]!;
    count += weightOf(row);
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
function scaled(factors: readonly Factor[], raw: Raw, rows: Uint32Array, weightOf: WeightOf): Feature | null {
  const first = raw(factors, rows[0]!);
  let [sum, total, varies] = [0, 0, false];
  for (const row of rows) {
    const value = raw(factors, row);
    sum += weightOf(row) * (value - first);
    total += weightOf(row);
    if (value !== first) varies = true;
  }
  if (!varies) return null;
  if (!factors.some(isNumber)) return { factors, center: 0, scale: 1 };
  const center = first + sum / total;
  let squares = 0;
  for (const row of rows) squares += weightOf(row) * (raw(factors, row) - center) ** 2;
  const scale = Math.sqrt(squares / total);
  return scale > 4 * Number.EPSILON * Math.abs(center) ? { factors, center, scale } : null;
}
