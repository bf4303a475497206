/** `moe plot`: the figures that each spec declares, or an overview, from its results folder. */
import type { ReadableTable } from '../../charts/contract.js';
import { drawExperiment, type Format, figuresToDraw } from '../../charts/draw.js';
import { tablesOf } from '../../charts/tables.js';
import { markdown } from '../../documents/markdown.js';
import { columnsOf } from '../../experiment/catalog.js';
import { type Asked, commandFor, ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { printWritten } from '../output.js';
import { derivedOf, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { knownWith } from '../vocabulary.js';

export interface PlotOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  readonly format: readonly Format[];
}

/**
 * Draws, prints what it wrote, and returns the exit code. All results are checked before any is drawn.
 * @throws InputError for results that are missing, another spec's or not whole.
 */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const { vocabulary } = await knownWith(options.use);
  const sources = sourcesOf(names, options, vocabulary).map((source) => openSource(source));
  for (const source of sources) derivedOf(source, vocabulary, ['summary.csv', 'timings_summary.csv']);
  const written: string[] = [];
  for (const { spec, results, command } of sources) {
    const tables = tablesOf(results, command, columnsOf([spec], vocabulary));
    const figures = figuresToDraw(spec.figures);
    const wanted = { formats: options.format, markdown: tableAsMarkdown };
    written.push(...(await drawExperiment(tables, options.out, figures, vocabulary.charts, wanted)));
  }
  const { quick, use, results } = options;
  const asked: Asked = { names, folder: results, ...(quick && { quick }), ...(use && { use }) };
  const next = [[commandFor('report', asked), 'puts them on one page, with all numbers']] as const;
  printWritten(written, ending({ wrote: figureFiles(written), next }), options);
  return 0;
}

/** The files of a figure on one line: `plots/x/lines.vl.json, .svg, .png`. */
function figureFiles(files: readonly string[]): string[] {
  const endings = new Map<string, string[]>();
  for (const file of files) {
    const [, figure = file, ending = ''] = /^(.*?[^/\\]+?)(\.[^/\\]*)$/.exec(file) ?? [];
    endings.set(figure, [...(endings.get(figure) ?? []), ending]);
  }
  return [...endings].map(([figure, all]) => `${figure}${all.join(', ')}`);
}

function tableAsMarkdown({ columns, rows, note }: ReadableTable): string {
  return markdown([{ kind: 'table', caption: '', columns: columns.map((title) => ({ title })), rows, note }]);
}
