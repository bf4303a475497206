/** Rows of the pairs chosen by dragging over a plot, or by ranges: they stand out in every plot, and are told. */
import { withMinus } from '../../charts/theme.js';
import { counted } from '../../counted.js';
import { button, element, svgElement } from '../../report/client/element.js';
import { dotsHtml } from '../dots.js';
import { dotsOf, type PairsData } from '../pairs/contract.js';
import { type Axis, across, frame, toldAt, up, valueAt } from '../plane.js';
import { chosenRows, summaryOf } from './chosen.js';
import { onDrag } from './drag.js';
import { rangeControl } from './range.js';

/** Rows that are told one by one. */
const most = 20;

type Range = readonly [low: number, high: number] | null;

/** `place` has the panels, and the place for what is chosen, both of which the page shows without a script, too. */
export function choosePairs(place: Element): void {
  const text = place.parentElement?.querySelector('script.pairs-data')?.textContent;
  const [told, controls, said, list] = ['.chosen', '.ranges', '.said', '.rows'].map((name) =>
    place.querySelector<HTMLElement>(name),
  );
  if (!text || !told || !controls || !said || !list) return;
  const data = JSON.parse(text) as PairsData;
  const ranges: Range[] = data.axes.map(() => null);
  const panels = [...place.querySelectorAll('.panel')].map((panel) => panelOf(panel, data));
  const sliders = data.axes.map((axis, c) =>
    rangeControl(axis, (range) => {
      ranges[c] = range;
      show();
    }),
  );
  const whole = summaryOf(data, null);
  const asked = askable();
  const show = (): void => {
    const chosen = chosenRows(data, ranges);
    place.classList.toggle('choosing', chosen !== null);
    for (const panel of panels) panel.show(chosen, ranges);
    for (const [c, slider] of sliders.entries()) slider.set(ranges[c]!);
    said.textContent = chosen === null ? 'All rows.' : saidOf(data, chosen, whole);
    list.replaceChildren(...(chosen === null ? [] : [tableOf(data, chosen, asked)]));
    clear.disabled = chosen === null;
  };
  const take = (next: readonly Range[]): void => {
    next.forEach((range, c) => {
      ranges[c] = range;
    });
    show();
  };
  const none = data.axes.map(() => null);
  const clear = button('All rows', () => take(none));
  controls.append(...sliders.map(({ control }) => control), clear);
  for (const panel of panels) {
    panel.onDrag(([x, along], [y, upright]) => {
      take(none.map((_, c) => (c === x ? along : c === y ? upright : null)));
    });
  }
  // Who dragged has nothing in focus here.
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && ranges.some((range) => range !== null)) take(none);
  });
  told.hidden = false;
  show();
}

function saidOf(data: PairsData, chosen: readonly boolean[], whole: ReturnType<typeof summaryOf>): string {
  const { rows, counts, means } = summaryOf(data, chosen);
  const all = data.rows.length;
  if (rows === 0) return `None of ${counted(all, 'row')}.`;
  const experts = counts.flatMap((count, j) => (count === 0 ? [] : [`expert ${j}: ${count}`])).join(', ');
  const target = data.axes.length - 1;
  const [own, of] = [means[target], whole.means[target]];
  const axis = data.axes[target]!;
  const mean =
    own === null || own === undefined || of === null || of === undefined
      ? ''
      : ` Mean ${axis.name} ${toldAt(axis, own)}, of all rows ${toldAt(axis, of)}.`;
  return `${rows} of ${counted(all, 'row')}: ${experts}.${mean}`;
}

/** Numbers of the rows that "Why this row?" has. */
function askable(): ReadonlySet<number> {
  const text = document.querySelector('script.why-data')?.textContent;
  return new Set(text ? (JSON.parse(text) as { readonly numbers: readonly number[] }).numbers : []);
}

/** @param asked rows that link to why they go where they go. */
function tableOf(
  { axes, rows, experts, values }: PairsData,
  chosen: readonly boolean[],
  asked: ReadonlySet<number>,
): Element {
  const shown = rows.map((_, r) => r).filter((r) => chosen[r]);
  const names = ['row', 'expert'].map((name) => element('th', { scope: 'col' }, name));
  const head = [...names, ...axes.map((axis) => element('th', { scope: 'col', ...lookOf(axis) }, axis.name))];
  const lines = shown.slice(0, most).map((r) => {
    const cells = values.map((column, c) => {
      const value = column[r]!;
      return element('td', lookOf(axes[c]!), value === null ? '–' : cellOf(axes[c]!, value));
    });
    const [number, expert] = [String(rows[r]), String(experts[r])];
    const why = { href: `#row=${number}`, 'aria-label': `Why row ${number}?` };
    const row = asked.has(rows[r]!) ? element('a', why, number) : number;
    return element('tr', {}, element('th', { scope: 'row' }, row), element('td', {}, expert), ...cells);
  });
  const left = shown.length - lines.length;
  const caption = left > 0 ? `The first ${lines.length} of them` : 'They are';
  const label = 'Rows that are chosen';
  return element(
    'div',
    { class: 'scroll', role: 'group', tabindex: '0', 'aria-label': label },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...lines),
    ),
  );
}

const lookOf = ({ levels, dates }: Axis): { class?: string } => (levels === null && !dates ? { class: 'number' } : {});

/** A number with all the digits that the page has of it. */
const cellOf = (axis: Axis, value: number): string =>
  axis.levels === null && !axis.dates ? withMinus(value) : toldAt(axis, value);

type Along = readonly [column: number, range: Range];

/** A panel: what is chosen stands over the dots of the page, which the style dims. */
function panelOf(panel: Element, data: PairsData) {
  const pair = (panel.getAttribute('data-pair') ?? '0,0').split(',').map(Number) as [number, number];
  const [x, y] = pair.map((c) => data.axes[c]!) as [Axis, Axis];
  const svg = panel.querySelector('svg')!;
  const over = svgElement('g', { class: 'over' });
  const box = svgElement('rect', { class: 'brush', x: 0, y: 0, width: 0, height: 0 });
  svg.append(over, box);
  const place = (left: number, top: number, width: number, height: number): void => {
    Object.entries({ x: left, y: top, width, height }).forEach(([key, value]) => {
      box.setAttribute(key, String(Math.round(value)));
    });
  };
  return {
    show(chosen: readonly boolean[] | null, ranges: readonly Range[]): void {
      over.innerHTML = chosen === null ? '' : dotsHtml(dotsOf(data, pair, chosen), data.rows.length).html;
      const [along, upright] = pair.map((c) => ranges[c]!) as [Range, Range];
      if (along === null && upright === null) place(0, 0, 0, 0);
      else {
        const within = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
        const { left, top, width, height } = frame;
        const [u, v] =
          along === null ? [left, left + width] : along.map((value) => within(across(x, value), left, left + width));
        const [b, t] =
          upright === null ? [top + height, top] : upright.map((value) => within(up(y, value), top, top + height));
        place(u!, t!, v! - u!, b! - t!);
      }
    },
    /** Calls with the ranges of its two columns while somebody drags, and with none for a click. */
    onDrag(act: (x: Along, y: Along) => void): void {
      const range = (axis: Axis, from: number, to: number): Range => {
        const ends = [Math.min(from, to), Math.max(from, to)].map((share) => valueAt(axis, share));
        // A category that is touched is meant.
        const [low, high] = axis.levels === null ? ends : ends.map(Math.round);
        return [low!, high!];
      };
      onDrag(
        svg,
        (from, to) => act([pair[0], range(x, from[0], to[0])], [pair[1], range(y, from[1], to[1])]),
        () => act([pair[0], null], [pair[1], null]),
      );
    },
  };
}
