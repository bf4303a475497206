/** A table made ready to be learned from: its formula looked up, its rows chosen, its target read. */
import type { Target } from '../datasets/contract.js';
import { InputError, shown } from '../errors.js';
import { columnOf, completeRows, isMissing, requireCells, sortedLevels } from '../tables/encode.js';
import { columnsOf, parseFormula, resolve, type Terms, takesOthers } from '../tables/formula.js';
import type { Column, Frame } from '../tables/frame.js';
import { identifiers } from '../tables/identifiers.js';
import type { FitPlan } from './contract.js';

/** What is learned from; rows are those of the table, from 0. */
export interface Prepared {
  readonly frame: Frame;
  readonly terms: Terms;
  readonly target: Target & { readonly name: string };
  /** The rows that are learned from, or held out, ascending. */
  readonly rows: Uint32Array;
  /** The target of each row of the table: a number in the user's units, or the index of a class; NaN where it is missing. */
  readonly y: Float64Array;
  /** The weight of each row of the table. */
  readonly weights: Float64Array | null;
  /** Which columns `.` leaves out, and why. */
  readonly notes: readonly string[];
}

/** More classes than this are not what somebody means who asks for classes of a column of numbers. */
const mostClasses = 1000;

/**
 * @param kind what the experts predict.
 * @throws InputError, saying where, for a formula, a target or weights that cannot be used, and for cells that are missing where
 * none may be.
 */
export function prepare(
  frame: Frame,
  file: string,
  plan: Pick<FitPlan, 'formula' | 'missing' | 'weights'>,
  kind: Target['kind'],
): Prepared {
  const names = [...frame.columns.map(({ name }) => name), ...(frame.unread ?? [])];
  const weigh = plan.weights === '' ? [] : [plan.weights];
  const formula = parseFormula(plan.formula);
  const naming = takesOthers(formula) ? identifiers(frame, [formula.target.name, ...weigh]) : [];
  const terms = resolve(formula, file, names, [...weigh, ...naming.map(({ name }) => name)]);
  const used = [...new Set([...columnsOf(terms), ...weigh])];
  const notes = naming
    .filter(({ name }) => !used.includes(name))
    .map(({ name, why }) => `${name} ${why}, and is left out: name it in the formula to use it`);
  const all = Uint32Array.from({ length: frame.rows }, (_, i) => i);
  const always = [terms.target, ...weigh];
  if (plan.missing === 'refuse') requireCells(frame, used, all);
  const rows = completeRows(frame, plan.missing === 'drop' ? used : always, all);
  if (plan.missing !== 'drop') requireCells(frame, always, all);
  if (rows.length === 0) throw new InputError(`${file} has no row without a missing cell in ${used.join(', ')}`);
  const weights = plan.weights === '' ? null : readWeights(frame, plan.weights, rows);
  return { frame, terms, rows, weights, notes, ...readTarget(frame, columnOf(frame, terms.target), kind, rows) };
}

function readWeights(frame: Frame, name: string, rows: Uint32Array): Float64Array {
  const column = columnOf(frame, name);
  if (column.kind !== 'number')
    throw new InputError(`column ${shown(name)} of weights must hold numbers; it holds ${column.kind} cells`);
  const wrong = rows.find((row) => !(column.values[row]! >= 0 && column.values[row]! < Number.POSITIVE_INFINITY));
  if (wrong !== undefined)
    throw new InputError(
      `${frame.place(wrong, name)} ${shown(name)} must be a weight of at least 0; got ${column.values[wrong]}`,
    );
  if (rows.every((row) => column.values[row] === 0))
    throw new InputError(`column ${shown(name)} of weights has none above 0`);
  return column.values;
}

function readTarget(
  { rows: n }: Frame,
  column: Column,
  kind: Target['kind'],
  rows: Uint32Array,
): Pick<Prepared, 'y' | 'target'> {
  const { name } = column;
  const differ = (values: { readonly [row: number]: number }) => rows.some((row) => values[row] !== values[rows[0]!]);
  if (kind === 'regression') {
    if (column.kind === 'category')
      throw new InputError(
        `column ${shown(name)} must hold numbers, for experts of a regression; it has ${shown(column.levels[0])}`,
      );
    if (!differ(column.values))
      throw new InputError(`column ${shown(name)} must vary, to be predicted; got only ${column.values[rows[0]!]}`);
    return { y: column.values, target: { name, kind } };
  }
  const text = (row: number) =>
    column.kind === 'category' ? column.levels[column.codes[row]!]! : String(column.values[row]);
  const labels = sortedLevels([...new Set(Array.from(rows, text))]);
  if (labels.length < 2)
    throw new InputError(`column ${shown(name)} must have two or more classes; got only ${shown(labels[0])}`);
  if (labels.length > mostClasses)
    throw new InputError(`column ${shown(name)} must have at most ${mostClasses} classes; got ${labels.length}`);
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const y = Float64Array.from({ length: n }, (_, row) =>
    isMissing(column, row) ? Number.NaN : (indexOf.get(text(row)) ?? Number.NaN),
  );
  return { y, target: { name, kind, labels } };
}
