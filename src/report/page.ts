/**
 * The report: one HTML file that needs nothing beside it. Its policy lets run the one script and apply the one style that
 * are in it, by their digests, and load nothing. Same results, same bytes.
 */
import { type Document, prose } from '../documents/contract.js';
import { documentHtml, type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import { checklistDocument } from './checklist/checklist.js';
import { type VerdictCounts, verdictCounts } from './claims.js';
import { claimAnchor } from './claims-table.js';
import { wholePage } from './client-files.js';
import type { Report } from './contract.js';
import { darkStyle } from './drawing.js';
import { experimentSection, partsOf } from './experiment.js';
import { firstScreen, titleOf } from './first-screen.js';
import { errataList, howToRead, howToReproduce } from './guide.js';
import { hasPlay, playSections } from './play.js';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly { readonly id: string; readonly title: string }[];
  readonly html: Html;
}

/**
 * @throws InputError for results that cannot be read.
 * @throws RangeError for a script or a style that could end its element.
 */
export function reportPage(report: Report): string {
  const { experiments } = report;
  const counts = verdictCounts(experiments);
  const plays = playSections(report).map((each): Section => ({ ...each, parts: [] }));
  const sections = [...plays, findings(report, counts), ...experimentSections(report), ...closing(report)];
  const body = html`<body>
<a class="skip" href="#main">Skip to the content</a>
${firstScreen(report)}${contents(sections)}
<main id="main" tabindex="-1">
${sections.map((section) => section.html)}</main>
<footer><p>Made by <code>moe</code>. Every number here is in the files that its tables name.</p></footer>
`;
  const client = { ...report.client, style: report.client.style + darkStyle(body.html) };
  return wholePage({ title: cut(titleOf(report), 200), client, body, computes: hasPlay(report) });
}

function findings(report: Report, counts: VerdictCounts | null): Section {
  const title = counts === null ? 'How to read this page' : 'Verdicts, and how to read this page';
  return section('findings', title, [...(counts === null ? [] : [counts.table]), ...howToRead(report, counts)]);
}

function experimentSections({ experiments, metrics }: Report): Section[] {
  const anchorOf = claimAnchor(experiments);
  let figure = 1;
  return experiments.map((experiment) => {
    const parts = partsOf(experiment, figure, metrics, anchorOf);
    figure += experiment.figures.length;
    const { name, title } = experiment.spec;
    return { id: name, title, parts, html: experimentSection(experiment, parts) };
  });
}

/** What stands once, after the experiments. */
function closing(report: Report): Section[] {
  return [
    ...(report.errata.length === 0 ? [] : [section('errata', 'Corrections to the paper', errataList(report.errata))]),
    section(
      'checklist',
      'Reproducibility checklist',
      checklistDocument(report.checklist, { level: 3, foldFrom: 0, most: 200 }),
    ),
    section('reproduce', 'How to reproduce this', howToReproduce(report)),
  ];
}

function section(id: string, title: string, body: Document): Section {
  const page = html`<section id="page.${id}" aria-labelledby="page.${id}.title">
<h2 id="page.${id}.title">${title}</h2>
<div class="part">${documentHtml(body)}</div></section>
`;
  return { id: `page.${id}`, title, parts: [], html: page };
}

function contents(sections: readonly Section[]): Html {
  const entries = sections.map(({ id, title, parts }) => {
    const within = parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`);
    return html`<li><a href="#${id}">${textHtml(prose(cut(title, 100)))}</a>${parts.length > 0 && html`<ul>${within}</ul>`}</li>\n`;
  });
  return html`<nav aria-labelledby="page.contents">
<h2 id="page.contents">Contents</h2>
<ol>\n${entries}</ol>
</nav>`;
}
