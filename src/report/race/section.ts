/** The races of an experiment, as a part of its section. */
import { type Html, html, textHtml } from '../../documents/html.js';
import { cut } from '../../documents/printable.js';
import type { RacedTask, RacedTrial } from '../contract.js';
import { stepsNote } from '../trace-page.js';

export function racesHtml(races: readonly RacedTask[]): Html {
  return html`<p>The same data and the same draws, the methods side by side, step by step. ${stepsNote}</p>
${races.map(taskHtml)}`;
}

function taskHtml({ task, trials, figure, sameAs, missing }: RacedTask): Html {
  return html`<h4>${task}</h4>
${missing !== undefined && html`<p>It cannot be recomputed: ${textHtml(cut(missing, 300))}</p>\n`}${sameAs !== undefined && html`<p>The same trials as <a href="#${sameAs}">those of ${sameAs.replace(/\.race-\d+$/, '')}</a>, step by step.</p>\n`}${figure}${trials.length > 0 && html`<p class="note checked">${checked(trials)}</p>\n`}`;
}

/** Whether the rows are those of trials.csv. */
function checked(trials: readonly RacedTrial[]): Html {
  const other = trials.filter(({ differs }) => differs.length > 0);
  const rows = trials.length === 1 ? 'Its row matches' : 'Their rows match';
  if (other.length === 0) return html`Recomputed for this page. ${rows} trials.csv.`;
  return html`${other.map(
    ({
      id,
      differs,
    }) => html`<strong>${textHtml(cut(id, 300))} differs from trials.csv in ${textHtml(cut(differs.join(', '), 300))}</strong>: another
version of moe, of Node.js or another processor. `,
  )}`;
}
