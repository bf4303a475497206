import { describe, expect, it } from 'vitest';
import { catalogOf } from '../experiment/catalog.js';
import { matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { modelOf } from '../model/contract.js';
import { bindModel, loader } from '../model/predict.js';
import { askPeer, withoutPeer } from '../peer.fixture.js';
import { criteria } from './criteria.js';

const catalog = catalogOf();

/** Experts that are constants over samples of no use, so that the mixture is one of normal distributions. */
async function constants(
  y: readonly number[],
  labels: readonly number[],
  means: readonly number[],
  { weights, outside, scale = 1 }: { weights?: readonly number[]; outside?: readonly number[]; scale?: number } = {},
) {
  const task = {
    x: matrix(y.length, 1),
    y: Float64Array.from(y),
    target: { kind: 'regression' },
    ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }),
  } as const;
  const states = means.map((intercept) => ({ intercept, slopes: Float64Array.of(0) }));
  const plain = modelOf(task, { name: 'linear', ridge: 0 }, states, null);
  const target = { name: 'y', kind: 'regression', center: 0, scale } as const;
  const model = await bindModel({ ...plain, target }, loader(catalog));
  const learnt = {
    assignment: Uint32Array.from(labels),
    ...(outside === undefined ? {} : { outside: Uint8Array.from(outside) }),
  };
  return criteria({ model, task, learnt: learnt as never }, catalog)!;
}

describe('BIC and ICL', () => {
  it('of one expert are those of a normal distribution: two slopes and a variance', async () => {
    // Squared errors 1, 1, 4, 4: variance 2.5; log L = -4/2 (log(2 pi 2.5) + 1).
    const { bic, icl } = await constants([1, -1, 2, -2], [0, 0, 0, 0], [0]);
    expect(bic).toBeCloseTo(3 * Math.log(4) + 4 * (Math.log(2 * Math.PI * 2.5) + 1), 12);
    expect(icl).toBe(bic);
  });

  it.skipIf(withoutPeer('BIC of a mixture'))('of two are those of a mixture of two normal distributions', async () => {
    const y = [0, 1, 2, 1, 5, 7, 6, 3];
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const means = [1, 5.25];
    const script = `
import json, sys, numpy as np
from sklearn.mixture import GaussianMixture
y, means, variances = [np.array(one, float) for one in json.load(sys.stdin)]
gm = GaussianMixture(2, covariance_type="diag")
gm.weights_, gm.means_, gm.covariances_ = np.array([.5, .5]), means[:, None], variances[:, None]
gm.precisions_cholesky_ = 1 / np.sqrt(gm.covariances_)
r = gm.predict_proba(y[:, None])
print(json.dumps([2 * -gm.score_samples(y[:, None]).sum(), float(-(r * np.log(r)).sum())]))`;
    const variances = [0.5, (0.0625 + 3.0625 + 0.5625 + 5.0625) / 4];
    const [deviance, entropy] = askPeer<[number, number]>(script, [y, means, variances]);
    const { bic, icl } = await constants(y, labels, means);
    // Intercept and slope of each, both variances, one share.
    expect(bic).toBeCloseTo(7 * Math.log(8) + deviance!, 10);
    expect(icl).toBeCloseTo(bic + 2 * entropy!, 10);
  });

  it('are in the units of the target: BIC of one line is what R says of lm', async () => {
    // With y in units of 10 its deviations are 10 times as large.
    const { bic } = await constants([1, -1, 2, -2], [0, 0, 0, 0], [0], { scale: 10 });
    expect(bic).toBeCloseTo(3 * Math.log(4) + 4 * (Math.log(2 * Math.PI * 250) + 1), 12);
  });

  it('take a weight of 2 as a row twice, and leave out outliers and rows without weight', async () => {
    const y = [0, 1, 2, 1, 5, 7, 6, 3];
    const labels = [0, 0, 0, 0, 1, 1, 1, 1];
    const twice = await constants([...y, 1, 7], [...labels, 0, 1], [1, 5.25]);
    const weighted = await constants([...y, 99], [...labels, 0], [1, 5.25], { weights: [1, 2, 1, 1, 1, 2, 1, 1, 0] });
    expect(weighted.bic).toBeCloseTo(twice.bic, 10);
    expect(weighted.icl).toBeCloseTo(twice.icl, 10);
    const trimmed = await constants([...y, 99], [...labels, 1], [1, 5.25], { outside: [0, 0, 0, 0, 0, 0, 0, 0, 1] });
    expect(trimmed.bic).toBeCloseTo((await constants(y, labels, [1, 5.25])).bic, 10);
  });

  it('of a nearest centre count the centres, and not how many samples are near', () => {
    const { freedom } = catalog.gates.get('nearest-mean');
    expect(freedom!({ centres: matrix(3, 4), sizes: Float64Array.of(1, 1, 1) })).toBe(12);
  });

  it('of a softmax count only the differences between its columns', () => {
    const weights = { data: new Float64Array(12), rows: 3, cols: 4 };
    expect(catalog.gates.get('softmax').freedom!({ weights })).toBe(9);
    expect(catalog.experts.get('logistic').freedom!({ weights })).toBe(9);
  });

  it('of a constant gate count what shares that sum to one leave free: nothing for one expert', () => {
    const { freedom } = catalog.gates.get('constant');
    expect(freedom!({ shares: Float64Array.of(0.5, 0.2, 0.3) })).toBe(2);
    expect(freedom!({ shares: Float64Array.of(1) })).toBe(0);
  });

  it('of a tree count a threshold for each split, and for each leaf its shares', async () => {
    const gate = await loader(catalog).gate({ name: 'tree', depth: 5, leaf: 1 });
    const x = matrix(6, 1, Float64Array.of(1, 2, 3, 4, 5, 6));
    const state = gate.fit({ x, targets: Uint32Array.of(0, 0, 1, 1, 2, 2), k: 3 }, stream('tree'));
    expect(catalog.gates.get('tree').freedom!(state)).toBe(2 + 3 * 2);
  });
});
