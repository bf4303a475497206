/** `moe plot`: the figures that each spec declares, or an overview, from its results folder; and the map of all verdicts. */
import type { ReadableTable } from '../../charts/contract.js';
import { drawExperiment, drawSheet, type Format, figuresToDraw } from '../../charts/draw.js';
import { titled } from '../../charts/finding.js';
import { tablesOf } from '../../charts/tables.js';
import { verdictMap } from '../../charts/verdicts.js';
import { markdown } from '../../documents/markdown.js';
import { InputError } from '../../errors.js';
import { columnsOf } from '../../experiment/catalog.js';
import type { GlobalOptions } from '../options.js';
import { printLine } from '../output.js';
import { derivedOf, type OpenSource, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { figuresOf, wholeOf } from '../study.js';
import { knownWith } from '../vocabulary.js';

export interface PlotOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  readonly format: readonly Format[];
  /** The map of verdicts alone. */
  readonly verdicts?: boolean;
}

/**
 * Draws, prints each file's path on stdout, and returns the exit code. All results are checked before any is drawn.
 * @throws InputError for results that are missing, another spec's or not whole.
 */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const { vocabulary } = await knownWith(options.use);
  const sources = sourcesOf(names, options, vocabulary).map((source) => openSource(source));
  for (const source of sources) derivedOf(source, vocabulary, ['summary.csv', 'timings_summary.csv']);
  const print = (files: readonly string[]) => {
    if (!options.quiet) for (const file of files) printLine(file);
  };
  if (!options.verdicts) for (const source of sources) print(await drawFigures(source, options));
  if (options.verdicts || names.length === 0) print(await drawVerdicts(sources, options));
  return 0;
}

function drawFigures(source: OpenSource, { out, format }: PlotOptions): Promise<readonly string[]> {
  const { spec, results, command, vocabulary } = source;
  const tables = tablesOf(results, command, columnsOf([spec], vocabulary));
  return drawExperiment(tables, out, figuresToDraw(figuresOf(source)), vocabulary.charts, {
    formats: format,
    markdown: tableAsMarkdown,
  });
}

/** Nothing where no experiment has a claim. @throws InputError where that was all that was asked for. */
async function drawVerdicts(sources: readonly OpenSource[], options: PlotOptions): Promise<readonly string[]> {
  const { sections, paper, headline } = wholeOf(sources);
  if (sections.length === 0) {
    if (!options.verdicts) return [];
    throw new InputError('--verdicts: none of the experiments has a claim');
  }
  const map = verdictMap(sections, `${paper === undefined ? '' : `${paper.title}: `}every sentence, by verdict`);
  return drawSheet(titled(map, headline), options.out, options.quick ? 'verdicts-quick' : 'verdicts', options.format);
}

function tableAsMarkdown({ columns, rows, note }: ReadableTable): string {
  return markdown([{ kind: 'table', caption: '', columns: columns.map((title) => ({ title })), rows, note }]);
}
