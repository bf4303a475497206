/** The rules of section 3.1 that bound the sizes of clusters, by the solvers that whoever makes them has. */
import type { ParameterTable } from '../components/contract.js';
import type { Memory } from '../components/memory.js';
import { type BoundedSolver, classBounds, type SizeBounds, sizeBounds, unmetBounds } from './bounds.js';
import { type AssignmentRule, countedTarget } from './contract.js';

export interface Solver {
  load(): Promise<BoundedSolver>;
  /** What it holds for n samples and clusters of at most `max`. */
  memory(n: number, k: number, max: number): Memory;
  /** @throws InputError where it cannot be loaded. */
  require?(): void;
}

/** By their names, the default first. */
type Solvers<N extends string> = Readonly<Record<N, Solver>>;

const namesOf = <N extends string>(solvers: Solvers<N>) => Object.keys(solvers) as N[];

const bounded = <N extends string>(solvers: Solvers<N>) =>
  ({
    min: { kind: 'size', default: 0, about: 'least size of a cluster; fractions round down' },
    max: { kind: 'size', default: { share: 1 }, about: 'greatest size of a cluster; fractions round up' },
    minPerClass: {
      ...{ kind: 'integer', min: 0, optional: true },
      about: 'least number of samples of each class in a cluster; any when absent',
    },
    solver: {
      kind: 'choice',
      of: namesOf(solvers),
      default: namesOf(solvers)[0]!,
      about: "flow: exact and fast; glpk: a general linear program, the paper's way",
    },
  }) as const satisfies ParameterTable;

/**
 * The assignment of least total loss with bounded cluster sizes (section 3.1, "LP"), and with at least `minPerClass` samples of
 * each class in each cluster; without bounds it is argmin.
 */
export function lpBy<N extends string>(solvers: Solvers<N>): AssignmentRule<ReturnType<typeof bounded<N>>> {
  return {
    name: 'lp',
    about: 'the assignment of least total loss whose cluster sizes keep min and max, of each class, too',
    parameters: bounded(solvers),
    suggested: { min: { ofEqual: 0.5 }, max: { ofEqual: 1.5 } },
    check({ min, max, minPerClass = 0, solver }, n, k, target) {
      const bounds = sizeBounds('lp', min, max, n, k);
      if (target !== undefined) classBounds('lp', bounds, minPerClass, target, k);
      solvers[solver].require?.();
    },
    unmet: ({ min, max, minPerClass = 0 }, labels, k, classes) =>
      unmetBounds({ ...sizeBounds('lp', min, max, labels.length, k), perClass: minPerClass }, labels, k, classes),
    memory: ({ min, max, solver }, n, k) => solvers[solver].memory(n, k, sizeBounds('lp', min, max, n, k).max),
    async bind({ min, max, minPerClass = 0, solver }) {
      const solve = await solvers[solver].load();
      return (loss, _rng, labels, classes) => {
        const { rows: n, cols: k } = loss;
        const bounds = sizeBounds('lp', min, max, n, k);
        const own = minPerClass === 0 ? bounds : classBounds('lp', bounds, minPerClass, countedTarget(classes), k);
        solve(loss, own, labels, classes);
      };
    },
  };
}

const equalSizes = (n: number, k: number): SizeBounds => sizeBounds('lap', { ofEqual: 1 }, { ofEqual: 1 }, n, k);

const equal = <N extends string>(solvers: Solvers<N>) =>
  ({
    solver: {
      kind: 'choice',
      of: namesOf(solvers),
      default: namesOf(solvers)[0]!,
      about: "flow: exact and fast; munkres: linear assignment on the replicated n x n matrix, the paper's way",
    },
  }) as const satisfies ParameterTable;

/**
 * The linear assignment problem (section 3.1, "LAP"): the assignment of least total loss with clusters of equal size,
 * n / k each; where k does not divide n, some hold one sample more.
 */
export function lapBy<N extends string>(solvers: Solvers<N>): AssignmentRule<ReturnType<typeof equal<N>>> {
  return {
    name: 'lap',
    about: 'the assignment of least total loss with clusters of equal size (n / k, rounded down or up)',
    parameters: equal(solvers),
    memory: ({ solver }, n, k) => solvers[solver].memory(n, k, Math.ceil(n / k)),
    unmet: (_, labels, k) => unmetBounds(equalSizes(labels.length, k), labels, k),
    async bind({ solver }) {
      const solve = await solvers[solver].load();
      return (loss, _rng, labels) => solve(loss, equalSizes(loss.rows, loss.cols), labels);
    },
  };
}
