/** Columns by their names, and which of their cells are missing. */
import { InputError, shown } from '../errors.js';
import { type Column, type Frame, placeOf, titleOf } from './frame.js';
import { hasNo } from './header.js';

/** @throws InputError for a column that the table does not have. */
export function columnOf(frame: Frame, name: string): Column {
  const found = frame.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = frame.columns.map((column) => column.name);
  throw new InputError(`${titleOf(frame)} ${hasNo(name, names)}`);
}

/** As `columnOf`, for many names: a table may have 100 000 columns. */
export function columnFinder(frame: Frame): (name: string) => Column {
  const byName = new Map(frame.columns.map((column) => [column.name, column]));
  return (name) => byName.get(name) ?? columnOf(frame, name);
}

export function isMissing(column: Column, row: number): boolean {
  return column.kind === 'category' ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
}

/** Those of the rows that have a cell in each of these columns. */
export function completeRows(frame: Frame, names: readonly string[], rows: Uint32Array): Uint32Array {
  const columns = names.map(columnFinder(frame));
  return rows.filter((row) => !columns.some((column) => isMissing(column, row)));
}

/** @throws InputError that says where, for a missing cell in these columns of these rows. */
export function requireCells(frame: Frame, names: readonly string[], rows: Uint32Array): void {
  const find = columnFinder(frame);
  for (const name of names) {
    const column = find(name);
    const at = rows.find((row) => isMissing(column, row));
    if (at === undefined) continue;
    // Columns in memory come from the library, whose options are no flags.
    const option = 'name' in frame.source ? 'options.missing' : '--missing';
    const ways = `${option} drop, mean or own-level says what to do about such cells`;
    throw new InputError(`${placeOf(frame, at, name)} ${shown(name)} is missing; ${ways}`);
  }
}
