/** What became of the rows of a table that comes in parts, whether or not they have a target. */
import type { BoundModel } from '../model/predict.js';
import type { Frame } from '../tables/frame.js';
import type { Applied } from './apply.js';
import { type InputDrift, watchInputs } from './trust/drift.js';

export interface Tallied {
  readonly rows: number;
  /** Left out for a missing cell, as such rows were where the model was learned. */
  readonly unjudged: number;
  /** With an input beyond what was learned from. */
  readonly outside: number;
  /** Of each expert: the judged rows that the gate gives to it and their share, beside that of the rows learned from. */
  readonly shares: readonly { readonly rows: number; readonly share: number; readonly was: number | null }[];
  /** Of each input, the judged rows beyond what was learned from. */
  readonly inputs: readonly Omit<InputDrift, 'p'>[];
}

/** Adds up part after part. */
export function tally({ states, model: { origin, encoding } }: BoundModel): {
  add(frame: Frame, applied: Applied): void;
  end(): Tallied;
} {
  const held = new Float64Array(states.length);
  const inputs = watchInputs(encoding.inputs);
  let [rows, judged, beyond] = [0, 0, 0];
  return {
    add(frame, { rows: own, expert, outside }) {
      inputs.add(frame, own);
      rows += frame.rows;
      judged += expert.length;
      for (let r = 0; r < expert.length; r++) {
        held[expert[r]!]!++;
        beyond += outside[r]!;
      }
    },
    end: () => ({
      ...{ rows, unjudged: rows - judged, outside: beyond },
      inputs: inputs.end(),
      shares: Array.from(held, (count, j) => ({
        rows: count,
        share: judged === 0 ? 0 : count / judged,
        was: origin?.training.shares[j] ?? null,
      })),
    }),
  };
}
