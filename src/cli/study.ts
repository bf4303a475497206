/** What the experiments of a folder say together, and each of their figures, as far as the results at hand allow it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Figure } from '../charts/contract.js';
import { columnsOf } from '../experiment/catalog.js';
import { readSpec } from '../experiment/spec/read.js';
import { readStudy } from '../experiment/spec/study.js';
import { studyFile } from '../experiment/study-contract.js';
import type { Whole } from '../report/contract.js';
import { sentencesOf } from '../results/claims/sentences.js';
import { foundOf, type Quoted, sentenceOf } from '../results/findings.js';
import { once } from '../results/results.js';
import { experimentsIn } from './experiments.js';
import type { OpenSource } from './sources.js';

/** The figures that the spec declares, with the sentences that its results allow. @throws InputError as `sentenceOf`. */
export function figuresOf(source: OpenSource): readonly Figure[] {
  const quoted = quotedOf(source);
  return source.spec.figures.map(({ chart, finding }) => {
    const found = finding && foundOf(finding, { of: () => quoted });
    return found === undefined ? { chart } : { chart, finding: found };
  });
}

/**
 * What the experiments say by the study beside their specs; without one, and where they lie in several folders, by their
 * claims alone.
 * @throws InputError for a study that cannot be read, for malformed tables, and as `sentenceOf`.
 */
export function wholeOf(sources: readonly OpenSource[]): Whole {
  const judged = sources.filter(({ spec }) => spec.claims.length > 0);
  const sections = (titles?: Readonly<Record<string, string>>) =>
    sentencesOf(
      judged.map(({ spec, results }) => ({ spec, claims: results.lines('claims.csv') })),
      titles,
    );
  const [folder, ...others] = new Set(sources.map(({ path }) => dirname(path)));
  const path = join(folder ?? '', studyFile);
  if (folder === undefined || others.length > 0 || !existsSync(path)) return { findings: [], sections: sections() };
  const files = experimentsIn([folder]);
  const read = new Map(
    [...files].map(([name, file]) => {
      const open = sources.find((source) => source.path === file);
      return [name, once(() => open?.spec.whole ?? open?.spec ?? readSpec(file, sources[0]!.vocabulary).spec)];
    }),
  );
  const { paper, headline, findings } = readStudy(path, {
    names: [...files.keys()],
    spec: (name) => read.get(name)!(),
  });
  const quoted = new Map(sources.map((source) => [source.spec.name, quotedOf(source)]));
  const all = [...files.keys()].every((name) => quoted.has(name)) ? [...quoted.values()] : undefined;
  const said = headline && sentenceOf(headline, { of: (experiment) => quoted.get(experiment ?? ''), all });
  return {
    ...(paper === undefined ? {} : { paper }),
    ...(said === undefined ? {} : { headline: said }),
    findings: findings.filter(({ experiment }) => quoted.has(experiment)),
    sections: sections(paper?.sections),
  };
}

/** Results as sentences quote them. */
export function quotedOf({ spec, run, results, vocabulary }: OpenSource): Quoted {
  const units = new Map(columnsOf([spec], vocabulary).map(({ name, unit }) => [name, unit]));
  return { spec, run, results, unitOf: (metric) => units.get(metric) ?? '' };
}
