/** The numbers of a finding as bars: small enough to stand beside it, and each with its name and its number. */
import type { TopLevelSpec } from 'vega-lite';
import type { FoundBars } from '../results/findings.js';
import { ground, ink, soft } from './colors.js';
import { widthOf } from './font.js';
import { colorOf, font, short } from './theme.js';

const [rowHeight, thick, size] = [17, 11, 11.5];
/** px, of all of it. */
const width = 240;

/** The bars in words. */
export const barsTold = ({ of, from }: FoundBars): string =>
  `Bars of ${of}: ${from.map(({ label, told }) => `${label} ${told}`).join('; ')}.`;

/**
 * A row a number, from 0, in one scale; the paper's hollow.
 * @param title what it shows; numbers are said in its description.
 */
export function barsChart(bars: FoundBars, title: string): TopLevelSpec {
  const { of, from } = bars;
  const left = Math.ceil(Math.max(...from.map(({ label }) => widthOf(label, size)))) + 6;
  const right = width - Math.ceil(Math.max(...from.map(({ told }) => widthOf(told, size, true)))) - 5;
  const values = from.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const at = (value: number) => short(left + ((right - left) * (value - low)) / (high - low || 1));
  const rows = from.map(({ label, value, told, printed }, r) => {
    const middle = (r + 1.5) * rowHeight;
    return {
      ...{ label, told, name: left - 6, y: middle },
      ...{ x: at(Math.min(0, value)), x2: Math.max(at(Math.max(0, value)), at(Math.min(0, value)) + 1) },
      ...{ top: middle - thick / 2, bottom: middle + thick / 2 },
      fill: printed ? ground : colorOf(0),
      stroke: printed ? soft : colorOf(0),
    };
  });
  const pixel = (field: string) => ({ field, type: 'quantitative', scale: null, axis: null });
  const color = (field: string) => ({ field, type: 'nominal', scale: null });
  const text = { type: 'text', baseline: 'middle', fontSize: size, color: ink };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${title} ${barsTold(bars)}`,
    config: { font: `${font}, Verdana, sans-serif`, view: { stroke: null } },
    background: ground,
    padding: 2,
    width,
    height: (from.length + 1) * rowHeight,
    data: { values: rows },
    layer: [
      {
        data: { values: [{ of }] },
        mark: { ...text, align: 'left', color: soft, x: 0, y: rowHeight / 2 },
        encoding: { text: { field: 'of' } },
      },
      {
        mark: { type: 'rect', strokeWidth: 1, aria: false },
        encoding: {
          ...{ x: pixel('x'), x2: { field: 'x2' }, y: pixel('top'), y2: { field: 'bottom' } },
          ...{ fill: color('fill'), stroke: color('stroke') },
        },
      },
      {
        mark: { ...text, align: 'right' },
        encoding: { x: pixel('name'), y: pixel('y'), text: { field: 'label' } },
      },
      {
        mark: { ...text, align: 'left', dx: 5, fontWeight: 'bold' },
        encoding: { x: pixel('x2'), y: pixel('y'), text: { field: 'told' } },
      },
    ],
  } as TopLevelSpec;
}
