/** How well a model does on a table that comes in parts, and what has changed since it was learned. */
import { clusters } from '../model/clusters.js';
import type { BoundModel } from '../model/predict.js';
import type { LossSample } from '../model/trust-contract.js';
import { columnOf } from '../tables/cells.js';
import type { Column, Frame } from '../tables/frame.js';
import type { Applied } from './apply.js';
import type { FitReport } from './contract.js';
import { lossUnit, metricOf } from './judge.js';

/** What is known of the rows that had a target. */
export interface Scored {
  readonly rows: number;
  readonly metric: FitReport['metric'];
  /** Null where there were none, or their numbers do not vary. */
  readonly value: number | null;
  /** Share of them within their interval or set, beside what is promised; null where the model has none, or there were no rows. */
  readonly covered: { readonly share: number; readonly promised: number } | null;
  /**
   * Of each expert: the share of these rows that the gate gives to it and its mean loss over them, beside the same of the
   * rows learned from.
   */
  readonly experts: readonly {
    readonly share: number;
    readonly loss: number | null;
    /** The same with how many rows have one, and how far these spread; null where none has. */
    readonly losses: LossSample | null;
    readonly was: { readonly share: number; readonly loss: number | null } | null;
  }[];
}

/** Adds up part after part. */
export interface Scoring {
  add(frame: Frame, applied: Applied): void;
  end(): Scored;
}

/**
 * A class that was not learned from is predicted wrong, and has no loss.
 * @param model learned from a table, whose target the parts have, too. Cost: one more evaluation a row.
 */
export function scoring(model: BoundModel): Scoring {
  const { states, expert: kind } = model;
  const { target, origin, trust } = model.model;
  const promised = trust?.intervals?.coverage;
  const k = states.length;
  const own = Array.from({ length: k }, () => ({ rows: 0, mean: 0, squares: 0, losses: 0 }));
  // Squared deviations by Welford (1962): the sums of squares of large targets cancel.
  let [rows, right, errors, mean, deviations, covered] = [0, 0, 0, 0, 0, 0];

  return {
    add(frame, { rows: judged, x, prediction, expert, band, sets }) {
      const value = valuesOf(columnOf(frame, target.name), target);
      const [center, scale] = target.kind === 'regression' ? [target.center, target.scale] : [0, 1];
      const y = new Float64Array(judged.length);
      const out = new Float64Array(judged.length);
      judged.forEach((row, r) => {
        const is = value(row);
        y[r] = is === null ? Number.NaN : (is - center) / scale;
        if (is === null) return;
        rows++;
        if (band !== null && is >= band.low[r]! && is <= band.high[r]!) covered++;
        // A class that is not known is in no set.
        if (sets !== null) covered += sets[r * (sets.length / judged.length) + is] ?? 0;
        own[expert[r]!]!.rows++;
        const miss = is - prediction[r]!;
        if (miss === 0) right++;
        errors += miss * miss;
        const off = is - mean;
        mean += off / rows;
        deviations += off * (is - mean);
      });
      const held = clusters(judged.length, k);
      held.sort(expert);
      for (let j = 0; j < k; j++) {
        const known = held.rows(j).filter((r) => !Number.isNaN(y[r]!));
        if (known.length > 0) kind.losses(states[j], x, y, out, 0, 1, known);
        const sums = own[j]!;
        for (let r = 0; r < known.length; r++) {
          const off = out[r]! - sums.mean;
          sums.mean += off / ++sums.losses;
          sums.squares += off * (out[r]! - sums.mean);
        }
      }
    },
    end: () => {
      const unit = lossUnit(model.model);
      const r2 = deviations === 0 ? null : 1 - errors / deviations;
      const score = target.kind === 'regression' ? r2 : right / rows;
      return {
        ...{ rows, metric: metricOf(target), value: rows === 0 ? null : score },
        covered: promised === undefined || rows === 0 ? null : { share: covered / rows, promised },
        experts: own.map(({ rows: held, mean, squares, losses }, j) => ({
          share: rows === 0 ? 0 : held / rows,
          loss: losses === 0 ? null : unit * mean,
          losses:
            losses === 0
              ? null
              : {
                  ...{ rows: losses, mean: unit * mean },
                  deviation: losses < 2 ? null : unit * Math.sqrt(squares / (losses - 1)),
                },
          was: origin === null ? null : { share: origin.training.shares[j]!, loss: origin.training.losses[j]! },
        })),
      };
    },
  };
}

/**
 * The target of a row as the model has it: a number, or the index of a class; NaN for a class that it does not know; null
 * where it is missing. Classes that were numbers where they were learned from may be written otherwise here, `1.0` for `1`.
 */
function valuesOf(column: Column, target: BoundModel['model']['target']): (row: number) => number | null {
  if (column.kind !== 'category') return (row) => (Number.isNaN(column.values[row]!) ? null : column.values[row]!);
  const labels = target.kind === 'classes' ? target.labels : [];
  const indexOf = new Map(labels.map((label, at) => [label, at]));
  const found = column.levels.map((level) => indexOf.get(level) ?? indexOf.get(String(Number(level))) ?? Number.NaN);
  return (row) => (column.codes[row]! < 0 ? null : found[column.codes[row]!]!);
}
