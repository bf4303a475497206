/** The section of one experiment: what was run, its figures, claims, races, numbers, and where they come from. */
import { counted, grouped } from '../counted.js';
import { type Document, prose } from '../documents/contract.js';
import { documentHtml, type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import { unjudgedTable } from './claims.js';
import { claimsTable } from './claims-table.js';
import type { MetricMeaning, ReportedExperiment } from './contract.js';
import { effectTables } from './effects.js';
import { figureOf } from './figure.js';
import { askedOf, computeUsed, provenanceOf } from './provenance.js';
import { racesHtml } from './race/section.js';
import { endings, summaryTables } from './summary.js';

/** A part of an experiment’s section. */
export interface Subsection {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/**
 * The parts that the experiment has something for, in order.
 * @param firstFigure the number of its first figure: they are counted over the page.
 * @throws InputError for tables of the results that cannot be read.
 */
export function partsOf(
  experiment: ReportedExperiment,
  firstFigure: number,
  metrics: readonly MetricMeaning[],
  anchorOf: (experiment: string, claim: string) => string,
): readonly Subsection[] {
  const { spec, command, run, results, figures, races } = experiment;
  const { folder } = results;
  const id = (part: string) => `${spec.name}.${part}`;
  const part = (name: string, title: string, body: Document) => ({
    ...{ id: id(name), title },
    body: laidOutLater(documentHtml(body)),
  });
  const claims = [
    ...(experiment.claims.length === 0
      ? []
      : [claimsTable(experiment, { firstFigure, anchorOf: (claim) => anchorOf(spec.name, claim) })]),
    ...(spec.notJudged.length === 0 ? [] : [documentHtml(unjudgedTable(spec))]),
  ];
  const effects = effectTables(results.lines('effects.csv'), metrics);
  const drawn = figures.map((figure, f) =>
    figureOf(figure, { id: id(`figure-${f + 1}`), number: firstFigure + f, folder }),
  );
  return [
    { id: id('figures'), title: 'Figures', body: withMore(drawn) },
    ...(claims.length === 0
      ? []
      : [{ id: id('claims'), title: 'Claims', body: laidOutLater(claimsPart(claims, experiment)) }]),
    ...(races.length === 0 ? [] : [{ id: id('race'), title: 'The race', body: laidOutLater(racesHtml(races)) }]),
    ...(effects.length === 0 ? [] : [part('effects', 'Effects of the crossed choices', effects)]),
    part('summary', 'All cells', summaryTables(results.lines('summary.csv'), `${folder}/summary.csv`)),
    part('endings', 'How trials ended', endings(results.rows, `${folder}/trials.csv`)),
    part('compute', 'Compute used', computeUsed(run, results, `${folder}/timings_summary.csv`)),
    part('provenance', 'Where these results come from', provenanceOf({ run, command, folder })),
  ];
}

/** What a browser lays out once it comes near the window: most of a page is never seen. Sheets of figures say so themselves. */
function laidOutLater(content: Html): Html {
  return html`<div class="part">${content}</div>`;
}

/** Figures that stand open on a phone. */
const firstFigures = 3;
/** Claims that do. */
const firstClaims = 12;

function withMore(figures: readonly Html[]): Html {
  const others = figures.slice(firstFigures);
  return html`${figures.slice(0, firstFigures)}${others.length > 0 && moreOf(`${counted(others.length, 'more figure')}`, others)}`;
}

function claimsPart(tables: readonly Html[], { claims, spec }: ReportedExperiment): Html {
  const count = claims.length + spec.notJudged.length;
  return count > firstClaims ? moreOf(`All ${counted(count, 'sentence')}`, tables) : html`${tables}`;
}

/** What a phone shows behind a line that opens it; anything wider, and paper, at once. */
function moreOf(summary: string, content: readonly Html[]): Html {
  return html`<details class="more"><summary>${summary}</summary>\n${content}</details>\n`;
}

export function experimentSection({ spec, run }: ReportedExperiment, parts: readonly Subsection[]): Html {
  return html`<section class="experiment" id="${spec.name}" aria-labelledby="${spec.name}.title">
<h2 id="${spec.name}.title">${textHtml(prose(cut(spec.title, 300)))}</h2>
${spec.about !== '' && html`<p>${textHtml(prose(spec.about))}</p>`}
<p class="run"><code>${spec.name}</code>: ${ranOf(run)}</p>
${parts.map(({ id, title, body }) => html`<h3 id="${id}">${title}</h3>\n${body}\n`)}</section>
`;
}

/** `18 cells, 8280 trials: 7279 ok, 1001 degenerate.` */
function ranOf(run: ReportedExperiment['run']): Html {
  const { grid, status } = run;
  const asked = askedOf(run);
  const ended = Object.entries(status).flatMap(([name, count]) =>
    typeof count === 'number' && count > 0 ? [`${grouped(count)} ${name === 'timeout' ? 'timed out' : name}`] : [],
  );
  const ran = `${counted(grid.cells, 'cell')}, ${counted(grid.trials, 'trial')}: ${ended.join(', ')}.`;
  return html`${ran}${asked !== '' && html` Not the spec’s whole grid: ${textHtml(cut(asked, 300))}.`}`;
}
