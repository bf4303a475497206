/** Which columns are paired, and their values: the target and the inputs that matter most. */
import { short } from '../../charts/theme.js';
import { stream } from '../../math/random.js';
import { columnOf, isMissing } from '../../tables/cells.js';
import type { Column } from '../../tables/frame.js';
import type { Inspected, InspectedData } from '../contract.js';
import { doubtOf } from '../dots.js';
import { influences, takeRows } from '../influence.js';
import { axisOf } from '../plane.js';
import type { PairsData } from './contract.js';

/** Columns, with the target. */
const mostColumns = 5;
/** Categories of a column that is drawn. */
const mostLevels = 12;
/** Rows by which inputs are ranked. */
const mostRanked = 1000;

export interface Paired {
  readonly data: PairsData;
  /** The column by which the gate's rule begins, where it is here for that alone. */
  readonly rule: string | null;
  /** Columns that are left out, with why. */
  readonly left: readonly string[];
}

export function pairedOf({ bound, plan }: Inspected, data: InspectedData): Paired {
  const { prepared, drawn } = data;
  const { frame, rows, target } = prepared;
  const { inputs } = bound.model.encoding;
  const ranked = drawn.subarray(0, mostRanked);
  const names = inputs.map(({ name }) => name);
  const some = takeRows(
    frame,
    names,
    ranked.map((r) => rows[r]!),
  );
  const decided = bound.gate === null ? ranked.map((r) => data.expert[r]!) : null;
  const moves = influences(bound, some, decided, stream(plan?.seed ?? 0, 'pairs'));
  const wide = new Set(inputs.filter((input) => levelsIn(columnOf(frame, input.name)) > mostLevels));
  const order = inputs.map((_, i) => i).sort((a, b) => moves[b]! - moves[a]! || a - b);
  const fit = order.filter((i) => !wide.has(inputs[i]!));
  const root = bound.model.trust?.rule?.root;
  const first = root !== undefined && 'input' in root ? root.input : null;
  const most = fit.slice(0, mostColumns - 1);
  const added = first !== null && fit.includes(first) && !most.includes(first) ? first : null;
  const kept = added === null ? most : [...most.slice(0, -1), added];
  const paired = [...kept.map((i) => inputs[i]!.name), target.name];
  const places = Array.from(drawn);
  const columns = paired.map((name) =>
    valuesOf(columnOf(frame, name), places, rows, name === target.name ? target : null),
  );
  return {
    data: {
      axes: columns.map(({ axis }) => axis),
      ...{ k: bound.states.length, of: rows.length },
      rows: places.map((r) => rows[r]! + 1),
      experts: places.map((r) => data.expert[r]!),
      doubts: places.map((r) => (data.share === null ? 0 : doubtOf(data.share[r]!))),
      outliers: places.flatMap((r, at) => (data.outlier[r] === 1 ? [at] : [])),
      values: columns.map(({ values }) => values),
    },
    rule: added === null ? null : inputs[added]!.name,
    left: [
      ...fit.filter((i) => !kept.includes(i)).map((i) => inputs[i]!.name),
      ...[...wide].map(({ name }) => `${name} (more than ${mostLevels} categories)`),
    ],
  };
}

const levelsIn = (column: Column): number => (column.kind === 'category' ? column.levels.length : 0);

/** @param target whose classes are in the model's order, where the column is the target. */
function valuesOf(
  column: Column,
  places: readonly number[],
  rows: Uint32Array,
  target: { readonly kind: string; readonly labels?: readonly string[] } | null,
) {
  const { name } = column;
  const cell = (r: number) => (isMissing(column, rows[r]!) ? null : rows[r]!);
  if (column.kind === 'category' || target?.kind === 'classes') {
    const text = (row: number) =>
      column.kind === 'category' ? column.levels[column.codes[row]!]! : String(column.values[row]);
    const levels =
      target?.labels ?? [...new Set(places.flatMap((r) => (cell(r) === null ? [] : [text(rows[r]!)])))].sort();
    const indexOf = new Map(levels.map((level, at) => [level, at]));
    const values = places.map((r) => (cell(r) === null ? null : indexOf.get(text(rows[r]!))!));
    return { axis: axisOf(name, [], levels), values };
  }
  const values = places.map((r) => (cell(r) === null ? null : short(column.values[rows[r]!]!)));
  const known = values.filter((value) => value !== null);
  return { axis: axisOf(name, known, null, column.kind === 'date'), values };
}
