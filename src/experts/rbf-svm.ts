import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import type { Expert, Samples } from './contract.js';
import { loadLibsvm, type TrainedSvm, type TrainRbf } from './libsvm.js';
import {
  decisionValues,
  expansionTable,
  type KernelExpansion,
  kernelClassifier,
  kernelLayers,
  requireTwoClasses,
  rowsOf,
  signOf,
} from './rbf.js';

const parameters = {
  C: { kind: 'number', about: 'cost of a margin violation', default: 1, above: 0 },
  gamma: { kind: 'number', about: 'kernel exp(-gamma |u - v|^2), per squared unit of x', default: 0.5, above: 0 },
} as const satisfies ParameterTable;

/** What libsvm holds of the kernel, single values, at most; about half of it is ever asked for. */
const cacheBytes = 100 * 2 ** 20;

/**
 * Support vector machine with an RBF kernel for two classes, trained by libsvm (C-SVC, tolerance 1e-3). The coefficients
 * of its state are y alpha, the intercept is -rho, and f > 0 means class 1. Loss: log(1 + exp(-y f)), f the decision
 * value (paper section 3), which is -log of a probability, but what a fit minimises is the hinge loss. No randomness.
 * Weights that differ between samples are refused: libsvm-js has none.
 */
export const rbfSvm: Expert<KernelExpansion, typeof parameters> = {
  name: 'rbf-svm',
  about: 'support vector machine, RBF kernel, two classes; loss: log(1 + exp(-y f))',
  parameters,
  target: 'classes',
  needsBothClasses: true,
  relaxable: false,
  likelihood: 'log',
  minimizes: 'the hinge loss and a penalty',
  state: expansionTable,
  layers: (state, { gamma }) => kernelLayers(state, gamma),
  memory: (_, { n, d }) => ({
    bytes: Math.min(2 * n * n, cacheBytes) + 200 * n * (d + 1),
    why: `libsvm's cache of the kernel of ${n} x ${n}`,
  }),
  async bind({ C, gamma }) {
    const train = await loadLibsvm();
    return {
      name: rbfSvm.name,
      needsBothClasses: rbfSvm.needsBothClasses,
      likelihood: rbfSvm.likelihood,
      weighted: false,
      fit(samples) {
        const x = requireTwoClasses(rbfSvm.name, samples);
        return fitSvm(train, x, samples, C * commonWeight(samples), gamma);
      },
      ...kernelClassifier(gamma),
    };
  },
};

/** @throws InputError where weights differ. Equal ones multiply C: a weight of 2 is each row twice. */
function commonWeight({ weights }: Samples): number {
  if (weights === undefined) return 1;
  const first = weights[0]!;
  const other = weights.find((weight) => weight !== first);
  if (other !== undefined) {
    throw new InputError(`expert ${rbfSvm.name} takes equal sample weights only; got ${first} and ${other}`);
  }
  return first;
}

function fitSvm(train: TrainRbf, x: Matrix, samples: Samples, C: number, gamma: number): KernelExpansion {
  const { y, rows } = samples;
  const centred = centredRows(x, rows);
  const points: Float64Array[] = [];
  const labels: number[] = [];
  for (let r = 0; r < rows.length; r++) {
    points.push(centred.subarray(r * x.cols, (r + 1) * x.cols));
    labels.push(signOf(y[rows[r]!]!));
  }
  const trained = train(points, labels, C, gamma);
  const support = rowsOf(
    x,
    trained.support.map((r) => rows[r]!),
  );
  return { support, coefficients: trained.coefficients, intercept: -refinedRho(trained, support, C, gamma) };
}

/** Held rows less the first of them: libsvm takes |u - v|^2 as |u|^2 + |v|^2 - 2 u.v, which a large offset ruins. */
function centredRows(x: Matrix, rows: Uint32Array): Float64Array {
  const { cols: d, data } = x;
  const out = new Float64Array(rows.length * d);
  const first = rows[0]! * d;
  for (let r = 0, to = 0; r < rows.length; r++) {
    for (let t = 0, from = rows[r]! * d; t < d; t++) out[to++] = data[from++]! - data[first + t]!;
  }
  return out;
}

/**
 * rho in full digits, as libsvm computes it: the mean of sum_s coefficient_s k(s, v) - y_v over the free support vectors
 * v (0 < alpha < C), which lie on the margin. Without free ones the printed rho stands.
 */
function refinedRho({ coefficients, rho }: TrainedSvm, support: Matrix, C: number, gamma: number): number {
  const free: number[] = [];
  coefficients.forEach((coefficient, s) => {
    if (Math.abs(coefficient) < C * (1 - 1e-12)) free.push(s);
  });
  if (free.length === 0) return rho;
  const values = new Float64Array(free.length);
  decisionValues({ support, coefficients, intercept: 0 }, gamma, rowsOf(support, free), values, 0, 1);
  let sum = 0;
  free.forEach((s, i) => {
    sum += values[i]! - signOf(coefficients[s]!);
  });
  return sum / free.length;
}
