/** What experiments say together, as Markdown for a README: the headline, and the findings with their figures. */
import { verdictsIn } from '../../charts/verdicts.js';
import { paragraph } from '../../documents/contract.js';
import { markdown } from '../../documents/markdown.js';
import type { OpenSource } from '../sources.js';
import { figuresOf, wholeOf } from '../study.js';

/** A part of what they say, by the name that `--table` takes. */
export const said = {
  /** With the map of verdicts, as `moe plot` writes it. */
  headline: (sources: readonly OpenSource[]): string => {
    const { headline, sections } = wholeOf(sources);
    if (headline === undefined) return '';
    const counts = verdictsIn(sections).map(([verdict, count]) => `${count} ${verdict}`);
    const map = `${headline} A row for each section, a mark for each sentence: ${counts.join(', ')}.`;
    return `**${inLine(headline)}**\n\n![${inLine(map)}](plots/verdicts.png)\n`;
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
          finding === undefined ? [] : [`- [${inLine(finding)}](plots/${experiment}/${figure}.png)\n`],
        ),
    );
    return lines.join('');
  },
} as const;

const inLine = (text: string): string => markdown([paragraph(text)]).trim();

export type SaidName = keyof typeof said;

export function isSaid(name: string): name is SaidName {
  return Object.hasOwn(said, name);
}
