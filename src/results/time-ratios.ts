/** Times as advice: how long methods take compared with another one within one run, now and in the committed run. */
import type { Row, TimeComparison } from '../experiment/contract.js';
import { median } from '../math/statistics.js';
import { present, secondsOf } from './summary.js';

export interface TimeRatio {
  readonly task: string;
  readonly method: string;
  readonly against: string;
  /** Median seconds of the method's trials over those of the other's; null where one was not timed. */
  readonly committed: number | null;
  readonly now: number | null;
  /** Trials of the method and of the other that `now` is from. */
  readonly n: readonly [number, number];
}

interface Timed {
  readonly rows: readonly Row[];
  readonly seconds: ReadonlyMap<string, number>;
}

/** Each comparison of a spec, in the committed run and in the trials computed afresh; seconds alone compare nothing. */
export function timeRatios(comparisons: readonly TimeComparison[], committed: Timed, fresh: Timed): TimeRatio[] {
  return comparisons.flatMap(({ task, methods, against }) =>
    methods.map((method) => {
      const [own, other] = [timesOf(task, method, fresh), timesOf(task, against, fresh)];
      const was = ratio(timesOf(task, method, committed), timesOf(task, against, committed));
      return { task, method, against, committed: was, now: ratio(own, other), n: [own.length, other.length] as const };
    }),
  );
}

function timesOf(task: string, method: string, { rows, seconds }: Timed): number[] {
  const own = rows.filter((row) => row.task === task && row.method === method);
  return present(own.map((row) => secondsOf(row, seconds)));
}

function ratio(own: readonly number[], other: readonly number[]): number | null {
  const [above, under] = [median(own), median(other)];
  return above === null || under === null || under === 0 ? null : above / under;
}
