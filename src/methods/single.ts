import type { Learnt, Method, Problem } from './contract.js';
import { fitOnce } from './gated.js';

/**
 * The baseline of section 4.3: one expert fitted to all samples, whatever the k of the problem. A mixture of one expert,
 * with a gate that gives it everything. Converged: its fit. Random draws: the expert's, from the stream `fit`. Cost: one fit and n losses.
 */
export const single: Method = {
  name: 'single',
  about: 'the baseline: one expert for all samples, whatever k is',
  parameters: {},
  needsRelaxable: false,
  alternates: false,
  gated: true,
  ownExperts: false,
  runs: ['methods/single', 'gates/constant'],
  learn,
  resume:
    (problem) =>
    ({ weights, stream }) =>
      learn({ ...problem, task: { ...problem.task, weights }, stream }),
};

function learn<S>(problem: Problem<S>): Learnt<S> {
  const labels = new Uint32Array(problem.task.x.rows);
  const gate = { reference: { name: 'constant' }, state: { shares: Float64Array.of(1) } };
  return fitOnce({ ...problem, k: 1 }, { labels, iterations: 1, converged: true }, gate);
}
