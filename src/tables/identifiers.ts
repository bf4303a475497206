/** Columns that name rows rather than describe them. */
import { counted } from '../counted.js';
import type { CategoryColumn, Column, Frame, NumberColumn } from './frame.js';

/** A column that nothing can be learned from, and why. */
export interface Identifier {
  readonly name: string;
  /** Follows the name: "names each row (all its texts differ)". */
  readonly why: string;
}

/** In fewer rows, that all cells differ says nothing. */
const leastRows = 10;

/** Words of a name that say so: `car_id`, `RowIndex`, `no`. */
const naming = new Set(['id', 'ids', 'idx', 'index', 'no', 'nr', 'row', 'rows', 'rowid', 'rownames', 'uuid', 'guid']);

/**
 * Columns that merely name rows: texts that all differ; whole numbers that all differ and count the rows from 0 or 1, or
 * have a name that says so. And categories with more levels than half of the rows, which are no better. None where no other
 * column that varies would be left, and none in fewer than ten rows. Cost: O(n d).
 * @param apart columns that are not asked about: the target, weights.
 */
export function identifiers({ rows, columns }: Frame, apart: readonly string[]): readonly Identifier[] {
  if (rows < leastRows) return [];
  const asked = columns.filter(({ name }) => !apart.includes(name));
  const found = asked.flatMap((column): Identifier[] => {
    const why = whyOf(column, rows);
    return why === null ? [] : [{ name: column.name, why }];
  });
  const names = new Set(found.map(({ name }) => name));
  return asked.some((column) => !names.has(column.name) && varies(column)) ? found : [];
}

function varies(column: Column): boolean {
  const cells = column.kind === 'category' ? column.codes : column.values;
  return cells.some((cell) => cell !== cells[0]);
}

function whyOf(column: Column, rows: number): string | null {
  if (column.kind === 'category') return ofTexts(column, rows);
  return column.kind === 'number' ? ofNumbers(column) : null;
}

function ofTexts({ codes, levels }: CategoryColumn, rows: number): string | null {
  const there = codes.reduce((count, code) => (code < 0 ? count : count + 1), 0);
  if (levels.length === there && there >= leastRows) return 'names each row (all its texts differ)';
  const many = 2 * levels.length > rows;
  return many ? `has ${counted(levels.length, 'level')} in ${counted(rows, 'row')}` : null;
}

function ofNumbers({ name, values }: NumberColumn): string | null {
  const first = values[0];
  if ((first === 0 || first === 1) && values.every((value, row) => value === first + row)) return 'counts the rows';
  if (!wordsOf(name).some((word) => naming.has(word))) return null;
  const all = new Set<number>();
  for (const value of values) if (!Number.isInteger(value) || all.size === all.add(value).size) return null;
  return 'names each row (its numbers all differ)';
}

/** `carId`, `car_id` and `Car ID` are car, id. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
}
