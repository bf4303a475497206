/** `moe export`: tables of results for other programs, for GitHub and for papers. */
import { checkSummaries } from '../../charts/agreement.js';
import { printableJson } from '../../documents/printable.js';
import { didYouMean, InputError, shown } from '../../errors.js';
import { cellsOf } from '../../experiment/grid.js';
import { writeAtomically } from '../../results/atomic.js';
import { checkVerdicts } from '../../results/claims/agreement.js';
import type { Sheet } from '../../tables/csv.js';
import type { GlobalOptions } from '../options.js';
import { printFile } from '../output.js';
import { type OpenSource, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { vocabulary } from '../vocabulary.js';
import { latexTable, preamble } from './latex.js';
import { markdownOf } from './markdown.js';
import { type ExportName, sheets } from './sheets.js';
import { type ShownTable, shownTables } from './shown.js';

export interface ExportOptions extends GlobalOptions, SourceOptions {
  readonly format: ExportFormat;
  readonly table: readonly ExportName[];
  readonly metrics?: readonly string[];
  readonly digits: number;
  readonly out?: string;
}

export type ExportFormat = 'json' | 'markdown' | 'latex';

type Write = (sources: readonly OpenSource[], options: ExportOptions) => string;

/** How tables are written, by format; a new one is one line here. */
const formats: Readonly<Record<ExportFormat, Write>> = {
  json: jsonOf,
  markdown: (sources, options) => shownOf(sources, options, markdownOf).join('\n'),
  latex: (sources, options) => [preamble, ...shownOf(sources, options, latexTable)].join('\n'),
};

/**
 * Prints, or writes to `out`, and prints nothing then.
 * @throws InputError for experiments and results that cannot be used, a summary or a verdict that is not that of its
 *   trials, and a metric that none of them has.
 */
export function exportTables(names: readonly string[], options: ExportOptions): void {
  const sources = sourcesOf(names, options, vocabulary).map((source) => openSource(source));
  checkMetrics(sources, options.metrics ?? []);
  if (options.table.includes('summary')) {
    for (const { results, spec, command } of sources) checkSummaries(results, spec.tasks, command);
  }
  if (options.table.includes('claims')) {
    for (const { results, spec, command } of sources) {
      checkVerdicts(results, spec, vocabulary.metrics.all, cellsOf(spec, vocabulary), command);
    }
  }
  const text = formats[options.format](sources, options);
  if (options.out === undefined) printFile(text);
  else writeAtomically(options.out, text);
}

function checkMetrics(sources: readonly OpenSource[], metrics: readonly string[]): void {
  const known = [...new Set(sources.flatMap(({ results }) => Object.keys(results.rows[0]?.metrics ?? {})))];
  const wrong = metrics.find((metric) => !known.includes(metric));
  if (wrong === undefined) return;
  throw new InputError(
    `--metrics must be one or more of ${known.join(', ')}; got ${shown(wrong)}${didYouMean(wrong, known)}`,
  );
}

function shownOf(
  sources: readonly OpenSource[],
  { table, metrics, digits }: ExportOptions,
  write: (table: ShownTable, digits: number) => string,
): string[] {
  return sources.flatMap(({ spec, results }) =>
    table.flatMap((name) => shownTables(name, spec.name, results, metrics).map((one) => write(one, digits))),
  );
}

/** The form of the JSON; it grows when a key changes its meaning or goes. */
const version = 1;

function jsonOf(sources: readonly OpenSource[], { table }: ExportOptions): string {
  const experiments = sources.map(({ spec, run, results }) => ({
    experiment: spec.name,
    title: spec.title,
    spec: run.spec,
    seed: run.seed,
    moe: run.moe,
    node: run.node,
    machine: run.machine,
    ended: run.ended,
    ...Object.fromEntries(table.map((name) => [name, objectsOf(sheets[name](results))])),
  }));
  return `${printableJson({ version, experiments }, 2)}\n`;
}

function objectsOf({ columns, rows }: Sheet): object[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
}
