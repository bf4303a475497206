/** The alternation of section 4.2 beside the same loop of scikit-learn's warm starts. */
import { load, parseParameters } from '../components/parameters.js';
import { nearestMean } from '../gates/nearest-mean.js';
import { gates } from '../gates/registry.js';
import { kmeansAlternating } from '../methods/kmeans-alternating.js';
import type { Comparison } from './comparison.js';
import { cpuSeconds } from './cpu.js';
import { cost, type Subject, sameWork, testAccuracy } from './mnist-subject.js';

/** All of the about nine take scikit-learn two minutes. */
const rounds = 3;

/** k-means included, from the same initial centres. scikit-learn's is by Elkan, the quicker. */
export async function alternatingComparisons({ problem, ask }: Subject, centres: string): Promise<Comparison[]> {
  const settings = {
    ...parseParameters(kmeansAlternating, { reading: 'refit', iterations: rounds }, { gates }),
    gate: await load(nearestMean),
  };
  const { value: learnt, seconds } = await cpuSeconds(() => kmeansAlternating.learn(problem, settings));
  const peer = ask('alternating', { centres, rounds });
  return [
    cost(`k-means and ${rounds} rounds of alternation, refit; scikit-learn, sparse`, seconds, peer),
    {
      ...{ name: '  iterations', unit: 'count', digits: 0 },
      ...{ ours: learnt.log.iterations, peer: peer?.iterations ?? null },
    },
    ...sameWork({ accuracy: await testAccuracy(problem, learnt.model!) }, peer),
  ];
}
