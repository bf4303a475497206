/**
 * Why a run ended: `converged`; `iterations`, its limit; `infeasible`, the penalty grew to its limit and constraints are
 * still broken (or scaled far from 1); `stalled`, it grew so but they hold; `unbounded`, the objective falls without end;
 * `undefined`, a value is not finite.
 */
export type Stopped = 'converged' | 'iterations' | 'infeasible' | 'stalled' | 'unbounded' | 'undefined';

/** Where a run stands, and how it ended. */
export interface Found {
  readonly x: Float64Array;
  /** The objective at x, without penalties. */
  readonly value: number;
  /** One a constraint: the rate at which the least value falls as the constraint is relaxed. */
  readonly multipliers: Float64Array;
  /** The largest of g_i and |h_i|, at least 0. */
  readonly violation: number;
  /** Inner minimisations, or steps. */
  readonly iterations: number;
  readonly stopped: Stopped;
}

/** Called after every iteration with where it stands; its lists are buffers. */
export type Watch = (found: Omit<Found, 'stopped'>) => void;

/** The size of the largest entry; NaN where some entry is. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}
