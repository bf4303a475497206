/** Experiments with their results folders, for the commands that look at results. */
import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { registryOf } from '../components/kinds.js';
import { InputError } from '../errors.js';
import { columnsOf } from '../experiment/catalog.js';
import type { Spec } from '../experiment/contract.js';
import { cellsOf, wholeGrid } from '../experiment/grid.js';
import { readSpec } from '../experiment/spec/read.js';
import { parseSource, readSource } from '../experiment/spec/source.js';
import { exactly, type Same, within } from '../guard/differences.js';
import { verified } from '../guard/verify.js';
import { type Run, readRun } from '../results/provenance.js';
import { type Results, readResults, runOf } from '../results/results.js';
import type { Derived, DerivedTable } from '../results/write.js';
import { quoted } from '../shell.js';
import { type Asked, commandFor } from './ending.js';
import { findExperiment, listExperiments } from './experiments.js';
import type { UseOptions } from './options.js';
import type { Vocabulary } from './vocabulary.js';

export interface SourceOptions extends UseOptions {
  /** The folder that holds the results of all experiments. */
  readonly results: string;
  readonly quick?: boolean;
}

/** An experiment and where its results lie, be they there or not. */
export interface Source {
  /** How the user names it: a name, or a path. */
  readonly called: string;
  readonly spec: Spec;
  /** What the spec's names stand for. */
  readonly vocabulary: Vocabulary;
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
export function sourceOf(name: string, path: string, options: SourceOptions, vocabulary: Vocabulary): Source {
  const { results, quick = false } = options;
  const { spec, source } = readSpecFor(path, vocabulary, results, quick);
  const folder = join(results, spec.name);
  return {
    called: name,
    spec,
    vocabulary,
    path,
    text: source.text,
    folder,
    command: commandFor('run', askedFor([name], options), '--out'),
  };
}

/** What a user asked for, to be said again. */
export function askedFor(names: readonly string[], { results, quick, use }: SourceOptions): Asked {
  return { names, folder: results, ...(quick && { quick }), ...(use && { use }) };
}

/**
 * The spec in a file.
 * @param results the folder of all results. Where those of the spec were made with components from outside that are not
 * there now, a message tells of it.
 * @throws InputError for a spec that cannot be read.
 */
export function readSpecFor(path: string, vocabulary: Vocabulary, results: string, quick = false) {
  try {
    return readSpec(path, vocabulary, { quick });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const hint = missingUse(path, vocabulary, results, quick);
    throw hint === '' ? error : new InputError(`${error.message}\n${hint}`);
  }
}

function missingUse(path: string, vocabulary: Vocabulary, results: string, quick: boolean): string {
  try {
    const { name } = parseSource(readSource(path)).data as { readonly name: string };
    const folder = join(results, quick ? `${name}-quick` : name);
    const lacks = (component: string) => {
      const [kind, called] = component.split('/') as [string, string];
      return !registryOf(kind, vocabulary).all.some((one) => one.name === called);
    };
    const missing = (readRun(folder)?.use ?? []).filter(({ components }) => components.some(lacks));
    if (missing.length === 0) return '';
    const flags = missing.map(({ file }) => `--use ${quoted(file)}`).join(' ');
    return `${folder} was made with components from outside: add ${flags}`;
  } catch {
    return '';
  }
}

/**
 * Reads the results of a source.
 * @param asFound also where a file is not the one that run.json lists.
 * @throws InputError for results that are missing, empty, malformed or of another experiment, with the command that
 * makes them.
 */
export function openSource(source: Source, asFound = false): OpenSource {
  const { spec, folder, command } = source;
  const trials = join(folder, 'trials.csv');
  if (!existsSync(trials)) {
    const missing = existsSync(folder) ? trials : folder;
    throw new InputError(`no results of ${spec.name}: ${missing} is missing; \`${command}\` makes it`);
  }
  const results = readResults(folder, spec, asFound);
  const run = runOf(results, spec.name);
  if (results.rows.length === 0) throw new InputError(`${trials} has no trials; \`${command}\` makes it anew`);
  return { ...source, results, run };
}

/** How far apart numbers may be that were computed on another architecture, or by another major version of Node. */
const roundingTolerance = 1e-6;

/** How results are held against what is computed here: to the last digit, where the same is to be expected. */
export function comparisonWith(
  { node, machine }: Run,
  tolerance = roundingTolerance,
): { readonly exact: boolean; readonly same: Same } {
  const exact = node.split('.')[0] === process.versions.node.split('.')[0] && machine.arch === arch();
  return { exact, same: exact ? exactly : within(tolerance) };
}

/**
 * What follows from the trials of a source.
 * @param tables the derived tables that must say the same; all when absent.
 * @throws InputError, naming file, line and column, for a cell that no row supports.
 */
export function derivedOf(
  { results, spec, run, command }: OpenSource,
  vocabulary: Vocabulary,
  tables?: readonly DerivedTable[],
): Derived {
  const { same } = comparisonWith(run);
  const metrics = columnsOf([spec], vocabulary);
  const { trials } = run.options;
  const cells = cellsOf(spec, vocabulary, trials === null ? {} : { trials });
  return verified({ results, spec, cells, grid: wholeGrid(spec, vocabulary), metrics, same }, command, tables);
}
