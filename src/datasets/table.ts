import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError, shown } from '../errors.js';
import { columnOf, requireCells } from '../tables/cells.js';
import { readBytes } from '../tables/file.js';
import type { ReadFile } from '../tables/file-contract.js';
import { parseFormula, quoted } from '../tables/formula.js';
import { type CategoryColumn, type Frame, missingPolicies } from '../tables/frame.js';
import { textTable } from '../tables/text-table.js';
import type { Dataset, Task } from './contract.js';
import { expectedBy, prepare, samplesOf } from './prepare.js';

const parameters = {
  path: { kind: 'path', about: 'the file, gzipped or not; its first line names the columns' },
  formula: {
    ...{ kind: 'text', default: '' },
    about: 'target ~ columns of the experts | columns of the gate; all columns but the target when empty',
  },
  target: { kind: 'text', default: '', about: 'the column to predict, where there is no formula' },
  categories: { kind: 'names', about: 'columns that are categories although their cells are numbers' },
  missing: { kind: 'choice', of: missingPolicies, default: 'refuse', about: 'what is done about missing cells' },
  kind: {
    kind: 'choice',
    of: ['auto', 'regression', 'classes'],
    default: 'auto',
    about: 'what the target is; auto: regression of numbers, else classes',
  },
  group: { kind: 'text', default: '', about: 'a column with known groups, not a feature of `.`; none when empty' },
  standardize: { kind: 'flag', default: true, about: 'features of mean 0 and deviation 1; else in their own units' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * A table of the user's own, its columns, kinds and missing cells read as `moe fit` reads them; the target is in its own units.
 * Where the formula has a bar, the gate has features of its own (`Task.gateX`); methods without a gate leave these alone.
 */
export const table: Dataset<typeof parameters> = {
  name: 'table',
  about: 'a table of your own: a formula, or a target, over its named columns; the same in each trial',
  parameters,
  has: [],
  may: ['regression', 'classes', 'groups', 'one feature', 'two features', 'plane'],
  fixed: true,
  files: ({ path }) => [path],
  // Columns grow by doubling, then are cut to size; the table stays while it is encoded.
  memory: (_, { n, d }) => ({ bytes: 32 * n * (d + 1), why: `the columns of ${n} x ${d + 1} cells` }),
  load: (given, _, read) => load(given, read),
};

function load(given: Parameters, read: ReadFile = readBytes): Task {
  const { path, categories = [], group, kind, missing, standardize } = given;
  const asked = {
    ...{ formula: formulaOf(given), missing, weights: '', apart: group === '' ? [] : [group] },
    ...(given.formula === '' ? { target: given.target } : {}),
  };
  const expected = expectedBy({ ...asked, categories: [...categories, ...asked.apart] }, path);
  const frame = textTable(read(path, 'a table'), path, expected);
  const prepared = prepare(frame, path, asked, kind === 'auto' ? 'any' : kind);
  const { rows, terms } = prepared;
  if (terms.target === group) throw new InputError(`${path} group and target must differ; got ${shown(group)}`);
  const { task } = samplesOf(prepared, rows, { missing, unseen: 'refuse' }, standardize);
  return { ...task, ...(group === '' ? {} : groupsOf(frame, group, rows)) };
}

function formulaOf({ path, formula, target }: Parameters): string {
  if (formula === '' && target === '')
    throw new InputError(`data of ${path} must have a formula such as "price ~ area", or a target; got neither`);
  if (formula === '') return `${quoted(target)} ~ .`;
  const own = parseFormula(formula).target.name;
  if (target === '' || target === own) return formula;
  throw new InputError(`data of ${path} must have the target of its formula, ${shown(own)}; got ${shown(target)}`);
}

/** Groups in the order of their first sample. */
function groupsOf(frame: Frame, name: string, rows: Uint32Array): Required<Pick<Task, 'groups' | 'groupNames'>> {
  requireCells(frame, [name], rows);
  const { codes, levels } = columnOf(frame, name) as CategoryColumn;
  const met = [...new Set(Array.from(rows, (row) => codes[row]!))];
  const indexOf = new Map(met.map((code, group) => [code, group]));
  return {
    groups: Uint32Array.from(rows, (row) => indexOf.get(codes[row]!)!),
    groupNames: met.map((code) => levels[code]!),
  };
}
