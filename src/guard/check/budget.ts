/** Which trials to compute where there is no time for all. */
import type { Cell, Trial } from '../../experiment/contract.js';

/**
 * The first trials of as many cells as can be had in a time: in rounds, the cheapest cell first, one trial of each, then
 * two more, then four more, so that a cell is guarded before another one is guarded well. A cell of which no trial fits is
 * left out; so is one whose time is not known.
 *
 * @param trials of any cells, those of a cell in their order.
 * @param secondsOf the expected seconds of a trial of the cell; null where they are not known.
 * @param budget seconds of one thread.
 */
export function firstTrials(
  trials: readonly Trial[],
  secondsOf: (cell: Cell) => number | null,
  budget: number,
): Trial[] {
  const cells = new Map<Cell, Trial[]>();
  for (const trial of trials) {
    const found = cells.get(trial.cell);
    if (found === undefined) cells.set(trial.cell, [trial]);
    else found.push(trial);
  }
  let open = [...cells]
    .flatMap(([cell, own]) => {
      const seconds = secondsOf(cell);
      return seconds === null ? [] : [{ own, seconds }];
    })
    .sort((a, b) => a.seconds - b.seconds);
  const chosen: Trial[] = [];
  let left = budget;
  for (let from = 0, count = 1; open.length > 0; from += count, count *= 2) {
    open = open.filter(({ own, seconds }) => {
      const round = own.slice(from, from + count);
      if (round.length === 0 || round.length * seconds > left) return false;
      left -= round.length * seconds;
      chosen.push(...round);
      return true;
    });
  }
  return chosen;
}
