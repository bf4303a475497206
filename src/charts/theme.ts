/**
 * How every figure looks: a white sheet at most 830 px wide (a README's width on GitHub, so that texts keep their size),
 * texts of 11 px or more; whatever a color (`colors.ts`) says a shape or a text says too.
 */
import type { Config, TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { LayerSpec, NonNormalizedSpec } from 'vega-lite/types_unstable/spec/index.js';
import { axis, frame, ground, hair, ink, palette } from './colors.js';

/** A part of a figure: a layered, concatenated or single view. */
export type Panel = NonNormalizedSpec;
/** One layer of a panel. */
export type Layer = LayerSpec<Field>['layer'][number];

export const font = 'DejaVu Sans';
/** Greatest width of a figure, px. */
export const sheetWidth = 830;
/** What a phone has room for, px. */
export const narrowSheet = 344;

/** Distance between panels of one row that share an axis, px. */
export const gap = 14;

/** The width of each of some panels in a row, px, where the first has an axis of width `axis` at its left. */
export function panelWidth(panels: number, axis: number): number {
  return Math.floor((sheetWidth - 32 - axis - gap * (panels - 1)) / panels);
}

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'] as const;

/** The color of the i-th expert or method. */
export const colorOf = (i: number): string => palette[i % palette.length]!;
/** The shape of the i-th expert or method; with its color it names one of 49. */
export const shapeOf = (i: number): string => shapes[(i + Math.floor(i / palette.length)) % shapes.length]!;

/** Six digits are more than a picture shows, and keep its file small. */
export const short = (value: number): number => Number(value.toPrecision(6));

/** What is less than this is the rounding of an exact 0. */
const rounding = 1e-15;

/** A number in a text: three digits, no trailing zeros, powers of ten only where they are shorter. */
export function told(value: number): string {
  const size = Math.abs(value);
  if (size < rounding) return '0';
  const digits =
    size < 1e-3 || size >= 1e5
      ? value.toExponential(0).replace('e+', 'e')
      : size >= 1e3
        ? Math.round(value)
        : Number(value.toPrecision(3));
  return withMinus(digits);
}

/** A number with minus signs, not hyphens. */
export const withMinus = (number: number | string): string => String(number).replaceAll('-', '−');

/** Powers of ten within a domain above 0, at most about `most`, evenly spaced: labels of a logarithmic axis. */
export function powersOfTen([low, high]: readonly number[], most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low!)), Math.floor(Math.log10(high!))];
  const every = Math.ceil((last - first + 1) / most);
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => Number(`1e${first + i * every}`));
}

const config: Config = {
  font: `${font}, Verdana, sans-serif`,
  background: ground,
  view: { stroke: frame },
  axis: {
    labelFontSize: 11,
    titleFontSize: 11.5,
    titleFontWeight: 'normal',
    labelColor: ink,
    titleColor: ink,
    labelLimit: 0,
    titleLimit: 0,
    titlePadding: 6,
    gridColor: hair,
    domainColor: axis,
    tickColor: axis,
    tickSize: 4,
  },
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: 12,
    fontWeight: 'bold',
    color: ink,
    subtitleFontSize: 11,
    subtitleColor: ink,
    subtitlePadding: 3,
    limit: 0,
    offset: 6,
  },
  text: { fontSize: 11, color: ink },
  point: { strokeWidth: 1.3 },
};

/** px. */
export const titleSize = 15;

/** A finished sheet: its title, what one must know to read it (n, intervals), its description in words, and its key. */
export function page(head: Head, body: Panel, key?: Panel): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: head.description,
    title: {
      text: typeof head.title === 'string' ? head.title : [...head.title],
      subtitle: [...head.notes],
      fontSize: titleSize,
      subtitleLineHeight: 15,
      offset: 14,
      frame: 'bounds',
    },
    background: ground,
    padding: 10,
    config,
    spacing: 18,
    vconcat: key === undefined ? [body] : [key, body],
  } as TopLevelSpec;
}

interface Head {
  /** In lines, where it is wider than the sheet. */
  readonly title: string | readonly string[];
  /** Lines under the title. */
  readonly notes: readonly string[];
  /** For those who cannot see the figure: what is drawn and how it reads. */
  readonly description: string;
}
