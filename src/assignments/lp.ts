import type { ParameterTable } from '../components/contract.js';
import type { BoundedSolver } from './bounds.js';
import { sizeBounds } from './bounds.js';
import type { AssignmentRule } from './contract.js';
import { flowSolver } from './flow.js';
import { glpkSolver, requireGlpk } from './glpk.js';

const parameters = {
  min: { kind: 'size', default: 0, about: 'least size of a cluster; fractions round down' },
  max: { kind: 'size', default: { share: 1 }, about: 'greatest size of a cluster; fractions round up' },
  solver: {
    kind: 'choice',
    of: ['flow', 'glpk'],
    default: 'flow',
    about: "flow: exact and fast; glpk: a general linear program, the paper's way",
  },
} as const satisfies ParameterTable;

interface Solver {
  load(): Promise<BoundedSolver>;
  /** @throws InputError where it cannot be loaded. */
  require?(): void;
}

const solvers: Readonly<Record<(typeof parameters.solver.of)[number], Solver>> = {
  flow: { load: async () => flowSolver() },
  glpk: { load: glpkSolver, require: requireGlpk },
};

/** The assignment of least total loss with bounded cluster sizes (section 3.1, "LP"); without bounds it is argmin. */
export const lp: AssignmentRule<typeof parameters> = {
  name: 'lp',
  about: 'the assignment of least total loss whose cluster sizes keep min and max',
  parameters,
  suggested: { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 } },
  check({ min, max, solver }, n, k) {
    sizeBounds('lp', min, max, n, k);
    solvers[solver].require?.();
  },
  async bind({ min, max, solver }) {
    const solve = await solvers[solver].load();
    return (loss, _rng, labels) => solve(loss, sizeBounds('lp', min, max, loss.rows, loss.cols), labels);
  },
};
