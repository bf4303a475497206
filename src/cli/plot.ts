/** `moe plot`: the figures that each spec declares, from its results folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSummaries } from '../charts/agreement.js';
import { drawExperiment, type Format } from '../charts/draw.js';
import { InputError } from '../errors.js';
import type { Spec } from '../experiment/contract.js';
import { readSpec } from '../experiment/spec.js';
import { readResults } from '../results/folder.js';
import { findExperiment, listExperiments } from './experiments.js';
import type { GlobalOptions } from './options.js';
import { vocabulary } from './vocabulary.js';

export interface PlotOptions extends GlobalOptions {
  readonly results: string;
  readonly out: string;
  readonly quick?: boolean;
  readonly format: readonly Format[];
}

/** An experiment to draw. */
interface Source {
  readonly spec: Spec;
  /** The spec's file. */
  readonly path: string;
  /** The results folder. */
  readonly folder: string;
  /** What makes the results, as the user would type it. */
  readonly command: string;
}

/**
 * Draws, prints each file's path on stdout, and returns the exit code. All results are checked before any is drawn.
 * @throws InputError for a spec without figures, and results that are missing, another spec's or not whole.
 */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const sources =
    names.length > 0
      ? [...new Set(names)].map((name) => sourceOf(name, findExperiment(name), options))
      : [...listExperiments()]
          .map(([name, path]) => sourceOf(name, path, options))
          .filter(({ spec, folder }) => spec.figures.length > 0 && existsSync(folder));
  if (sources.length === 0) {
    throw new InputError(`no experiment has results in ${options.results}/; moe run makes them`);
  }
  for (const source of sources) check(source);
  for (const { spec, folder, command } of sources) {
    for (const file of await drawExperiment(folder, options.out, spec.figures, command, options.format)) {
      if (!options.quiet) process.stdout.write(`${file}\n`);
    }
  }
  return 0;
}

function sourceOf(name: string, path: string, { results, quick = false }: PlotOptions): Source {
  const { spec } = readSpec(path, vocabulary, { quick });
  const words = [
    'moe',
    'run',
    name,
    ...(quick ? ['--quick'] : []),
    ...(results === 'results' ? [] : ['--out', results]),
  ];
  return { spec, path, folder: join(results, spec.name), command: words.map(quoted).join(' ') };
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function check({ spec, path, folder, command }: Source): void {
  if (spec.figures.length === 0) throw new InputError(`no figures in ${path}`);
  const trials = join(folder, 'trials.csv');
  if (!existsSync(trials)) {
    const missing = existsSync(folder) ? trials : folder;
    throw new InputError(`no results of ${spec.name}: ${missing} is missing; \`${command}\` makes it`);
  }
  checkOwner(folder, spec.name);
  const results = readResults(folder, spec);
  if (results.rows.length === 0) throw new InputError(`${trials} has no trials; \`${command}\` makes it anew`);
  checkSummaries(results, spec.tasks, command);
}

/** Experiments may share the names of tasks and methods, as a quick run does with the full one: run.json tells them apart. */
function checkOwner(folder: string, name: string): void {
  const path = join(folder, 'run.json');
  if (!existsSync(path)) return;
  const owner = experimentOf(readFileSync(path, 'utf8'));
  if (owner === undefined) throw new InputError(`${path} does not say of which experiment it is`);
  if (owner !== name) throw new InputError(`${folder} holds results of ${owner}, not of ${name}`);
}

function experimentOf(text: string): string | undefined {
  try {
    const { experiment } = JSON.parse(text) as { experiment?: unknown };
    return typeof experiment === 'string' ? experiment : undefined;
  } catch {
    return undefined;
  }
}
