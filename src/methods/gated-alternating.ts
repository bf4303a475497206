import type { Assign } from '../assignments/contract.js';
import type { Loaded, ParametersOf, ParameterTable } from '../components/contract.js';
import { gateFeatures } from '../datasets/contract.js';
import { InputError } from '../errors.js';
import type { BoundGate } from '../gates/contract.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { isSparse } from '../math/sparse.js';
import { type FittedGate, modelOf } from '../model/contract.js';
import type { Learnt, Method, Problem, StartEnd } from './contract.js';
import { type Descended, descend } from './descent.js';
import { cellsOf, fitGate, refitToCells } from './gated.js';
import { startKinds, startsOf } from './starts.js';
import { training } from './training.js';

const parameters = {
  gate: { kind: 'component', registry: 'gates', default: 'softmax', about: 'gate, fitted in each iteration' },
  lambda: { kind: 'number', default: 0.1, min: 0, about: 'weight of the gate against the losses' },
  assign: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'rule that assigns the samples' },
  starts: {
    kind: 'integer',
    default: 10,
    min: 1,
    about: 'how many starts, of planes, k-means and random labels in turn',
  },
  refit: { kind: 'flag', default: true, about: 'at the end the experts are fitted to the cells of the gate' },
  outliers: { kind: 'number', default: 0, min: 0, max: 0.5, about: 'share of the samples that no expert has to fit' },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many from each start' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Alternation between experts, gate and assignment, each given the others: minimizes the sum over samples of
 * loss(expert) - lambda log gate(expert), the classification likelihood of a mixture of experts (hard EM: Celeux and
 * Govaert 1992; for affine experts and a softmax gate it is PARC, Bemporad 2023, with lambda its sigma / n). With lambda 0 the
 * gate has no say; the greater it is, the more the experts keep to regions that the gate can tell apart. The start of least
 * objective is kept, and the experts are then fitted to the cells of the gate, as prediction uses them.
 *
 * From each start the objective never rises, but for the gate's own penalty and where its fit ends early, with argmin and
 * rules that solve exactly; with rules that draw it may. Random draws: of start s from the stream `start/s`, the gate's
 * from `gate`. Cost: an iteration fits k experts and the gate, warm, and evaluates both.
 */
export const gatedAlternating = {
  name: 'gated-alternating',
  about: 'hard EM: experts, gate and assignment in turn, from many starts',
  parameters,
  needsRelaxable: false,
  alternates: true,
  gated: true,
  ownExperts: false,
  tunes: { lambda: [0.03, 0.1, 0.3, 1] },
  learn: learnWithGate,
} satisfies Method<typeof parameters>;

/** Below this a responsibility counts as this: its logarithm is finite. */
const LEAST = 1e-12;

function learnWithGate<S>(problem: Problem<S>, given: Parameters): Learnt<S> {
  const { task, k, expert } = problem;
  const { x, y, weights } = task;
  if (k > x.rows) throw new InputError(`gated-alternating needs a sample for each expert; got k = ${k}, n = ${x.rows}`);
  const sums = isSparse(x) ? undefined : (expert.bound.sums?.({ x, y, weights, k }) ?? undefined);
  const outside = Math.floor(given.outliers * x.rows);
  const starts = startsOf(problem);
  const ends: StartEnd[] = [];
  let best: { readonly found: Descended<S>; readonly gate: FittedGate; readonly objective: number } | undefined;
  let stopped = false;
  for (let s = 0; s < given.starts; s++) {
    stopped ||= best !== undefined && (problem.stop?.() ?? false);
    if (stopped) break;
    const from = startKinds[s % startKinds.length]!;
    const rng = problem.stream(`start/${s}`);
    const assign = withGate(problem, given);
    const found = descend({ problem, assign, outside, limit: given.iterations, sums }, rng, (fit) =>
      starts[from](rng, fit),
    );
    const gate = fitGate(problem, given.gate, found.assignment);
    const objective = found.objective + given.lambda * surprise(problem, given.gate, gate, found);
    const { iterations, converged } = found.log;
    ends.push({ from, objective, iterations, converged });
    if (best === undefined || objective < best.objective) best = { found, gate, objective };
    problem.progress?.({ done: s + 1, of: given.starts, best: best.objective });
  }
  const { found, gate } = best!;
  const end = given.refit
    ? refitToCells(problem, training(problem), found, cellsOf(problem, given.gate, gate), found.outside)
    : found;
  return {
    model: modelOf(task, expert.reference, end.experts, gate),
    assignment: end.assignment,
    ...(outside > 0 ? { outside: found.outside } : {}),
    log: { ...end.log, starts: ends, ...(stopped ? { stopped } : {}) },
  };
}

/** Assigns by the losses and what a gate says that is fitted to the assignment before; the first time by the losses alone. */
function withGate<S>({ task, k, stream }: Problem<S>, { gate, lambda, assign }: Parameters): Assign {
  const x = gateFeatures(task);
  const alpha = matrix(x.rows, k);
  const cost = matrix(x.rows, k);
  const rng = stream('gate');
  const { weights } = task;
  let warm: unknown;
  let before: Uint32Array | undefined;
  return (loss, rngOfRule, labels) => {
    cost.data.set(loss.data);
    if (before !== undefined && lambda > 0) {
      warm = gate.bound.fit({ x, targets: before, k, weights, warm }, rng);
      gate.bound.responsibilities(warm, x, alpha);
      addLogs(cost, alpha, lambda, weights);
    }
    assign.bound(cost, rngOfRule, labels);
    before = labels.slice();
  };
}

function addLogs(cost: Matrix, alpha: Matrix, lambda: number, weights: Float64Array | undefined): void {
  const k = cost.cols;
  for (let i = 0, at = 0; i < cost.rows; i++) {
    const scale = weights === undefined ? lambda : lambda * weights[i]!;
    for (let j = 0; j < k; j++, at++) cost.data[at]! -= scale * Math.log(Math.max(LEAST, alpha.data[at]!));
  }
}

/** The sum of -log of what the gate gives to the own expert, over the samples that are not left out. */
function surprise<S>(
  { task, k }: Problem<S>,
  { bound }: Loaded<BoundGate>,
  { state }: FittedGate,
  { assignment, outside }: Descended<S>,
): number {
  const x = gateFeatures(task);
  const alpha = matrix(x.rows, k);
  bound.responsibilities(state, x, alpha);
  let sum = 0;
  for (let i = 0; i < x.rows; i++) {
    if (outside[i] === 1) continue;
    sum -= (task.weights?.[i] ?? 1) * Math.log(Math.max(LEAST, alpha.data[i * k + assignment[i]!]!));
  }
  return sum;
}
