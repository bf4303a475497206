/** `moe trace`: one trial step by step, on the terminal, as JSON or as a page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean, InputError, shown } from '../../errors.js';
import type { Catalog } from '../../experiment/catalog.js';
import type { Cell, Row, Spec } from '../../experiment/contract.js';
import { cellId, cellsOf } from '../../experiment/grid.js';
import { traceOf } from '../../experiment/trace.js';
import { writeAtomically } from '../../results/atomic.js';
import { filesIn, openResults, runOf } from '../../results/results.js';
import { quoted } from '../../shell.js';
import { commandFor } from '../ending.js';
import { findExperiment } from '../experiments.js';
import type { GlobalOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { askedFor, type SourceOptions, sourceOf } from '../sources.js';
import { knownWith } from '../vocabulary.js';
import { type Committed, differences, traceDocument } from './document.js';

export interface TraceOptions extends GlobalOptions, SourceOptions {
  readonly task?: string;
  readonly method?: string;
  readonly at?: Readonly<Record<string, string>>;
  readonly trial: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Of what `--json` prints; a field that is added does not change it. */
const jsonVersion = 1;

/**
 * Runs the trial, shows it, and returns the exit code: that a run of it would have.
 * @throws InputError for a trial that the grid does not have, results that cannot be read and an `--out` that cannot
 * be written.
 */
export async function trace(name: string, options: TraceOptions): Promise<number> {
  const { out, json, quiet, at = {} } = options;
  if (out !== undefined && !/\.html?$/i.test(out)) {
    throw new InputError(`--out must be a file that ends with .html; got ${shown(out)}`);
  }
  const { vocabulary } = await knownWith(options.use);
  const { spec, folder } = sourceOf(name, findExperiment(name), options, vocabulary);
  const found = await traceOf(spec, cellFor(spec, { ...options, at }, vocabulary), options.trial, vocabulary);
  const committed = committedOf(folder, spec.name, found.row);
  if (out !== undefined) {
    const { tracePage } = await import('../../report/trace-page.js');
    writeAtomically(out, tracePage(found));
  }
  const page = `${commandFor('trace', askedFor([name], options))} ${flagsOf(found.row)} --out trial.html`;
  const told =
    out === undefined ? { next: [[page, 'writes a page that steps through it'] as const] } : { wrote: [out] };
  if (json) printJson({ version: jsonVersion, ...found, committed });
  else if (!quiet) print(traceDocument(found, committed, told), options);
  return found.row.status === 'failed' ? exit.someFailed : exit.ok;
}

/** The flags that name a trial. */
function flagsOf({ task, method, sweep, trial }: Row): string {
  const at = Object.entries(sweep).flatMap(([key, value]) => ['--at', `${key}=${value}`]);
  return ['--task', task, '--method', method, ...at, '--trial', String(trial)].map(quoted).join(' ');
}

/** What the results at hand say of the trial. @throws InputError for results of another experiment. */
function committedOf(folder: string, experiment: string, row: Row): Committed {
  const file = join(folder, 'trials.csv');
  if (!existsSync(file)) return { file, state: 'no results' };
  const results = openResults(filesIn(folder), true);
  runOf(results, experiment);
  const other = results.rows.find(({ id }) => id === row.id);
  if (other === undefined) return { file, state: 'no such row' };
  const found = differences(row, other);
  return { file, state: found.length === 0 ? 'equal' : 'different', differences: found };
}

/** What is asked for; a task or a method may be left out where there is only one. */
export interface TraceRequest {
  readonly task?: string;
  readonly method?: string;
  /** Swept values as text, by the sweep's name. */
  readonly at: Readonly<Record<string, string>>;
  readonly trial: number;
}

/** Values that a message lists at most. */
const mostListed = 12;

/** @throws InputError for what the grid does not have, and where several cells are left, naming what would tell them apart. */
export function cellFor(spec: Spec, { task, method, at, trial }: TraceRequest, catalog: Catalog): Cell {
  const cells = cellsOf(spec, catalog);
  const ofTask = chosen('--task', task, cells, (cell) => cell.task);
  const ofMethod = chosen('--method', method, ofTask, (cell) => cell.method);
  const cell = sweptAt(ofMethod, at);
  if (trial < cell.trials) return cell;
  throw new InputError(
    `--trial must be a whole number from 0 to ${cell.trials - 1} for ${named(cell)}; got ${shown(trial)}`,
  );
}

function chosen(flag: string, given: string | undefined, cells: readonly Cell[], nameOf: (cell: Cell) => string) {
  const names = [...new Set(cells.map(nameOf))];
  const name = given ?? (names.length === 1 ? names[0]! : undefined);
  if (name !== undefined && names.includes(name)) return cells.filter((cell) => nameOf(cell) === name);
  const got = name === undefined ? 'nothing' : `${shown(name)}${didYouMean(name, names)}`;
  throw new InputError(`${flag} must be one of ${listed(names)}; got ${got}`);
}

/** Of the cells of one task and method the one at these values; without any, the one that is not swept, or the only one. */
function sweptAt(cells: readonly Cell[], at: TraceRequest['at']): Cell {
  const sweeps = [...new Set(cells.flatMap(({ sweep }) => Object.keys(sweep)))];
  let left = cells;
  for (const [name, value] of Object.entries(at)) {
    if (!sweeps.includes(name)) {
      const which = sweeps.length === 0 ? `be left out, as nothing is swept in ${named(cells[0]!)}` : '';
      throw new InputError(
        `--at must ${which || `name one of ${listed(sweeps)}`}; got ${shown(name)}${didYouMean(name, sweeps)}`,
      );
    }
    const values = valuesOf(left, name);
    left = left.filter(({ sweep }) => Object.hasOwn(sweep, name) && String(sweep[name]) === value);
    if (left.length === 0) {
      const allowed = values.length === 0 ? 'be left out beside the others' : `be one of ${listed(values)}`;
      throw new InputError(`--at ${name} must ${allowed}; got ${shown(value)}${didYouMean(value, values)}`);
    }
  }
  const exact = left.filter(({ sweep }) => Object.keys(sweep).length === Object.keys(at).length);
  if (exact.length === 1) return exact[0]!;
  if (left.length === 1) return left[0]!;
  const open = sweeps.filter((name) => !Object.hasOwn(at, name) && valuesOf(left, name).length > 0);
  const choices = open.map((name) => `${name}=${listed(valuesOf(left, name), '|')}`);
  throw new InputError(`--at must say which of ${left.length} cells: ${choices.join(', ')}`);
}

const named = (cell: Cell): string => cellId(cell).slice(0, -1);

function valuesOf(cells: readonly Cell[], name: string): string[] {
  return [...new Set(cells.flatMap(({ sweep }) => (Object.hasOwn(sweep, name) ? [String(sweep[name])] : [])))];
}

function listed(names: readonly string[], between = ', '): string {
  const more = names.length > mostListed ? `${between}... (${names.length} in all)` : '';
  return names.slice(0, mostListed).join(between) + more;
}
