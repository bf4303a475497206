/**
 * How every figure looks: a white sheet at most 830 px wide (a README's width on GitHub, so that texts keep their size),
 * texts of 11 px or more, and Okabe and Ito's colors (2008), which color-blind readers can tell apart; whatever a
 * color says a shape or a text says too.
 */
import type { Config, TopLevelSpec } from 'vega-lite';
import type { Field } from 'vega-lite/types_unstable/channeldef.js';
import type { LayerSpec, NonNormalizedSpec } from 'vega-lite/types_unstable/spec/index.js';

/** A part of a figure: a layered, concatenated or single view. */
export type Panel = NonNormalizedSpec;
/** One layer of a panel. */
export type Layer = LayerSpec<Field>['layer'][number];

export const font = 'DejaVu Sans';
/** Greatest width of a figure, px. */
export const sheetWidth = 830;

/** Distance between panels of one row that share an axis, px. */
export const gap = 14;

/** The width of each of some panels in a row, px, where the first has an axis of width `axis` at its left. */
export function panelWidth(panels: number, axis: number): number {
  return Math.floor((sheetWidth - 32 - axis - gap * (panels - 1)) / panels);
}

export const ink = '#222222';
export const soft = '#6b6b6b';
const hair = '#e6e6e6';

const colors = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;
/** The same on a dark ground; see dark.ts for all other colors. */
export const darkColors: ReadonlyMap<string, string> = new Map(
  ['#4BA3E3', '#F0803C', '#2DBD92', '#DE92BC', '#EDB02E', '#7CC7EE', '#F0F0F0'].map((dark, i) => [
    colors[i]!.toLowerCase(),
    dark.toLowerCase(),
  ]),
);

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'] as const;

/** Light fields on which the colors above stay readable: predicted class 0, class 1, ... */
export const tints = ['#E3E3E3', '#FFF0B8', '#D6ECFA', '#F6DCE9'] as const;

/** The color of the i-th expert or method. */
export const colorOf = (i: number): string => colors[i % colors.length]!;
/** The shape of the i-th expert or method; with its color it names one of 49. */
export const shapeOf = (i: number): string => shapes[(i + Math.floor(i / colors.length)) % shapes.length]!;

/** Six digits are more than a picture shows, and keep its file small. */
export const short = (value: number): number => Number(value.toPrecision(6));

/** What is less than this is the rounding of an exact 0. */
const rounding = 1e-15;

/** A number in a text: three digits, no trailing zeros, powers of ten only where they are shorter. */
export function told(value: number): string {
  const size = Math.abs(value);
  if (size < rounding) return '0';
  if (size < 1e-3 || size >= 1e5) return value.toExponential(0).replace('e+', 'e').replace('-', '−');
  return String(Number(value.toPrecision(3)));
}

/** Powers of ten within a domain above 0, at most about `most`, evenly spaced: labels of a logarithmic axis. */
export function powersOfTen([low, high]: readonly number[], most: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(low!)), Math.floor(Math.log10(high!))];
  const every = Math.ceil((last - first + 1) / most);
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => Number(`1e${first + i * every}`));
}

const config: Config = {
  font: `${font}, Verdana, sans-serif`,
  background: 'white',
  view: { stroke: '#c8c8c8' },
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
    domainColor: '#9a9a9a',
    tickColor: '#9a9a9a',
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

/** A finished sheet: its title, what one must know to read it (n, intervals), its description in words, and its key. */
export function page(head: Head, body: Panel, key?: Panel): TopLevelSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: head.description,
    title: {
      text: head.title,
      subtitle: [...head.notes],
      fontSize: 15,
      subtitleLineHeight: 15,
      offset: 14,
      frame: 'bounds',
    },
    background: 'white',
    padding: 10,
    config,
    spacing: 18,
    vconcat: key === undefined ? [body] : [key, body],
  } as TopLevelSpec;
}

interface Head {
  readonly title: string;
  /** Lines under the title. */
  readonly notes: readonly string[];
  /** For those who cannot see the figure: what is drawn and how it reads. */
  readonly description: string;
}
