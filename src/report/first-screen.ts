/** The page's first screen: what it is about, what was found, every sentence's verdict, and how to run it. */
import { counted } from '../counted.js';
import { prose } from '../documents/contract.js';
import { type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import type { Sentence } from '../results/claims/sentences.js';
import type { Found } from '../results/findings.js';
import { valuesTold } from './claims.js';
import { claimAnchor } from './claims-table.js';
import type { Report } from './contract.js';
import { install } from './guide.js';
import { type SentenceEvidence, verdictMapHtml } from './verdict-map.js';

/** A figure that shows one of the findings. */
interface Shown {
  readonly finding: Found;
  readonly picture: Html | undefined;
  /** The figure's place in the page. */
  readonly anchor: string;
}

/** The first screen's title. */
export function titleOf({ experiments, whole: { paper } }: Report): string {
  if (paper !== undefined) return paper.title;
  return experiments.length === 1 ? experiments[0]!.spec.title : counted(experiments.length, 'experiment');
}

export function firstScreen(report: Report): Html {
  const { paper, headline, sections } = report.whole;
  const shown = shownIn(report);
  return html`<header>
<div class="name">
<h1>${textHtml(prose(cut(titleOf(report), 300)))}</h1>
${paper && html`<p class="authors">A reproduction of the paper by ${paper.authors.join(', ')}${paper.year !== undefined && `, ${paper.year}`}${paper.url && html`, <a href="${paper.url}" rel="noreferrer">${paper.url}</a>`}</p>`}
</div>
${paper?.about !== undefined && html`<p class="about">${textHtml(prose(cut(paper.about, 400)))}</p>`}
${headline !== undefined && html`<p class="headline">${headline}</p>`}
<div class="first">
${
  shown.length > 0 &&
  html`<section class="found" aria-labelledby="page.found">
<h2 id="page.found">What was found</h2>
<ol>
${shown.map(foundHtml)}</ol>
</section>\n`
}${
  sections.length > 0 &&
  html`<section class="verdicts" aria-labelledby="page.map">
<h2 id="page.map">${paper === undefined ? 'Every claim' : 'Every sentence of the paper'}, by verdict</h2>
${verdictMapHtml(sections, evidenceIn(report))}</section>\n`
}<section class="how" aria-labelledby="page.run">
<h2 id="page.run">Run it</h2>
<pre tabindex="0"><code>${install}  # once, in the project’s folder\n${report.run}\n${report.command}</code></pre>
<p class="note">${whatItIs(report)}</p>
</section>
</div>
</header>
`;
}

/** Those that the study lists, of figures whose findings stand; without a study the first ones. */
function shownIn({ experiments, whole: { findings } }: Report): readonly Shown[] {
  const all = experiments.flatMap(({ spec, figures }) =>
    figures.flatMap(({ name, finding, picture }, f) =>
      finding === undefined
        ? []
        : [{ experiment: spec.name, name, finding, picture, anchor: `${spec.name}.figure-${f + 1}` }],
    ),
  );
  if (findings.length === 0) return all.slice(0, 5);
  return findings.flatMap((one) =>
    all.filter(({ experiment, name }) => one.experiment === experiment && one.figure === name),
  );
}

/** A sentence's evidence in the page: the row of its claim, where it has one. */
function evidenceIn({ experiments }: Report): (sentence: Sentence) => SentenceEvidence {
  const anchorOf = claimAnchor(experiments);
  const parts = new Set(experiments.flatMap(({ spec }) => (spec.whole === undefined ? [] : [spec.name])));
  return ({ experiment, claim }) => {
    const listed = claim !== undefined && !(parts.has(experiment) && claim.verdict === 'not judged');
    const judged = experiments.find(({ spec }) => spec.name === experiment)?.claims.find(({ id }) => id === claim?.id);
    return {
      anchor: listed ? anchorOf(experiment, claim.id) : `${experiment}.claims`,
      values: judged === undefined ? '' : valuesTold(judged),
    };
  };
}

function foundHtml({ finding: { short, line }, picture, anchor }: Shown): Html {
  const small = picture && html`<a class="bars" href="#${anchor}" tabindex="-1" aria-hidden="true">${picture}</a>`;
  if (short === undefined) return html`<li>${small}<p><a href="#${anchor}">${line}</a></p></li>\n`;
  return html`<li><a class="short" href="#${anchor}">${short}</a>${small}<p>${line}</p></li>\n`;
}

function whatItIs({ experiments }: Report): string {
  const trials = experiments.reduce((sum, { results }) => sum + results.rows.length, 0);
  const counts = `${counted(experiments.length, 'experiment')}, ${counted(trials, 'trial')}.`;
  return `${counts} This page is one file and works offline.`;
}
