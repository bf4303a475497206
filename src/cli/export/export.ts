/** `moe export`: tables of results for other programs, for GitHub and for papers. */
import type { Document } from '../../documents/contract.js';
import { latex, preamble } from '../../documents/latex.js';
import { markdown } from '../../documents/markdown.js';
import { printableJson } from '../../documents/printable.js';
import { didYouMean, InputError, shown } from '../../errors.js';
import { writeAtomically } from '../../results/atomic.js';
import { type Sheet, toCsv } from '../../tables/csv.js';
import { ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { printBeside, printFile } from '../output.js';
import { derivedOf, type OpenSource, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { knownWith } from '../vocabulary.js';
import { isSaid, type SaidName, said } from './findings.js';
import { type Exported, type ExportName, sheets, shownTables } from './tables.js';

export interface ExportOptions extends GlobalOptions, SourceOptions {
  readonly format: ExportFormat;
  readonly table: readonly (ExportName | SaidName)[];
  readonly metrics?: readonly string[];
  readonly digits: number;
  readonly out?: string;
}

export type ExportFormat = 'json' | 'csv' | 'markdown' | 'latex';

type ExportSource = OpenSource & Exported;

/** What is written as tables. */
type Tables = Omit<ExportOptions, 'table'> & { readonly table: readonly ExportName[] };

type Write = (sources: readonly ExportSource[], options: Tables) => string;

/** How tables are written, by format; a new one is one line here. */
const formats: Readonly<Record<ExportFormat, Write>> = {
  json: jsonOf,
  csv: csvOf,
  markdown: (sources, options) => written(sources, options, markdown),
  latex: (sources, options) => `${preamble}\n${written(sources, options, latex)}`,
};

/**
 * Prints, or writes to `out`, and prints nothing on stdout then.
 * @throws InputError for experiments and results that cannot be used, a summary or a verdict that is not that of its
 *   trials, and a metric that none of them has.
 */
export async function exportTables(names: readonly string[], options: ExportOptions): Promise<void> {
  const { vocabulary } = await knownWith(options.use);
  const found = sourcesOf(names, options, vocabulary).map((source) => openSource(source));
  const table = options.table.filter((name) => !isSaid(name));
  const files = [...table, ...(table.length < options.table.length ? (['summary', 'claims', 'tests'] as const) : [])]
    .map((name) => `${name}.csv` as const)
    .filter((file) => file !== 'trials.csv');
  const sources = found.map((source): ExportSource => ({ ...source, derived: derivedOf(source, vocabulary, files) }));
  checkMetrics(sources, options.metrics ?? []);
  const words = options.table.filter(isSaid);
  if (words.length > 0 && options.format !== 'markdown')
    throw new InputError(`--table ${words.join(',')} is text, which --format markdown writes; got ${options.format}`);
  const text = [
    ...words.map((name) => said[name](sources)),
    ...(table.length === 0 ? [] : [formats[options.format](sources, { ...options, table })]),
  ].join('\n');
  if (options.out === undefined) return printFile(text);
  writeAtomically(options.out, text);
  printBeside(ending({ wrote: [options.out] }), options);
}

function checkMetrics(sources: readonly ExportSource[], metrics: readonly string[]): void {
  const known = [...new Set(sources.flatMap(({ results }) => Object.keys(results.rows[0]?.metrics ?? {})))];
  const wrong = metrics.find((metric) => !known.includes(metric));
  if (wrong === undefined) return;
  throw new InputError(
    `--metrics must be one or more of ${known.join(', ')}; got ${shown(wrong)}${didYouMean(wrong, known)}`,
  );
}

function written(
  sources: readonly ExportSource[],
  { table, metrics, digits }: Tables,
  printer: (document: Document) => string,
): string {
  const shown = { digits, wanted: (metric: string) => metrics?.includes(metric) ?? true };
  const tables = sources.flatMap((source) =>
    table.flatMap((name) => shownTables[name](source.spec.name, source, shown)),
  );
  return tables.length === 0 ? '' : printer(tables);
}

/** The form of the JSON; it grows when a key changes its meaning or goes. */
const version = 1;

function jsonOf(sources: readonly ExportSource[], { table }: Tables): string {
  const experiments = sources.map(({ spec, run, ...exported }) => ({
    experiment: spec.name,
    title: spec.title,
    spec: run.spec,
    seed: run.seed,
    moe: run.moe,
    node: run.node,
    machine: run.machine,
    ended: run.ended,
    ...Object.fromEntries(table.map((name) => [name, objectsOf(sheets[name](exported))])),
  }));
  return `${printableJson({ version, experiments }, 2)}\n`;
}

/** The bytes of the table's own file. */
function csvOf(sources: readonly ExportSource[], { table }: Tables): string {
  const [source, ...others] = sources;
  const [name, ...more] = table;
  if (source !== undefined && name !== undefined && others.length + more.length === 0)
    return toCsv(sheets[name](source));
  throw new InputError(`--format csv writes one table of one experiment; got ${table.join(', ')} of ${sources.length}`);
}

function objectsOf({ columns, rows }: Sheet): object[] {
  return Array.from(rows, (row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));
}
