/** What the experiments of a folder say together, and each of their figures, as far as the results at hand allow it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Figure } from '../charts/contract.js';
import { columnsOf } from '../experiment/catalog.js';
import { readSpec } from '../experiment/spec/read.js';
import { readStudy } from '../experiment/spec/study.js';
import { type Study, studyFile } from '../experiment/study-contract.js';
import { type Quoted, sentenceOf } from '../results/findings.js';
import { once } from '../results/results.js';
import { experimentsIn } from './experiments.js';
import type { OpenSource } from './sources.js';

/** The figures that the spec declares, with the sentences that its results allow. @throws InputError as `sentenceOf`. */
export function figuresOf(source: OpenSource): readonly Figure[] {
  const quoted = quotedOf(source);
  return source.spec.figures.map(({ chart, finding }) => {
    const sentence = finding && sentenceOf(finding, { of: () => quoted });
    return sentence === undefined ? { chart } : { chart, finding: sentence };
  });
}

/** A study, and the folder that its specs lie in. */
export interface OpenStudy extends Study {
  readonly folder: string;
}

/**
 * The study beside the specs; undefined where they lie in several folders, and where there is none.
 * @throws InputError for one that cannot be read.
 */
export function studyOf(sources: readonly OpenSource[]): OpenStudy | undefined {
  const [folder, ...others] = new Set(sources.map(({ path }) => dirname(path)));
  if (folder === undefined || others.length > 0) return undefined;
  const path = join(folder, studyFile);
  if (!existsSync(path)) return undefined;
  const files = experimentsIn([folder]);
  const read = new Map(
    [...files].map(([name, file]) => {
      const open = sources.find((source) => source.path === file)?.spec;
      return [name, once(() => open?.whole ?? open ?? readSpec(file, sources[0]!.vocabulary).spec)];
    }),
  );
  const study = readStudy(path, { names: [...files.keys()], spec: (name) => read.get(name)!() });
  return { ...study, folder };
}

/** The study's sentence; undefined where it does not stand. @throws InputError as `sentenceOf`. */
export function headlineOf({ headline, folder }: OpenStudy, sources: readonly OpenSource[]): string | undefined {
  const quoted = new Map(sources.map((source) => [source.spec.name, quotedOf(source)]));
  const names = [...experimentsIn([folder]).keys()];
  const all = names.every((name) => quoted.has(name)) ? [...quoted.values()] : undefined;
  return headline && sentenceOf(headline, { of: (experiment) => quoted.get(experiment ?? ''), all });
}

function quotedOf({ spec, run, results, vocabulary }: OpenSource): Quoted {
  const units = new Map(columnsOf([spec], vocabulary).map(({ name, unit }) => [name, unit]));
  return { spec, run, results, unitOf: (metric) => units.get(metric) ?? '' };
}
