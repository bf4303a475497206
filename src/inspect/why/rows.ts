/** Rows of a table that are given input by input, as a reader of the page sets them. */
import type { Encoding, Input } from '../../tables/encoding.js';
import type { Column, Frame } from '../../tables/frame.js';

/** What a row has for an input: a number, days since 1970 of a date, or the text of a category; null where it is missing. */
export type Cell = number | string | null;

/** The cells of a row, in the order of the encoding's inputs. */
export type Row = readonly Cell[];

/** These rows as a table, of which a model can be asked. */
export function frameOfRows(inputs: readonly Input[], rows: readonly Row[]): Frame {
  return {
    rows: rows.length,
    columns: inputs.map((input, at): Column => {
      const { name, kind } = input;
      if (kind !== 'category') {
        const values = Float64Array.from(rows, (row) => (typeof row[at] === 'number' ? row[at] : Number.NaN));
        return { name, kind, values };
      }
      const levels = [...new Set(rows.flatMap((row) => (typeof row[at] === 'string' ? [row[at]] : [])))];
      const codes = Int32Array.from(rows, (row) => (typeof row[at] === 'string' ? levels.indexOf(row[at]) : -1));
      return { name, kind, codes, levels };
    }),
    source: { name: 'row' },
  };
}

/** The rows of a table that has the inputs among its columns. */
export function rowsOfFrame(inputs: readonly Input[], frame: Frame, rows: ArrayLike<number>): Row[] {
  const columns = inputs.map(({ name }) => frame.columns.find((column) => column.name === name)!);
  return Array.from(rows, (row) =>
    columns.map((column): Cell => {
      if (column.kind === 'category') return column.levels[column.codes[row]!] ?? null;
      const value = column.values[row]!;
      return Number.isNaN(value) ? null : value;
    }),
  );
}

/** Whether the model takes a row in which this cell is missing. */
export function mayMiss({ missing }: Pick<Encoding, 'missing'>, { fill }: Input): boolean {
  return fill !== null && missing !== 'drop' && missing !== 'refuse';
}

/** A row in the middle of what was learned from: the means of the numbers, as far as they are known, and the first categories. */
export function middleRow(encoding: Encoding): Row {
  return encoding.inputs.map((input, at): Cell => {
    if (input.kind === 'category') return input.levels.find((level) => level !== missingLevel(encoding, input)) ?? null;
    const { range } = input;
    const middle = alone(encoding, at)?.center ?? (range === null ? 0 : range[0] / 2 + range[1] / 2);
    return range === null ? middle : Number(middle.toPrecision(4));
  });
}

/** The level that missing cells are, where these have one of their own. */
export function missingLevel({ missing }: Pick<Encoding, 'missing'>, input: Input): string | null {
  if (input.kind !== 'category' || missing !== 'own-level' || input.fill === null) return null;
  return input.levels[input.fill]!;
}

/**
 * How far an input that is a number varies: its standard deviation, where a feature is this input and no more; else a quarter of
 * the range that it had; null where neither is known.
 */
export function spreadOf(encoding: Encoding, at: number): number | null {
  const input = encoding.inputs[at]!;
  if (input.kind === 'category') return null;
  const { range } = input;
  const known = alone(encoding, at)?.scale;
  if (known !== undefined && known !== 1) return known;
  return range !== null && range[1] > range[0] ? (range[1] - range[0]) / 4 : (known ?? null);
}

/** The feature that is this input and no more. */
function alone({ experts, gate }: Encoding, at: number) {
  return [...(gate ?? []), ...experts].find(
    ({ factors: [factor, ...more] }) =>
      more.length === 0 &&
      factor !== undefined &&
      factor.input === at &&
      !('missing' in factor) &&
      !('level' in factor),
  );
}
