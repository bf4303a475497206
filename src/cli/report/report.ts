/** `moe report`: experiments with their results as one HTML file, and their reproducibility checklist. */

import { availableParallelism } from 'node:os';
import { dirname, relative } from 'node:path';
import { tablesOf } from '../../charts/tables.js';
import type { Reference } from '../../components/contract.js';
import { heading } from '../../documents/contract.js';
import { markdown } from '../../documents/markdown.js';
import { size } from '../../documents/numbers.js';
import { InputError } from '../../errors.js';
import { columnsOf } from '../../experiment/catalog.js';
import { cellsOf } from '../../experiment/grid.js';
import { liveOf } from '../../experiment/live.js';
import { errataOf } from '../../paper/errata.js';
import { checklistDocument, checklistOf } from '../../report/checklist/checklist.js';
import { clientFiles } from '../../report/client-files.js';
import type { Checklist, ReportedExperiment } from '../../report/contract.js';
import { drawnFigures } from '../../report/figures.js';
import { reportPage } from '../../report/page.js';
import { makeFolder, writeAtomically } from '../../results/atomic.js';
import type { Executor } from '../../runner/executors/contract.js';
import { executorFor } from '../../runner/executors/executor.js';
import { readBuild } from '../../runner/provenance.js';
import { quoted } from '../../shell.js';
import { commandFor, ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { printWritten } from '../output.js';
import { askedFor, derivedOf, type OpenSource, openSource, type SourceOptions, sourcesOf } from '../sources.js';
import { figuresOf, wholeOf } from '../study.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';
import { racedTasks } from './races.js';
import { sweptOf } from './swept.js';

export interface ReportOptions extends GlobalOptions, SourceOptions {
  readonly out: string;
  /** The file for the checklist alone. */
  readonly checklist?: string;
}

/**
 * Writes the page, prints its path and size, and returns the exit code. All is read, checked and drawn before anything
 * is written.
 * @throws InputError for results that are missing, another spec's or not whole, and for a file that cannot be written.
 */
export async function report(names: readonly string[], options: ReportOptions): Promise<number> {
  const build = readBuild(new URL('./build.json', import.meta.url));
  const { vocabulary, used } = await knownWith(options.use);
  const executor = executorFor({ jobs: availableParallelism(), build, used });
  const found = inReadingOrder(
    sourcesOf(names, options, vocabulary).map((source) => openSource(source)),
    names,
  );
  const judged = found.map((source) => ({ ...source, claims: derivedOf(source, vocabulary).claims }));
  const experiments: ReportedExperiment[] = [];
  try {
    const races = new Map<string, string>();
    for (const source of judged) experiments.push(await reported(source, judged, executor, races));
  } finally {
    await executor.close();
  }
  const checklist = checklistOfSources(found, vocabulary);
  const page = reportPage({
    experiments,
    checklist,
    metrics: columnsOf(
      found.map(({ spec }) => spec),
      vocabulary,
    ),
    errata: errataOf(found.map(({ spec }) => spec.name)),
    whole: wholeOf(found),
    run: commandFor(
      'run',
      askedFor(
        found.map(({ called }) => called),
        options,
      ),
      '--out',
    ),
    command: commandOf(names, options),
    client: clientFiles(),
  });
  const files = [
    [options.out, page] as const,
    ...(options.checklist === undefined ? [] : [[options.checklist, checklistText(checklist)] as const]),
  ];
  for (const [path, text] of files) {
    makeFolder(dirname(path));
    writeAtomically(path, text);
  }
  const wrote = files.map(([path, text]) => `${path} (${size(Buffer.byteLength(text))})`);
  const next = [[commandFor('check', askedFor(names, options)), 'recomputes trials and checks every number']] as const;
  printWritten(wrote, ending({ wrote, next }), options);
  return 0;
}

/**
 * Those named stand as they are named. All that there are stand as their claims are counted, by the id of each one's
 * first, so that they follow the paper; those without claims come last.
 * @throws InputError for two of one name: their results would be the same.
 */
export function inReadingOrder<S extends { readonly spec: Pick<OpenSource['spec'], 'name' | 'claims'> }>(
  sources: readonly S[],
  named: readonly string[],
): readonly S[] {
  const all = sources.map(({ spec }) => spec.name);
  const twice = all.find((name, s) => all.indexOf(name) !== s);
  if (twice !== undefined) throw new InputError(`two of the specs are named ${twice}; name one of them`);
  if (named.length > 0) return sources;
  const first = ({ spec }: S) => spec.claims[0]?.id;
  return sources.toSorted((a, b) => {
    const [x, y] = [first(a), first(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return x.localeCompare(y, 'en', { numeric: true });
  });
}

/** The checklist as Markdown that GitHub renders: long tables are folded. */
export function checklistText(checklist: Checklist): string {
  const items = checklistDocument(checklist, { level: 2, foldFrom: 12 });
  return markdown([heading(1, 'Reproducibility checklist'), ...items]);
}

async function reported(
  source: OpenSource & Pick<ReportedExperiment, 'claims'>,
  sources: readonly OpenSource[],
  executor: Executor,
  shown: Map<string, string>,
): Promise<ReportedExperiment> {
  const { spec, vocabulary, command, run, results, claims } = source;
  const live = liveOf(spec);
  const figures = await drawnFigures(
    tablesOf(results, command, columnsOf([spec], vocabulary)),
    figuresOf(source),
    vocabulary.charts,
  );
  return {
    spec,
    command,
    run,
    results,
    claims,
    figures,
    live,
    swept: live === null ? [] : sources.flatMap((other) => sweptOf(other, live)),
    races: await racedTasks(source, executor, shown),
  };
}

/** Without the place of the page, which says nothing on another machine. */
function commandOf(names: readonly string[], { quick, results }: ReportOptions): string {
  const flags = [...(quick ? ['--quick'] : []), ...(results === 'results' ? [] : ['--results', results])];
  return ['moe', 'report', ...names, ...flags].map(quoted).join(' ');
}

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
