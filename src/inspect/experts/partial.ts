/** How one expert predicts over its own rows, along the input that moves it most. */
import { cornersOf } from '../../charts/marks/samples.js';
import { stream } from '../../math/random.js';
import { columnOf } from '../../tables/cells.js';
import type { NumberColumn } from '../../tables/frame.js';
import type { Inspected, InspectedData } from '../contract.js';
import { heldStill, influences, predicted, takeRows, withColumn } from '../influence.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** In the user's units. */
export interface PartialView {
  readonly input: string;
  readonly dates: boolean;
  /** How many other inputs it has. */
  readonly others: number;
  /** What the expert predicts where the other inputs are as they mostly are among its rows. */
  readonly curve: readonly Place[];
  /** Its rows, each as far from the curve as it is from its own prediction. */
  readonly rows: readonly (Place & { readonly entry: number })[];
}

/** Rows of an expert that are drawn. */
const most = 600;
const grid = 61;

/** @returns null where no input of numbers moves it, and where it predicts classes. */
export function partialView({ bound, plan }: Inspected, data: InspectedData, j: number): PartialView | null {
  const { encoding, target } = bound.model;
  if (target.kind === 'classes') return null;
  const own = data.drawn.filter((r) => data.expert[r] === j).slice(0, most);
  if (own.length < 2) return null;
  const rows = own.map((r) => data.prepared.rows[r]!);
  const names = encoding.inputs.map(({ name }) => name);
  const frame = takeRows(data.prepared.frame, names, rows);
  const labels = new Uint32Array(Math.max(rows.length, grid)).fill(j);
  const moves = influences(bound, frame, labels.subarray(0, rows.length), stream(plan?.seed ?? 0, 'partial', j));
  const able = encoding.inputs
    .map(({ kind, name }, i) => ({ kind, name, move: moves[i]! }))
    .filter(({ kind, move }) => kind !== 'category' && move > 0);
  if (able.length === 0) return null;
  const { name, kind } = able.reduce((a, b) => (b.move > a.move ? b : a));
  const still = names.filter((other) => other !== name).reduce(heldStill, frame);
  const { values } = columnOf(frame, name) as NumberColumn;
  const known = values.filter((value) => !Number.isNaN(value));
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const along = Float64Array.from({ length: grid }, (_, g) => low + ((high - low) * g) / (grid - 1));
  const first = takeRows(still, names, new Uint32Array(grid));
  const inUnits = (value: number) => target.center + target.scale * value;
  const line = predicted(bound, withColumn(first, { name, kind: 'number', values: along }), labels.subarray(0, grid));
  const partial = predicted(bound, still, labels.subarray(0, rows.length));
  return {
    ...{ input: name, dates: kind === 'date', others: moves.filter((move) => move > 0).length - 1 },
    curve: cornersOf(Array.from(along, (x, g) => ({ x, y: inUnits(line[g]!) }))),
    rows: Array.from(own, (entry, at) => {
      const off = data.prepared.y[rows[at]!]! - data.prediction[entry]!;
      return { x: values[at]!, y: inUnits(partial[at]!) + off, entry };
    }).filter(({ x }) => !Number.isNaN(x)),
  };
}
