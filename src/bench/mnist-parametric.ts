/** One epoch of section 4.1.1 beside numpy, which has no such model either: a script with gradients by hand. */
import { parseParameters } from '../components/parameters.js';
import { median } from '../math/statistics.js';
import { parametric } from '../methods/parametric.js';
import type { Comparison } from './comparison.js';
import { cpuSeconds } from './cpu.js';
import { beside, cost, type Subject, sameWork, testAccuracy } from './mnist-subject.js';

const repeats = 3;

/**
 * Medians of an epoch, ours with the two looks at all samples that its history takes. Weights and order of samples are
 * drawn by each for itself, so that losses are close, not equal.
 */
export async function parametricComparisons(subject: Subject): Promise<Comparison[]> {
  const free = await epochs(subject, 'parametric, an epoch; numpy, dense', 0);
  const floor = await epochs(subject, 'parametric, an epoch, floor of 5 %; numpy, dense', 0.05);
  return [...free, ...floor];
}

async function epochs(subject: Subject, name: string, minShare: number): Promise<Comparison[]> {
  const settings = parseParameters(parametric, { epochs: 1, minShare });
  const theirSettings = { floor: minShare };
  const runs = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const ours = await cpuSeconds(() => parametric.learn(subject.problem, settings));
    runs.push({ ours, peer: subject.ask('parametric', theirSettings) });
  }
  const { ours, peer } = runs[0]!;
  const seconds = median(runs.map((run) => run.ours.seconds))!;
  const theirs = peer === null ? null : { ...peer, seconds: median(runs.map((run) => run.peer!.seconds))! };
  const loss = ours.value.log.history.at(-1)!.loss;
  const accuracy = await testAccuracy(subject.problem, ours.value.model!);
  return [
    cost(name, seconds, theirs),
    ...sameWork({ loss, accuracy }, theirs),
    beside('  the same; numpy on threads of its own choice', seconds, subject.ask('parametric', theirSettings, 'own')),
  ];
}
