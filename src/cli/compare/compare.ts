/** `moe compare`: two runs beside each other, cell by cell. */

import { markdown } from '../../documents/markdown.js';
import { didYouMean, InputError, shown } from '../../errors.js';
import { compareRuns, metricsOf } from '../../guard/compare/compare.js';
import type { SavedRun } from '../../guard/compare/contract.js';
import { judgementsOf } from '../../guard/compare/verdicts.js';
import { openResults, type ResultFiles } from '../../results/results.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printFile, printJson } from '../output.js';
import { knownWith } from '../vocabulary.js';
import { type Compared, comparisonDocument } from './document.js';
import { openSides } from './sides.js';

export interface CompareOptions extends GlobalOptions, UseOptions {
  readonly experiment?: readonly string[];
  readonly metric?: readonly string[];
  readonly all?: boolean;
  readonly format: Format;
  readonly json?: boolean;
  readonly failOn?: 'worse';
}

export type Format = 'text' | 'markdown' | 'json';

/**
 * Prints the comparison and returns the exit code.
 * @throws InputError for places without results, results that cannot be read, and metrics that neither run has.
 */
export async function compare(a: string, b: string, options: CompareOptions): Promise<number> {
  const { vocabulary } = await knownWith(options.use);
  const sides = openSides(a, b, options.experiment ?? []);
  const runs = sides.matched.map((one) => [opened(one.a), opened(one.b)] as const);
  checkMetrics(options.metric, runs);
  const { onlyA, onlyB } = sides;
  const found: Compared = { a, b, onlyA, onlyB, ...compareRuns(runs, vocabulary.metrics.all, options.metric) };
  const format = options.json ? 'json' : options.format;
  if (format !== 'text' || !options.quiet) formats[format](found, options);
  const worse = found.worse || onlyA.length > 0;
  return options.failOn === 'worse' && worse ? exit.regression : exit.ok;
}

function opened(files: ResultFiles): SavedRun {
  const results = openResults(files);
  const { experiment, rows, seconds, run } = results;
  if (rows.length > 0) return { experiment, rows, seconds, run, judgements: judgementsOf(results) };
  throw new InputError(`${results.folder}/trials.csv has no trials below its header`);
}

function checkMetrics(metrics: readonly string[] = [], runs: readonly (readonly SavedRun[])[]): void {
  const known = [...new Set(runs.flatMap((pair) => pair.flatMap(metricsOf)))];
  const unknown = metrics.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new InputError(
    `--metric must be among ${known.join(', ')}; got ${shown(unknown)}${didYouMean(unknown, known)}`,
  );
}

const formats: Readonly<Record<Format, (found: Compared, options: CompareOptions) => void>> = {
  text: (found, options) => print(comparisonDocument(found, options.all === true), options),
  markdown: (found, { all = false }) => printFile(markdown(comparisonDocument(found, all))),
  json({ a, b, onlyA, onlyB, ...comparison }) {
    printJson({ version: 1, a, b, experimentsOnlyA: onlyA, experimentsOnlyB: onlyB, ...comparison }, 2);
  },
};
