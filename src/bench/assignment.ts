/** The bounded assignment at growing sizes: every solver on the same losses until one call takes it beyond the limit. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import type { Ready, Solver, Work } from './assignment-solvers.js';
import type { Absent } from './peer.js';

/** What a solver did at a size. */
export interface Result {
  readonly solver: string;
  readonly n: number;
  /** `differs`: another total loss than the first solver's. `beyond`, `absent` and `failed` have no numbers. */
  readonly status: 'ok' | 'differs' | 'beyond' | 'absent' | 'failed';
  /** CPU ms of one call. */
  readonly ms: number | null;
  /** Over the first solver's at this size. */
  readonly ratio: number | null;
  /** Calls that were timed. */
  readonly calls: number;
  readonly objective: number | null;
  /** Why the status is not ok. */
  readonly note: string;
}

export interface Scaling {
  readonly k: number;
  readonly sizes: readonly number[];
  /** CPU seconds: a solver stops at the first size where a call takes longer. */
  readonly limit: number;
  /** GiB: no solver gets an n x n matrix larger than this. */
  readonly memory: number;
}

export interface Scaled {
  readonly results: readonly Result[];
  /** Names and versions of the Python packages at work. */
  readonly versions: readonly string[];
}

/** What was measured, and where. */
export interface Report extends Scaled {
  readonly solvers: readonly Solver[];
  readonly scaling: Scaling;
  /** Processor, system and version of Node. */
  readonly machine: string;
}

/** Total losses that differ by no more than this, relatively, are the same: interior point methods end near the optimum. */
export const tolerance = 1e-6;

/** How much more than an expert loses the next one, so that argmin's sizes are unequal and the bounds bind. */
const handicap = 0.2;

/** Uniform losses in 0..1; the later the expert the greater. */
export function lossesOf(n: number, k: number): Matrix {
  const rng = stream('bench', n, k);
  const most = 1 + handicap * (k - 1);
  return matrix(
    n,
    k,
    Float64Array.from({ length: n * k }, (_, q) => (uniform(rng) + handicap * (q % k)) / most),
  );
}

/**
 * A result for each size and solver, size by size.
 * @param solvers the first is what the others are compared with.
 * @param folder for the losses that other processes read.
 */
export async function scale(solvers: readonly Solver[], scaling: Scaling, folder: string): Promise<Scaled> {
  const states = await Promise.all(solvers.map((solver) => solver.open()));
  const climbs = solvers.map((solver, s) => climb(solver, states[s]!, scaling));
  const results = scaling.sizes.flatMap((n) => {
    const work = { loss: lossesOf(n, scaling.k), file: join(folder, `losses-${n}`) };
    writeFileSync(work.file, work.loss.data);
    const [first, ...others] = climbs;
    const own = first!(work, undefined);
    return [own, ...others.map((next) => next(work, own))];
  });
  const versions = states.flatMap((state) =>
    'version' in state && state.version !== undefined ? [state.version] : [],
  );
  return { results, versions: [...new Set(versions)] };
}

/** What a solver does at the next size, beside the first solver's result there. */
type Climb = (work: Work, first: Result | undefined) => Result;

/** A solver on its way up the sizes, until it is over. */
function climb({ name, square }: Solver, state: Ready | Absent, { limit, memory }: Scaling): Climb {
  let over = '';
  return (work, first) => {
    const n = work.loss.rows;
    const none = { solver: name, n, ms: null, ratio: null, calls: 0, objective: null } as const;
    if ('absent' in state) return { ...none, status: 'absent', note: state.absent };
    if (square && 8 * n * n > memory * 2 ** 30) over ||= `an n x n matrix takes more than ${memory} GiB`;
    if (over !== '') return { ...none, status: 'beyond', note: over };
    try {
      const { seconds, calls, objective } = state.solve(work, limit);
      if (seconds > limit) over = `a call took more than ${limit} CPU s at n = ${n}`;
      const [ms, base] = [1000 * seconds, first?.ms ?? null];
      const ratio = base === null ? null : ms / base;
      return { solver: name, n, ms, ratio, calls, objective, ...agreement(objective, first) };
    } catch (error) {
      over = `it failed at n = ${n}`;
      // The last line of what Python writes is the error.
      const [reason] = messageOf(error).trim().split('\n').slice(-1);
      return { ...none, status: 'failed', note: reason!.slice(0, 100) };
    }
  };
}

/** Whether a total loss is the first solver's. */
function agreement(objective: number, first: Result | undefined): Pick<Result, 'status' | 'note'> {
  if (first === undefined) return { status: 'ok', note: '' };
  if (first.objective === null)
    return { status: 'differs', note: `there is no total loss of ${first.solver} to compare` };
  const off = Math.abs(objective - first.objective) / Math.abs(first.objective);
  if (off <= tolerance) return { status: 'ok', note: '' };
  return { status: 'differs', note: `its total loss is off by ${off.toExponential(0)} of that of ${first.solver}` };
}

/** Who is absent and how to get it, who found something else, who failed. */
export function troubles(results: readonly Result[]): string[] {
  const absent = results.filter(({ status }) => status === 'absent');
  const other = results.filter(({ status }) => status === 'differs' || status === 'failed');
  return [
    ...new Set(absent.map(({ solver, note }) => `${solver} is absent: ${note}.`)),
    ...other.map(({ solver, n, status, note }) => `${solver} ${status} at n = ${n}: ${note}.`),
  ];
}
