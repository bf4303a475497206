/** A card for each expert, the one with most rows first: where it decides, what it says, and how sure that is. */
import { counted } from '../../counted.js';
import { type Html, html, textHtml } from '../../documents/html.js';
import { toDigits } from '../../documents/numbers.js';
import { cut } from '../../documents/printable.js';
import { look, markPath } from '../../report/race/drawing.js';
import type { Inspected, InspectedData, PageSection } from '../contract.js';
import { dotsHtml, doubtOf } from '../dots.js';
import { across, axisName, axisOf, planeHtml, size, up } from '../plane.js';
import { agreement, capitalized, lossWords, percent } from '../words.js';
import { classesHtml } from './classes.js';
import { coefficientsHtml, varying } from './coefficients.js';
import { type PartialView, partialView } from './partial.js';
import { setApart, waysTo } from './where.js';

export const experts: PageSection = {
  id: 'experts',
  title: 'The experts',
  async html(inspected) {
    const order = inspected.experts.map((_, j) => j);
    order.sort((a, b) => inspected.experts[b]!.share - inspected.experts[a]!.share || a - b);
    const varied = varying(inspected);
    const fidelity = inspected.bound.model.trust?.rule?.fidelity;
    return html`<p>${order.length > 1 && 'The expert with most rows stands first. '}${fidelity !== undefined && `Where each decides is told by a short rule. ${agreement(fidelity)}`}</p>
<div class="expert-cards">
${order.map((j) => cardHtml(inspected, j, varied))}</div>
`;
  },
};

function cardHtml(inspected: Inspected, j: number, varied: ReturnType<typeof varying>): Html {
  const { data, bound } = inspected;
  const { size: rows, share } = inspected.experts[j]!;
  const id = `expert-${j}`;
  const known = bound.model.origin !== null;
  return html`<article class="expert-card" id="${id}" aria-labelledby="${id}.title">
<h3 id="${id}.title"><svg viewBox="-16 -16 32 32" aria-hidden="true"><path class="mark ${look(j)}" d="${markPath(j, 0, 0, 11)}"/></svg> Expert ${j}${known && html` <small>${percent(share)} of the rows, ${counted(rows, 'row')}</small>`}</h3>
<div class="says">
<div>
${whereHtml(inspected, j)}${known && html`<p>${lossTold(inspected, j)}</p>\n`}${coefficientsHtml(inspected, j, varied)}</div>
${data !== null && saysHtml(inspected, data, j)}</div>
</article>
`;
}

function whereHtml(inspected: Inspected, j: number): Html {
  const { data, bound } = inspected;
  const rule = bound.model.trust?.rule ?? null;
  const ways = rule === null ? [] : waysTo(rule, j, bound.model.encoding.inputs);
  const apart = data === null ? [] : setApart(inspected, data, j);
  const list = (name: string, items: readonly string[]): Html | false =>
    items.length > 0 &&
    html`<p class="where"><strong>${name}</strong></p>\n<ul>${items.map((item) => html`<li>${textHtml(cut(item, 400))}</li>`)}</ul>\n`;
  return html`${list('Decides where', ways)}${list('What sets its rows apart', apart)}`;
}

function lossTold({ experts, bound, likelihood }: Inspected, j: number): string {
  const { loss, size: rows, outliers } = experts[j]!;
  if (rows === 0) return 'No row goes to it.';
  const { mean, write } = lossWords[likelihood];
  const trust = bound.model.trust;
  const half = trust?.intervals?.experts[j] ?? trust?.intervals?.all;
  const stability = trust?.bootstrap?.stability[j];
  const parts = [
    `${capitalized(mean)} over its rows ${write(loss)}`,
    ...(outliers > 0 ? [`${counted(outliers, 'outlier')} beside`] : []),
    ...(half === undefined || bound.model.target.kind === 'classes' || trust?.intervals === null
      ? []
      : [`${percent(trust!.intervals!.coverage)} of new rows within ±${toDigits(half, 3)} of its prediction`]),
    ...(stability === undefined || stability === null
      ? []
      : [`its rows stay with it in ${percent(stability)} of resamples`]),
  ];
  return `${parts.join('; ')}.`;
}

function saysHtml(inspected: Inspected, data: InspectedData, j: number): Html | false {
  const view = partialView(inspected, data, j);
  if (view !== null) return lineHtml(inspected, data, view, j);
  return inspected.bound.model.target.kind === 'classes' && classesHtml(inspected, data, j);
}

/** The fitted line over the expert's own rows. */
function lineHtml({ bound: { model }, experts }: Inspected, data: InspectedData, view: PartialView, j: number): Html {
  const { curve, rows, input, dates, others } = view;
  const x = axisOf(
    input,
    curve.map((place) => place.x),
    null,
    dates,
  );
  const y = axisOf(
    model.target.name,
    [...rows, ...curve].map((place) => place.y),
  );
  const [along, upright] = [cut(input, 60), cut(model.target.name, 60)];
  const dots = rows.map(({ entry, ...place }) => ({
    ...{ x: across(x, place.x), y: up(y, place.y), expert: j, outlier: data.outlier[entry] === 1 },
    doubt: data.share === null ? 0 : doubtOf(data.share[entry]!),
  }));
  const path = curve.map((place) => `${across(x, place.x)} ${up(y, place.y)}`).join('L');
  const shown = rows.length < experts[j]!.size ? `${rows.length} of its rows` : 'Its rows';
  const name = `What expert ${j} predicts along ${along}`;
  return html`<figure class="fitted">
${axisName(upright, '↑')}
<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${name}">${planeHtml(x, y)}${dotsHtml(dots, Math.max(rows.length, 151))}<path class="line" d="M${path}"/></svg>
${axisName(along, '→')}
<figcaption>${shown} and its prediction along ${along}, which moves it most.${others > 0 && ` ${others === 1 ? 'The other input is' : `The ${others} other inputs are`} held at the mean of its rows, or their commonest category: each row stands as far from the line as from its own prediction.`}</figcaption>
</figure>
`;
}
