/**
 * The report: one HTML file that needs nothing beside it. Its policy lets run the one script and apply the one style that
 * are in it, by their digests, and load nothing. Same results, same bytes.
 */
import { counted } from '../counted.js';
import { type Document, prose } from '../documents/contract.js';
import { documentHtml, type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import { checklistDocument } from './checklist/checklist.js';
import { type VerdictCounts, verdictBadge, verdictCounts } from './claims.js';
import { claimAnchor } from './claims-table.js';
import { policyFor } from './client-files.js';
import type { Report } from './contract.js';
import { darkStyle } from './drawing.js';
import { experimentSection, partsOf } from './experiment.js';
import { errataList, howToRead, howToReproduce } from './guide.js';

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
  const { trials, claims } = totals(report);
  const counts = verdictCounts(experiments);
  const sections = [findings(report, counts), ...experimentSections(report), ...closing(report)];
  const title = experiments.length === 1 ? experiments[0]!.spec.title : 'Sparse mixtures of experts: the evidence';
  const body = html`<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>${textHtml(prose(cut(title, 300)))}</h1>
<p>In a sparse mixture of experts each sample is given to exactly one of k simple models, and the assignment and the
models are learnt together.${claims > 0 && ' Each claim below is a sentence of a paper, held against computed trials.'}</p>
<p>${counted(experiments.length, 'experiment')}, ${counted(trials, 'trial')}${claims > 0 && `, ${counted(claims, 'claim')}`}. This
page is one file, made by <code>moe report</code> from result files: it loads nothing and sends nothing.</p>
${counts && tiles(counts)}
</header>
${contents(sections)}
<main id="main" tabindex="-1">
${sections.map((section) => section.html)}</main>
<footer><p>Made by <code>moe</code>. Every number here is in the files that its tables name.</p></footer>
`;
  const client = { ...report.client, style: report.client.style + darkStyle(body.html) };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(client)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${cut(title, 200)}</title>
<style>${{ html: client.style }}</style>
</head>
${body}<script>${{ html: client.script }}</script>
</body>
</html>
`.html;
}

function totals({ experiments }: Report) {
  const sum = (counts: readonly number[]) => counts.reduce((before, count) => before + count, 0);
  return {
    trials: sum(experiments.map(({ results }) => results.rows.length)),
    claims: sum(experiments.map(({ claims }) => claims.length)),
  };
}

function tiles({ counts }: VerdictCounts): Html {
  const each = counts.map(
    ([verdict, count]) => html`<li><strong>${count}</strong> ${textHtml(verdictBadge(verdict))}</li>\n`,
  );
  return html`<ul class="tiles">\n${each}</ul>`;
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
${documentHtml(body)}</section>
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
