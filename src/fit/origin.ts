/** Where a model of a table comes from, and the same fit again. */
import { parseParameters } from '../components/parameters.js';
import { prepare } from '../datasets/prepare.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { clusters } from '../model/clusters.js';
import type { Model, Origin } from '../model/contract.js';
import type { TableFile } from '../tables/read-table.js';
import { version } from '../version.js';
import { type FitHooks, type FitPlan, fitParameters } from './contract.js';
import { type FittedTable, fitTable } from './fit-table.js';
import { ownLosses } from './judge.js';
import { decided, type Learned } from './learn.js';

/** The fitted model, with where it comes from. @param timed whether it ended at a time limit. */
export function withOrigin(fitted: FittedTable, plan: FitPlan, sha256: string, timed: boolean): Model {
  const origin: Origin = {
    data: { sha256, rows: fitted.learned.rows.length },
    options: plan,
    timed,
    versions: { moe: version(), node: process.versions.node },
    training: trainingOf(fitted.learned),
  };
  return { ...fitted.model.model, origin };
}

/** Of each expert, over the rows that the gate gives to it, as at prediction; without a gate, over those that it holds. */
function trainingOf(learned: Learned): Origin['training'] {
  const { model, task, learnt } = learned;
  const labels = decided(learned) ?? learnt.assignment;
  const held = clusters(labels.length, model.states.length);
  held.sort(labels);
  const losses = ownLosses(model, task, labels);
  return {
    shares: Array.from(held.sizes, (size) => size / labels.length),
    losses: Array.from(held.sizes, (size, j) =>
      size === 0 ? null : held.rows(j).reduce((sum, row) => sum + losses[row]!, 0) / size,
    ),
  };
}

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
): Promise<Model> {
  const { data, options, timed } = again(origin);
  if (table.sha256 !== data.sha256)
    throw new InputError(
      `${file} must be the table that the model was learned from (SHA-256 ${data.sha256}); got ${table.sha256}`,
    );
  const plan = planAgain(options, catalog);
  const prepared = prepare(table.frame, file, plan, catalog.experts.get(plan.expert.name).target);
  const fitted = await fitTable(prepared, { ...plan, validate: '' }, catalog, hooks, null);
  return withOrigin(fitted, plan, table.sha256, timed);
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
