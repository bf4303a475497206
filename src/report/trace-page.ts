/** A page of one trial, step by step: a race of one, which loads nothing. */

import { type Html, html } from '../documents/html.js';
import type { Trace } from '../experiment/trace-contract.js';
import { clientFiles, wholePage } from './client-files.js';
import { raceFigure } from './race/figure.js';

/** What the iterations are; stands once, before the races. */
export const stepsNote =
  'Iteration 0 is the initial assignment, with experts fitted to it. Each later one shows the experts fitted in it and the ' +
  'assignment that they lead to. Long trials show their first steps, then fewer and fewer.';

/**
 * The page of a trace. Its policy lets its own script and style run, by their digests, and nothing be loaded. Same trace,
 * same bytes.
 * @throws InputError where there is no whole build.
 */
export function tracePage(trace: Trace): string {
  const client = clientFiles();
  const { row, experiment, steps } = trace;
  const body = html`<body>
<main>
<h1>${experiment}: ${row.id}</h1>
<p>${trace.title}</p>
${about(trace)}
<p>${stepsNote}</p>
${steps.length === 0 ? html`<p>${row.id} ${row.status}: ${row.reason}</p>` : raceFigure('trace', [{ trace }])}
${ended(trace)}
</main>
`;
  return wholePage({ title: `${experiment} ${row.id}`, client, body });
}

function about({ about: { task, method }, row }: Trace): Html {
  return html`<p>${row.task}: ${task}. ${row.method}: ${method}. Seed ${row.seed}.</p>`;
}

/** Behind a line that opens it: the page does not tell the ending first. */
function ended({ row: { status, reason, metrics } }: Trace): Html {
  const measured = Object.entries(metrics).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  return html`<details class="data"><summary>How it ended, and its metrics</summary>
<p>${status}${reason !== '' && html`: ${reason}`}</p>
<p>${measured.map(({ name, value }, i) => html`${i === 0 ? '' : ', '}${name} <code>${Number(value.toPrecision(6))}</code>`)}</p>
</details>`;
}
