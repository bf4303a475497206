import type { AssignmentRule } from '../assignments/contract.js';
import { type Registry, registry } from '../components/contract.js';
import { smallestAlpha, sparse99 } from './alpha.js';
import { smallestShare, starved } from './cluster-sizes.js';
import type { Metric } from './contract.js';
import { error, errorAll, errorAtStop, errorRefit, errorRefitAll } from './error.js';
import { predictEvaluations, trainEvaluations } from './evaluations.js';
import { featureMatch } from './feature-match.js';
import { testAccuracy, testLoss, trainAccuracy, trainLoss } from './judgement.js';
import { purity } from './purity.js';
import { recovered } from './recovered.js';
import { meanReturn, returnSpread } from './return.js';
import { sparsified } from './sparsified.js';
import { empty, singleClass, stable } from './stability.js';

/** Every number that a spec can ask of a trial: moe's own, one for each assignment rule, and those added. */
export function metricsFor(rules: readonly AssignmentRule[], added: readonly Metric[] = []): Registry<Metric> {
  return registry<Metric>('metric', [
    stable,
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
    trainLoss,
    testLoss,
    meanReturn,
    returnSpread,
    smallestShare,
    starved,
    purity,
    sparse99,
    smallestAlpha,
    ...rules.map(sparsified),
    trainEvaluations,
    predictEvaluations,
    ...added,
  ]);
}
