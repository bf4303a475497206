import type { ParameterTable, PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError, shown } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { assignmentRules } from './registry.js';

/** Losses of n samples (rows) under k experts (columns): lists of numbers, or one row-major list with its shape. */
export type Losses =
  | readonly ArrayLike<number>[]
  | { readonly data: ArrayLike<number>; readonly rows: number; readonly cols: number };

/** The parameters of the rule, and the seed of its random draws. */
export type AssignOptions = PlainParameters & { readonly seed?: number };

const common = {
  seed: { kind: 'integer', min: 0, default: 0, about: 'of the random draws of rules that draw; others ignore it' },
} as const satisfies ParameterTable;

function checkFinite(value: unknown, row: number, column: number): void {
  if (typeof value === 'number' && Number.isFinite(value)) return;
  throw new InputError(`loss at row ${row}, column ${column} (from 0) must be a finite number; got ${shown(value)}`);
}

function fromLists(rows: readonly ArrayLike<number>[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  if (cols === 0) throw new InputError('loss must have at least one row and one column; got none');
  const out = matrix(rows.length, cols);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row?.length !== cols) {
      throw new InputError(`loss row ${i} (from 0) must have ${cols} values, as row 0; got ${row?.length ?? 'none'}`);
    }
    for (let j = 0; j < cols; j++) {
      checkFinite(row[j], i, j);
      out.data[i * cols + j] = row[j];
    }
  }
  return out;
}

function fromData(data: ArrayLike<number>, rows: number, cols: number): Matrix {
  for (const [key, count] of Object.entries({ rows, cols })) {
    if (Number.isSafeInteger(count) && count > 0) continue;
    throw new InputError(`loss.${key} must be a whole number at least 1; got ${shown(count)}`);
  }
  if (data?.length !== rows * cols) {
    throw new InputError(`loss.data must have rows x cols = ${rows * cols} values; got ${data?.length ?? 'none'}`);
  }
  for (let q = 0; q < data.length; q++) checkFinite(data[q], Math.floor(q / cols), q % cols);
  return matrix(rows, cols, data instanceof Float64Array ? data : Float64Array.from(data));
}

function isLists(loss: Losses): loss is readonly ArrayLike<number>[] {
  return Array.isArray(loss);
}

function readLosses(loss: Losses): Matrix {
  if (typeof loss !== 'object' || loss === null) {
    throw new InputError(`loss must be a list of rows or { data, rows, cols }; got ${shown(loss)}`);
  }
  return isLists(loss) ? fromLists(loss) : fromData(loss.data, loss.rows, loss.cols);
}

/**
 * Assigns samples to experts by a registered rule: `await assign('lp', loss, { min: 10, max: { share: 0.6 } })`.
 * @param rule the name of an assignment rule: argmin, softmax, random, lp or lap.
 * @param loss n x k, finite; read, never changed.
 * @param options the rule's parameters (`moe list` prints them; a number is a count of samples) and `seed`, default 0:
 * equal seeds give equal labels.
 * @returns n labels, 0..k-1.
 * @throws InputError (as a rejection) for an unknown rule or option, a value that is not allowed, losses that are
 * empty, ragged or not finite, and bounds that cannot hold.
 */
export async function assign(rule: string, loss: Losses, options: AssignOptions = {}): Promise<Uint32Array> {
  const found = assignmentRules.get(rule);
  const { seed, ...given } = parseParameters({ ...found, parameters: { ...found.parameters, ...common } }, options);
  const losses = readLosses(loss);
  found.check?.(given, losses.rows, losses.cols);
  const labels = new Uint32Array(losses.rows);
  const run = await found.bind(given);
  run(losses, stream(seed, 'assign'), labels);
  return labels;
}
