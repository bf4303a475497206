import type { ParameterTable } from '../components/contract.js';
import type { BoundedSolver } from './bounds.js';
import { sizeBounds } from './bounds.js';
import type { AssignmentRule } from './contract.js';
import { flowSolver } from './flow.js';
import { glpkSolver } from './glpk.js';

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

const solvers: Readonly<Record<(typeof parameters.solver.of)[number], () => Promise<BoundedSolver>>> = {
  flow: async () => flowSolver(),
  glpk: glpkSolver,
};

/** The assignment of least total loss with bounded cluster sizes (section 3.1, "LP"); without bounds it is argmin. */
export const lp: AssignmentRule<typeof parameters> = {
  name: 'lp',
  about: 'the assignment of least total loss whose cluster sizes keep min and max',
  parameters,
  suggested: { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 } },
  check({ min, max }, n, k) {
    sizeBounds('lp', min, max, n, k);
  },
  async bind({ min, max, solver }) {
    const solve = await solvers[solver]();
    return (loss, _rng, labels) => solve(loss, sizeBounds('lp', min, max, loss.rows, loss.cols), labels);
  },
};
