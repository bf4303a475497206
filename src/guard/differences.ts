/** Where a committed table is not what it should be: cell by cell, as text. */
import { type Sheet, type Table, toText } from '../tables/csv.js';

/** A cell of a committed file beside what it should be. */
export interface Difference {
  readonly file: string;
  /** Where it stands in the file, from 1; null where there is no such line. */
  readonly line: number | null;
  /** The trial, cell or claim that the row is about. */
  readonly row: string;
  /** Empty where the row as a whole is missing or should not be there. */
  readonly column: string;
  readonly committed: string;
  readonly now: string;
  /** What `now` is from: the trial computed afresh, or the other committed files. */
  readonly from: 'rerun' | 'files';
}

/** Whether two texts of a cell are the same. */
export type Same = (a: string, b: string) => boolean;

/** Below this, numbers differ by rounding alone: a squared error of an exact fit is some 1e-31 on any machine. */
const nothing = 1e-12;

/** Counts, indices and seeds. */
const whole = /^-?\d+$/;

/** Texts are the same to the last digit. */
export const exactly: Same = (a, b) => a === b;

/**
 * Numbers are the same within a relative tolerance, or where both are below 1e-12; whole ones, and other texts, to the
 * letter. For results of another architecture or another major version of Node, whose exponential may differ in the last
 * digit.
 */
export function within(tolerance: number): Same {
  return (a, b) => {
    if (a === b) return true;
    if (whole.test(a) && whole.test(b)) return false;
    const [x, y] = [numberOf(a), numberOf(b)];
    const size = Math.max(Math.abs(x), Math.abs(y));
    return size <= nothing || Math.abs(x - y) <= tolerance * size;
  };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

export interface Comparison {
  readonly file: string;
  readonly from: Difference['from'];
  readonly same: Same;
  /** The columns that name what a row is about, such as `trial_id`; rows with one name are compared in their order. */
  readonly key: readonly string[];
  /** Names that are compared; all when absent. */
  readonly only?: ReadonlySet<string>;
}

/** A table as texts, be it committed or made now. */
interface Texts {
  readonly columns: readonly string[];
  readonly rows: number;
  cell(row: number, column: string): string;
  lineOf(row: number): number | null;
}

/**
 * Every difference between a committed table and the one that it should be, null where there is none, in the order of the
 * latter. A column that only one of them has counts as empty in the other. O(cells).
 */
export function differences(
  committed: Table | null,
  now: Sheet | null,
  { file, from, same, key, only }: Comparison,
): Difference[] {
  const [before, after] = [textsOf(committed), sheetTexts(now)];
  const [was, is] = [rowsByName(before, key, only), rowsByName(after, key, only)];
  const columns = [...new Set([...after.columns, ...before.columns])];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((row) => {
    const [own, wanted] = [was.get(row) ?? [], is.get(row) ?? []];
    const told = (line: number | null, column: string, a: string, b: string): Difference => ({
      ...{ file, line, row, column, committed: a, now: b, from },
    });
    if (own.length !== wanted.length) {
      const line = own.length === 0 ? null : before.lineOf(own[0]!);
      return [told(line, '', counted(own.length), counted(wanted.length))];
    }
    return wanted.flatMap((w, r) =>
      columns.flatMap((column) => {
        const [a, b] = [before.cell(own[r]!, column), after.cell(w, column)];
        return same(a, b) ? [] : [told(before.lineOf(own[r]!), column, a, b)];
      }),
    );
  });
}

function counted(rows: number): string {
  return rows === 0 ? 'no row' : `${rows} row${rows === 1 ? '' : 's'}`;
}

function textsOf(table: Table | null): Texts {
  const { columns, rows } = table ?? { columns: [], rows: [] };
  const there = new Set(columns);
  return {
    ...{ columns, rows: rows.length },
    cell: (row, column) => (there.has(column) ? rows[row]!.text(column) : ''),
    lineOf: (row) => rows[row]!.line,
  };
}

function sheetTexts(sheet: Sheet | null): Texts {
  const { columns, rows: lines } = sheet ?? { columns: [], rows: [] };
  const rows = [...lines];
  const at = new Map(columns.map((column, c) => [column, c]));
  return {
    ...{ columns, rows: rows.length },
    cell(row, column) {
      const c = at.get(column);
      return c === undefined ? '' : toText(rows[row]![c] ?? null);
    },
    lineOf: () => null,
  };
}

function rowsByName(
  table: Texts,
  key: readonly string[],
  only: ReadonlySet<string> | undefined,
): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < table.rows; row++) {
    const texts = key.map((column) => table.cell(row, column));
    const name = texts.filter((text) => text !== '').join('/');
    if (only !== undefined && !only.has(name)) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
