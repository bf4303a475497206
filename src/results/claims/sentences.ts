/** The sentences of a paper in its order, each with the verdict on it, or with the reason why none is judged. */
import { ascending, groups } from 'd3-array';
import type { Verdict } from '../../experiment/claim-contract.js';
import type { Spec } from '../../experiment/contract.js';

/** A sentence of the paper, from the spec that judges it or says why not. */
export interface Sentence {
  readonly experiment: string;
  readonly section: string;
  readonly sentence: string;
  readonly place: number | undefined;
  /** The claim about it; undefined where there is none. */
  readonly claim?: { readonly id: string; readonly verdict: Verdict };
  /** Why no claim is about it. */
  readonly why?: string;
}

export interface Section {
  /** `3.3 Experiments`; the number alone where the paper's title of it is not known. */
  readonly title: string;
  readonly sentences: readonly Sentence[];
}

interface Judged {
  readonly spec: Pick<Spec, 'name' | 'claims' | 'notJudged'>;
  readonly claims: readonly { readonly id: string; readonly verdict: Verdict }[];
}

/**
 * Sections by their numbers, in each its sentences by their places, those without one last, in the order of the specs.
 * @param titles of sections, by their numbers. `4.4, Figure 3` belongs to 4.4 unless it has a title of its own.
 */
export function sentencesOf(
  sources: readonly Judged[],
  titles: Readonly<Record<string, string>> = {},
): readonly Section[] {
  const all = sources.flatMap(({ spec, claims }): Sentence[] => [
    ...spec.claims.map(({ id, section, sentence, place }) => {
      const verdict = claims.find((claim) => claim.id === id)?.verdict ?? 'not judged';
      return { experiment: spec.name, section, sentence, place, claim: { id, verdict } };
    }),
    ...spec.notJudged.map(({ section, sentence, place, why }) => {
      return { experiment: spec.name, section, sentence, place, why };
    }),
  ]);
  const numberOf = (section: string) => (Object.hasOwn(titles, section) ? section : section.split(',')[0]!);
  return groups(all, ({ section }) => numberOf(section))
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([section, sentences]) => {
      const place = ({ place }: Sentence) => place ?? Number.POSITIVE_INFINITY;
      const title = Object.hasOwn(titles, section) ? ` ${titles[section]}` : '';
      return {
        title: `${section.split(',')[0]}${title}`,
        sentences: sentences.toSorted((a, b) => ascending(place(a), place(b))),
      };
    });
}
