/** Scores of `moe fit` on rows held out, over tables with fixed splits, beside those of peers. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { vocabulary } from '../cli/vocabulary.js';
import { expectedBy, prepare } from '../datasets/prepare.js';
import type { FitReport } from '../fit/contract.js';
import { fitTable } from '../fit/fit-table.js';
import { formulaOf, planOf } from '../fit/plan.js';
import { mean } from '../math/statistics.js';
import { fitThreads } from '../runner/executors/fit-threads.js';
import { readTable } from '../tables/read-table.js';
import { cpuSeconds } from './timing.js';

/**
 * Mean scores of peers over the same five splits, each measured once elsewhere; null where one fails. Their K, of 2, 3, 4, and
 * their variant are the best by the very rows that score them, so they are too good. flexmix mixes its predictions; k-means is
 * the better of clusters of x with a line each, and the alternation of section 4.2 refitted to a softmax gate.
 */
interface Peers {
  readonly target: string;
  readonly parc: number;
  readonly flexmix: number | null;
  readonly kmeans: number;
  /** A large model that explains nothing: boosted trees or a kernel machine. */
  readonly blackBox: number;
  /** What ours is to reach, with its k chosen by training rows alone: the best mixture's less .01. */
  readonly aim: number;
}

const tables: Readonly<Record<string, Peers>> = {
  faithful: { target: 'eruptions', parc: 0.895, flexmix: 0.886, kmeans: 0.884, blackBox: 0.896, aim: 0.885 },
  quakes: { target: 'depth', parc: 0.828, flexmix: 0.847, kmeans: 0.801, blackBox: 0.888, aim: 0.83 },
  tone: { target: 'tuned', parc: 0.31, flexmix: 0.308, kmeans: 0.308, blackBox: 0.087, aim: 0.3 },
  vehicle: { target: 'Class', parc: 0.828, flexmix: null, kmeans: 0.818, blackBox: 0.806, aim: 0.818 },
};

export const splitTables = Object.keys(tables);

const splits = ['split0', 'split1', 'split2', 'split3', 'split4'];

/** A row a table: means over the splits of `moe fit --experts 2..4 --validate NAME.splits.csv:SPLIT`, and its CPU seconds. */
export async function heldOutRows(folder: string): Promise<string[][]> {
  const ours = ['mixture', 'one expert', 'tree', 'k-means', 'CPU s a split'];
  const theirs = ['PyPARC', 'flexmix', 'their k-means', 'their black box'];
  const rows = [['', 'score', ...ours, ...theirs, 'aim']];
  for (const [name, { target, aim, ...peers }] of Object.entries(tables)) {
    const found: NonNullable<FitReport['held']>[] = [];
    let metric = '';
    const { seconds } = await cpuSeconds(async () => {
      for (const split of splits) {
        const report = await fitted(folder, name, target, split);
        metric = report.metric === 'r2' ? 'R2' : report.metric;
        found.push(report.held!);
      }
    });
    const scores = (['test', 'single', 'tree', 'kmeans'] as const).map(
      (way) => mean(found.map((of) => of[way].value))!,
    );
    const known = [peers.parc, peers.flexmix, peers.kmeans, peers.blackBox, aim];
    rows.push([
      ...[name, metric, ...scores.map((value) => value.toFixed(3)), (seconds / splits.length).toFixed(1)],
      ...known.map((value) => (value === null ? 'fails' : value.toFixed(3))),
    ]);
  }
  return rows;
}

async function fitted(folder: string, name: string, target: string, split: string): Promise<FitReport> {
  const [file, marks] = [join(folder, `${name}.csv`), join(folder, `${name}.splits.csv`)];
  const request = { target, experts: '2..4', validate: `${marks}:${split}` };
  const { frame } = await readTable(file, expectedBy({ formula: formulaOf(request) }, file));
  const plan = planOf(request, frame, vocabulary);
  const prepared = prepare(frame, file, plan, vocabulary.experts.get(plan.expert.name).target);
  const { frame: marked } = await readTable(marks);
  const threads = fitThreads({ jobs: availableParallelism(), used: [], until: Number.POSITIVE_INFINITY });
  try {
    return (await fitTable(prepared, plan, vocabulary, {}, marked, threads)).report;
  } finally {
    await threads.end();
  }
}
