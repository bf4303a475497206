/** The fit of a model file again. */
import { parseParameters } from '../components/parameters.js';
import { type Prepared, prepare } from '../datasets/prepare.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import type { Model, Origin } from '../model/contract.js';
import type { TableFile } from '../tables/read-table.js';
import { type FitHooks, type FitPlan, fitParameters } from './contract.js';
import { fitTable } from './fit-table.js';
import type { FitLanes } from './job-contract.js';
import { withOrigin } from './origin.js';

/**
 * Fits the model of a file again, to the table that it was learned from.
 * @param file the table's name, for messages.
 * @returns the model that the same options give here: the same to the last bit where Node's major version is the same.
 * @throws InputError for a model that was not learned from a table or ended at a time limit, and for another table.
 */
export async function refit(
  { origin }: Model,
  file: string,
  table: TableFile,
  catalog: LearningParts,
  hooks: FitHooks = {},
  lanes?: FitLanes,
): Promise<Model> {
  const { plan, prepared } = preparedAgain(again(origin), file, table, catalog);
  const fitted = await fitTable(prepared, { ...plan, validate: '' }, catalog, hooks, null, lanes);
  return withOrigin(fitted, plan, table.sha256);
}

/**
 * The table that a model was learned from, as its fit saw it.
 * @param hint what to do with another table, for the message.
 * @throws InputError for another table.
 */
export function preparedAgain(
  { data, options }: Pick<Origin, 'data' | 'options'>,
  file: string,
  table: TableFile,
  catalog: LearningParts,
  hint = '',
): { readonly plan: FitPlan; readonly prepared: Prepared } {
  if (table.sha256 !== data.sha256)
    throw new InputError(
      `${file} must be the table that the model was learned from (SHA-256 ${data.sha256}); got ${table.sha256}${hint}`,
    );
  const plan = planAgain(options, catalog);
  return { plan, prepared: prepare(table.frame, file, plan, catalog.experts.get(plan.expert.name).target) };
}

/** The plan of a model file. @throws InputError for what is none. */
export function planAgain(options: Origin['options'], catalog: LearningParts): FitPlan {
  return parseParameters({ name: 'model.origin.options', parameters: fitParameters }, options, catalog);
}

/** @throws InputError for a model that cannot be fitted again. */
export function again(origin: Origin | null): Origin {
  if (origin === null) throw new InputError('the model was not learned from a table, so it cannot be fitted again');
  if (origin.timed)
    throw new InputError('the fit of the model ended at a time limit, so another one may end elsewhere');
  return origin;
}
