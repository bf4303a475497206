/** Whole processes: `moe run` at one job beside the Python reference, in turn, by CPU time (user and system). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findExperiment } from '../cli/experiments.js';
import { vocabulary } from '../cli/vocabulary.js';
import { runtime } from '../experiment/behavior.js';
import { cellsOf } from '../experiment/grid.js';
import { readSpec } from '../experiment/spec/read.js';
import { trialRunner } from '../experiment/trial.js';
import { trialsOf } from '../experiment/trials.js';
import { median as middle } from '../math/statistics.js';
import { filesIn, openResults } from '../results/results.js';
import { dataFiles } from '../tables/file.js';
import { findPython, scientific } from './peer.js';

const median = (values: readonly number[]): number => middle(values) ?? Number.NaN;
const moe = fileURLToPath(new URL('../bin/moe.js', import.meta.url));

interface Case {
  readonly name: string;
  readonly task: string;
  readonly method: string;
  readonly trials: number;
  readonly repeats: number;
  /** What the reference calls the task, and its settings. */
  readonly peer: readonly string[];
  readonly target: number;
}

const cases: readonly Case[] = [
  {
    name: 'regression argmin',
    task: 'piecewise-linear',
    method: 'argmin',
    trials: 1000,
    repeats: 5,
    peer: ['regression', 'N=90'],
    target: 5,
  },
  {
    name: 'regression softmax',
    task: 'piecewise-linear',
    method: 'softmax',
    trials: 1000,
    repeats: 3,
    peer: ['regression', 'N=90'],
    target: 10,
  },
  { name: 'smile argmin', task: 'smile', method: 'argmin', trials: 1000, repeats: 1, peer: ['smile'], target: 2 },
  { name: 'smile softmax', task: 'smile', method: 'softmax', trials: 1000, repeats: 1, peer: ['smile'], target: 2 },
];

/** The flags of one cell and its trials. */
function cellOf(task: string, method: string, trials: number): string[] {
  return ['--filter', `task=${task}`, '--filter', `method=${method}`, '--trials', String(trials)];
}

/** CPU seconds of a command in a folder, by bash's `time`; NaN where it fails. */
function cpuSeconds(command: readonly string[], cwd = '.'): number {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" > /dev/null';
  const { stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8', cwd });
  const found = /cpu ([\d.]+) ([\d.]+)/.exec(stderr);
  return status === 0 && found !== null ? Number(found[1]) + Number(found[2]) : Number.NaN;
}

/** CPU seconds of one run of the case at one job, start-up included, and the wall seconds its trials spent learning. */
function runCase({ task, method }: Case, trials: number): { cpu: number; learning: number } {
  const folder = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  const cell = cellOf(task, method, trials);
  const cpu = cpuSeconds(['node', moe, '-q', 'run', 'fixed-data', '-j', '1', '--out', folder, ...cell]);
  const timings = openResults(filesIn(join(folder, 'fixed-data'))).lines('timings.csv');
  rmSync(folder, { recursive: true, force: true });
  return { cpu, learning: timings.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) };
}

function runPeer(python: string, reference: string, { method, trials, peer: [task, ...settings] }: Case): number {
  const set = settings.length > 0 ? ['--set', ...settings] : [];
  return cpuSeconds([python, reference, '--task', task!, '--method', method, '--trials', String(trials), ...set]);
}

/**
 * A row per case, ours and theirs in turn. What a further trial costs is the slope from a tenth of the trials to all of
 * them, so that start-up is not in it; the runner's part of it is the slope less the time spent learning.
 */
export function processRows(reference: string): string[][] {
  const found = findPython(scientific);
  const peer = existsSync(reference) && 'python' in found ? found.python : undefined;
  const rows = [['case', 'ours CPU s', 'peer CPU s', 'ratio', 'target', 'a further trial ms', 'of it learning ms']];
  for (const entry of cases) {
    const [ours, theirs, slopes, learning]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let repeat = 0; repeat < entry.repeats; repeat++) {
      const [few, all] = [runCase(entry, entry.trials / 10), runCase(entry, entry.trials)];
      ours.push(all.cpu);
      slopes.push((1000 * (all.cpu - few.cpu)) / (0.9 * entry.trials));
      learning.push((1000 * (all.learning - few.learning)) / (0.9 * entry.trials));
      if (peer !== undefined) theirs.push(runPeer(peer, reference, entry));
    }
    const [us, them] = [median(ours), median(theirs)];
    const beside = peer === undefined ? ['absent', ''] : [them.toFixed(2), (them / us).toFixed(1)];
    const parts = [median(slopes).toFixed(3), median(learning).toFixed(3)];
    rows.push([entry.name, us.toFixed(2), ...beside, String(entry.target), ...parts]);
  }
  const empty = median(Array.from({ length: 5 }, () => cpuSeconds(['node', '-e', '0'])));
  rows.push(['an empty Node process', empty.toFixed(2), '', '', '', '', '']);
  return rows;
}

/** What is started, and how many times an empty Node process it may cost. */
const starts: readonly { readonly name: string; readonly words: readonly string[]; readonly target: number }[] = [
  { name: 'moe --help', words: ['--help'], target: 1.4 },
  { name: 'moe list', words: ['list'], target: 3 },
  {
    name: 'moe run, one trial',
    words: ['run', 'fixed-data', ...cellOf('piecewise-linear', 'argmin', 1), '--fresh'],
    target: 4.5,
  },
];
const rounds = 11;

/** A row per command: its CPU time over that of an empty Node process, which takes turns with it; medians. */
export function startUpRows(): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  const taken = Array.from({ length: rounds }, () => {
    const empty = cpuSeconds(['node', '-e', '0']);
    const ours = starts.map(({ words }) => cpuSeconds(['node', moe, ...words], folder));
    return { empty, ours };
  });
  rmSync(folder, { recursive: true, force: true });
  const rows = starts.map(({ name, target }, i) => [
    name,
    (1000 * median(taken.map(({ ours }) => ours[i]!))).toFixed(0),
    median(taken.map(({ ours, empty }) => ours[i]! / empty)).toFixed(2),
    String(target),
  ]);
  const empty = (1000 * median(taken.map((round) => round.empty))).toFixed(0);
  return [['', 'CPU ms', 'over an empty process', 'target'], ...rows, ['an empty Node process', empty, '1', '']];
}

const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

export async function memoryRows(): Promise<string[][]> {
  const { spec } = readSpec(findExperiment('fixed-data'), vocabulary, {});
  const filter = { task: ['smile'], method: ['argmin'] };
  const trials = trialsOf(spec, cellsOf(spec, vocabulary, { filter, trials: 1000 }), vocabulary, {
    runtime,
    digestOf: () => '',
  });
  const runner = trialRunner(vocabulary, () => performance.now(), dataFiles);
  const rows = [['after trials', 'heap MiB', 'external MiB', 'resident MiB']];
  for (const [index, trial] of [...trials].entries()) {
    await runner.run(trial);
    if (![50, 500, 999].includes(index)) continue;
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    rows.push([String(index + 1), mib(heapUsed), mib(external), mib(rss)]);
  }
  return rows;
}
