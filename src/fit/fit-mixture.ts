/** Mixtures for callers of the library, fitted to their samples. */
import { InputError, shown } from '../errors.js';
import { bindModel, loader } from '../model/predict.js';
import type { GivenColumns } from '../tables/frame.js';
import type { FitReport } from './contract.js';
import { fitColumns, type TableOptions } from './fit-columns.js';
import { type FitData, type FitOptions, fitMatrix, type Targets } from './fit-matrix.js';
import type { FittedTable } from './job-contract.js';
import { isColumns, type Mixture, mixtureOf, ownParts, type Predictions } from './mixture.js';

/** Named columns, the target among them; or with the target beside them, which is then called y. */
export type TableData =
  | { readonly columns: GivenColumns }
  | { readonly x: GivenColumns; readonly y: GivenColumns[string] };

/** A mixture with what is known of the samples that it was fitted to. */
export interface FittedMixture<P extends Predictions = Predictions> extends Mixture<P> {
  /** The expert of each of the n samples, as the method left it. */
  readonly assignment: Uint32Array;
  /** Sum of the losses of the n samples, each under its own expert: of a linear expert the sum of squared errors, in squared units of y. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Why some expert is of no use, such as "expert 2 holds no sample"; null where all are. */
  readonly degenerate: string | null;
}

/** A mixture fitted to columns. */
export interface FittedTableMixture extends FittedMixture {
  /** The rows that it was learned from, ascending; the assignment has an expert for each of these. */
  readonly rows: Uint32Array;
  /** What `moe fit` tells, in the units of the columns. */
  readonly report: FitReport;
}

/**
 * Fits a mixture of k experts to a matrix by one run of a registered method:
 * `await fitMixture({ x, y }, { k: 3, expert: 'linear', method: { name: 'alternating', assign: 'argmin' }, seed: 1 })`.
 * Features are taken as they are, in their own units. A trial of an experiment with this seed learns the same from the same
 * samples. Cost: the method's, and the gate's.
 * @param data is read, never changed.
 * @returns equal bytes for equal data, options and seed.
 * @throws InputError (as a rejection) for data or options that cannot be used, naming them; where the first assignment is
 * degenerate, so that nothing could be fitted; and where numbers overflow on the way; the reason of `signal` where it was
 * aborted.
 */
export async function fitMixture<Y extends Targets>(
  data: FitData<Y>,
  given: FitOptions,
): Promise<FittedMixture<Y extends readonly string[] ? string[] : Float64Array>>;
/**
 * Fits a mixture to named columns, which may be categories, dates and have missing cells, as `moe fit` fits one to a file:
 * `await fitMixture({ columns: { weight, origin, mpg } }, { formula: 'mpg ~ weight | origin', k: 3, seed: 1 })`.
 * Cost: the method's, times folds and numbers of experts where these are chosen, and rivals where rows are held out. A fit
 * itself does not give way to other code of its thread: `progress` is called during it and can abort it at its next start, but
 * the event loop runs, and who else aborts is heard, before each of the fits. What must end at once, or not hold up a page, is
 * run in a worker.
 * @param data is read, never changed.
 * @returns equal bytes for equal data, options and seed, whatever `progress` does.
 * @throws InputError (as a rejection) for columns or options that cannot be used, naming them; the reason of `signal` where it
 * was aborted.
 */
export async function fitMixture(data: TableData, given: TableOptions): Promise<FittedTableMixture>;
export async function fitMixture(
  data: FitData | TableData,
  given: FitOptions | TableOptions,
): Promise<FittedMixture | FittedTableMixture> {
  const columns = columnsIn(data);
  if (columns === null) {
    const { model, assignment, objective, log } = await fitMatrix(data as FitData, given as FitOptions, ownParts);
    return { ...mixtureOf(model), assignment, objective, ...ending(log) };
  }
  const formula = 'columns' in data ? {} : { formula: 'y ~ .' };
  const fitted = await fitColumns(columns, { ...formula, ...(given as TableOptions) }, ownParts);
  const { model, assignment, log, rows, report } = fitted;
  const mixture = mixtureOf(await bindModel(model, loader(ownParts)));
  return { ...mixture, assignment, objective: report.objective, ...ending(log), rows, report };
}

function ending({ iterations, converged, degenerate }: FittedTable['log']) {
  return { iterations, converged, degenerate: degenerate?.reason ?? null };
}

/** The named columns of data; null where it is a matrix. */
function columnsIn(data: FitData | TableData): GivenColumns | null {
  if (typeof data !== 'object' || data === null) return null;
  if ('columns' in data) return isColumns(data.columns) ? data.columns : wrongColumns('data.columns', data.columns);
  if (!isColumns(data.x)) return null;
  if (Object.hasOwn(data.x, 'y')) throw new InputError('x must have no column y beside the target y; got one');
  return { ...data.x, y: data.y as GivenColumns[string] };
}

function wrongColumns(what: string, got: unknown): never {
  throw new InputError(`${what} must be lists of cells by their columns' names; got ${shown(got)}`);
}
