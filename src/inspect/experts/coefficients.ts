/** An expert's coefficients with their intervals, as numbers and as marks on one scale for all experts. */

import { withMinus } from '../../charts/theme.js';
import { counted } from '../../counted.js';
import { type Html, html } from '../../documents/html.js';
import { rounded } from '../../documents/numbers.js';
import { cut } from '../../documents/printable.js';
import type { Interval } from '../../model/trust-contract.js';
import { look } from '../../report/race/drawing.js';
import { encode } from '../../tables/encode.js';
import type { Inspected } from '../contract.js';
import { percent } from '../words.js';

const [width, height, edge] = [150, 20, 7] as const;

/** Coefficients that stand open. */
const mostOpen = 8;

/**
 * Of each expert which features vary among its rows: of the others its coefficients say nothing. Null without data.
 * Cost: an encoding of all rows.
 */
export function varying({ bound: { model }, data, experts }: Inspected): readonly (readonly boolean[])[] | null {
  if (data === null) return null;
  const { frame, rows } = data.prepared;
  return experts.map((_, j) => {
    const { x } = encode(
      model.encoding,
      frame,
      rows.filter((_, r) => data.expert[r] === j),
    );
    return Array.from({ length: x.cols }, (_, c) => {
      for (let i = 1; i < x.rows; i++) if (x.data[i * x.cols + c] !== x.data[c]) return true;
      return false;
    });
  });
}

/**
 * Empty for experts without coefficients.
 * @param varied what `varying` gives.
 */
export function coefficientsHtml(
  { bound: { model }, experts, likelihood }: Inspected,
  j: number,
  varied: ReturnType<typeof varying>,
): Html | false {
  const { coefficients } = experts[j]!;
  if (coefficients === null) return false;
  const bootstrap = model.trust?.bootstrap ?? null;
  const intervals = bootstrap?.coefficients[j] ?? null;
  const scales = model.encoding.experts.map(({ scale }) => scale);
  // The intercept first, then by how far a deviation of the feature moves the prediction.
  const weight = (c: number) =>
    c === 0 ? Number.POSITIVE_INFINITY : Math.abs(coefficients[c]!.value) * scales[c - 1]!;
  const said = (c: number, own = j): boolean => c === 0 || (varied?.[own]?.[c - 1] ?? true);
  const still = coefficients.filter((_, c) => !said(c)).map(({ name }) => cut(name, 80));
  const places = coefficients.map((_, c) => c).filter((c) => said(c));
  const order = places.sort((a, b) => weight(b) - weight(a) || a - b);
  const row = (c: number): Html => {
    const { name, value } = coefficients[c]!;
    const interval = intervals?.[c];
    const told = interval === undefined ? '' : `${number(interval.low, 3)} to ${number(interval.high, 3)}`;
    return html`<tr><th scope="row">${cut(name, 80)}</th><td class="number">${number(value)}</td>${interval && html`<td class="number">${told}</td>`}<td class="strip-cell">${markHtml(
      scaleOf(
        experts.map((own, e) => (said(c, e) ? own : null)),
        bootstrap?.coefficients ?? [],
        c,
      ),
      value,
      interval,
      j,
    )}</td></tr>
`;
  };
  const level = bootstrap === null ? '' : `${percent(bootstrap.level)} interval`;
  const table = (
    rows: readonly number[],
    name: string,
  ): Html => html`<div class="scroll coefficients" role="group" tabindex="0" aria-label="${name}"><table>
<thead><tr><th scope="col">coefficient</th><th scope="col" class="number">value</th>${intervals && html`<th scope="col" class="number">${level}</th>`}<th scope="col">against 0</th></tr></thead>
<tbody>
${rows.map(row)}</tbody></table></div>`;
  const [open, folded] = [order.slice(0, mostOpen + 1), order.slice(mostOpen + 1)];
  const unit =
    likelihood === 'log' ? `of the log odds of ${model.target.kind === 'classes' ? model.target.labels[1] : ''}, ` : '';
  return html`${table(open, `Coefficients of expert ${j}`)}
${folded.length > 0 && html`<details><summary>${counted(folded.length, 'more coefficient')}</summary>\n${table(folded, `More coefficients of expert ${j}`)}</details>`}
<p class="note">Per unit of the column${unit === '' ? '' : `, ${unit.slice(0, -2)}`}; those that move the prediction most come first. Each row's mark has one scale for all experts.${still.length > 0 && ` Constant among its rows, so without a coefficient here: ${cut(still.join(', '), 400)}.`}</p>`;
}

const number = (value: number, digits = 4): string => withMinus(rounded(value, digits));

/** The ends of a coefficient's scale: 0 and all experts are on it, but for those (null) that say nothing of it. */
function scaleOf(
  experts: readonly (Inspected['experts'][number] | null)[],
  intervals: readonly (readonly Interval[] | null)[],
  c: number,
): readonly [number, number] {
  const values = experts.flatMap((expert, j) => {
    const own = intervals[j]?.[c];
    return expert === null || expert.coefficients === null || expert.size === 0
      ? []
      : [expert.coefficients[c]!.value, ...(own === undefined ? [] : [own.low, own.high])];
  });
  return [Math.min(0, ...values), Math.max(0, ...values)];
}

/** Its numbers stand beside it. */
function markHtml(
  [low, high]: readonly [number, number],
  value: number,
  interval: Interval | undefined,
  j: number,
): Html {
  const at = (place: number) => Number((edge + ((width - 2 * edge) * (place - low)) / (high - low || 1)).toFixed(1));
  const middle = height / 2;
  return html`<svg class="coefficient" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">
<path class="zero" d="M${at(0)} 1V${height - 1}"/>${
    interval && html`<path class="interval ${look(j)}" d="M${at(interval.low)} ${middle}H${at(interval.high)}"/>`
  }<circle class="mark ${look(j)}" cx="${at(value)}" cy="${middle}" r="4"/></svg>`;
}
