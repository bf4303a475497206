/** A mixture fitted to named columns that a caller of the library has in memory: what `moe fit` does with a file. */
import { prepare } from '../datasets/prepare.js';
import { InputError, shown } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { columnOf } from '../tables/cells.js';
import type { Input } from '../tables/encoding.js';
import { type Frame, frameOf, type GivenColumns } from '../tables/frame.js';
import type { FitHooks } from './contract.js';
import { fitTable } from './fit-table.js';
import { parseHeldOut } from './held-out.js';
import type { FittedTable } from './job-contract.js';
import { choice, hookKinds, number, type OptionKind, requireOptions, text, texts } from './options.js';
import { type FitRequest, planOf } from './plan.js';

/** What to fit to columns, and how: the flags of `moe fit` as options. */
export interface TableOptions extends Omit<FitRequest, 'experts'>, Pick<FitHooks, 'progress' | 'signal'> {
  /** Number of experts; or a range such as `2..6`, or `auto`, of which held-out rows choose; `auto` when absent. */
  readonly k?: number | string;
}

const range: OptionKind = {
  must: 'a whole number of at least 1, a range such as 2..6, or auto',
  is: (value) => typeof value === 'string' || (Number.isSafeInteger(value) && (value as number) >= 1),
};

const coverage: OptionKind = {
  must: 'a share, or none',
  is: (value) => typeof value === 'number' || value === 'none',
};

const known: Readonly<Record<keyof TableOptions, OptionKind>> = {
  ...{ formula: text, target: text, k: range, expert: choice, rule: choice, min: number, max: number },
  ...{ minPerClass: number, gate: choice, method: choice, starts: number, ridge: number, outliers: number },
  ...{ categories: texts, missing: text, unseen: text, weights: text, validate: text, seed: number },
  ...{ intervals: coverage, bootstrap: number, needed: number },
  ...hookKinds,
};

/**
 * Fits a mixture to columns: the same model as `moe fit` gives for a file with them.
 * @throws InputError (as a rejection) for columns or options that cannot be used; the signal's reason where it was aborted.
 */
export async function fitColumns(
  columns: GivenColumns,
  options: TableOptions,
  catalog: LearningParts,
): Promise<FittedTable> {
  requireOptions(options, known);
  const { k, progress, signal, ...request } = options;
  if (request.validate && parseHeldOut(request.validate, 'options.validate').kind === 'column')
    throw new InputError('options.validate must be a share such as 0.3, or folds such as 5fold; got a file');
  signal?.throwIfAborted();
  const frame = frameOf(asCategories(columns, request.categories ?? []));
  const asked = { ...request, ...(k === undefined ? {} : { experts: k }) };
  const plan = planOf(asked, frame, catalog, (option) => `options.${option === 'experts' ? 'k' : option}`);
  const prepared = prepare(frame, 'data', plan, catalog.experts.get(plan.expert.name).target);
  const hooks = { ...(progress === undefined ? {} : { progress }), ...(signal === undefined ? {} : { signal }) };
  return fitTable(prepared, plan, catalog, hooks, null);
}

/** The columns, with the numbers of these as texts. */
function asCategories(columns: GivenColumns, names: readonly string[]): GivenColumns {
  const unknown = names.find((name) => !Object.hasOwn(columns, name));
  if (unknown !== undefined)
    throw new InputError(`options.categories must name columns of the data; got ${shown(unknown)}`);
  const text = (cell: unknown) => (typeof cell === 'number' && !Number.isNaN(cell) ? String(cell) : (cell as string));
  const own = names.map((name) => [name, Array.from<unknown>(columns[name]!).map(text)] as const);
  return { ...columns, ...Object.fromEntries(own) };
}

/**
 * The columns that a model's inputs name, in any order; others are left alone.
 * @throws InputError for one that is not there, or of another kind than that which was learned from.
 */
export function inputsIn(columns: GivenColumns, inputs: readonly Input[]): Frame {
  const numbers = inputs.filter(({ name, kind }) => kind === 'category' && Object.hasOwn(columns, name));
  const own = inputs.filter(({ name }) => Object.hasOwn(columns, name)).map(({ name }) => [name, columns[name]!]);
  const frame = frameOf(
    asCategories(
      Object.fromEntries(own),
      numbers.map(({ name }) => name),
    ),
  );
  for (const { name, kind } of inputs) {
    const found = columnOf(frame, name);
    if (found.kind === kind) continue;
    throw new InputError(`data.${name} must hold ${kind} cells, as learned from; it holds ${found.kind} cells`);
  }
  return frame;
}
