/** What a run says of itself in run.json. */
import { readFileSync, realpathSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../errors.js';
import { type Behavior, behaviorFrom } from '../experiment/behavior.js';
import type { Status } from '../experiment/contract.js';
import type { Used } from '../experiment/outside.js';
import type { MachineRun, Run } from '../results/provenance.js';
import { sha256 } from '../tables/file.js';
import type { Plan, RunRequest } from './plan.js';

/** What `npm run build` writes to dist/build.json. */
export interface Build {
  readonly version: string;
  /** One digest of all that follow. */
  readonly code: string;
  /** Digests of the code of `core`, which runs any trial, and of each component, by `registry/name`. */
  readonly behavior: Readonly<Record<string, string>>;
}

/** @throws InputError where there is no whole build. */
export function readBuild(url: URL): Build {
  try {
    return JSON.parse(readFileSync(url, 'utf8')) as Build;
  } catch {
    throw new InputError('dist/ holds no whole build: run make build');
  }
}

/** Digests of the code of all components: of the build, and of files that are used. */
export function behaviorWith({ behavior }: Build, used: readonly Used[]): Behavior {
  return behaviorFrom(Object.assign({}, behavior, ...used.map((one) => one.behavior)));
}

/**
 * A spec without saying anything of this machine: its path below the current folder, or its bare name where it lies
 * elsewhere; and a digest of the way to it from the results folder, which is another one for another file, and the same
 * when a project is moved as a whole.
 */
export function sourceOf(path: string, text: string, folder: string): Run['spec'] {
  const local = relative('.', path).replaceAll('\\', '/');
  const below = !local.startsWith('..') && !isAbsolute(local);
  const way = relative(realPath(resolve(folder)), realPath(resolve(path))).replaceAll('\\', '/');
  return { file: below ? local : basename(path), place: sha256(way).slice(0, 16), digest: sha256(text) };
}

/** Through links, as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

export interface Provenance {
  readonly build: Build;
  readonly used: readonly Used[];
  readonly jobs: number;
  readonly started: Date;
  /** CPU time of the run so far, seconds. */
  readonly cpuSeconds: () => number;
  /** A clock for the end of the run. */
  readonly now: () => Date;
}

/** What a run was asked for. */
export function askedFor({ spec, source, filter, trials, seedGiven }: RunRequest) {
  const { tasks, methods, sweeps } = spec;
  return {
    experiment: spec.name,
    title: spec.title,
    spec: source,
    seed: spec.seed,
    options: {
      filter: copied<Record<string, string[]>>(filter),
      trials: trials ?? null,
      seed: seedGiven ? spec.seed : null,
    },
    settings: copied<NonNullable<Run['settings']>>({ tasks, methods, sweeps }),
  };
}

/** What came of a run. */
export interface Ended {
  readonly counts: Readonly<Record<Status, number>>;
  /** Trials computed in this run. */
  readonly computed: number;
  /** Who computed them, where it was not this process. */
  readonly machines: readonly MachineRun[];
  /** All who computed trials of the grid, in this run or before; nobody where it was this process alone. */
  readonly known?: readonly MachineRun[];
}

/** @param files digests of the run's other files, by their names. */
export function runOf(
  provenance: Provenance,
  { request, cells, trials: all }: Plan,
  { counts, computed, machines, known = machines }: Ended,
  files: Readonly<Record<string, string>>,
): Run {
  const { build, used, jobs, started } = provenance;
  const byMachines = machines.reduce((sum, machine) => sum + machine.trials, 0);
  const byRun = machines.length === 0 ? computed : Math.min(all.length, byMachines);
  const own = { jobs, started: started.toISOString(), ...spanOf(provenance) };
  return {
    ...askedFor(request),
    files: copied(files),
    grid: { cells: cells.length, trials: all.length },
    status: counts,
    trials: { computed: byRun, fromJournal: all.length - byRun },
    moe: { version: build.version, code: build.code },
    ...(used.length === 0
      ? {}
      : { use: used.map(({ file, digest, behavior }) => ({ file, digest, components: Object.keys(behavior) })) }),
    node: process.versions.node,
    v8: process.versions.v8,
    machine: machineHere(),
    timeoutSeconds: request.spec.timeout,
    ...(known.length === 0 ? own : { ...together(known), machines: [...known] }),
  };
}

/** This machine, as run.json has it. */
export function machineHere(): Run['machine'] {
  return {
    platform: platform(),
    arch: arch(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
}

/** When a run ends that ends now, and what it took. */
export function spanOf({ started, now, cpuSeconds }: Provenance) {
  const ended = now();
  return { ended: ended.toISOString(), wallSeconds: secondsBetween(started, ended), cpuSeconds: cpuSeconds() };
}

/** What machines took together: from the first start to the last end, whenever each of them was at work. */
function together(machines: readonly MachineRun[]) {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  // A shard that was killed went on elsewhere: its threads count once.
  const shards = new Map(machines.flatMap(({ shard, jobs }) => (shard === undefined ? [] : [[shard, jobs]])));
  const started = machines.map((one) => one.started).reduce((a, b) => (a < b ? a : b));
  const ended = machines.flatMap((one) => one.ended ?? []).reduce((a, b) => (a > b ? a : b), started);
  return {
    ...{ jobs: sum([...shards.values()]) + mostAtOnce(machines), started, ended },
    wallSeconds: secondsBetween(new Date(started), new Date(ended)),
    cpuSeconds: sum(machines.map((one) => one.cpuSeconds ?? 0)),
  };
}

/** Threads of workers of a queue, at the moment when there were the most: one worker may take the place of another. */
function mostAtOnce(machines: readonly MachineRun[]): number {
  const workers = machines.filter(({ shard }) => shard === undefined);
  const at = workers.map(({ started }) =>
    workers.reduce((sum, one) => {
      const there = one.started <= started && started <= (one.ended ?? one.started);
      return there ? sum + one.jobs : sum;
    }, 0),
  );
  return Math.max(0, ...at);
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

/** The text of run.json. */
export const runJson = (run: Run): string => `${JSON.stringify(run, null, 2)}\n`;

/** As JSON has it. */
function copied<T>(value: object): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
