/** Softmax regression: one evaluation, a fit to all samples, ten fits to cells. */
import { writeFileSync } from 'node:fs';
import { load } from '../components/parameters.js';
import { nearestMean } from '../gates/nearest-mean.js';
import { softmaxObjective } from '../math/softmax-regression.js';
import { isSparse } from '../math/sparse.js';
import { median } from '../math/statistics.js';
import { clusters } from '../model/clusters.js';
import { modelOf } from '../model/contract.js';
import { type Comparison, CPU } from './comparison.js';
import { cpuSeconds } from './cpu.js';
import { C, cost, K, type Subject, sameWork, testAccuracy } from './mnist-subject.js';
import { plainObjective } from './plain-loop.js';

/** One loss and gradient beside the plain loop, medians. */
export async function lossComparisons({ problem: { task } }: Subject): Promise<Comparison[]> {
  const { x, y } = task;
  if (!isSparse(x)) throw new Error('mnist must be sparse rows');
  const [kernels, plain] = [softmaxObjective({ x, labels: y, classes: C, C: 1 }), plainObjective(x, y)];
  const theta = Float64Array.from({ length: (x.cols + 1) * C }, (_, at) => 0.1 * Math.sin(at));
  const gradient = new Float64Array(theta.length);
  const [times, theirTimes]: [number[], number[]] = [[], []];
  let [loss, theirLoss] = [Number.NaN, Number.NaN];
  for (let repeat = 0; repeat < 9; repeat++) {
    const ours = await cpuSeconds(() => kernels(theta, gradient));
    const theirs = await cpuSeconds(() => plain(theta, gradient));
    times.push(ours.seconds);
    theirTimes.push(theirs.seconds);
    [loss, theirLoss] = [ours.value / x.rows, theirs.value / x.rows];
  }
  const name = 'one loss and gradient; a plain JavaScript loop over sparse rows';
  return [
    { name, unit: CPU, ours: median(times)!, peer: median(theirTimes)!, target: 0.33, digits: 4 },
    { name: '  objective a sample', unit: 'nats', ours: loss, peer: theirLoss, digits: 5 },
  ];
}

/** A fit to all samples from zero. */
export async function logisticComparisons(subject: Subject): Promise<Comparison[]> {
  const all = new Uint32Array(subject.problem.task.x.rows);
  return fits(subject, 'logistic, 100 iterations; scikit-learn, sparse', all, 1);
}

/** A fit from zero in each of these cells, 0..K-1. */
export async function expertComparisons(subject: Subject, cells: Uint32Array): Promise<Comparison[]> {
  return fits(subject, 'ten experts, k-means cells given; scikit-learn, sparse', cells, K);
}

async function fits(subject: Subject, name: string, cells: Uint32Array, k: number): Promise<Comparison[]> {
  const { task, expert, stream } = subject.problem;
  const { x, y } = task;
  const held = clusters(x.rows, k);
  const ours = await cpuSeconds(() => {
    held.sort(cells);
    return Array.from({ length: k }, (_, j) =>
      expert.bound.fit({ x, y, classes: C, rows: held.rows(j) }, stream('fit')),
    );
  });
  const file = subject.scratch('cells');
  writeFileSync(file, cells);
  const peer = subject.ask('logistic', { cells: file });

  const gradient = new Float64Array((x.cols + 1) * C);
  const loss = ours.value.reduce((sum, { weights }, j) => {
    const objective = softmaxObjective({ x, labels: y, rows: held.rows(j), classes: C, C: 1 });
    return sum + objective(weights.data, gradient);
  }, 0);
  const { reference, bound: nearest } = await load(nearestMean);
  const gate = { reference, state: nearest.fit(x, cells, k, stream('gate')) };
  const accuracy = await testAccuracy(subject.problem, modelOf(task, expert.reference, ours.value, gate));
  return [cost(name, ours.seconds, peer), ...sameWork({ loss: loss / x.rows, accuracy }, peer)];
}
