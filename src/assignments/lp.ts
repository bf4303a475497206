/** The rules that solve the linear programs of section 3.1 exactly: with bounded cluster sizes, and with equal ones. */
import type { ParameterTable } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import { type BoundedSolver, sizeBounds } from './bounds.js';
import type { AssignmentRule } from './contract.js';
import { flowMemory, flowSolver } from './flow.js';
import { glpkMemory, glpkSolver, requireGlpk } from './glpk.js';
import { munkresMemory, munkresSolver } from './munkres.js';

interface Solver {
  load(): Promise<BoundedSolver>;
  /** What it holds for n samples and clusters of at most `max`. */
  memory(n: number, k: number, max: number): Memory;
  /** @throws InputError where it cannot be loaded. */
  require?(): void;
}

const solvers: Readonly<Record<'flow' | 'glpk' | 'munkres', Solver>> = {
  flow: { load: async () => flowSolver(), memory: flowMemory },
  glpk: { load: glpkSolver, memory: glpkMemory, require: requireGlpk },
  munkres: { load: munkresSolver, memory: munkresMemory },
};

const bounded = {
  min: { kind: 'size', default: 0, about: 'least size of a cluster; fractions round down' },
  max: { kind: 'size', default: { share: 1 }, about: 'greatest size of a cluster; fractions round up' },
  solver: {
    kind: 'choice',
    of: ['flow', 'glpk'],
    default: 'flow',
    about: "flow: exact and fast; glpk: a general linear program, the paper's way",
  },
} as const satisfies ParameterTable;

/** The assignment of least total loss with bounded cluster sizes (section 3.1, "LP"); without bounds it is argmin. */
export const lp: AssignmentRule<typeof bounded> = {
  name: 'lp',
  about: 'the assignment of least total loss whose cluster sizes keep min and max',
  parameters: bounded,
  suggested: { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 } },
  check({ min, max, solver }, n, k) {
    sizeBounds('lp', min, max, n, k);
    solvers[solver].require?.();
  },
  memory: ({ min, max, solver }, n, k) => solvers[solver].memory(n, k, sizeBounds('lp', min, max, n, k).max),
  async bind({ min, max, solver }) {
    const solve = await solvers[solver].load();
    return (loss, _rng, labels) => solve(loss, sizeBounds('lp', min, max, loss.rows, loss.cols), labels);
  },
};

const equal = {
  solver: {
    kind: 'choice',
    of: ['flow', 'munkres'],
    default: 'flow',
    about: "flow: exact and fast; munkres: linear assignment on the replicated n x n matrix, the paper's way",
  },
} as const satisfies ParameterTable;

/**
 * The linear assignment problem (section 3.1, "LAP"): the assignment of least total loss with clusters of equal size,
 * n / k each; where k does not divide n, some hold one sample more.
 */
export const lap: AssignmentRule<typeof equal> = {
  name: 'lap',
  about: 'the assignment of least total loss with clusters of equal size (n / k, rounded down or up)',
  parameters: equal,
  memory: ({ solver }, n, k) => solvers[solver].memory(n, k, Math.ceil(n / k)),
  async bind({ solver }) {
    const solve = await solvers[solver].load();
    const size = { ofEqual: 1 };
    return (loss, _rng, labels) => solve(loss, sizeBounds('lap', size, size, loss.rows, loss.cols), labels);
  },
};
