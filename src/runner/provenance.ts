/** run.json: where results come from. It holds times, so it is not among the files with the same bytes every time. */
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { InputError } from '../errors.js';
import type { Status } from '../experiment/contract.js';
import type { Plan } from './plan.js';

/** What `npm run build` writes to dist/build.json. */
export interface Build {
  readonly version: string;
  /** Digest of all code that a trial runs. */
  readonly code: string;
}

/** @throws InputError where there is no whole build. */
export function readBuild(url: URL): Build {
  try {
    return JSON.parse(readFileSync(url, 'utf8')) as Build;
  } catch {
    throw new InputError('dist/ holds no whole build: run make build');
  }
}

export interface Provenance {
  readonly build: Build;
  readonly jobs: number;
  readonly timeout: number;
  readonly started: Date;
  /** A clock for the end of the run. */
  readonly now: () => Date;
}

export function runJson(
  { build, jobs, timeout, started, now }: Provenance,
  { request, cells, trials: all }: Plan,
  counts: Readonly<Record<Status, number>>,
  computed: number,
): string {
  const { spec, source, filter, trials, seedGiven } = request;
  const ended = now();
  const { user, system } = process.cpuUsage();
  const run = {
    experiment: spec.name,
    title: spec.title,
    spec: source,
    seed: spec.seed,
    options: { filter, trials: trials ?? null, seed: seedGiven ? spec.seed : null },
    grid: { cells: cells.length, trials: all.length },
    status: counts,
    trials: { computed, fromJournal: all.length - computed },
    moe: build,
    node: process.versions.node,
    v8: process.versions.v8,
    machine: {
      platform: platform(),
      arch: arch(),
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    jobs,
    timeoutSeconds: timeout,
    started: started.toISOString(),
    ended: ended.toISOString(),
    wallSeconds: (ended.getTime() - started.getTime()) / 1000,
    cpuSeconds: (user + system) / 1e6,
  };
  return `${JSON.stringify(run, null, 2)}\n`;
}
