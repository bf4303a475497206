/** A claim's line of the forest plot, beside its row: what passes, our value and its interval, on the axis of that figure. */
import { bandTint, farthest, looks } from '../charts/claims-panel.js';
import { along } from '../charts/claims-tests.js';
import { soft } from '../charts/colors.js';
import { withMinus } from '../charts/theme.js';
import { type Html, html } from '../documents/html.js';
import type { TestLine } from '../results/claims/tables.js';
import { themed } from './drawing.js';

const [width, height] = [132, 22];
/** Room at both ends for a mark at the edge, px. */
const edge = 6;

/** Where a value stands, in half-widths of what passes: as far from the middle as in the figure. */
function place(halfWidths: number): number {
  const x = Math.max(-farthest, Math.min(farthest, halfWidths));
  const share = (Math.sign(x) * Math.log1p(Math.abs(x))) / Math.log1p(farthest);
  return Number((width / 2 + (share * (width - 2 * edge)) / 2).toFixed(1));
}

/** Empty where the test has no bound or nothing was measured. Its name is what passes; our numbers stand beside it. */
export function intervalMark(test: TestLine): Html | false {
  const at = along(test);
  if (at === null || test.value === null) return false;
  const [from, to] = [test.least === null ? 0 : place(-1), test.most === null ? width : place(1)];
  const { color } = looks[test.outcome];
  const [x, middle] = [place(at(test.value)), height / 2];
  const ends = test.low === null || test.high === null ? undefined : [place(at(test.low)), place(at(test.high))];
  return html`<svg class="mark" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="passes: ${withMinus(test.threshold)}">
<rect x="${from}" y="3" width="${to - from}" height="${height - 6}" fill="${themed(bandTint)}"/>
${test.least !== null && line([from, 1, from, height - 1], soft, 1)}${test.most !== null && line([to, 1, to, height - 1], soft, 1)}
${ends !== undefined && line([ends[0]!, middle, ends[1]!, middle], color, 2)}
<path d="${shapes[test.outcome](x, middle)}" fill="${themed(color)}"/></svg>`;
}

function line([x1, y1, x2, y2]: readonly [number, number, number, number], color: string, wide: number): Html {
  return html`<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${themed(color)}" stroke-width="${wide}"/>`;
}

/** As in the figure, so that no outcome hangs on a color: a disc, a diamond, a triangle, a cross. */
const shapes: Readonly<Record<TestLine['outcome'], (x: number, y: number) => string>> = {
  holds: (x, y) => `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`,
  fails: (x, y) => `M${x} ${y - 5.5}l5 5.5l-5 5.5l-5 -5.5Z`,
  undecided: (x, y) => `M${x} ${y - 5}l5 9h-10Z`,
  'not judged': (x, y) => `M${x - 5} ${y - 1.5}h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5Z`,
};
