/** `moe plot`: the figures that each spec declares, or an overview, from its results folder. */
import type { ReadableTable } from '../../charts/contract.js';
import { drawExperiment, type Format, figuresToDraw } from '../../charts/draw.js';
import { tablesOf } from '../../charts/tables.js';
import { markdown } from '../../documents/markdown.js';
import { columnsOf } from '../../experiment/catalog.js';
import type { GlobalOptions } from '../options.js';
import { printLine } from '../output.js';
import { derivedOf, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { figuresOf } from '../study.js';
import { knownWith } from '../vocabulary.js';

export interface PlotOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  readonly format: readonly Format[];
}

/**
 * Draws, prints each file's path on stdout, and returns the exit code. All results are checked before any is drawn.
 * @throws InputError for results that are missing, another spec's or not whole.
 */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const { vocabulary } = await knownWith(options.use);
  const sources = sourcesOf(names, options, vocabulary).map((source) => openSource(source));
  for (const source of sources) derivedOf(source, vocabulary, ['summary.csv', 'timings_summary.csv']);
  for (const source of sources) {
    const { spec, results, command } = source;
    const tables = tablesOf(results, command, columnsOf([spec], vocabulary));
    const figures = figuresToDraw(figuresOf(source));
    for (const file of await drawExperiment(tables, options.out, figures, vocabulary.charts, {
      formats: options.format,
      markdown: tableAsMarkdown,
    })) {
      if (!options.quiet) printLine(file);
    }
  }
  return 0;
}

function tableAsMarkdown({ columns, rows, note }: ReadableTable): string {
  return markdown([{ kind: 'table', caption: '', columns: columns.map((title) => ({ title })), rows, note }]);
}
