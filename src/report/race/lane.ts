/** A lane of a race at one of its steps, as the page and its script show it: its name, the drawing, and what happened. */
import type { Lane, Race } from '../../charts/trace/race-contract.js';
import { type Html, html } from '../../documents/html.js';
import { cut } from '../../documents/printable.js';
import { laneDrawing, stepAt } from './drawing.js';

function laneHtml(race: Race, lane: Lane, at: number): Html {
  const { iteration, said } = stepAt(lane, at);
  const ended = at >= lane.steps.length - 1;
  return html`<div class="lane${ended && ' ended'}">
<p><strong>${lane.name}</strong> <span class="at">iteration ${iteration}${ended && ', its last'}</span><small>${cut(lane.about, 120)}</small></p>
${laneDrawing(race, lane, at)}
<p class="said">${said}${ended && lane.result && html` <strong>${lane.result}</strong>`}</p>
</div>
`;
}

/** All lanes at a place of the slider. */
export function lanesHtml(race: Race, at: number): Html {
  const lanes = race.lanes.map((lane) => laneHtml(race, lane, at));
  const look = `${lanes.length < 4 ? ' few' : ''}${race.k > 5 ? ' crowded' : ''}`;
  return html`<div class="lanes${look}">\n${lanes}</div>\n`;
}
