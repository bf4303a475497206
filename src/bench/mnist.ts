/**
 * The full mnist: ours in this process, on one thread, beside scikit-learn, or numpy where that has no such model, on the
 * same files, in turn. Below each cost stands what shows that the work was the same.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { mnist } from '../datasets/mnist.js';
import { type LogisticState, logistic } from '../experts/logistic.js';
import { experts } from '../experts/registry.js';
import { nearestMean } from '../gates/nearest.js';
import { gates } from '../gates/registry.js';
import { design } from '../math/design.js';
import { lloyd, type Partition } from '../math/kmeans.js';
import { kmeansPlusPlus } from '../math/kmeans-plus-plus.js';
import { matrix } from '../math/matrix.js';
import { type Rng, stream } from '../math/random.js';
import { softmaxObjective } from '../math/softmax-regression.js';
import { type Features, isSparse } from '../math/sparse.js';
import { median } from '../math/statistics.js';
import type { Problem } from '../methods/contract.js';
import { kmeansAlternating } from '../methods/kmeans-alternating.js';
import { parametric } from '../methods/parametric.js';
import { clusters } from '../model/clusters.js';
import { type Model, modelOf } from '../model/contract.js';
import { bindModel, loader, predict } from '../model/predict.js';
import { beside, type Comparison, CPU, cost, type PeerResult, sameWork } from './comparison.js';
import { askPython, findPython, scientific, type Threads } from './peer.js';
import { plainObjective } from './plain-loop.js';
import { cpuSeconds } from './timing.js';

/** Every comparison. Takes about three minutes with the peer; has the process to itself, for the memory's sake. */
export async function mnistComparisons(): Promise<Comparison[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  try {
    const subject = await openSubject(scratch);
    const logistic = await logisticComparisons(subject);
    const { comparisons: kmeans, cells, centres } = await kmeansComparisons(subject);
    const experts = await expertComparisons(subject, cells);
    const alternating = await alternatingComparisons(subject, centres);
    const parametric = await parametricComparisons(subject);
    const memory = peakMemory(); // the plain loop comes after it: its doubles are not ours
    const loss = await lossComparisons(subject);
    return [...loss, ...logistic, ...kmeans, ...experts, ...alternating, ...parametric, memory];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The largest resident set of this process so far. */
function peakMemory(): Comparison {
  const ours = process.resourceUsage().maxRSS / 2 ** 10;
  return { name: 'peak resident memory of ours, all but the plain loop', unit: 'MiB', ours, digits: 0 };
}

const [K, C] = [10, 10];

/** The task, the expert, and a peer that works on the same files. */
interface Subject {
  readonly problem: Problem<LogisticState>;
  /** The result of a job of mnist.py, on one thread where nothing else is said; null where there is no peer. */
  ask(job: string, settings: object, threads?: Threads): PeerResult | null;
  /** A file for what both are given. */
  scratch(name: string): string;
}

/** Loads mnist, and finds the peer. */
async function openSubject(folder: string): Promise<Subject> {
  const parameters = parseParameters(mnist, {});
  const files = dirname(mnist.files!(parameters)[0]!);
  const found = findPython(scientific);
  const random = (stage: string): Rng => stream('bench', stage);
  const task: Task = mnist.load(parameters, random('data'));
  return {
    problem: { task, k: K, expert: await load(logistic), stream: random, keepCourse: false },
    ask: (job, settings, threads = 'one') =>
      'absent' in found
        ? null
        : askPython<PeerResult>(found.python, 'mnist.py', [job, files, JSON.stringify(settings)], threads),
    scratch: (name) => join(folder, name),
  };
}

/** The share of the test samples whose class the model predicts. */
async function testAccuracy({ task }: Subject['problem'], model: Model): Promise<number> {
  const { x, y } = task.test!;
  const { prediction } = predict(await bindModel(model, loader({ experts, gates })), x);
  return prediction.filter((label, i) => label === y[i]).length / y.length;
}

/** One loss and gradient beside the plain loop, medians. */
async function lossComparisons({ problem: { task } }: Subject): Promise<Comparison[]> {
  const { x, y } = task;
  if (!isSparse(x)) throw new Error('mnist must be sparse rows');
  const [kernels, plain] = [softmaxObjective({ x, targets: y, classes: C, C: 1 }), plainObjective(x, y)];
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
async function logisticComparisons(subject: Subject): Promise<Comparison[]> {
  const all = new Uint32Array(subject.problem.task.x.rows);
  return fits(subject, 'logistic, 100 iterations, in single precision; scikit-learn, sparse', all, 1, 0.25);
}

/** A fit from zero in each of these cells, 0..K-1. */
async function expertComparisons(subject: Subject, cells: Uint32Array): Promise<Comparison[]> {
  return fits(subject, 'ten experts, k-means cells given, in single precision; scikit-learn, sparse', cells, K, 0.4);
}

async function fits(
  subject: Subject,
  name: string,
  cells: Uint32Array,
  k: number,
  target: number,
): Promise<Comparison[]> {
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
    const objective = softmaxObjective({ x, targets: y, rows: held.rows(j), classes: C, C: 1 });
    return sum + objective(weights.data, gradient);
  }, 0);
  const { reference, bound: nearest } = await load(nearestMean);
  const gate = { reference, state: nearest.fit({ x, targets: cells, k }, stream('gate')) };
  const accuracy = await testAccuracy(subject.problem, modelOf(task, expert.reference, ours.value, gate));
  return [cost(name, ours.seconds, peer, target), ...sameWork({ loss: loss / x.rows, accuracy }, peer)];
}

/** scikit-learn's defaults. */
const settings = { iterations: 300, tolerance: 1e-4 };

interface KmeansComparisons {
  readonly comparisons: readonly Comparison[];
  /** The file of the initial centres, k x d doubles. */
  readonly centres: string;
  /** The cells found, n labels. */
  readonly cells: Uint32Array;
}

/**
 * Ours and scikit-learn's two algorithms on sparse rows, which take less than dense ones there. Each draws centres by
 * k-means++; then all go from those that ours drew, so that the iterations are the same.
 */
async function kmeansComparisons({ problem, ask, scratch }: Subject): Promise<KmeansComparisons> {
  const { x } = problem.task;
  const { value: start, seconds: drawing } = await cpuSeconds(() => kmeansPlusPlus(x, K, problem.stream('init')));
  const { value: found, seconds: moving } = await cpuSeconds(() => lloyd(x, start, settings));
  const seconds = drawing + moving;
  const centres = scratch('centres');
  writeFileSync(centres, start.data);
  const byDefault = ask('kmeans', { centres, algorithm: 'lloyd' });
  const quickest = ask('kmeans', { centres, algorithm: 'elkan' });
  const comparisons: Comparison[] = [
    cost('k-means, k = 10; scikit-learn, sparse', seconds, byDefault, 0.4),
    { name: '  iterations', unit: 'count', ours: found.iterations, peer: byDefault?.iterations ?? null, digits: 0 },
    { name: '  inertia', unit: 'squares', ours: inertia(x, found), peer: byDefault?.inertia ?? null, digits: 3 },
    beside("  the same; scikit-learn's algorithm elkan", seconds, quickest),
  ];
  return { comparisons, centres, cells: found.labels };
}

/** The sum of squared distances to the own centre. */
function inertia(x: Features, { labels, centres }: Partition): number {
  const distances = matrix(x.rows, centres.rows);
  design(x).squaredDistances(centres, distances);
  return labels.reduce((sum, j, i) => sum + distances.data[i * centres.rows + j]!, 0);
}

/** All of the about nine take scikit-learn two minutes. */
const rounds = 3;

/** k-means included, from the same initial centres. scikit-learn's is by Elkan, the quicker. */
async function alternatingComparisons({ problem, ask }: Subject, centres: string): Promise<Comparison[]> {
  const settings = {
    ...parseParameters(kmeansAlternating, { labels: 'zero-one', refit: true, iterations: rounds }, { gates }),
    gate: await load(nearestMean),
  };
  const { value: learnt, seconds } = await cpuSeconds(() => kmeansAlternating.learn(problem, settings));
  const peer = ask('alternating', { centres, rounds });
  return [
    cost(
      `k-means and ${rounds} rounds of alternation, refit, in single precision; scikit-learn, sparse`,
      seconds,
      peer,
      0.3,
    ),
    {
      ...{ name: '  iterations', unit: 'count', digits: 0 },
      ...{ ours: learnt.log.iterations, peer: peer?.iterations ?? null },
    },
    ...sameWork({ accuracy: await testAccuracy(problem, learnt.model!) }, peer),
  ];
}

const repeats = 3;

/**
 * Medians of an epoch, ours with the two looks at all samples that its history takes, and once more with all in doubles. Weights and order of samples are
 * drawn by each for itself, so that losses are close, not equal.
 */
async function parametricComparisons(subject: Subject): Promise<Comparison[]> {
  const free = await epochs(subject, 'parametric, an epoch, batches in single precision; numpy, dense', 0);
  const floor = await epochs(subject, 'parametric, an epoch, the same, floor of 5%; numpy, dense', 0.05);
  return [...free, ...floor];
}

async function epochs(subject: Subject, name: string, minShare: number): Promise<Comparison[]> {
  const theirSettings = { floor: minShare };
  const learn = (precision: string) => {
    const settings = parseParameters(parametric, { epochs: 1, minShare, precision });
    return cpuSeconds(() => parametric.learn(subject.problem, settings));
  };
  const runs = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const [single, double] = [await learn('single'), await learn('double')];
    runs.push({ single, double, peer: subject.ask('parametric', theirSettings) });
  }
  const { single, peer } = runs[0]!;
  const seconds = median(runs.map((run) => run.single.seconds))!;
  const doubles = median(runs.map((run) => run.double.seconds))!;
  const theirs = peer === null ? null : { ...peer, seconds: median(runs.map((run) => run.peer!.seconds))! };
  const loss = single.value.log.history.at(-1)!.loss;
  const accuracy = await testAccuracy(subject.problem, single.value.model!);
  return [
    cost(name, seconds, theirs, 0.6),
    ...sameWork({ loss, accuracy }, theirs),
    beside('  the same; ours in double precision', doubles, theirs),
    beside('  the same; numpy on threads of its own choice', seconds, subject.ask('parametric', theirSettings, 'own')),
  ];
}
