/** What experiments say together, as Markdown for a README: the headline, and the findings with their figures. */
import { barsTold } from '../../charts/bars.js';
import { verdictsIn } from '../../charts/verdicts.js';
import { paragraph } from '../../documents/contract.js';
import { markdown } from '../../documents/markdown.js';
import type { Found } from '../../results/findings.js';
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
  /** A row each, with its bars and a link to its figure as `moe plot` writes them. */
  findings: (sources: readonly OpenSource[]): string => {
    const { findings } = wholeOf(sources);
    const drawn = sources.flatMap((source) =>
      figuresOf(source).map(({ chart, finding }) => ({ experiment: source.spec.name, figure: chart.name, finding })),
    );
    const lines = findings.flatMap((name) =>
      drawn
        .filter(({ experiment, figure }) => name.experiment === experiment && name.figure === figure)
        .flatMap(({ experiment, figure, finding }) =>
          finding === undefined ? [] : [`${rowOf(finding, `plots/${experiment}/${figure}`)}\n`],
        ),
    );
    return lines.length === 0 ? '' : `| | |\n|---|---|\n${lines.join('')}`;
  },
} as const;

/** @param path of the figure's files, without what they end with. */
function rowOf(found: Found, path: string): string {
  const { short, line, bars } = found;
  const picture = bars === undefined ? '' : `![${inLine(barsTold(bars))}](${path}-finding.svg)`;
  return `| ${picture} | ${short === undefined ? '' : `**${inLine(short)}.** `}${inLine(line)} [Figure](${path}.png) |`;
}

const inLine = (text: string): string => markdown([paragraph(text)]).trim();

export type SaidName = keyof typeof said;

export function isSaid(name: string): name is SaidName {
  return Object.hasOwn(said, name);
}
