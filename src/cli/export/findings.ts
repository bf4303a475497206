/** What experiments say together, as Markdown for a README: the headline, and the findings with their figures. */
import { paragraph } from '../../documents/contract.js';
import { markdown } from '../../documents/markdown.js';
import type { OpenSource } from '../sources.js';
import { figuresOf, wholeOf } from '../study.js';

/** A part of what they say, by the name that `--table` takes. */
export const said = {
  headline: (sources: readonly OpenSource[]): string => {
    const { headline } = wholeOf(sources);
    return headline === undefined ? '' : markdown([paragraph(headline)]);
  },
  /** A line each, a link to the figure as `moe plot` writes it. */
  findings: (sources: readonly OpenSource[]): string => {
    const { findings } = wholeOf(sources);
    const drawn = sources.flatMap((source) =>
      figuresOf(source).map(({ chart, finding }) => ({ experiment: source.spec.name, figure: chart.name, finding })),
    );
    const lines = findings.flatMap((name) =>
      drawn
        .filter(({ experiment, figure }) => name.experiment === experiment && name.figure === figure)
        .flatMap(({ experiment, figure, finding }) =>
          finding === undefined
            ? []
            : [`- [${markdown([paragraph(finding)]).trim()}](plots/${experiment}/${figure}.png)\n`],
        ),
    );
    return lines.join('');
  },
} as const;

export type SaidName = keyof typeof said;

export function isSaid(name: string): name is SaidName {
  return Object.hasOwn(said, name);
}
