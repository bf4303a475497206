/** What trials of a run take: what was known before, and what came back of late; and how many of them make a chunk. */
import type { Trial, TrialList } from '../../experiment/contract.js';
import { digestOf } from '../../experiment/trials.js';
import type { Costs } from '../times.js';

export interface Expected {
  /** Seconds of one lane. */
  readonly seconds: number;
  /** Nothing of its cell was timed: it is what a trial of the cell takes that was timed last. */
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

/** Trials that an average is about: what a lane's start adds to its first trials is soon forgotten. */
const window = 8;

interface Timed {
  /** Trials to come. */
  left: number;
  n: number;
  mean: number;
}

/** @param costs known beforehand; guesses among them do not count. */
export function openPace(trials: TrialList, costs: Costs): Pace {
  const cells = new Map<string, Timed>();
  let last: number | null = null;
  for (const trial of trials) {
    const known = cells.get(digestOf(trial));
    if (known !== undefined) {
      known.left += 1;
      continue;
    }
    const cost = costs.get(trial.cell);
    const timed = cost !== undefined && !cost.guessed;
    if (timed) last = cost.seconds;
    cells.set(digestOf(trial), { left: 1, n: timed ? 1 : 0, mean: timed ? cost.seconds : 0 });
  }
  return {
    of(trial) {
      const { n, mean } = cells.get(digestOf(trial))!;
      if (n > 0) return { seconds: mean, guessed: false };
      return last === null ? null : { seconds: last, guessed: true };
    },
    timed(trial, seconds) {
      const cell = cells.get(digestOf(trial))!;
      cell.n += 1;
      cell.mean += (seconds - cell.mean) / Math.min(cell.n, window);
      last = cell.mean;
    },
    done(trial) {
      cells.get(digestOf(trial))!.left -= 1;
    },
    left() {
      if (last === null) return null;
      let sum = 0;
      for (const { left, n, mean } of cells.values()) sum += left * (n > 0 ? mean : last);
      return sum;
    },
  };
}

/** How long chunks take, seconds of one lane. */
const [least, most] = [1, 30];
/** So that a job stays below a megabyte. */
const mostTrials = 2000;
/** Of a cell that was never timed: few, until the first have come back. */
const mostGuessed = 50;
const mostUnknown = 4;

/**
 * How long a chunk should take, seconds: half a minute, and less towards the end, so that all lanes end together.
 * @param left what is left to compute, seconds.
 */
export function chunkSeconds(left: number, lanes: number): number {
  return Math.min(most, Math.max(least, left / (3 * Math.max(1, lanes))));
}

/**
 * How many of the next trials make a chunk.
 * @param next what the trial that stands so far ahead is expected to take; undefined behind the last one.
 * @param seconds what the chunk should take.
 */
export function chunkLength(next: (ahead: number) => Expected | null | undefined, seconds: number): number {
  let [length, sum, guessed, unknown] = [0, 0, 0, 0];
  for (let cost = next(0); cost !== undefined && length < mostTrials; cost = next(length)) {
    sum += cost?.seconds ?? 0;
    guessed += cost?.guessed === true ? 1 : 0;
    unknown += cost === null ? 1 : 0;
    if (length > 0 && (sum > seconds || guessed > mostGuessed || unknown > mostUnknown)) break;
    length += 1;
  }
  return length;
}
