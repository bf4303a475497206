/** `moe trace`: one trial step by step, on the terminal, as JSON or as a page. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, shown } from '../../errors.js';
import type { Row } from '../../experiment/contract.js';
import { traceOf } from '../../experiment/trace.js';
import { writeAtomically } from '../../results/atomic.js';
import { filesIn, openResults, runOf } from '../../results/results.js';
import { findExperiment } from '../experiments.js';
import type { GlobalOptions } from '../options.js';
import { exit, print, printJson, printLine } from '../output.js';
import { type SourceOptions, sourceOf } from '../sources.js';
import { knownWith } from '../vocabulary.js';
import { cellFor } from './cell.js';
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
  if (json) printJson({ version: jsonVersion, ...found, committed });
  else if (!quiet) print(traceDocument(found, committed), options);
  if (out !== undefined && !json && !quiet) printLine(out);
  return found.row.status === 'failed' ? exit.someFailed : exit.ok;
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
