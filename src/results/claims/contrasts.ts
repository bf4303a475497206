/** Contrasts between the levels of crossed sweeps, trial by trial: main effects and interactions. */
import type { SweepValue } from '../../components/contract.js';

/** The values of one cell by trial, and where it lies. */
export interface CellValues {
  readonly sweep: Readonly<Record<string, SweepValue>>;
  readonly values: ReadonlyMap<number, number>;
}

/** By sweep, from which level to which. */
export type Levels = Readonly<Record<string, readonly [from: SweepValue, to: SweepValue]>>;

/**
 * For each trial that has a value in all cells at these levels: the difference between the levels of one sweep, or for
 * several the difference of these differences; averaged over the sweeps that are not named.
 */
export function contrasts(cells: readonly CellValues[], levels: Levels): number[] {
  const names = Object.keys(levels);
  const signed = cells.flatMap(({ sweep, values }) => {
    const signs = names.map((name) => levels[name]!.indexOf(sweep[name]!));
    if (signs.includes(-1)) return [];
    return [{ sign: signs.reduce((product, level) => product * (level === 1 ? 1 : -1), 1), values }];
  });
  const averaged = signed.length / 2 ** names.length;
  const trials = [...(signed[0]?.values.keys() ?? [])].filter((trial) =>
    signed.every(({ values }) => values.has(trial)),
  );
  return trials.map((trial) => signed.reduce((sum, { sign, values }) => sum + sign * values.get(trial)!, 0) / averaged);
}
