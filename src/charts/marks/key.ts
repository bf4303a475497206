import { ink } from '../colors.js';
import { widthOf } from '../font.js';
import { colorOf, type Panel, shapeOf, sheetWidth } from '../theme.js';

/** One thing that the key explains: a mark as it is drawn, and what it stands for. */
export interface KeyEntry {
  readonly label: string;
  readonly shape: string;
  readonly fill: string;
  readonly stroke: string;
}

/** A mark of one color. */
export const keyEntry = (label: string, shape: string, color: string): KeyEntry => ({
  ...{ label, shape, fill: color, stroke: color },
});

/** Methods or experts, each in its color and shape. */
export const keyOf = (names: readonly string[]): KeyEntry[] =>
  names.map((name, i) => keyEntry(name, shapeOf(i), colorOf(i)));

const lineHeight = 20;
const size = 11;

/**
 * The key of a figure, drawn as a panel of its own: entries in lines, broken where they would leave the sheet. Vega's own
 * legends merge across panels by scale, and figures here use one shape for an expert in one panel and for a mark in the
 * next.
 *
 * @param lines entries that belong together, one line (or more, where it is full) each.
 * @param markSize square px.
 */
export function keyPanel(lines: readonly (readonly KeyEntry[])[], markSize = 70): Panel {
  const placed: (KeyEntry & { x: number; y: number; text: number })[] = [];
  let y = lineHeight / 2;
  let width = 0;
  for (const line of lines) {
    let x = 8;
    for (const entry of line) {
      const wide = 12 + widthOf(entry.label, size) + 18;
      if (x > 8 && x + wide > sheetWidth - 90) {
        x = 8;
        y += lineHeight;
      }
      placed.push({ ...entry, x: Math.round(x), y, text: Math.round(x + 12) });
      x += wide;
      width = Math.max(width, Math.ceil(x));
    }
    y += lineHeight;
  }
  const at = (field: string) => ({ field, type: 'quantitative' as const, scale: null, axis: null });
  const asIs = (field: string) => ({ field, type: 'nominal' as const, scale: null });
  return {
    width,
    height: y - lineHeight / 2,
    view: { stroke: null },
    data: { values: placed },
    encoding: { y: at('y') },
    layer: [
      {
        mark: { type: 'point', size: markSize, opacity: 1, aria: false },
        encoding: { x: at('x'), shape: asIs('shape'), fill: asIs('fill'), stroke: asIs('stroke') },
      },
      {
        mark: { type: 'text', align: 'left', fontSize: size, color: ink },
        encoding: { x: at('text'), text: { field: 'label' } },
      },
    ],
  };
}
