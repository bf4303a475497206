/** Rows that are held out, to judge a fit by what it has not seen. */

import type { Prepared } from '../datasets/prepare.js';
import { InputError, shown } from '../errors.js';
import { type Rng, shuffle, stream } from '../math/random.js';
import { columnOf } from '../tables/cells.js';
import { type Frame, placeOf } from '../tables/frame.js';

/** Which rows are held out: a share of them, each in turn in one of several folds, or those that a column of a file marks by 1. */
export type HeldOut =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'folds'; readonly folds: number }
  | { readonly kind: 'column'; readonly file: string; readonly column: string };

/** @param option what messages call it. @throws InputError for a text that says none of these. */
export function parseHeldOut(text: string, option = 'validate'): HeldOut {
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share < 1) return { kind: 'share', share };
  const [, folds] = /^(\d+)-?folds?$/.exec(text) ?? [];
  if (Number(folds) >= 2 && Number(folds) <= 1000) return { kind: 'folds', folds: Number(folds) };
  const at = text.lastIndexOf(':');
  if (at > 0 && at < text.length - 1) return { kind: 'column', file: text.slice(0, at), column: text.slice(at + 1) };
  const must = 'a share such as 0.3, folds such as 5fold, or FILE:COLUMN with 1 in the rows to hold out';
  throw new InputError(`${option} must be ${must}; got ${shown(text)}`);
}

/**
 * The rows that are held out in turn, ascending. Those of a share or of folds are drawn, class by class where there are
 * classes, so that each part has its share of each.
 * @param splits the table of the file that is named, where one is.
 * @param turn each deals the rows anew.
 * @throws InputError for folds that cannot be, splits of another length, and parts of which nothing is left to learn from.
 */
export function heldOutRows(
  held: HeldOut,
  prepared: Pick<Prepared, 'rows' | 'y' | 'target' | 'frame'>,
  seed: number,
  splits: Frame | null,
  turn = 0,
): Uint32Array[] {
  const { rows, frame } = prepared;
  if (held.kind === 'column') return [marked(held, splits!, rows, frame.rows)];
  const dealt = inClasses(prepared, stream(seed, 'held-out', ...(turn > 0 ? [turn] : [])));
  if (held.kind === 'share') {
    const taken = dealt.filter((_, p) => Math.floor((p + 1) * held.share) > Math.floor(p * held.share));
    if (taken.length === 0 || taken.length === rows.length)
      throw new InputError(`validate: ${held.share} of ${rows.length} rows leaves none on one side`);
    return [taken.sort()];
  }
  if (held.folds > rows.length)
    throw new InputError(`validate: ${held.folds} folds need ${held.folds} rows; got ${rows.length}`);
  return Array.from({ length: held.folds }, (_, f) => dealt.filter((_, p) => p % held.folds === f).sort());
}

/** The rows in an order that is drawn, class after class. */
function inClasses({ rows, y, target }: Pick<Prepared, 'rows' | 'y' | 'target'>, rng: Rng): Uint32Array {
  const drawn = rows.slice();
  shuffle(drawn, rng);
  return target.kind === 'classes' ? Uint32Array.from(Array.from(drawn).sort((a, b) => y[a]! - y[b]!)) : drawn;
}

function marked(
  { file, column: name }: Extract<HeldOut, { kind: 'column' }>,
  frame: Frame,
  rows: Uint32Array,
  n: number,
): Uint32Array {
  if (frame.rows !== n) throw new InputError(`${file} must have ${n} rows, as the table; got ${frame.rows}`);
  const column = columnOf(frame, name);
  if (column.kind !== 'number') throw new InputError(`${file} column ${shown(name)} must hold 0 and 1`);
  const wrong = column.values.findIndex((value) => value !== 0 && value !== 1);
  if (wrong >= 0)
    throw new InputError(`${placeOf(frame, wrong, name)} ${shown(name)} must be 0 or 1; got ${column.values[wrong]}`);
  const taken = rows.filter((row) => column.values[row] === 1);
  if (taken.length > 0 && taken.length < rows.length) return taken;
  throw new InputError(
    `${file} column ${shown(name)} must leave rows on both sides; it holds out ${taken.length} of ${rows.length}`,
  );
}

/** The rows of `all` that are not among `held`; both ascending. */
export function without(all: Uint32Array, held: Uint32Array): Uint32Array {
  let at = 0;
  return all.filter((row) => {
    while (at < held.length && held[at]! < row) at++;
    return held[at] !== row;
  });
}
