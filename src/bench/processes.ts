/** Whole processes: `moe run` at one job beside the Python reference, in turn, by CPU time (user and system). */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './table.js';

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

/** CPU seconds of a command, by bash's `time`; NaN where it fails. */
function cpuSeconds(command: readonly string[]): number {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" > /dev/null';
  const { stderr, status } = spawnSync('bash', ['-c', script, 'bash', ...command], { encoding: 'utf8' });
  const found = /cpu ([\d.]+) ([\d.]+)/.exec(stderr);
  return status === 0 && found !== null ? Number(found[1]) + Number(found[2]) : Number.NaN;
}

function hasPeer(reference: string): boolean {
  return existsSync(reference) && python() !== undefined;
}

/** The first python3 that has what the reference needs. */
function python(): string | undefined {
  const needs = 'import numpy, scipy, sklearn';
  return ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', needs]).status === 0);
}

export async function processRows(reference: string): Promise<string[][]> {
  const peer = hasPeer(reference) ? python() : undefined;
  const note = peer === undefined ? 'absent (apt-get install python3-numpy python3-scipy python3-sklearn)' : '';
  const rows = [['case', 'ours CPU s', 'peer CPU s', 'ratio', 'target', 'in trials ms', 'runner ms/trial']];
  const empty = median(Array.from({ length: 5 }, () => cpuSeconds(['node', '-e', '0'])));
  for (const entry of cases) {
    const ours: number[] = [];
    const theirs: number[] = [];
    let learning = 0;
    for (let repeat = 0; repeat < entry.repeats; repeat++) {
      const folder = mkdtempSync(join(tmpdir(), 'moe-bench-'));
      const filter = ['--filter', `task=${entry.task}`, '--filter', `method=${entry.method}`];
      const run = [
        'node',
        moe,
        '-q',
        'run',
        'fixed-data',
        '-j',
        '1',
        '--trials',
        String(entry.trials),
        '--out',
        folder,
        ...filter,
      ];
      ours.push(cpuSeconds(run));
      learning = learningSeconds(join(folder, 'fixed-data', 'timings.csv'));
      rmSync(folder, { recursive: true, force: true });
      if (peer === undefined) continue;
      const [task, ...settings] = entry.peer;
      const set = settings.length > 0 ? ['--set', ...settings] : [];
      theirs.push(
        cpuSeconds([
          peer,
          reference,
          '--task',
          task!,
          '--method',
          entry.method,
          '--trials',
          String(entry.trials),
          ...set,
        ]),
      );
    }
    const [us, them] = [median(ours), median(theirs)];
    const overhead = (1000 * (us - learning - empty)) / entry.trials;
    rows.push([
      entry.name,
      us.toFixed(2),
      peer === undefined ? note : them.toFixed(2),
      peer === undefined ? '' : (them / us).toFixed(1),
      `${entry.target}`,
      ((1000 * learning) / entry.trials).toFixed(3),
      overhead.toFixed(3),
    ]);
  }
  rows.push(['an empty Node process', empty.toFixed(2), '', '', '', '', '']);
  return rows;
}

/** Sum of the trials' own times. */
function learningSeconds(path: string): number {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(',') + 1)), 0);
}
