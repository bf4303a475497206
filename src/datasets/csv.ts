import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { didYouMean, InputError, shown } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { listed } from '../tables/csv.js';
import type { ReadFile } from '../tables/file.js';
import { type CsvTable, readCsv } from '../tables/located-csv.js';
import type { Dataset, Task } from './contract.js';

const parameters = {
  path: { kind: 'path', about: 'the file; its first line names the columns' },
  target: { kind: 'text', about: 'the column to predict' },
  features: { kind: 'names', about: 'the columns to predict from; all others when absent' },
  kind: {
    kind: 'choice',
    of: ['auto', 'regression', 'classes'],
    default: 'auto',
    about: 'what the target is; auto: classes where no target is a number, else regression',
  },
  group: { kind: 'text', default: '', about: 'a column with known groups, not a feature; none when empty' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * A user's own data: a CSV file with a target column and numeric features.
 *
 * With kind `auto` the target is classes where none of its values is a number, and regression otherwise; so whole
 * numbers stay regression, even if there are two of them, and a lone text among numbers is an error rather than a
 * class. Classes are sorted, by value where all are numbers, so of -1 and 1 the second, class 1, is the positive one.
 */
export const csv: Dataset<typeof parameters> = {
  name: 'csv',
  about: 'a CSV file with a header, a target column and numeric features; the same in each trial',
  parameters,
  has: [],
  may: ['regression', 'classes', 'groups', 'one feature', 'two features', 'plane'],
  fixed: true,
  files: ({ path }) => [path],
  // Measured: a field as a text.
  memory: (_, { n, d }) => ({ bytes: 80 * n * (d + 1), why: `the texts of ${n} x ${d + 1} fields` }),
  load: (given, _, read) => load(given, read),
};

function load({ path, target, features, kind, group }: Parameters, read?: ReadFile): Task {
  const table = readCsv(path, read);
  const field = (name: string, role: string): number => fieldOf(table, path, name, role);
  const targetField = field(target, 'target');
  const groupField = group === '' ? -1 : field(group, 'group');
  if (groupField === targetField) throw new InputError(`${path} group and target must differ; got ${shown(target)}`);
  const reserved = [targetField, groupField];
  const featureFields =
    features?.map((name) => field(name, 'feature')) ??
    [...table.header.keys()].filter((index) => !reserved.includes(index));
  if (featureFields.length === 0) throw new InputError(`${path} has no column left to be a feature`);
  const seen = new Set(reserved);
  for (const index of featureFields) {
    if (seen.size < seen.add(index).size) continue;
    const why = reserved.includes(index) ? 'is target or group, so no feature' : 'is given as a feature twice';
    throw new InputError(`${path} column ${shown(table.header[index])} ${why}`);
  }
  return {
    x: readFeatures(table, featureFields),
    ...readTarget(table, targetField, kind, path),
    ...(groupField < 0 ? {} : readGroups(table, groupField)),
  };
}

function fieldOf({ header }: CsvTable, path: string, name: string, role: string): number {
  const index = header.indexOf(name);
  if (index >= 0) return index;
  throw new InputError(
    `${path} has no ${role} column ${shown(name)}${didYouMean(name, header)}; it has ${listed(header)}`,
  );
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const notAValue = /^[+-]?(nan|inf|infinity)$/i;

function readFeatures(table: CsvTable, fields: readonly number[]): Matrix {
  const x = matrix(table.records.length, fields.length);
  for (let r = 0, at = 0; r < x.rows; r++) for (const field of fields) x.data[at++] = numberAt(table, r, field);
  return x;
}

function numberAt(table: CsvTable, record: number, field: number, hint = ''): number {
  const text = table.records[record]![field]!;
  const value = Number(text);
  if (decimal.test(text) && Number.isFinite(value)) return value;
  const got = text === '' ? 'nothing' : shown(text);
  throw table.errorAt(record, field, `${shown(table.header[field])} must be a finite number; got ${got}${hint}`);
}

function readTarget(
  table: CsvTable,
  field: number,
  kind: Parameters['kind'],
  path: string,
): Pick<Task, 'y' | 'target'> {
  const texts = table.records.map((record) => record[field]!);
  const number = (text: string): boolean => text === '' || notAValue.test(text) || decimal.test(text);
  const classes = kind === 'classes' || (kind === 'auto' && !texts.some(number));
  const read = classes ? readClasses(table, field, texts) : readNumbers(table, field, kind);
  if (read.y.every((value) => value === read.y[0])) {
    const name = shown(table.header[field]);
    throw new InputError(`${path} target ${name} must have two or more values; got only ${shown(texts[0])}`);
  }
  return read;
}

function readNumbers(table: CsvTable, field: number, kind: Parameters['kind']): Pick<Task, 'y' | 'target'> {
  const hint = kind === 'auto' ? ' (labels? then set kind: classes)' : '';
  const y = Float64Array.from(table.records, (_, r) => numberAt(table, r, field, hint));
  return { y, target: { kind: 'regression' } };
}

function readClasses(table: CsvTable, field: number, texts: readonly string[]): Pick<Task, 'y' | 'target'> {
  texts.forEach((text, r) => {
    if (text !== '' && !notAValue.test(text)) return;
    const got = text === '' ? 'nothing' : shown(text);
    throw table.errorAt(r, field, `${shown(table.header[field])} must be a class label; got ${got}`);
  });
  return classesOf(texts);
}

/** Labels as indices of their classes, which are sorted: by value where all are numbers. */
export function classesOf(texts: readonly string[]): Pick<Task, 'y' | 'target'> {
  const labels = [...new Set(texts)].sort();
  if (labels.every((label) => decimal.test(label))) labels.sort((a, b) => Number(a) - Number(b));
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  return { y: Float64Array.from(texts, (text) => indexOf.get(text)!), target: { kind: 'classes', labels } };
}

/** Groups in the order of their first sample. */
function readGroups(table: CsvTable, field: number): Required<Pick<Task, 'groups' | 'groupNames'>> {
  const indexOf = new Map<string, number>();
  const groups = Uint32Array.from(table.records, (record, r) => {
    const text = record[field]!;
    if (text === '') throw table.errorAt(r, field, `${shown(table.header[field])} must name a group; got nothing`);
    if (!indexOf.has(text)) indexOf.set(text, indexOf.size);
    return indexOf.get(text)!;
  });
  return { groups, groupNames: [...indexOf.keys()] };
}
