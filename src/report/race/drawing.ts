/**
 * A lane of a race at one of its steps, as SVG: the samples by expert, the experts' curves or borders, how many each
 * holds, and the mean loss up to there. Colors are classes of the page's style, so that it is light or dark with it. The
 * page draws by it as well as its script, so it knows nothing of either.
 */

import { told } from '../../charts/theme.js';
import { decoded, type Lane, type LaneStep, type Plane, type Race, side } from '../../charts/trace/race-contract.js';
import { type Html, html } from '../../documents/html.js';

/** The parts of the drawing under the plane, from top to bottom. */
const columns = { top: side + 75, height: 190 };
const names = columns.top + columns.height + 42;
const course = { top: names + 130, height: 130 };
const height = course.top + course.height + 12;

/** As many samples as these are drawn smaller. */
const many = 200;
/** Experts with a color of their own; those beyond share it, by another shape. */
const colors = 7;

/** The step of a lane at a place of the slider: its last one, where it has ended before. */
export const stepAt = ({ steps }: Lane, at: number): LaneStep => steps[Math.min(at, steps.length - 1)]!;

/** The number of places of the slider. */
export const placesOf = ({ lanes }: Pick<Race, 'lanes'>): number => Math.max(...lanes.map(({ steps }) => steps.length));

/** The drawing of a lane, at a place of the slider. */
export function laneDrawing(race: Race, lane: Lane, at: number): Html {
  const step = stepAt(lane, at);
  const { plane } = race;
  const top = plane === undefined ? side : 0;
  return html`<svg viewBox="0 ${top} ${side} ${height - top}" role="img" aria-label="${describe(lane, step)}">
${plane && planeDrawing(plane, step)}
${columnsDrawing(race, step)}
${courseDrawing(race, lane, Math.min(at, lane.steps.length - 1))}</svg>`;
}

function describe({ name }: Lane, { iteration, sizes }: LaneStep): string {
  return `${name} at iteration ${iteration}: the experts hold ${sizes.join(', ')} samples`;
}

function planeDrawing(plane: Plane, step: LaneStep): Html {
  const size = plane.x.length > many ? 12 : 16;
  return html`<svg width="${side}" height="${side}" viewBox="0 0 ${side} ${side}">
<rect class="ground" width="${side}" height="${side}"/>
${step.map?.map((path, c) => html`<path class="tint t${c % 4}" d="${path}"/>`)}
${step.lines?.map((path, j) => path !== '' && html`<path class="line ${step.strong && 'faint'} ${look(j)}" d="${path}"/>`)}
${step.strong?.map((path, j) => path !== '' && html`<path class="line ${look(j)}" d="${path}"/>`)}
${marks(plane, step, size)}
${step.fatal?.samples.map((i) => html`<circle class="ring" cx="${plane.x[i]}" cy="${plane.y[i]}" r="${size * 1.7}"/>`)}
</svg><rect class="frame" width="${side}" height="${side}"/>`;
}

/** All samples of an expert and a class as one path: a race has thousands. */
function marks({ x, y, classes, labels }: Plane, { held = '' }: LaneStep, size: number): Html[] {
  const paths = new Map<string, string>();
  x.forEach((u, i) => {
    const expert = decoded(held, i);
    const hollow = classes.length > 0 && decoded(labels, i) === 0;
    const key = `mark ${hollow ? 'hollow ' : ''}${look(expert)}`;
    paths.set(key, (paths.get(key) ?? '') + markPath(expert, u, y[i]!, size));
  });
  return [...paths].map(([key, path]) => html`<path class="${key}" d="${path}"/>`);
}

/** The class of an expert, which has its color. */
export const look = (expert: number): string => `e${expert % colors}`;

type Shape = (x: number, y: number, s: number) => string;

/** Around (x, y), of about the same area for the same s; the order is that of every figure. */
const shapes: readonly Shape[] = [
  (x, y, s) => `M${x} ${y - s}a${s} ${s} 0 1 1-.1 0z`,
  (x, y, s) => `M${x - r(0.9 * s)} ${y - r(0.9 * s)}h${r(1.8 * s)}v${r(1.8 * s)}h-${r(1.8 * s)}z`,
  (x, y, s) => `M${x} ${y - r(1.2 * s)}l${r(1.2 * s)} ${r(2.1 * s)}h-${r(2.4 * s)}z`,
  (x, y, s) =>
    `M${x} ${y - r(1.3 * s)}l${r(1.3 * s)} ${r(1.3 * s)}l-${r(1.3 * s)} ${r(1.3 * s)}l-${r(1.3 * s)}-${r(1.3 * s)}z`,
  (x, y, s) => {
    const [a, b] = [r(0.8 * s), r(0.8 * s)];
    const arm = (h: number, v: number) => `h${h}v${v}`;
    return `M${x - r(a / 2)} ${y - r(1.5 * a)}${arm(a, b)}${arm(b, a)}h-${b}v${b}h-${a}v-${b}h-${b}v-${a}h${b}z`;
  },
  (x, y, s) => `M${x} ${y + r(1.2 * s)}l${r(1.2 * s)}-${r(2.1 * s)}h-${r(2.4 * s)}z`,
  (x, y, s) => `M${x + r(1.2 * s)} ${y}l-${r(2.1 * s)} ${r(1.2 * s)}v-${r(2.4 * s)}z`,
];

const r = Math.round;

/** The mark of an expert around a place: its shape names it with its color. */
export function markPath(expert: number, x: number, y: number, size: number): string {
  return shapes[(expert + Math.floor(expert / colors)) % shapes.length]!(x, y, size);
}

/** Samples of each expert: a column, its number above it, the expert's mark and number below. */
function columnsDrawing({ k, most }: Race, { sizes, fatal }: LaneStep): Html {
  const wide = side / k;
  const bottom = columns.top + columns.height;
  const small = k > 5 ? 'small' : '';
  const each = sizes.map((size, j) => {
    const [middle, tall] = [r(wide * (j + 0.5)), r((columns.height * size) / most)];
    const lost = size === 0 || fatal?.experts.includes(j);
    const mark = markPath(j, r(middle - (k > 10 ? 0 : 0.22 * Math.min(wide, 160))), names - 14, k > 5 ? 15 : 20);
    return html`<rect class="column ${look(j)}" x="${r(wide * j + wide * 0.12)}" y="${bottom - tall}" width="${r(wide * 0.76)}" height="${tall}"/>
<text class="middle ${small} ${lost && 'lost'}" x="${middle}" y="${bottom - tall - 12}">${lost && '✕ '}${size}</text>
<path class="mark ${look(j)}" d="${mark}"/>${k <= 10 && html`<text class="${small}" x="${r(middle + 0.04 * Math.min(wide, 160))}" y="${names}">${j}</text>`}
`;
  });
  return html`${each}<path class="axis" d="M0 ${bottom}H${side}"/>`;
}

/** The mean loss at every place so far. */
function courseDrawing(race: Race, { steps, others = [] }: Lane, at: number): Html {
  const greatest = Math.max(...steps.map(({ loss }) => loss ?? 0), ...others.flat().map(([, loss]) => loss)) || 1;
  const last = Math.max(1, placesOf(race) - 1);
  const bottom = course.top + course.height;
  const point = (place: number, loss: number) =>
    `${r(20 + (960 * place) / last)} ${r(bottom - (course.height * loss) / greatest)}`;
  const points = steps.slice(0, at + 1).flatMap(({ loss }, s) => (loss === null ? [] : [point(s, loss)]));
  const beside = others
    .filter(({ length }) => length > 0)
    .map((own) => `M${own.map(([place, loss]) => point(place, loss)).join('L')}`);
  const { loss } = steps[at]!;
  return html`<text x="0" y="${course.top - 26}">${loss === null ? 'mean loss' : `mean loss ${told(loss)}`}</text>
<path class="axis" d="M0 ${bottom}H${side}"/>
${beside.length > 0 && html`<path class="beside" d="${beside.join('')}"/>`}${points.length > 0 && html`<path class="course" d="M${points.join('L')}"/><path class="now" d="M${points.at(-1)}h0"/>`}`;
}
