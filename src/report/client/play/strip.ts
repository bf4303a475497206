/** The trials as they come, a mark each: a dot where one ended ok, a full cell where it did not. */
import type { LiveRow } from '../../../experiment/live-contract.js';
import { element, svgElement } from '../element.js';

/** Width over height of the strip. */
const shape = 9;

export interface Strip {
  readonly node: HTMLElement;
  /** Room for so many trials, all of them to come. */
  clear(trials: number): void;
  add(from: number, rows: readonly LiveRow[]): void;
}

export function stripOf(): Strip {
  const fine = svgElement('path', { class: 'ok' });
  const bad = svgElement('path', { class: 'degenerate' });
  const svg = svgElement('svg', { 'aria-hidden': 'true', preserveAspectRatio: 'none' }, fine, bad);
  const legend = element('p', { class: 'note' });
  let [columns, counts] = [1, { ok: 0, degenerate: 0, failed: 0 }];
  let [dots, cells] = ['', ''];
  const node = element('div', { class: 'strip' }, svg, legend);
  return {
    node,
    clear(trials) {
      columns = Math.ceil(Math.sqrt(trials * shape));
      svg.setAttribute('viewBox', `0 0 ${columns} ${Math.ceil(trials / columns)}`);
      [dots, cells] = ['', ''];
      counts = { ok: 0, degenerate: 0, failed: 0 };
    },
    add(from, rows) {
      rows.forEach(([status], r) => {
        const [x, y] = [(from + r) % columns, Math.floor((from + r) / columns)];
        counts[status as keyof typeof counts]++;
        if (status === 'ok') dots += `M${x + 0.35} ${y + 0.35}h.3v.3h-.3z`;
        else cells += `M${x + 0.08} ${y + 0.08}h.84v.84h-.84z`;
      });
      fine.setAttribute('d', dots);
      bad.setAttribute('d', cells);
      const others = counts.failed > 0 ? `, ${counts.failed} failed` : '';
      legend.textContent = `One mark for each trial, in order: ${counts.ok} ok (dots), ${counts.degenerate} degenerate (full)${others}.`;
    },
  };
}
