import type { AssignmentRule } from '../assignments/contract.js';
import { type Registry, registry } from '../components/contract.js';
import { featureMatch, largestShare, purity, smallestShare, starved } from './clusters.js';
import type { Metric } from './contract.js';
import { fitsConverged, gradientNorm } from './convergence.js';
import { error, errorAll, errorAtStop, errorRefit, errorRefitAll, recovered } from './error.js';
import { largestAlpha, smallestAlpha, sparse99, sparsified } from './gate.js';
import {
  generalizationGap,
  meanReturn,
  predictEvaluations,
  returnSpread,
  testAccuracy,
  testLoss,
  trainAccuracy,
  trainEvaluations,
  trainLoss,
} from './prediction.js';
import { degenerate, empty, singleClass, stable } from './stability.js';

/** Every number that a spec can ask of a trial: moe's own, one for each assignment rule, and those added. */
export function metricsFor(rules: readonly AssignmentRule[], added: readonly Metric[] = []): Registry<Metric> {
  return registry<Metric>('metric', [
    stable,
    degenerate,
    error,
    errorRefit,
    errorAll,
    errorRefitAll,
    errorAtStop,
    recovered,
    featureMatch,
    empty,
    singleClass,
    trainAccuracy,
    testAccuracy,
    generalizationGap,
    trainLoss,
    testLoss,
    meanReturn,
    returnSpread,
    smallestShare,
    largestShare,
    starved,
    purity,
    sparse99,
    smallestAlpha,
    largestAlpha,
    ...rules.map(sparsified),
    trainEvaluations,
    predictEvaluations,
    fitsConverged,
    gradientNorm,
    ...added,
  ]);
}
