/** `moe plot`: the figures that each spec declares, from its results folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { drawExperiment, type Format } from '../charts/draw.js';
import { InputError } from '../errors.js';
import type { Spec } from '../experiment/contract.js';
import { readSpec } from '../experiment/spec.js';
import { findExperiment, listExperiments } from './experiments.js';
import type { GlobalOptions } from './options.js';
import { vocabulary } from './vocabulary.js';

export interface PlotOptions extends GlobalOptions {
  readonly results: string;
  readonly out: string;
  readonly quick?: boolean;
  readonly format: readonly Format[];
}

/** Draws, prints each file's path on stdout, and returns the exit code. */
export async function plot(names: readonly string[], options: PlotOptions): Promise<number> {
  const quick = options.quick === true;
  const read = (path: string): Spec => readSpec(path, vocabulary, { quick }).spec;
  const folderOf = ({ name }: Spec): string => join(options.results, name);
  const specs =
    names.length > 0
      ? [...new Set(names)].map((name) => read(findExperiment(name)))
      : [...listExperiments().values()].map(read).filter((spec) => existsSync(folderOf(spec)));
  if (specs.length === 0) {
    throw new InputError(`no experiment has results in ${options.results}/; moe run makes them`);
  }
  for (const spec of specs) {
    for (const file of await drawExperiment(folderOf(spec), options.out, spec.figures, options.format)) {
      if (!options.quiet) process.stdout.write(`${file}\n`);
    }
  }
  return 0;
}
