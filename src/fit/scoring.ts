/** How well a model does on a table that comes in parts, and what has changed since it was learned. */

import type { BoundModel } from '../model/predict.js';
import { losses } from '../model/predict.js';
import { columnOf, encode, isMissing } from '../tables/encode.js';
import type { Frame } from '../tables/frame.js';
import type { Applied } from './apply.js';
import type { FitReport } from './contract.js';
import { lossUnit } from './judge.js';

/** What is known of the rows that had a target. */
export interface Scored {
  readonly rows: number;
  readonly metric: FitReport['metric'];
  /** Null where there were none, or their target does not vary. */
  readonly value: number | null;
  /** Of each expert: its share of these rows and its mean loss over them, beside those of the rows learned from. */
  readonly experts: readonly {
    readonly share: number;
    readonly loss: number | null;
    readonly was: { readonly share: number; readonly loss: number } | null;
  }[];
}

/** Adds up part after part. */
export interface Scoring {
  add(frame: Frame, applied: Applied): void;
  end(): Scored;
}

/** @param model learned from a table, whose target the parts have, too. */
export function scoring(model: BoundModel): Scoring {
  const { target, encoding, origin } = model.model;
  const k = model.states.length;
  const sizes = new Float64Array(k);
  const sums = new Float64Array(k);
  // Squared deviations by Welford (1962): the sums of squares of large targets cancel.
  let [rows, right, errors, mean, deviations] = [0, 0, 0, 0, 0];
  const indexOf = target.kind === 'classes' ? new Map(target.labels.map((label, at) => [label, at])) : null;

  return {
    add(frame, applied) {
      const column = columnOf(frame, target.name);
      const judged = Uint32Array.from(applied.known.keys()).filter(
        (row) => applied.known[row] === 1 && !isMissing(column, row),
      );
      if (judged.length === 0) return;
      const own = Float64Array.from(judged, (row) =>
        column.kind === 'category'
          ? (indexOf?.get(column.levels[column.codes[row]!]!) ?? Number.NaN)
          : indexOf === null
            ? column.values[row]!
            : (indexOf.get(String(column.values[row])) ?? Number.NaN),
      );
      const { x } = encode(encoding, frame, judged);
      const units = target.kind === 'regression' ? target : { center: 0, scale: 1 };
      const all = losses(model, {
        x,
        y: own.map((value) => (Number.isNaN(value) ? 0 : (value - units.center) / units.scale)),
      });
      judged.forEach((row, r) => {
        const value = own[r]!;
        const j = applied.expert[row]!;
        rows++;
        sizes[j]!++;
        if (!Number.isNaN(value)) sums[j]! += lossUnit(model.model) * all.data[r * k + j]!;
        const miss = value - applied.prediction[row]!;
        if (miss === 0) right++;
        errors += miss * miss;
        const off = value - mean;
        mean += off / rows;
        deviations += off * (value - mean);
      });
    },
    end: () => ({
      rows,
      metric: target.kind === 'regression' ? 'r2' : 'accuracy',
      value:
        rows === 0
          ? null
          : target.kind === 'classes'
            ? right / rows
            : deviations === 0
              ? null
              : 1 - errors / deviations,
      experts: Array.from({ length: k }, (_, j) => ({
        share: rows === 0 ? 0 : sizes[j]! / rows,
        loss: sizes[j] === 0 ? null : sums[j]! / sizes[j]!,
        was: origin === null ? null : { share: origin.training.shares[j]!, loss: origin.training.losses[j]! },
      })),
    }),
  };
}
