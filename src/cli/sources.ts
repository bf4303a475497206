/** Experiments with their results folders, for the commands that look at results. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.js';
import type { Spec } from '../experiment/contract.js';
import { readSpec } from '../experiment/spec/read.js';
import { type Run, runOf } from '../results/provenance.js';
import { type Results, readResults } from '../results/results.js';
import { findExperiment, listExperiments } from './experiments.js';
import type { Vocabulary } from './vocabulary.js';

export interface SourceOptions {
  /** The folder that holds the results of all experiments. */
  readonly results: string;
  readonly quick?: boolean;
}

/** An experiment and where its results lie, be they there or not. */
export interface Source {
  readonly spec: Spec;
  /** The spec's file. */
  readonly path: string;
  /** The spec's text. */
  readonly text: string;
  /** The results folder. */
  readonly folder: string;
  /** What makes the results, as the user would type it. */
  readonly command: string;
}

/** Results that were read and belong to the spec. */
export interface OpenSource extends Source {
  readonly results: Results;
  readonly run: Run;
}

/**
 * The experiments named, or all under experiments/ that have results.
 * @throws InputError for a name that is none, and where there is no result at all.
 */
export function sourcesOf(names: readonly string[], options: SourceOptions, vocabulary: Vocabulary): Source[] {
  if (names.length > 0)
    return [...new Set(names)].map((name) => sourceOf(name, findExperiment(name), options, vocabulary));
  const found = [...listExperiments()]
    .map(([name, path]) => sourceOf(name, path, options, vocabulary))
    .filter(({ folder }) => existsSync(folder));
  if (found.length > 0) return found;
  throw new InputError(`no experiment has results in ${options.results}/; moe run makes them`);
}

/** @throws InputError for a spec that cannot be read. */
export function sourceOf(
  name: string,
  path: string,
  { results, quick = false }: SourceOptions,
  vocabulary: Vocabulary,
): Source {
  const { spec, source } = readSpec(path, vocabulary, { quick });
  const words = [
    'moe',
    'run',
    name,
    ...(quick ? ['--quick'] : []),
    ...(results === 'results' ? [] : ['--out', results]),
  ];
  const command = words.map(quoted).join(' ');
  return { spec, path, text: source.text, folder: join(results, spec.name), command };
}

/**
 * Reads the results of a source.
 * @throws InputError for results that are missing, empty, malformed or of another experiment, with the command that
 * makes them.
 */
export function openSource(source: Source): OpenSource {
  const { spec, folder, command } = source;
  const trials = join(folder, 'trials.csv');
  if (!existsSync(trials)) {
    const missing = existsSync(folder) ? trials : folder;
    throw new InputError(`no results of ${spec.name}: ${missing} is missing; \`${command}\` makes it`);
  }
  const run = runOf(folder, spec.name);
  const results = readResults(folder, spec);
  if (results.rows.length === 0) throw new InputError(`${trials} has no trials; \`${command}\` makes it anew`);
  return { ...source, results, run };
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
