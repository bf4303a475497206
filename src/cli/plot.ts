/** `moe plot`: the figures that each spec declares, from its results folder. */
import { checkSummaries } from '../charts/agreement.js';
import { drawExperiment, type Format } from '../charts/draw.js';
import { InputError } from '../errors.js';
import type { GlobalOptions } from './options.js';
import { openSource, type SourceOptions, sourcesOf } from './sources.js';

export interface PlotOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  readonly format: readonly Format[];
}

/**
 * Draws, prints each file's path on stdout, and returns the exit code. All results are checked before any is drawn.
 * @throws InputError for a spec without figures, and results that are missing, another spec's or not whole.
 */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const found = sourcesOf(names, options);
  const sources = names.length > 0 ? found : found.filter(({ spec }) => spec.figures.length > 0);
  const bare = sources.find(({ spec }) => spec.figures.length === 0);
  if (bare !== undefined) throw new InputError(`no figures in ${bare.path}`);
  for (const source of sources) checkSummaries(openSource(source).results, source.spec.tasks, source.command);
  for (const { spec, folder, command } of sources) {
    for (const file of await drawExperiment(folder, options.out, spec.figures, command, options.format)) {
      if (!options.quiet) process.stdout.write(`${file}\n`);
    }
  }
  return 0;
}
