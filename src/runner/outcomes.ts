/** The outcomes of a grid as columns: those of 10^6 trials as objects would take a gigabyte. */
import type { Cell, Outcome, Row, Status, Trial } from '../experiment/contract.js';
import type { TrialGrid } from '../experiment/trials.js';
import { keepsMore, type Outcomes } from '../results/outcomes.js';
import { hasResult } from '../results/summary.js';
import { statuses } from '../results/trials.js';
import type { TimedPlace } from './times.js';

/** Outcomes of the trials of a grid by their keys, as in a Map, but in grid order; those of other trials are not taken. */
export interface OutcomeStore extends Iterable<Outcome> {
  readonly size: number;
  has(key: string): boolean;
  get(key: string): Outcome | undefined;
  set(key: string, outcome: Outcome): void;
  /** Forgets those that failed or ran out of time. */
  dropFailures(): void;
  /** Whether the trial at this place of the grid has one. */
  hasAt(place: number): boolean;
  /** How many ended how. */
  counts(): Record<Status, number>;
  /** Mean seconds of the trials of each cell that came to a result. */
  times(): TimedPlace[];
  /** What tables are made of; one for each trial of the grid must be there. */
  inOrder(): Outcomes;
}

/** What is held of all trials. A metric's null is NaN, which no metric is. */
interface Columns {
  readonly trials: TrialGrid;
  /** By place: 0 for none, else one more than the index in `statuses`. */
  readonly status: Uint8Array;
  readonly seed: Float64Array;
  readonly seconds: Float64Array;
  readonly iterations: Float64Array;
  /** -1 for null, else 0 or 1. */
  readonly converged: Int8Array;
  /** By cell, row by row: as many as the cell has metrics. Empty until a trial of the cell has ended. */
  readonly metrics: Float64Array[];
  /** Index in `reasons`, of which there are few. */
  readonly reason: Uint32Array;
  readonly reasons: string[];
}

export function outcomeStore(trials: TrialGrid): OutcomeStore {
  const { length, cells, starts } = trials;
  const columns: Columns = {
    trials,
    status: new Uint8Array(length),
    ...{ seed: new Float64Array(length), seconds: new Float64Array(length), iterations: new Float64Array(length) },
    converged: new Int8Array(length),
    metrics: cells.map(() => new Float64Array(0)),
    ...{ reason: new Uint32Array(length), reasons: [''] },
  };
  const reasonAt = new Map([['', 0]]);
  /** By place, those that have more than columns. */
  const kept = new Map<number, Outcome>();
  let size = 0;

  const outcomeAt = (place: number): Outcome | undefined => {
    if (columns.status[place] === 0) return undefined;
    const key = trials.at(place)!.key;
    return kept.get(place) ?? { key, row: plain(new StoredRow(columns, place)), seconds: columns.seconds[place]! };
  };
  const hasAt = (place: number | undefined): place is number => place !== undefined && columns.status[place] !== 0;

  return {
    get size() {
      return size;
    },
    hasAt,
    has: (key) => hasAt(trials.find(key)),
    get(key) {
      const place = trials.find(key);
      return place === undefined ? undefined : outcomeAt(place);
    },
    set(key, outcome) {
      const place = trials.find(key);
      if (place === undefined) return;
      const { row, seconds } = outcome;
      if (!hasAt(place)) size += 1;
      columns.status[place] = 1 + statuses.indexOf(row.status);
      columns.seed[place] = row.seed;
      columns.seconds[place] = seconds;
      columns.iterations[place] = row.iterations ?? Number.NaN;
      columns.converged[place] = row.converged === null ? -1 : Number(row.converged);
      const c = trials.cellAt(place);
      const names = cells[c]!.metrics;
      if (columns.metrics[c]!.length === 0)
        columns.metrics[c] = new Float64Array((starts[c + 1]! - starts[c]!) * names.length);
      const from = (place - starts[c]!) * names.length;
      names.forEach((name, m) => {
        columns.metrics[c]![from + m] = row.metrics[name] ?? Number.NaN;
      });
      const reason = reasonAt.get(row.reason) ?? columns.reasons.push(row.reason) - 1;
      reasonAt.set(row.reason, reason);
      columns.reason[place] = reason;
      if (keepsMore(outcome)) kept.set(place, outcome);
      else kept.delete(place);
    },
    dropFailures() {
      columns.status.forEach((status, place) => {
        if (status === 0 || hasResult(statuses[status - 1]!)) return;
        columns.status[place] = 0;
        kept.delete(place);
        size -= 1;
      });
    },
    *[Symbol.iterator]() {
      for (let place = 0; place < length; place++) {
        const outcome = outcomeAt(place);
        if (outcome !== undefined) yield outcome;
      }
    },
    counts() {
      const counts = { ok: 0, degenerate: 0, failed: 0, timeout: 0 };
      for (const status of columns.status) if (status > 0) counts[statuses[status - 1]!] += 1;
      return counts;
    },
    times: () => cells.flatMap((cell, c) => timed(columns, cell, c)),
    inOrder: () => ({
      rows: Array.from({ length }, (_, place) => new StoredRow(columns, place)),
      seconds: { get: (id) => secondsOf(columns, trials.findId(id)) },
      kept: [...kept].sort(([a], [b]) => a - b).map(([, outcome]) => outcome),
    }),
  };
}

function secondsOf({ status, seconds }: Columns, place: number | undefined): number | undefined {
  return place !== undefined && status[place]! > 0 && hasResult(statuses[status[place]! - 1]!)
    ? seconds[place]
    : undefined;
}

function timed(columns: Columns, { task, method, sweep }: Cell, c: number): TimedPlace[] {
  const { starts } = columns.trials;
  let [n, sum] = [0, 0];
  for (let place = starts[c]!; place < starts[c + 1]!; place++) {
    const seconds = secondsOf(columns, place);
    if (seconds === undefined) continue;
    n += 1;
    sum += seconds;
  }
  return n === 0 ? [] : [{ task, method, sweep, n, seconds: sum / n }];
}

/** A row that is read from the columns when it is asked for. */
class StoredRow implements Row {
  readonly #columns: Columns;
  readonly #place: number;

  constructor(columns: Columns, place: number) {
    this.#columns = columns;
    this.#place = place;
  }

  get #cell(): Cell {
    const { trials } = this.#columns;
    return trials.cells[trials.cellAt(this.#place)]!;
  }

  get id(): string {
    return this.#columns.trials.idAt(this.#place);
  }

  get task(): string {
    return this.#cell.task;
  }

  get method(): string {
    return this.#cell.method;
  }

  get sweep(): Row['sweep'] {
    return this.#cell.sweep;
  }

  get trial(): Trial['trial'] {
    const { trials } = this.#columns;
    return trials.trialAt(this.#place);
  }

  get seed(): number {
    return this.#columns.seed[this.#place]!;
  }

  get status(): Status {
    return statuses[this.#columns.status[this.#place]! - 1]!;
  }

  get reason(): string {
    return this.#columns.reasons[this.#columns.reason[this.#place]!]!;
  }

  get iterations(): number | null {
    const value = this.#columns.iterations[this.#place]!;
    return Number.isNaN(value) ? null : value;
  }

  get converged(): boolean | null {
    const value = this.#columns.converged[this.#place]!;
    return value < 0 ? null : value === 1;
  }

  get metrics(): Row['metrics'] {
    const { trials, metrics } = this.#columns;
    const c = trials.cellAt(this.#place);
    const names = trials.cells[c]!.metrics;
    const from = (this.#place - trials.starts[c]!) * names.length;
    const values: Record<string, number | null> = {};
    names.forEach((name, m) => {
      const value = metrics[c]![from + m]!;
      values[name] = Number.isNaN(value) ? null : value;
    });
    return values;
  }
}

/** A row with fields of its own, to be written as JSON. */
function plain(row: Row): Row {
  const { id, task, method, sweep, trial, seed, status, reason, iterations, converged, metrics } = row;
  return { id, task, method, sweep, trial, seed, status, reason, iterations, converged, metrics };
}
