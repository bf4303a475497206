/** What a trial costs beside itself: in the pool's lanes, in a run as a whole, and through a queue with its workers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { knownWith } from '../cli/vocabulary.js';
import { cellsOf } from '../experiment/grid.js';
import { readSpec } from '../experiment/spec/read.js';
import { trialsOf } from '../experiment/trials.js';
import { type Run, readRun } from '../results/provenance.js';
import { executorFor } from '../runner/executors/executor.js';
import { behaviorWith, readBuild } from '../runner/provenance.js';
import { milliseconds, nothingFolder } from './nothing.js';
import { startRedis } from './redis.js';

const moe = fileURLToPath(new URL('../bin/moe.js', import.meta.url));

/** A trial, with whatever computes it, milliseconds. */
interface PerTrial {
  readonly wall: number;
  readonly cpu: number;
}

const rowOf = (name: string, { wall, cpu }: PerTrial): string[] => [name, wall.toFixed(3), cpu.toFixed(3)];

/** A row for each kind and number of lanes, with trials that take nothing, and one for a run with its journal and tables. */
export async function poolRows(trials: number): Promise<string[][]> {
  const folder = nothingFolder();
  const use = join(folder, 'nothing.mjs');
  const build = readBuild(new URL('./build.json', import.meta.url));
  const { vocabulary, used } = await knownWith([use]);
  const { spec } = readSpec(join(folder, 'takes-0.yaml'), vocabulary, {});
  const all = trialsOf(spec, cellsOf(spec, vocabulary, { trials }), vocabulary, behaviorWith(build, used));
  const rows = [['', 'wall ms', 'CPU ms']];
  for (const processes of [false, true]) {
    for (const jobs of [1, 2]) {
      const executor = executorFor({ jobs, build, used, processes });
      const cpuOf = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 + executor.cpuSeconds!();
      const { signal } = new AbortController();
      // Once before, that what is measured has started.
      for (let round = 0; round < 2; round++) {
        const [began, before] = [performance.now(), cpuOf()];
        await executor.run(all, () => undefined, signal);
        const each = { wall: (performance.now() - began) / trials, cpu: (1000 * (cpuOf() - before)) / trials };
        if (round === 1) rows.push(rowOf(`${jobs} ${processes ? 'processes' : 'threads'}`, each));
      }
      await executor.close();
    }
  }
  const run = start(
    ['run', 'takes-0.yaml', '--trials', String(trials), '-j', '2', '--use', './nothing.mjs', '-q'],
    folder,
  );
  const { peak } = await run.ended;
  const { wallSeconds, cpuSeconds } = provenanceIn(folder, 0);
  const each = { wall: (1000 * wallSeconds) / trials, cpu: (1000 * cpuSeconds) / trials };
  rows.push(rowOf(`moe run -j 2, at most ${peak} MiB`, each));
  rmSync(folder, { recursive: true });
  return rows;
}

const workers: readonly number[] = [1, 2, 4, 8];

/**
 * A row for each number of worker processes of one lane: trials a second, and what a trial costs beside itself, which is
 * the time of all cores in use, a trial, less that of the trial.
 */
export async function queueRows(trials: number): Promise<string[][]> {
  const folder = nothingFolder();
  const redis = await startRedis(folder);
  const use = ['--use', './nothing.mjs', '--queue', redis.url, '-q'];
  const titles = ['trials of', 'how many', 'workers', 'seconds', 'trials / s', 'ms beside'];
  const rows = [[...titles, "workers' CPU ms a trial", "coordinator's", 'its MiB']];
  const tables = new Map<number, string>();
  for (const ms of milliseconds) {
    const count = ms === 0 ? trials : trials / 4;
    for (const number of workers) {
      const working = Array.from({ length: number }, () => start(['worker', '-j', '1', ...use], folder));
      const began = performance.now();
      const run = start(['run', `takes-${ms}.yaml`, '--trials', String(count), '--fresh', ...use], folder);
      const { peak, cpu } = await run.ended;
      const seconds = (performance.now() - began) / 1000;
      for (const { child, ended } of working) {
        child.kill();
        await ended;
      }
      const table = readFileSync(join(folder, `results/takes-${ms}/trials.csv`), 'utf8');
      if (table !== (tables.get(ms) ?? table))
        throw new Error(`${number} workers made another trials.csv than 1 worker`);
      tables.set(ms, table);
      const beside = (1000 * seconds * Math.min(number, availableParallelism())) / count - ms;
      const { cpuSeconds } = provenanceIn(folder, ms);
      const each = [beside, (1000 * cpuSeconds) / count, (1000 * cpu) / count].map((value) => value.toFixed(2));
      const told = [seconds.toFixed(1), (count / seconds).toFixed(0), ...each, String(peak)];
      rows.push([`${ms} ms`, String(count), String(number), ...told]);
    }
  }
  await redis.end();
  rmSync(folder, { recursive: true });
  return rows;
}

function provenanceIn(folder: string, ms: number): Run {
  return readRun(join(folder, `results/takes-${ms}`))!;
}

/** Ticks a second in which the kernel counts CPU time. */
const ticks = 100;

/** Starts moe; it ends with its greatest resident memory (MiB) and its CPU time (seconds), where the system tells (Linux). */
function start(words: readonly string[], cwd: string) {
  const child = spawn(process.execPath, [moe, ...words], { cwd, stdio: 'ignore' });
  let [peak, cpu] = [Number.NaN, Number.NaN];
  const look = setInterval(() => {
    try {
      const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ');
      cpu = (Number(fields[13]) + Number(fields[14])) / ticks;
      if (kib !== undefined) peak = Math.round(Number(kib) / 1024);
    } catch {
      // It has ended, or this is another system.
    }
  }, 100);
  const ended = once(child, 'exit').then(() => {
    clearInterval(look);
    return { peak, cpu };
  });
  return { child, ended };
}
