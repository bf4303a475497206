/**
 * Every color of the figures, and what stands in its place on a dark ground: a stronger tint stays the stronger one, and
 * a text or a line keeps its contrast. Figures are drawn in the light colors; where they stand in a page of a dark scheme,
 * `darkStyle` recolors them.
 */

export const ground = 'white';
export const ink = '#222222';
export const soft = '#6b6b6b';
/** Lines to compare with, and between regions. */
export const guide = '#8a8a8a';
export const axis = '#9a9a9a';
export const frame = '#c8c8c8';
export const hair = '#e6e6e6';

/** Experts and methods: Okabe and Ito's colors (2008), which color-blind readers can tell apart. */
export const palette = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;

/** Fields on which the palette stays readable: predicted class 0, class 1, ... */
export const tints = ['#E3E3E3', '#FFF0B8', '#D6ECFA', '#F6DCE9'] as const;

/** What passes: behind marks of the palette's first color, and of its second. */
export const bands = ['#D3E6F3', '#F6DCC8'] as const;

/** A field for each of ten experts, faint where it predicts class 0 and strong where class 1. */
export const fields: readonly (readonly [faint: string, strong: string])[] = [
  ['#D3E6F3', '#85B8DA'],
  ['#F8DDCB', '#EBA877'],
  ['#CFEBE2', '#78C5AC'],
  ['#F5E3EC', '#DFA9C6'],
  ['#FBEFCC', '#EFC566'],
  ['#E8E8E8', '#B4B4B4'],
  ['#E1DAF2', '#B5A2DD'],
  ['#ECEBCB', '#C6C480'],
  ['#F2D5D5', '#D99A9A'],
  ['#E3DCD3', '#BBA88F'],
];

/** Two fields as far apart in gray as in color. */
export const opposites = ['#8CBFE0', '#FDEEE2'] as const;

/** By color, what it is on a dark ground. */
export const dark: Readonly<Record<string, string>> = {
  [ground]: '#15181d',
  [ink]: '#e4e7ec',
  [soft]: '#a7afbb',
  [guide]: '#8d96a3',
  [axis]: '#747d8a',
  [frame]: '#4a525e',
  [hair]: '#2c323b',
  '#0072B2': '#4ba3e3',
  '#D55E00': '#f0803c',
  '#009E73': '#35c299',
  '#CC79A7': '#e2a0c5',
  '#E69F00': '#f2b94a',
  '#56B4E9': '#9ad6f7',
  '#000000': '#ffffff',
  '#E3E3E3': '#2b3038',
  '#FFF0B8': '#574a17',
  '#D6ECFA': '#1d4560',
  '#F6DCE9': '#552f43',
  '#F6DCC8': '#55361f',
  '#D3E6F3': '#1d3346',
  '#85B8DA': '#376381',
  '#F8DDCB': '#3d2717',
  '#EBA877': '#8a552e',
  '#CFEBE2': '#20342e',
  '#78C5AC': '#407765',
  '#F5E3EC': '#361f2b',
  '#DFA9C6': '#7b3c5e',
  '#FBEFCC': '#3f3216',
  '#EFC566': '#8a6e2e',
  '#E8E8E8': '#2a2d31',
  '#B4B4B4': '#5c6066',
  '#E1DAF2': '#2a2240',
  '#B5A2DD': '#5f4a92',
  '#ECEBCB': '#343320',
  '#C6C480': '#767442',
  '#F2D5D5': '#361f1f',
  '#D99A9A': '#7b3d3d',
  '#E3DCD3': '#302b24',
  '#BBA88F': '#6d5e4b',
  '#8CBFE0': '#2f6a96',
  '#FDEEE2': '#3a2b20',
};

/**
 * The style that recolors figures within a selector where the reader's scheme is dark, on screens: a rule for each color,
 * as SVG has them as attributes. Pictures of pixels are drawn dark on white, and are turned over.
 */
export function darkStyle(within: string): string {
  const rules = Object.entries(dark).flatMap(([light, other]) =>
    ['fill', 'stroke'].map((of) => `${within} [${of}="${light}"]{${of}:${other}}`),
  );
  const pictures = `${within} image{filter:invert(1);mix-blend-mode:lighten}`;
  return `@media screen and (prefers-color-scheme:dark){${[...rules, pictures].join('\n')}}\n`;
}
