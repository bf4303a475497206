import { sampleClasses } from '../assignments/contract.js';
import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { below } from '../math/random.js';
import { modelOf } from '../model/contract.js';
import { alternate, byLosses } from './alternation.js';
import type { Learnt, Method, Problem } from './contract.js';
import { training } from './training.js';

const parameters = {
  assign: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'rule that assigns the samples' },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'stop after this many, if nothing else stops it' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Alternating minimisation (Algorithm 1): from a uniformly random assignment, fit each expert to its samples, then
 * assign all samples anew by the losses, until the assignment does not change.
 *
 * It stops early where an assignment, the initial one counted, is degenerate, and keeps what it has. Random draws are
 * the initial labels from the stream `init`, the rule's from `assign` and the experts' from `fit`. An iteration costs k
 * fits, n k losses and one assignment. Losses that are not finite are an InputError.
 */
export const alternating = {
  name: 'alternating',
  about: 'Algorithm 1: fit the experts, assign the samples, until nothing changes',
  parameters,
  needsRelaxable: false,
  alternates: true,
  gated: false,
  ownExperts: false,
  learn: learnFromRandom,
} satisfies Method<typeof parameters>;

function learnFromRandom<S>(problem: Problem<S>, { assign, iterations }: Parameters): Learnt<S> {
  const init = problem.stream('init');
  const assignRng = problem.stream('assign');
  const train = training(problem);
  const classes = sampleClasses(problem.task);
  const { experts, ...found } = alternate(problem, train, {
    start: Uint32Array.from({ length: problem.task.x.rows }, () => below(init, problem.k)),
    limit: iterations,
    reassign: byLosses(train, (loss, labels) => assign.bound(loss, assignRng, labels, classes)),
    endsWhereDegenerate: true,
  });
  const model = experts.length === 0 ? null : modelOf(problem.task, problem.expert.reference, experts, null);
  return { model, ...found };
}
