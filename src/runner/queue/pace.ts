/** What trials of a run take: what was known before, and what came back. */
import type { Trial, TrialList } from '../../experiment/contract.js';
import type { Costs } from '../times.js';

export interface Expected {
  /** Seconds of one lane. */
  readonly seconds: number;
  /** Nothing of its cell was timed: it is what the slowest cell so far takes. */
  readonly guessed: boolean;
}

export interface Pace {
  /** Null where nothing at all was timed. */
  of(trial: Trial): Expected | null;
  /** One trial came back. @param seconds its share of the lane's time. */
  timed(trial: Trial, seconds: number): void;
  /** One trial is done. */
  done(trial: Trial): void;
  /** What is left, seconds of one lane; null where nothing was timed. */
  left(): number | null;
}

interface Timed {
  left: number;
  n: number;
  sum: number;
}

/** @param costs known beforehand; guesses among them do not count. */
export function openPace(trials: TrialList, costs: Costs): Pace {
  const cells = new Map<string, Timed>();
  for (const trial of trials) {
    const known = cells.get(cellOf(trial));
    if (known !== undefined) {
      known.left += 1;
      continue;
    }
    const cost = costs.get(trial.cell);
    const timed = cost !== undefined && !cost.guessed;
    cells.set(cellOf(trial), { left: 1, n: timed ? 1 : 0, sum: timed ? cost.seconds : 0 });
  }
  let slowest: number | null = null;
  const see = ({ n, sum }: Timed) => {
    if (n > 0) slowest = Math.max(slowest ?? 0, sum / n);
  };
  for (const cell of cells.values()) see(cell);
  return {
    of(trial) {
      const { n, sum } = cells.get(cellOf(trial))!;
      if (n > 0) return { seconds: sum / n, guessed: false };
      return slowest === null ? null : { seconds: slowest, guessed: true };
    },
    timed(trial, seconds) {
      const cell = cells.get(cellOf(trial))!;
      cell.n += 1;
      cell.sum += seconds;
      see(cell);
    },
    done(trial) {
      cells.get(cellOf(trial))!.left -= 1;
    },
    left() {
      if (slowest === null) return null;
      let sum = 0;
      for (const cell of cells.values()) sum += cell.left * (cell.n > 0 ? cell.sum / cell.n : slowest);
      return sum;
    },
  };
}

/** What all keys of a cell's trials begin with. */
const cellOf = ({ key }: Trial): string => key.slice(0, key.indexOf('/'));
