import type { Assign } from '../assignments/contract.js';
import type { ParametersOf, ParameterTable } from '../component.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { below } from '../math/random.js';
import { dense } from '../math/sparse.js';
import { clusters, degeneracy } from './clusters.js';
import type { Method, Mixture, Problem, Step } from './contract.js';

const parameters = {
  assign: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'rule that assigns the samples' },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'stop after this many, if nothing else stops it' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters> & { readonly assign: Assign };

/**
 * Alternating minimisation (Algorithm 1): from a uniformly random assignment, fit each expert to its samples, then
 * assign all samples anew by the losses, until the assignment does not change.
 *
 * It stops early where an assignment, the initial one counted, is degenerate, and keeps what it has. Random draws are
 * the initial labels from the stream `init`, the rule's from `assign` and the experts' from `fit`. An iteration costs k
 * fits, n k losses and one assignment. Losses that are not finite are an Error.
 */
export const alternating = {
  name: 'alternating',
  about: 'Algorithm 1: fit the experts, assign the samples, until nothing changes',
  parameters,
  needsRelaxable: false,
  learn: (problem, given) => alternate(problem, given as Parameters),
} satisfies Method;

function alternate<S>(problem: Problem<S>, { assign, iterations: limit }: Parameters): Mixture<S> {
  const { task, k, expert, keepAssignments } = problem;
  const { y } = task;
  const x = dense(task.x, 'method alternating');
  const n = x.rows;
  const init = problem.stream('init');
  const assignRng = problem.stream('assign');
  const fitRng = problem.stream('fit');
  const held = clusters(n, k);
  const loss = matrix(n, k);
  let labels = Uint32Array.from({ length: n }, () => below(init, k));
  let next = new Uint32Array(n);
  const experts: S[] = [];
  const history: Step[] = [];

  let iterations = 0;
  let converged = false;
  for (;;) {
    held.sort(labels);
    history.push({
      iteration: iterations,
      loss: iterations === 0 ? Number.NaN : meanLoss(loss, labels),
      sizes: held.sizes.slice(),
      ...(keepAssignments ? { assignment: labels.slice() } : {}),
    });
    const degenerate = degeneracy(held, y, expert);
    if (degenerate !== null || converged || iterations === limit) {
      return { degenerate, iterations, converged, assignment: labels, experts, history };
    }
    for (let j = 0; j < k; j++) {
      const state = expert.fit({ x, y, rows: held.rows(j) }, fitRng, experts[j]);
      experts[j] = state;
      expert.losses(state, x, y, loss.data, j, k);
    }
    checkFinite(loss);
    assign(loss, assignRng, next);
    iterations++;
    converged = equal(labels, next);
    [labels, next] = [next, labels];
  }
}

/** Losses that overflow compare as nothing does, and an assignment by them would be blamed for the outcome. */
function checkFinite({ data, cols }: Matrix): void {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at]!;
  if (Number.isFinite(sum)) return;
  const at = data.findIndex((loss) => !Number.isFinite(loss));
  if (at < 0) return; // finite each, too large together
  throw new Error(`losses are not finite: expert ${at % cols}, sample ${Math.floor(at / cols)}`);
}

function meanLoss({ data, rows, cols }: Matrix, labels: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * cols + labels[i]!]!;
  return sum / rows;
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
