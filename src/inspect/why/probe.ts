/** Who decides about a row whose inputs are changed one at a time. */
import { argmaxRows, matrix } from '../../math/matrix.js';
import { type BoundModel, responsibilities } from '../../model/predict.js';
import { encode } from '../../tables/encode.js';
import type { Factor } from '../../tables/encoding.js';
import { type Cell, frameOfRows, type Row } from './rows.js';

/** The experts that decide about the row with each of these cells in the place of an input's; null where the gate does not see it. */
export type Probe = (cells: readonly Cell[]) => Uint32Array;

const places = (rows: readonly unknown[]): Uint32Array => Uint32Array.from(rows, (_, r) => r);

/** The experts that decide about these rows. */
export function deciding(model: BoundModel, rows: readonly Row[]): Uint32Array {
  const { encoding } = model.model;
  const { x, gateX } = encode(encoding, frameOfRows(encoding.inputs, rows), places(rows));
  return argmaxRows(responsibilities(model, gateX ?? x));
}

/**
 * Of the gate's features those that have an input are made anew for each cell, and the others once.
 * @returns a probe for an input, by its index. Cost of m cells: O(m) features that have it, and the gate's.
 */
export function probesOf(model: BoundModel, row: Row): (at: number) => Probe | null {
  const { encoding } = model.model;
  const features = encoding.gate ?? encoding.experts;
  const whole = encode(
    { ...encoding, gate: null, experts: features },
    frameOfRows(encoding.inputs, [row]),
    places([row]),
  );
  const g = features.length;
  return (at) => {
    const own = features.flatMap(({ factors }, f) => (factors.some(({ input }) => input === at) ? [f] : []));
    if (own.length === 0) return null;
    const seen = [...new Set(own.flatMap((f) => features[f]!.factors.map(({ input }) => input)))];
    const inputs = seen.map((input) => encoding.inputs[input]!);
    const among = (factor: Factor): Factor => ({ ...factor, input: seen.indexOf(factor.input) });
    const changed = {
      ...{ inputs, missing: encoding.missing, gate: null },
      experts: own.map((f) => ({ ...features[f]!, factors: features[f]!.factors.map(among) })),
    };
    return (cells) => {
      const rows = cells.map((cell) => seen.map((input) => (input === at ? cell : row[input]!)));
      const { x } = encode(changed, frameOfRows(inputs, rows), places(rows));
      const out = matrix(cells.length, g);
      for (let r = 0; r < cells.length; r++) {
        out.data.set(whole.x.data, r * g);
        own.forEach((f, p) => {
          out.data[r * g + f] = x.data[r * own.length + p]!;
        });
      }
      return argmaxRows(responsibilities(model, out));
    };
  };
}
