import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { gateFeatures } from '../datasets/contract.js';
import { kmeans as cluster, type Partition } from '../math/kmeans.js';
import type { Learnt, Method, Problem } from './contract.js';
import { fitGate, fitOnce } from './gated.js';

/** Parameters of the clustering and the gate, under the same names in every method that starts from k-means. */
export const clustering = {
  gate: { kind: 'component', registry: 'gates', default: 'nearest-mean', about: 'gate, learnt from the assignment' },
  lloydIterations: {
    kind: 'integer',
    default: 300,
    min: 1,
    about: 'k-means: the centres move at most this many times',
  },
  lloydTolerance: {
    kind: 'number',
    default: 1e-4,
    min: 0,
    about: 'k-means: done where their squared moves sum to this times the mean variance of the features',
  },
} as const satisfies ParameterTable;

export type Clustering = ParametersOf<typeof clustering>;

/**
 * k-means assignment (section 4.2): k-means++ clusters of the features, drawn once, and an expert fitted to each. The gate
 * is learnt from the clusters; nearest-mean is the paper's. An expert that cannot be fitted to its cluster is fitted to
 * all samples: of one class where it needs both, or empty, as where there are fewer distinct samples than k.
 *
 * Iterations are those of the clustering; converged are it and the experts' fits. The history is the clusters, and their
 * loss when the experts are fitted. Random draws: the clusters' from the stream `init`, the experts' from `fit`, the gate's from `gate`. Cost: the
 * clustering (math/kmeans.ts), the gate, fits to n samples in all and n losses.
 * @throws InputError for k > n, and for features whose squares are not finite.
 */
export const kmeans: Method<typeof clustering> = {
  name: 'kmeans',
  about: 'section 4.2: an expert for each k-means++ cluster, and a gate that learns the clusters',
  parameters: clustering,
  needsRelaxable: false,
  alternates: false,
  gated: true,
  ownExperts: false,
  learn: learnOnClusters,
};

function learnOnClusters<S>(problem: Problem<S>, given: Clustering): Learnt<S> {
  const { labels, iterations, converged } = clustersOf(problem, given);
  return fitOnce(problem, { labels, iterations, converged }, fitGate(problem, given.gate, labels));
}

/** The clusters that a problem starts from: the same for each method, given the same parameters. */
export function clustersOf({ task, k, stream }: Problem, { lloydIterations, lloydTolerance }: Clustering): Partition {
  return cluster(gateFeatures(task), k, { iterations: lloydIterations, tolerance: lloydTolerance }, stream('init'));
}
