/** One trial step by step: a figure that the page’s script brings to life, and a page of its own, which loads nothing. */

import { compiledSpec } from '../charts/render.js';
import { endTold, traceChart } from '../charts/trace/trace.js';
import type { Table } from '../documents/contract.js';
import { documentHtml, type Html, html, jsonElement } from '../documents/html.js';
import { rounded } from '../documents/numbers.js';
import { shownSteps, type Trace, type TraceStep } from '../experiment/trace-contract.js';
import type { StepLine } from './client/steps.js';
import { clientFiles, policyFor } from './client-files.js';

/** What the iterations are; stands once, before step-throughs. */
export const stepsNote =
  'Iteration 0 is the initial assignment, with experts fitted to it; each later one has the experts that were fitted ' +
  'then, and the assignment that they gave rise to. A step-through opens at its last iteration.';

/** The figure; of a trial that failed, and so has no steps, a sentence. */
export function traceFigure(trace: Trace): Html {
  const { row, experiment } = trace;
  const steps = shownSteps(trace);
  if (steps.length === 0) return html`<p>${row.id} ${row.status}: ${row.reason}</p>`;
  const lines = steps.map(({ iteration, loss, sizes, changed }): StepLine => ({ iteration, loss, sizes, changed }));
  const chart = traceChart(trace);
  return html`<figure class="chart trace" id="${figureId(trace)}">
<figcaption>${row.task} by ${row.method}, trial ${row.trial}, step by step.</figcaption>
<div class="controls" role="group" aria-label="${`Iterations of ${experiment} ${row.id}`}"></div>
<div class="sheet" role="region" tabindex="0" aria-label="${`${trace.experiment}: ${row.id}, at one iteration`}"></div>
<details>
<summary>The steps as a table</summary>
${documentHtml([stepTable(trace, steps)])}</details>
${jsonElement('spec', compiledSpec(chart))}
${jsonElement('steps', lines)}
</figure>`;
}

/** An id of its own for each trial of each experiment: other signs than letters and digits stand as their codes. */
function figureId({ experiment, row }: Trace): string {
  const word = (text: string) => text.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}`);
  return ['trace', experiment, row.id].map(word).join('-');
}

function stepTable({ k, row }: Trace, steps: readonly TraceStep[]): Table {
  const experts = Array.from({ length: k }, (_, j) => `expert ${j}`);
  return {
    kind: 'table',
    caption: `${row.id}: loss, samples that changed expert, and samples of each expert`,
    columns: ['iteration', 'mean loss', 'changed', ...experts].map((title) => ({ title, number: true })),
    rows: steps.map(({ iteration, loss, changed, sizes }) => [
      String(iteration),
      loss === null ? '–' : rounded(loss, 6),
      changed === null ? '–' : String(changed),
      ...sizes.map(String),
    ]),
  };
}

/**
 * The page of a trace. Its policy lets its own script and style run, by their digests, and nothing be loaded. Same trace,
 * same bytes.
 * @throws InputError where there is no whole build.
 */
export function tracePage(trace: Trace): string {
  const client = clientFiles();
  const { row, experiment } = trace;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(client)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${experiment} ${row.id}</title>
<style>${{ html: client.style }}</style>
</head>
<body>
<main>
<h1>${experiment}: ${row.id}</h1>
<p>${trace.title}</p>
${about(trace)}
<p>${stepsNote}</p>
${traceFigure(trace)}
</main>
<script>${{ html: client.script }}</script>
</body>
</html>
`.html;
}

function about({ about: { task, method }, row, n, k, expert }: Trace): Html {
  const measured = Object.entries(row.metrics).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  return html`<p>${row.task}: ${task}. ${row.method}: ${method}. ${n} samples, ${k} experts (${expert}), seed ${row.seed}. ${upperFirst(endTold(row))}.</p>
<p>${measured.map(({ name, value }, i) => html`${i === 0 ? '' : ', '}${name} <code>${Number(value.toPrecision(6))}</code>`)}</p>`;
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
