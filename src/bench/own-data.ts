/**
 * Fits to real data, and to much data: `multistart` beside the same alternation in numpy. The data folder is named by DATA,
 * the environment variable: NAME.csv, numbers with a header, the target in the last column.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assignmentRules } from '../assignments/registry.js';
import type { PlainParameters } from '../components/contract.js';
import { bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { experts } from '../experts/registry.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { below, normal, stream } from '../math/random.js';
import { median } from '../math/statistics.js';
import { multistart } from '../methods/multistart.js';
import { type Comparison, CPU } from './comparison.js';
import { askPython, findPython } from './peer.js';
import { cpuSeconds } from './timing.js';

/**
 * Regression tables. Of each the least sum of squared errors that is known for k = 2, 3, 4, and what peers reach, measured once
 * elsewhere: k planes by alternation in numpy from 10 and 100 random starts, for k = 3, 4; flexmix, hard, 10 starts, for k = 3.
 */
const known = {
  faithful: { least: [21.80041, 10.3686, 6.461901], ten: [10.369, 7.013], hundred: [10.369, 6.483], flexmix: 11.23 },
  tone: { least: [0.9028888, 0.3778541, 0.1349644], ten: [0.4127, 0.1516], hundred: [0.4127, 0.1516], flexmix: 0.41 },
  quakes: {
    least: [5217496, 2058411, 962125.4],
    ten: [2.181e6, 1.325e6],
    hundred: [2.0588e6, 962506],
    flexmix: 3.339e6,
  },
} as const;
type Name = keyof typeof known;

export const seeds = 20;

type Dense = Task & { readonly x: Matrix };

export const regressionTables = Object.keys(known) as readonly Name[];

/** The greatest sum of squared errors of twenty seeds beside the least that is known, at the default number of starts. */
export async function qualityRows(folder: string): Promise<string[][]> {
  const ours = ['median', 'greatest', 'within .1%', 'CPU s a fit'];
  const rows = [['', 'k', 'least known', ...ours, 'k-plane, 10 starts', 'k-plane, 100', 'flexmix, 10']];
  for (const name of regressionTables) {
    const { task, unit } = standardized(tableOf(folder, name));
    const { ten, hundred, flexmix } = known[name];
    for (const [at, least] of known[name].least.entries()) {
      const found: number[] = [];
      const { seconds } = await cpuSeconds(async () => {
        for (let seed = 0; seed < seeds; seed++) found.push(unit * (await fitted(task, at + 2, seed)).objective);
      });
      const within = found.filter((one) => one <= 1.001 * least).length;
      const told = (value: number | undefined) => (value === undefined ? '' : String(Number(value.toPrecision(5))));
      rows.push([
        ...[name, String(at + 2), told(least), told(median(found)!), told(Math.max(...found))],
        ...[`${within} of ${seeds}`, (seconds / seeds).toFixed(3)],
        ...[told(ten[at - 1]), told(hundred[at - 1]), told(at === 1 ? flexmix : undefined)],
      ]);
    }
  }
  return rows;
}

/** A hundred starts on quakes, and one on a million samples of three planes, from random labels as numpy's. */
export async function speedComparisons(folder: string): Promise<Comparison[]> {
  const plain = { from: 'random', perturbations: 0 };
  const { task } = standardized(tableOf(folder, 'quakes'));
  return [
    ...(await beside('100 starts on quakes, k = 3', task, { ...plain, starts: 100 }, 0.25)),
    ...(await beside('1 start, n = 1e6, d = 10, k = 3', planes(1e6, 10, 3), { ...plain, starts: 1 }, 0.5)),
  ];
}

async function beside(name: string, task: Dense, given: PlainParameters, target: number): Promise<Comparison[]> {
  const k = 3;
  const repeated = [];
  for (let repeat = 0; repeat < 3; repeat++) repeated.push(await cpuSeconds(() => fitted(task, k, repeat, given)));
  const { value } = repeated[0]!;
  const peer = besideNumpy(task, k, given);
  const seconds = median(repeated.map((one) => one.seconds))!;
  const samples = task.x.rows;
  return [
    { name: `${name}; numpy`, unit: CPU, ours: seconds, peer: peer?.seconds ?? null, target, digits: 3 },
    {
      name: '  squared error a sample',
      unit: 'squares',
      ours: value.objective / samples,
      peer: peer === null ? null : peer.objective / samples,
      digits: 5,
    },
    { name: '  iterations', unit: 'count', ours: value.iterations, peer: peer?.iterations ?? null, digits: 0 },
  ];
}

interface Ended {
  readonly objective: number;
  /** Of all starts. */
  readonly iterations: number;
}

async function fitted(task: Dense, k: number, seed: number, given: PlainParameters = {}): Promise<Ended> {
  const parameters = await bindParameters(multistart, given, { assignments: assignmentRules });
  const expert = await load(experts.get('linear'));
  const random = (stage: string) => stream(seed, stage);
  const { log } = multistart.learn({ task, k, expert, keepCourse: false, stream: random }, parameters);
  const iterations = log.starts!.reduce((sum, end) => sum + end.iterations, 0);
  return { objective: task.x.rows * log.history.at(-1)!.loss, iterations };
}

function besideNumpy({ x, y }: Dense, k: number, { starts }: PlainParameters) {
  const found = findPython(['numpy']);
  if ('absent' in found) return null;
  const scratch = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  try {
    const file = join(scratch, 'table');
    const table = new Float64Array(x.rows * (x.cols + 1));
    for (let i = 0; i < x.rows; i++) {
      table.set(x.data.subarray(i * x.cols, (i + 1) * x.cols), i * (x.cols + 1));
      table[i * (x.cols + 1) + x.cols] = y[i]!;
    }
    writeFileSync(file, table);
    const asked = JSON.stringify({ file, columns: x.cols + 1, k, starts });
    return askPython<Ended & { readonly seconds: number }>(found.python, 'own-data.py', [asked], 'one');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function tableOf(folder: string, name: Name): Dense {
  const [, ...lines] = readFileSync(join(folder, `${name}.csv`), 'utf8')
    .trim()
    .split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  const d = rows[0]!.length - 1;
  const x = matrix(rows.length, d, Float64Array.from(rows.flatMap((row) => row.slice(0, d))));
  return { x, y: Float64Array.from(rows, (row) => row[d]!), target: { kind: 'regression' } };
}

/** Every column of mean 0 and variance 1, as a fit to a table sees it, and the squared unit of the target. */
function standardized({ x, y, target }: Dense): { readonly task: Dense; readonly unit: number } {
  const data = x.data.slice();
  for (let t = 0; t < x.cols; t++) scale(data, t, x.cols);
  const values = y.slice();
  const deviation = scale(values, 0, 1);
  return { task: { x: { ...x, data }, y: values, target }, unit: deviation ** 2 };
}

function scale(values: Float64Array, offset: number, stride: number): number {
  const n = values.length / stride;
  let [mean, squares] = [0, 0];
  for (let at = offset; at < values.length; at += stride) mean += values[at]! / n;
  for (let at = offset; at < values.length; at += stride) squares += (values[at]! - mean) ** 2 / n;
  for (let at = offset; at < values.length; at += stride) values[at] = (values[at]! - mean) / Math.sqrt(squares);
  return Math.sqrt(squares);
}

/** Samples of k planes drawn at random, normal noise of .1 on them. */
function planes(n: number, d: number, k: number): Dense {
  const rng = stream('bench', 'planes');
  const data = new Float64Array(n * d);
  for (let at = 0; at < data.length; at++) data[at] = normal(rng);
  const slopes = Float64Array.from({ length: k * (d + 1) }, () => normal(rng));
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const of = below(rng, k) * (d + 1);
    let value = slopes[of + d]! + 0.1 * normal(rng);
    for (let t = 0; t < d; t++) value += slopes[of + t]! * data[i * d + t]!;
    y[i] = value;
  }
  return { x: matrix(n, d, data), y, target: { kind: 'regression' } };
}
