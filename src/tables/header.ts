/** The names of a table's columns. */
import { didYouMean, InputError } from '../errors.js';

/** What stands above a table. */
interface Header {
  /** What the table is called in messages. */
  readonly file: string;
  readonly columns: readonly string[];
}

/** Where a column stands. @throws InputError for one that the table does not have. */
export function columnIndex({ file, columns }: Header, column: string): number {
  const index = columns.indexOf(column);
  if (index >= 0) return index;
  throw new InputError(`${file} has no column "${column}"${didYouMean(column, columns)}; it has ${listed(columns)}`);
}

/** The names of columns for a message: the first of many. */
export function listed(columns: readonly string[]): string {
  return columns.length > 20 ? `${columns.slice(0, 20).join(', ')}, ...` : columns.join(', ');
}
