/** The reproducibility checklist of experiments with their results. */
import { relative } from 'node:path';
import type { Reference } from '../../components/contract.js';
import { columnsOf } from '../../experiment/catalog.js';
import { cellsOf } from '../../experiment/grid.js';
import { checklistOf } from '../../report/checklist/checklist.js';
import type { Checklist } from '../../report/checklist/contract.js';
import type { OpenSource } from '../sources.js';
import type { Vocabulary } from '../vocabulary.js';

/** @throws InputError for results that cannot be read. */
export function checklistOfSources(sources: readonly OpenSource[], vocabulary: Vocabulary): Checklist {
  const specs = sources.map(({ spec }) => spec);
  return checklistOf(
    sources.map(({ spec, run, results }) => ({ spec, run, results, cells: cellsOf(spec, vocabulary) })),
    { metrics: columnsOf(specs, vocabulary), describe: (data) => describe(data, vocabulary) },
  );
}

function describe(data: Reference, { datasets }: Vocabulary): { about: string; origin: string } {
  const dataset = datasets.get(data.name);
  const paths = dataset.files === undefined ? [] : filesOf(() => dataset.files!(data));
  return { about: dataset.about, origin: [...new Set(paths.map(originOf))].join(', ') || 'generated' };
}

/** Results can be told of on a machine that lacks the data. */
function filesOf(list: () => readonly string[]): readonly string[] {
  try {
    return list();
  } catch {
    return ['files that are not on this machine'];
  }
}

/** A file by the package that holds it, else where it lies; paths out of the current folder by their name alone. */
function originOf(path: string): string {
  const [, name] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*node_modules)/.exec(path) ?? [];
  if (name !== undefined) return `the npm package ${name}`;
  const local = relative('.', path).replaceAll('\\', '/');
  return local.startsWith('..') ? local.replace(/^.*\//, '') : local;
}
