/** A table made ready to be learned from: its formula looked up, its rows chosen, its target read. */
import { counted } from '../counted.js';
import { InputError, shown } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { columnFinder, columnOf, completeRows, isMissing, requireCells } from '../tables/cells.js';
import { encode } from '../tables/encode.js';
import type { Encoding, Feature } from '../tables/encoding.js';
import { columnsOf, parseFormula, resolve, type Terms, takesOthers } from '../tables/formula.js';
import { type Column, type ColumnKind, type Frame, type MissingPolicy, placeOf, titleOf } from '../tables/frame.js';
import type { ExpectedOf } from '../tables/frame-builder.js';
import { columnIndex, listed } from '../tables/header.js';
import { identifiers } from '../tables/identifiers.js';
import { type CellPolicies, learnEncoding, requireFew, sortedLevels } from '../tables/learn-encoding.js';
import type { Target, Task } from './contract.js';

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

/** What decides how a table is prepared. */
export interface Preparing {
  /** `target ~ columns of the experts | columns of the gate`. */
  readonly formula: string;
  readonly missing: MissingPolicy;
  /** The column of sample weights; none when empty. */
  readonly weights: string;
  /** Other columns that `.` leaves out. */
  readonly apart?: readonly string[];
}

/**
 * Which columns of a table are read, and how: what is not used may hold anything.
 * @param file the table's name, for messages.
 */
export function expectedBy(
  {
    formula,
    target,
    weights = '',
    categories = [],
    apart = [],
  }: Pick<Preparing, 'formula' | 'apart'> & {
    /** Where it was given alone, without a formula. */
    readonly target?: string;
    readonly weights?: string;
    readonly categories?: readonly string[];
  },
  file: string,
): ExpectedOf {
  return (names) => {
    const beside = [...(weights === '' ? [] : [weights]), ...apart];
    for (const name of [...(target === undefined ? [] : [target]), ...beside, ...categories])
      columnIndex({ file, columns: names }, name);
    const used = columnsOf(resolve(parseFormula(formula), file, names, beside));
    const kinds = new Map<string, ColumnKind>(categories.map((name) => [name, 'category']));
    if (weights !== '') kinds.set(weights, 'number');
    return { kinds, only: new Set([...used, ...beside]) };
  };
}

/** More classes than this are not what somebody means who asks for classes of a column of numbers. */
const mostClasses = 1000;

/**
 * @param kind what the experts predict; any: a number where the column holds numbers, else classes.
 * @throws InputError, saying where, for a formula, a target or weights that cannot be used, and for cells that are missing where
 * none may be.
 */
export function prepare(
  frame: Frame,
  file: string,
  { formula: text, missing, weights, apart = [] }: Preparing,
  kind: Target['kind'] | 'any',
): Prepared {
  const names = [...frame.columns.map(({ name }) => name), ...(frame.unread ?? [])];
  const weigh = weights === '' ? [] : [weights];
  const formula = parseFormula(text);
  const naming = takesOthers(formula) ? identifiers(frame, [formula.target.name, ...weigh, ...apart]) : [];
  const terms = resolve(formula, file, names, [...weigh, ...apart, ...naming.map(({ name }) => name)]);
  const used = [...new Set([...columnsOf(terms), ...weigh])];
  requireFew(used.length - 1);
  const unused = naming
    .filter(({ name }) => !used.includes(name))
    .map(({ name, why }) => `${name} ${why}, and is left out: name it in the formula to use it`);
  const all = Uint32Array.from({ length: frame.rows }, (_, i) => i);
  if (weights === terms.target)
    throw new InputError(`weights must be another column than the target; got ${shown(weights)}`);
  if (missing === 'refuse') requireCells(frame, used, all);
  // A target or a weight is never filled in: nothing can be learned from its row.
  const needed = missing === 'drop' ? used : [terms.target, ...weigh];
  const rows = completeRows(frame, needed, all);
  if (rows.length === 0) throw new InputError(`${file} has no row without a missing cell in ${listed(needed)}`);
  if (rows.length === 1) throw new InputError(`${file} must have two or more rows to learn from; got 1`);
  const notes = [...unused, ...leftOut(frame, needed, all, rows), ...written(frame)];
  requireVaried(frame, terms.experts.flat(), rows, notes);
  return {
    ...{ frame, terms, rows, notes, weights: weights === '' ? null : readWeights(frame, weights, rows) },
    ...readTarget(frame, columnOf(frame, terms.target), kind, rows),
  };
}

/** @throws InputError where the columns that experts could use have one value each; with why others are left out. */
function requireVaried(frame: Frame, names: readonly string[], rows: Uint32Array, notes: readonly string[]): void {
  const first = rows[0]!;
  const cells = (column: Column) => (column.kind === 'category' ? column.codes : column.values);
  const same = (column: Column) => rows.every((row) => Object.is(cells(column)[row], cells(column)[first]));
  if (!names.map(columnFinder(frame)).every(same)) return;
  const why = `${listed(names)} ${names.length === 1 ? 'is' : 'are'} the same in all ${rows.length} rows`;
  throw new InputError(`${titleOf(frame)} has no column that varies, to predict from: ${[why, ...notes].join('; ')}`);
}

/** Columns that are read otherwise than they may be meant. */
function written({ columns }: Frame): string[] {
  return columns.flatMap((column) => {
    const { name } = column;
    if (column.kind !== 'category')
      return column.lost === undefined
        ? []
        : [`${name} is read as numbers, without its ${column.lost}: --categories ${name} keeps them`];
    return /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)/.test(column.levels[0] ?? '')
      ? [`${name} looks like dates but is read as categories: dates are written as 2024-05-31`]
      : [];
  });
}

/** How many of the rows were not kept, and the columns in which they have missing cells. */
function leftOut(frame: Frame, names: readonly string[], rows: Uint32Array, kept: Uint32Array): string[] {
  const left = rows.length - kept.length;
  if (left === 0) return [];
  const empty = names.filter((name) => completeRows(frame, [name], rows).length < rows.length);
  return [`left out: ${counted(left, 'row')} with a missing cell in ${listed(empty)}`];
}

/** Rows as experts and gate see them, how other rows become so, and what of the columns is worth a note. */
export interface Samples {
  /** The target in its own units. */
  readonly task: Task & { readonly x: Matrix };
  readonly encoding: Encoding;
  readonly notes: readonly string[];
}

/**
 * The samples of some rows, the features standardized by these very rows unless they are to be as they are.
 * Memory: 8 n (d + g + 1) bytes.
 * @throws InputError where no feature varies.
 */
export function samplesOf(
  { frame, terms, target, y, weights, rows: all }: Prepared,
  rows: Uint32Array,
  policies: CellPolicies,
  standardize = true,
): Samples {
  if (weights !== null && rows.every((row) => weights[row] === 0))
    throw new InputError('no row that is to be learned from has a weight above 0');
  const { encoding: standardized, notes } = learnEncoding(frame, terms, policies, rows, all, weights);
  const encoding = standardize ? standardized : inOwnUnits(standardized);
  const task = {
    ...encode(encoding, frame, rows),
    y: Float64Array.from(rows, (row) => y[row]!),
    target: target.kind === 'classes' ? { kind: target.kind, labels: target.labels } : { kind: target.kind },
    ...(weights === null ? {} : { weights: Float64Array.from(rows, (row) => weights[row]!) }),
  };
  return { task, encoding, notes };
}

function inOwnUnits({ experts, gate, ...rest }: Encoding): Encoding {
  const own = (features: readonly Feature[]) => features.map(({ factors }) => ({ factors, center: 0, scale: 1 }));
  return { ...rest, experts: own(experts), gate: gate === null ? null : own(gate) };
}

function readWeights(frame: Frame, name: string, rows: Uint32Array): Float64Array {
  const column = columnOf(frame, name);
  if (column.kind !== 'number')
    throw new InputError(
      `${titleOf(frame)} column ${shown(name)} of weights must hold numbers; it holds ${column.kind} cells`,
    );
  const wrong = rows.find((row) => !(column.values[row]! >= 0 && column.values[row]! < Number.POSITIVE_INFINITY));
  if (wrong !== undefined)
    throw new InputError(
      `${placeOf(frame, wrong, name)} ${shown(name)} must be a weight of at least 0; got ${column.values[wrong]}`,
    );
  if (rows.every((row) => column.values[row] === 0))
    throw new InputError(`${titleOf(frame)} column ${shown(name)} of weights has none above 0`);
  return column.values;
}

function readTarget(
  frame: Frame,
  column: Column,
  asked: Target['kind'] | 'any',
  rows: Uint32Array,
): Pick<Prepared, 'y' | 'target'> {
  const { name } = column;
  const where = `${titleOf(frame)} column ${shown(name)}`;
  const kind = asked === 'any' ? (column.kind === 'category' ? 'classes' : 'regression') : asked;
  const differ = (values: { readonly [row: number]: number }) => rows.some((row) => values[row] !== values[rows[0]!]);
  if (kind === 'regression') {
    if (column.kind === 'category')
      throw new InputError(
        `${placeOf(frame, rows[0]!, name)} ${shown(name)} must be a number, for experts of a regression; got ${shown(column.levels[column.codes[rows[0]!]!])}`,
      );
    if (!differ(column.values))
      throw new InputError(
        `${where} must vary, to be predicted; all ${rows.length} rows have ${column.values[rows[0]!]}`,
      );
    return { y: column.values, target: { name, kind } };
  }
  const text = (row: number) =>
    column.kind === 'category' ? column.levels[column.codes[row]!]! : String(column.values[row]);
  const labels = sortedLevels([...new Set(Array.from(rows, text))]);
  if (labels.length < 2)
    throw new InputError(`${where} must have two or more classes; all ${rows.length} rows have ${shown(labels[0])}`);
  if (labels.length > mostClasses)
    throw new InputError(`${where} must have at most ${mostClasses} classes; got ${labels.length}`);
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  const y = Float64Array.from({ length: frame.rows }, (_, row) =>
    isMissing(column, row) ? Number.NaN : (indexOf.get(text(row)) ?? Number.NaN),
  );
  return { y, target: { name, kind, labels } };
}

/** Labels as indices of their classes, which are sorted: by value where all are numbers. */
export function classesOf(texts: readonly string[]): Pick<Task, 'y' | 'target'> {
  const labels = sortedLevels([...new Set(texts)]);
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  return { y: Float64Array.from(texts, (text) => indexOf.get(text)!), target: { kind: 'classes', labels } };
}
