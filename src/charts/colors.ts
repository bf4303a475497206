/** The colors of the figures on their light ground; `dark.ts` says what they are on a dark one. */

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

/** The same on a dark ground; all other colors are turned round. */
export const darkColors: ReadonlyMap<string, string> = new Map(
  ['#4ba3e3', '#f0803c', '#2dbd92', '#de92bc', '#edb02e', '#7cc7ee', '#f0f0f0'].map((dark, i) => [
    palette[i]!.toLowerCase(),
    dark,
  ]),
);

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
