/** `moe plot`: the figures that each spec declares, or an overview, from its results folder. */
import { checkSummaries } from '../../charts/agreement.js';
import type { ReadableTable } from '../../charts/contract.js';
import { drawExperiment, type Format, figuresToDraw } from '../../charts/draw.js';
import { markdown } from '../../documents/markdown.js';
import type { GlobalOptions } from '../options.js';
import { openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { vocabulary } from '../vocabulary.js';

export interface PlotOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  readonly format: readonly Format[];
}

/**
 * Draws, prints each file's path on stdout, and returns the exit code. All results are checked before any is drawn.
 * @throws InputError for results that are missing, another spec's or not whole.
 */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const sources = sourcesOf(names, options, vocabulary);
  for (const source of sources) checkSummaries(openSource(source).results, source.spec.tasks, source.command);
  for (const { spec, folder, command } of sources) {
    for (const file of await drawExperiment(folder, options.out, figuresToDraw(spec.figures), command, vocabulary, {
      formats: options.format,
      markdown: tableAsMarkdown,
    })) {
      if (!options.quiet) process.stdout.write(`${file}\n`);
    }
  }
  return 0;
}

function tableAsMarkdown({ columns, rows, note }: ReadableTable): string {
  return markdown([{ kind: 'table', caption: '', columns: columns.map((title) => ({ title })), rows, note }]);
}
