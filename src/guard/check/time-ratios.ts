/** Times as advice: how long methods take compared with another one within one run, now and in the committed run. */
import type { Row, TimeComparison } from '../../experiment/contract.js';
import { median } from '../../math/statistics.js';
import { present, secondsOf } from '../../results/summary.js';

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

/**
 * Each comparison of a spec in the trials computed afresh, and in the same trials of the committed run, or in all of them
 * where none was; seconds alone compare nothing. Cells that are swept are other settings, and left out.
 */
export function timeRatios(comparisons: readonly TimeComparison[], committed: Timed, fresh: Timed): TimeRatio[] {
  const again = new Set(fresh.rows.map(({ id }) => id));
  const same = again.size === 0 ? committed : { ...committed, rows: committed.rows.filter(({ id }) => again.has(id)) };
  return comparisons.flatMap(({ task, methods, against }) =>
    methods.map((method) => {
      const [own, other] = [timesOf(task, method, fresh), timesOf(task, against, fresh)];
      const was = ratio(timesOf(task, method, same), timesOf(task, against, same));
      return { task, method, against, committed: was, now: ratio(own, other), n: [own.length, other.length] as const };
    }),
  );
}

function timesOf(task: string, method: string, { rows, seconds }: Timed): number[] {
  const own = rows.filter((row) => row.task === task && row.method === method && Object.keys(row.sweep).length === 0);
  return present(own.map((row) => secondsOf(row, seconds)));
}

function ratio(own: readonly number[], other: readonly number[]): number | null {
  const [above, under] = [median(own), median(other)];
  return above === null || under === null || under === 0 ? null : above / under;
}
