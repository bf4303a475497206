/** `moe plot`: the figures that each spec declares, or an overview, from its results folder; and the map of all verdicts. */
import type { ReadableTable } from '../../charts/contract.js';
import { drawExperiment, drawSheet, type Format, figuresToDraw } from '../../charts/draw.js';
import { tablesOf } from '../../charts/tables.js';
import { verdictMap } from '../../charts/verdicts.js';
import { markdown } from '../../documents/markdown.js';
import { InputError } from '../../errors.js';
import { columnsOf } from '../../experiment/catalog.js';
import { commandFor, ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { printWritten } from '../output.js';
import { askedFor, derivedOf, type OpenSource, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { figuresOf, wholeOf } from '../study.js';
import { knownWith } from '../vocabulary.js';

export interface PlotOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  readonly format: readonly Format[];
  /** The map of verdicts alone. */
  readonly verdicts?: boolean;
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
  if (!options.verdicts) for (const source of sources) written.push(...(await drawFigures(source, options)));
  if (options.verdicts || names.length === 0) written.push(...(await drawVerdicts(sources, options)));
  const next = [[commandFor('report', askedFor(names, options)), 'puts them on one page, with all numbers']] as const;
  printWritten(written, ending({ wrote: figureFiles(written), next }), options);
  return 0;
}

function drawFigures(source: OpenSource, { out, format }: PlotOptions): Promise<readonly string[]> {
  const { spec, results, command, vocabulary } = source;
  const tables = tablesOf(results, command, columnsOf([spec], vocabulary));
  const wanted = { formats: format, markdown: tableAsMarkdown };
  return drawExperiment(tables, out, figuresToDraw(figuresOf(source)), vocabulary.charts, wanted);
}

/** Nothing where no experiment has a claim. @throws InputError where that was all that was asked for. */
async function drawVerdicts(sources: readonly OpenSource[], options: PlotOptions): Promise<readonly string[]> {
  const { sections, paper, headline } = wholeOf(sources);
  if (sections.length === 0) {
    if (!options.verdicts) return [];
    throw new InputError('--verdicts: none of the experiments has a claim');
  }
  const map = verdictMap(sections, `${paper === undefined ? '' : `${paper.title}: `}every sentence, by verdict`);
  // The headline stands above it, on the page and in a README.
  const spec = headline === undefined ? map : { ...map, description: `${headline} ${map.description}` };
  return drawSheet(spec, options.out, options.quick ? 'verdicts-quick' : 'verdicts', options.format);
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
