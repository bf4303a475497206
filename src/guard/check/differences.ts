/** Where a committed table is not what it should be: cell by cell, as text. */
import { type Sheet, type Table, toText } from '../../tables/csv.js';

/** A cell of a committed file beside what it should be. */
export interface Difference {
  readonly file: string;
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

/** The rows of a table by name, as texts by column. */
type Groups = Map<string, ReadonlyMap<string, string>[]>;

/**
 * Every difference between a committed table and the one that it should be, null where there is none, in the order of the
 * latter. A column that only one of them has counts as empty in the other. O(cells).
 */
export function differences(
  committed: Table | null,
  now: Sheet | null,
  { file, from, same, key, only }: Comparison,
): Difference[] {
  const wanted = (name: string) => only?.has(name) ?? true;
  const was = groupsOf(committed === null ? [] : textsOf(committed), key, wanted);
  const is = groupsOf(now === null ? [] : sheetTexts(now), key, wanted);
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((row) => {
    const [before, after] = [was.get(row) ?? [], is.get(row) ?? []];
    const told = (column: string, a: string, b: string): Difference => ({
      ...{ file, row, column, committed: a, now: b, from },
    });
    if (before.length !== after.length) return [told('', counted(before.length), counted(after.length))];
    return after.flatMap((texts, i) =>
      [...new Set([...texts.keys(), ...before[i]!.keys()])].flatMap((column) => {
        const [a, b] = [before[i]!.get(column) ?? '', texts.get(column) ?? ''];
        return same(a, b) ? [] : [told(column, a, b)];
      }),
    );
  });
}

function counted(rows: number): string {
  return rows === 0 ? 'no row' : `${rows} row${rows === 1 ? '' : 's'}`;
}

function textsOf({ columns, rows }: Table): ReadonlyMap<string, string>[] {
  return rows.map((line) => new Map(columns.map((column) => [column, line.text(column)])));
}

function sheetTexts({ columns, rows }: Sheet): ReadonlyMap<string, string>[] {
  return rows.map((row) => new Map(columns.map((column, c) => [column, toText(row[c] ?? null)])));
}

function groupsOf(
  rows: readonly ReadonlyMap<string, string>[],
  key: readonly string[],
  wanted: (name: string) => boolean,
): Groups {
  const groups: Groups = new Map();
  for (const row of rows) {
    const name = key
      .map((column) => row.get(column) ?? '')
      .filter((text) => text !== '')
      .join('/');
    if (!wanted(name)) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
