/** What a reader must know: what the words and columns mean, and how to make all of this again. */
import type { MetricMeaning, Report } from './contract.js';
import { type Html, html } from './html.js';
import { tableOf } from './table.js';
import { legend } from './verdicts.js';

/** @param judged whether there are claims on the page. */
export function howToRead({ experiments, metrics }: Report, judged: boolean): Html {
  const used = new Set(experiments.flatMap(({ spec }) => Object.values(spec.tasks).flatMap((task) => task.metrics)));
  const meant = metrics.filter(({ name }) => used.has(name));
  const meaning = judged
    ? html`<h3 id="page.verdicts">What the verdicts mean</h3>
<p>Each claim is a sentence of the paper with a statistic and a threshold, written down in the spec; its verdict is computed
from the trials, not written.</p>
${legend()}
<h3 id="page.numbers">What the numbers are</h3>`
    : html``;
  return html`${meaning}
<ul>
<li><strong>n</strong> counts trials that have a value. A trial is one learning of one mixture, from its own seed; all methods
meet the same data in the trial of one number, and those that begin with an assignment the same one.</li>
<li><strong>Intervals</strong> in brackets are of 95 %: Wilson’s for a share of trials, else a percentile bootstrap over trials
of the mean. They say how much the mean would differ with other seeds, not how much trials differ. A bootstrap gives none
where all values are equal or there is but one, and with fewer than about ten trials it is too narrow: with three it is
hardly more than their range.</li>
<li><strong>Degenerate</strong> is a trial in which an expert ends without samples, or with one class only. It is a result. Errors
are means over the other trials, unless a metric says otherwise.</li>
<li><strong>Calibrated</strong> marks what the paper leaves open and was chosen so that its number appears. Such a match is no
evidence for the claim.</li>
<li><strong>Shares</strong>, such as accuracies, run from 0 to 1; times are seconds of learning alone.</li>
</ul>
<details><summary>What each metric is</summary>
${metricTable(meant)}</details>`;
}

const directions = { higher: 'higher', lower: 'lower', none: 'neither' } as const;

function metricTable(metrics: readonly MetricMeaning[]): Html {
  return tableOf({
    caption: 'Metrics on this page',
    columns: [
      { title: 'metric' },
      { title: 'what it is' },
      { title: 'unit' },
      { title: 'interval' },
      { title: 'better' },
    ],
    rows: metrics.map(({ name, about, unit, summary, better }) => [
      name,
      about,
      unit,
      summary === 'share' ? 'Wilson' : 'bootstrap of the mean',
      directions[better],
    ]),
  });
}

export function howToReproduce({ experiments, command }: Report): Html {
  const commands = experiments.map(({ command }) => `${command} --fresh`);
  return html`<p>On a machine with Node.js 20 or newer, in the project’s folder:</p>
<pre tabindex="0"><code>npm ci &amp;&amp; npm run build &amp;&amp; npm link
${commands.map((command) => `${command}\n`)}${command}</code></pre>
<p>The files that hold no time (all but <code>timings.csv</code>, <code>timings_summary.csv</code>, <code>run.json</code> and, in
<code>claims.csv</code>, claims about time) come out byte for byte the same, whatever the number of threads, on the same major version of Node.js and processor
architecture.</p>`;
}
