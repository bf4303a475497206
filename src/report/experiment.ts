/** The section of one experiment: what was run, its figures, claims, trials to watch, numbers, and where they come from. */
import { counted } from '../counted.js';
import { claimsTable } from './claims.js';
import { computeUsed } from './compute.js';
import type { ReportedExperiment } from './contract.js';
import { endings } from './endings.js';
import { figureOf } from './figure.js';
import { type Html, html, type Part } from './html.js';
import { askedOf, provenanceOf } from './provenance.js';
import { summaryTables } from './summary.js';
import { stepsNote } from './trace-figure.js';
import { watchedTask } from './watched.js';
import { quoted } from './words.js';

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
export function partsOf(experiment: ReportedExperiment, firstFigure: number): readonly Subsection[] {
  const { spec, command, run, results, figures, watched } = experiment;
  const { folder } = results;
  const id = (part: string) => `${spec.name}.${part}`;
  const claims = claimsTable(experiment);
  const drawn = figures.map((figure, f) =>
    figureOf(figure, { id: id(`figure-${f + 1}`), number: firstFigure + f, folder }),
  );
  const parts: readonly (readonly [id: string, title: string, body: Html | undefined])[] = [
    ['figures', 'Figures', html`${drawn}`],
    ['claims', 'Claims', claims],
    [
      'watch',
      'Watch a trial',
      watched.length === 0
        ? undefined
        : html`<p>${stepsNote} Each trial was computed again for this page.</p>\n${watched.map(watchedTask)}`,
    ],
    ['summary', 'Every cell', summaryTables(results.lines('summary.csv'), `${folder}/summary.csv`)],
    ['endings', 'How trials ended', endings(results.rows, `${folder}/trials.csv`)],
    ['compute', 'Compute used', computeUsed(run, results, `${folder}/timings_summary.csv`)],
    ['provenance', 'Where these results come from', provenanceOf({ run, command, folder })],
  ];
  return parts.flatMap(([part, title, body]) => (body === undefined ? [] : [{ id: id(part), title, body }]));
}

export function experimentSection({ spec, run }: ReportedExperiment, parts: readonly Subsection[]): Html {
  return html`<section class="experiment" id="${spec.name}" aria-labelledby="${spec.name}.title">
<h2 id="${spec.name}.title">${quoted(spec.title, 300)}</h2>
${spec.about !== '' && html`<p>${quoted(spec.about)}</p>`}
<p class="run"><code>${spec.name}</code>: ${ranOf(run)}</p>
${parts.map(({ id, title, body }) => html`<h3 id="${id}">${title}</h3>\n${body}\n`)}</section>
`;
}

/** `18 cells, 8280 trials: 7279 ok, 1001 degenerate.` */
function ranOf(run: ReportedExperiment['run']): Part {
  const { grid, status } = run;
  const asked = askedOf(run);
  const ended = Object.entries(status).flatMap(([name, count]) =>
    typeof count === 'number' && count > 0 ? [`${count} ${name === 'timeout' ? 'out of time' : name}`] : [],
  );
  const ran = `${counted(grid.cells, 'cell')}, ${counted(grid.trials, 'trial')}: ${ended.join(', ')}.`;
  return html`${ran}${asked !== '' && html` Not the whole grid of the spec: ${quoted(asked, 300)}.`}`;
}
