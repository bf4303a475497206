/** Who solves the bounded assignment in the benchmark: ours, and its peers in JavaScript and Python. */
import { assignmentRules } from '../assignments/registry.js';
import type { PlainParameters } from '../components/contract.js';
import { bind } from '../components/parameters.js';
import type { Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { type Absent, askPython, findPython, type Module } from './peer.js';
import { perCall, type Timing } from './timing.js';

/** Losses in 0..1, n x k, and the file that holds them as doubles, for peers in other processes. */
export interface Work {
  readonly loss: Matrix;
  readonly file: string;
}

/** The time of a call, and the total loss of the assignment that it found. */
export interface Solved extends Timing {
  readonly objective: number;
}

/** A solver at hand. */
export interface Ready {
  /** Of a package that package.json does not pin: its name and version. */
  readonly version?: string;
  /** @param limit CPU seconds, as `perCall` takes them. @throws Error where the solver fails. */
  solve(work: Work, limit: number): Solved;
}

/** A solver of the assignment of least total loss to clusters of equal size, n / k rounded down or up. */
export interface Solver {
  readonly name: string;
  /** A line about it that begins with its name, for keys. */
  readonly about: string;
  /** Whether it works on a matrix of n samples by n places. */
  readonly square?: boolean;
  open(): Promise<Ready | Absent>;
}

const equal = { min: { ofEqual: 1 }, max: { ofEqual: 1 } } as const;

/** All others are measured by the first. */
export const solvers: readonly Solver[] = [
  {
    name: 'flow',
    about: 'flow over the k clusters (ours)',
    open: () => ours('lp', { ...equal, solver: 'flow' }),
  },
  {
    name: 'HiGHS ipm',
    about: 'HiGHS ipm, interior point',
    open: () => python('highs-ipm', 'SciPy', ['scipy', 'numpy']),
  },
  {
    name: 'HiGHS',
    about: 'HiGHS, simplex',
    open: () => python('highs-ds', 'SciPy', ['scipy', 'numpy']),
  },
  {
    name: 'glpk',
    about: 'glpk (glpk.js), simplex',
    open: () => ours('lp', { ...equal, solver: 'glpk' }),
  },
  {
    name: 'CVXOPT',
    about: 'CVXOPT, interior point',
    open: () => python('cvxopt', 'CVXOPT', ['cvxopt', 'scipy', 'numpy']),
  },
  {
    name: 'SciPy',
    about: 'SciPy linear_sum_assignment, n × n',
    square: true,
    open: () => python('linear_sum_assignment', 'SciPy', ['scipy', 'numpy']),
  },
  {
    name: 'munkres',
    about: 'munkres (npm), n × n',
    square: true,
    open: () => ours('lap', { solver: 'munkres' }),
  },
];

/** One of our rules, bound once, as a method calls it in each iteration. */
async function ours(rule: string, parameters: PlainParameters): Promise<Ready> {
  const assign = await bind(assignmentRules.get(rule), parameters);
  return {
    solve({ loss }, limit) {
      const [labels, rng] = [new Uint32Array(loss.rows), stream('bench', 'assign')];
      const timing = perCall(() => assign(loss, rng, labels), limit);
      const objective = labels.reduce((sum, j, i) => sum + loss.data[i * loss.cols + j]!, 0);
      return { ...timing, objective };
    },
  };
}

/** A solver of assignment.py on one thread; the first module is the one whose version counts. */
async function python(solver: string, brand: string, modules: readonly Module[]): Promise<Ready | Absent> {
  const found = findPython(modules);
  if ('absent' in found) return found;
  return {
    version: `${brand} ${found.versions[0]}`,
    solve: ({ loss, file }, limit) =>
      askPython(found.python, 'assignment.py', [solver, file, String(loss.cols), String(limit)], 'one'),
  };
}
