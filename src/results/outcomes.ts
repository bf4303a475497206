/** What the tables of a run are made of. */
import type { Outcome, Row } from '../experiment/contract.js';
import { hasResult, type Seconds } from './summary.js';

/** The outcomes of a run, one a trial, in grid order. */
export interface Outcomes {
  readonly rows: readonly Row[];
  /** Of learning, by trial id, of trials that came to a result. */
  readonly seconds: Seconds;
  /** Those that keep anything beyond their row. */
  readonly kept: readonly Outcome[];
}

/** Outcomes that are at hand one by one. */
export function outcomesOf(list: readonly Outcome[]): Outcomes {
  return {
    rows: list.map(({ row }) => row),
    seconds: new Map(list.flatMap(({ row, seconds }) => (hasResult(row.status) ? [[row.id, seconds]] : []))),
    kept: list.filter(keepsMore),
  };
}

/** Whether an outcome has anything beyond its row. */
export function keepsMore({ key: _, row: __, seconds: ___, ...more }: Outcome): boolean {
  return Object.keys(more).length > 0;
}
