import type { ParameterTable } from '../components/contract.js';
import type { BoundedSolver } from './bounds.js';
import { sizeBounds } from './bounds.js';
import type { AssignmentRule } from './contract.js';
import { flowSolver } from './flow.js';
import { munkresSolver } from './munkres.js';

const parameters = {
  solver: {
    kind: 'choice',
    of: ['flow', 'munkres'],
    default: 'flow',
    about: "flow: exact and fast; munkres: linear assignment on the replicated n x n matrix, the paper's way",
  },
} as const satisfies ParameterTable;

const solvers: Readonly<Record<(typeof parameters.solver.of)[number], () => Promise<BoundedSolver>>> = {
  flow: async () => flowSolver(),
  munkres: munkresSolver,
};

/**
 * The linear assignment problem (section 3.1, "LAP"): the assignment of least total loss with clusters of equal size,
 * n / k each; where k does not divide n, some hold one sample more.
 */
export const lap: AssignmentRule<typeof parameters> = {
  name: 'lap',
  about: 'the assignment of least total loss with clusters of equal size (n / k, rounded down or up)',
  parameters,
  async bind({ solver }) {
    const solve = await solvers[solver]();
    const equal = { ofEqual: 1 };
    return (loss, _rng, labels) => solve(loss, sizeBounds('lap', equal, equal, loss.rows, loss.cols), labels);
  },
};
