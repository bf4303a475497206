/** Rows by pairs of columns, in the colors of their experts: where each expert decides, and where none is sure. */
import { counted, grouped } from '../../counted.js';
import { type Html, html, jsonElement } from '../../documents/html.js';
import { cut } from '../../documents/printable.js';
import { look, markPath } from '../../report/race/drawing.js';
import type { Inspected, InspectedData, PageSection } from '../contract.js';
import { dotsHtml, doubts } from '../dots.js';
import { type Axis, axisName, planeHtml, size } from '../plane.js';
import { dotsOf, type Pair, type PairsData, pairsOf } from './contract.js';
import { pairedOf } from './data.js';

export const pairs: PageSection = {
  id: 'pairs',
  title: 'The rows, by expert',
  async html(inspected) {
    return inspected.data === null ? null : sectionHtml(inspected, inspected.data);
  },
};

function sectionHtml(inspected: Inspected, told: InspectedData): Html {
  const { data, left, rule } = pairedOf(inspected, told);
  const apart = inspected.bound.model.trust?.intervals?.rows ?? 0;
  const panels = pairsOf(data.axes.length);
  return html`<p>Every dot is a row of the table, in the color and shape of the expert that decides for it. ${sureTold(told, data.k)}${data.outliers.length > 0 && html` Grey: outliers, which no expert has to fit.`}</p>
<p class="note">${sampleTold(data)}${apart > 0 && ` ${counted(apart, 'more row')}, by which intervals are calibrated, taught the experts nothing and are not shown.`}${leftTold(left, rule)}</p>
${keyHtml(data, told)}
<div class="pairs of${data.axes.length}">
<div class="panels">
${panels.map((pair) => panelHtml(data, pair))}</div>
<div class="chosen" hidden>
<p class="note">Drag over a plot, or set a range here, to choose rows. Escape takes them all.</p>
<div class="ranges" role="group" aria-label="Choose rows by ranges"></div>
<output class="said" aria-live="polite"></output>
</div>
<div class="rows"></div>
</div>
${jsonElement('pairs-data', data)}
`;
}

function sureTold({ share }: InspectedData, k: number): string {
  if (k === 1) return '';
  if (share === null) return 'Without a gate that is the expert that fits the row best.';
  return 'The larger a dot, the less sure the gate is.';
}

function sampleTold({ rows, of }: PairsData): string {
  if (rows.length === of) return `All ${counted(of, 'row')}.`;
  return `${grouped(rows.length)} of the ${counted(of, 'row')}, drawn at random by the seed of the fit.`;
}

function leftTold(left: readonly string[], rule: string | null): string {
  if (left.length === 0) return '';
  const names = left.map((name) => cut(name, 60)).join(', ');
  return ` The columns are those whose change moves the predictions most${rule === null ? '' : `, and ${cut(rule, 60)}, by which the rule of the gate begins`}; left out, since their change moves them less: ${cut(names, 600)}.`;
}

function keyHtml({ k, outliers }: PairsData, { share }: InspectedData): Html {
  const entry = (own: string, name: string, path: string) =>
    html`<span><svg viewBox="-16 -16 32 32" aria-hidden="true"><path class="mark ${own}" d="${path}"/></svg> ${name}</span> `;
  const experts = Array.from({ length: k }, (_, j) => entry(look(j), `expert ${j}`, markPath(j, 0, 0, 10)));
  const sizes = doubts.map((name, doubt) => entry('plain', name, markPath(0, 0, 0, [4, 6, 9][doubt]!)));
  return html`<p class="key plot-key">${experts}${outliers.length > 0 && entry('outlier', 'outlier', markPath(0, 0, 0, 10))}${share !== null && k > 1 && html`<span>share of the expert that decides:</span> ${sizes}`}</p>`;
}

function panelHtml(data: PairsData, pair: Pair): Html {
  const [x, y] = pair.map((column) => data.axes[column]!) as [Axis, Axis];
  const [along, upright] = [x, y].map(({ name }) => cut(name, 60)) as [string, string];
  return html`<div class="panel x${pair[0]} y${pair[1]}" data-pair="${pair.join()}">
${axisName(upright, '↑')}
<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${`Rows by ${upright} (up) and ${along} (across), by expert`}">${planeHtml(x, y)}<g class="dots">${dotsHtml(dotsOf(data, pair), data.rows.length)}</g></svg>
${axisName(along, '→')}
</div>
`;
}
