import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fields, guide, ink, opposites, soft, tints } from './colors.js';
import { darkOf } from './dark.js';
import { colorOf } from './theme.js';

/** Relative luminance and contrast of WCAG 2.2. */
const luminance = (color: string): number => {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
};
const ground = darkOf('#ffffff');

it('turns white into a dark ground, and black and gray texts into what is read on it', () => {
  expect(luminance(ground)).toBeLessThan(0.02);
  for (const text of ['#000000', '#222222', '#6b6b6b']) expect(contrast(darkOf(text), ground)).toBeGreaterThan(4.5);
});

it('keeps the colors of experts and methods apart from the ground', () => {
  for (let i = 0; i < 7; i++) expect(contrast(darkOf(colorOf(i)), ground)).toBeGreaterThan(4.5);
});

it('is a color for every color, and keeps grays gray', () => {
  const part = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));
  fc.assert(
    fc.property(part, part, part, (r, g, b) => {
      expect(darkOf(`#${r}${g}${b}`)).toMatch(/^#[0-9a-f]{6}$/);
      expect(darkOf(`#${r}${r}${r}`)).toMatch(/^#(..)\1\1$/);
    }),
    { seed: 12 },
  );
});

it('keeps texts and names apart from each field they stand in, and a strong field from its faint one', () => {
  for (const [faint, strong] of fields) {
    for (const field of [faint, strong]) expect(contrast(darkOf(ink), darkOf(field)), field).toBeGreaterThan(3.5);
    expect(contrast(darkOf(faint), darkOf(strong)), strong).toBeGreaterThan(1.4);
  }
  expect(contrast(darkOf(opposites[0]), darkOf(opposites[1]))).toBeGreaterThan(1.5);
});

it('keeps samples apart from the classes predicted around them, and guides from the ground', () => {
  for (const tint of tints) {
    for (let i = 0; i < 4; i++) expect(contrast(darkOf(colorOf(i)), darkOf(tint)), `${tint} ${i}`).toBeGreaterThan(3);
  }
  for (const color of [soft, guide]) expect(contrast(darkOf(color), ground)).toBeGreaterThan(3);
});
