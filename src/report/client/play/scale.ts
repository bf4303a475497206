/** A line on which a mean stands with its interval, beside the paper's number and the committed mean. */
import { typeset, withInterval } from '../../../documents/numbers.js';
import type { LiveSummary } from '../../../experiment/live-contract.js';
import { element, svgElement } from '../element.js';
import type { Meaning } from './data.js';

/** Beside the line, what is to be compared with. */
export interface Beside {
  readonly paper: { readonly text: string; readonly value: number } | null;
  /** At the same settings. */
  readonly committed: number | null;
}

export interface Scale {
  readonly node: HTMLElement;
  /** @param done while more is to come the line may only grow. */
  show(summary: LiveSummary, beside: Beside, done: boolean): void;
}

/** Text as a page tells it. */
export function told({ percent }: Meaning, { mean, low, high }: Pick<LiveSummary, 'mean' | 'low' | 'high'>): string {
  const write = (value: number | null | undefined) =>
    percent && typeof value === 'number' ? `${typeset(100 * value)}%` : typeset(value);
  return withInterval(mean, low, high, write);
}

/** The least of 1, 2 and 5 times a power of ten that is no less; 1 where there is nothing. */
export function roundAbove(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value)!;
}

/** Percent of the width, between the margins. */
const place = (share: number): string => `${(3 + 94 * Math.min(1, Math.max(0, share))).toFixed(2)}%`;

export function scaleOf(meaning: Meaning): Scale {
  const ticks = svgElement('g', { class: 'ticks' });
  const marks = svgElement('g', {});
  const svg = svgElement('svg', { width: '100%', height: 74, 'aria-hidden': 'true' }, ticks, marks);
  const value = element('strong', {}, '–');
  const trials = element('span', { class: 'of' });
  const node = element(
    'div',
    { class: 'scale' },
    element('p', {}, element('b', {}, meaning.column.replaceAll('_', ' ')), ' ', value, ' ', trials),
    svg,
    element('p', { class: 'note' }, meaning.about),
  );
  let most = meaning.percent ? 1 : 0;
  return {
    node,
    show(summary, { paper, committed }, done) {
      const { mean, low, high, n } = summary;
      const needed = roundAbove(1.2 * Math.max(mean ?? 0, committed ?? 0));
      if (!meaning.percent) most = done ? needed : Math.max(most, needed);
      value.textContent = told(meaning, summary);
      trials.textContent = `of ${n} trials`;
      const at = (x: number) => place(x / most);
      ticks.replaceChildren(...axis(most, meaning.percent));
      marks.replaceChildren(
        ...(committed === null ? [] : committedMark(at(committed))),
        ...(paper === null ? [] : paperMark(at(paper.value), paper)),
        ...(low === null || high === null
          ? []
          : [svgElement('line', { class: 'interval', x1: at(low), x2: at(high), y1: 34, y2: 34 })]),
        ...(mean === null ? [] : [svgElement('circle', { class: 'mean', cx: at(mean), cy: 34, r: 6 })]),
      );
    },
  };
}

function axis(most: number, percent: boolean): SVGElement[] {
  const parts = [0, 0.25, 0.5, 0.75, 1];
  return [
    svgElement('line', { x1: place(0), x2: place(1), y1: 50, y2: 50 }),
    ...parts.flatMap((part) => {
      const text = percent ? `${100 * part}%` : typeset(part * most);
      return [
        svgElement('line', { x1: place(part), x2: place(part), y1: 50, y2: 55 }),
        svgElement('text', { x: place(part), y: 69, 'text-anchor': anchor(part) }, text),
      ];
    }),
  ];
}

const anchor = (share: number): string => (share < 0.05 ? 'start' : share > 0.95 ? 'end' : 'middle');

function paperMark(x: string, { text, value }: NonNullable<Beside['paper']>): SVGElement[] {
  return [
    svgElement('line', { class: 'paper', x1: x, x2: x, y1: 18, y2: 50 }),
    svgElement('text', { class: 'paper', x, y: 13, 'text-anchor': anchor(value) }, `the paper: ${text}`),
  ];
}

/** A hollow diamond round where the mean is. */
function committedMark(x: string): SVGElement[] {
  return [
    svgElement(
      'svg',
      { x, y: 34, overflow: 'visible' },
      svgElement('path', { class: 'committed', d: 'M0-9 9 0 0 9-9 0Z' }),
    ),
  ];
}
