/** The names of a table's columns. */
import { didYouMean, InputError, shown } from '../errors.js';

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
  throw new InputError(`${file} ${hasNo(column, columns)}`);
}

/** What is said of a column that is not among these: what may have been meant, and which there are. */
export function hasNo(column: string, columns: readonly string[]): string {
  return `has no column ${shown(column)}${didYouMean(column, columns)}; ${itHas(columns)}`;
}

/** Which columns there are; with a hint where the first line does not look like one of names. */
function itHas(columns: readonly string[]): string {
  const [first = ''] = columns;
  if (columns.length === 1)
    return /[\s|:/\\<{[]/.test(first)
      ? `it has only ${shown(first)}: commas, tabs or semicolons must stand between columns`
      : `it has only ${shown(first)}`;
  const nameless = columns.every((name) => name !== '' && Number.isFinite(Number(name)));
  return `it has ${listed(columns)}${nameless ? ': the first line must name the columns' : ''}`;
}

/** The names of columns for a message: the first of many. */
export function listed(columns: readonly string[]): string {
  return columns.length > 20 ? `${columns.slice(0, 20).join(', ')}, ...` : columns.join(', ');
}
