import { expect, test } from 'vitest';
import { charts, fixtureOf, parametersOf, rendered } from './charts.fixture.js';
import * as colors from './colors.js';
import { toSvg } from './render.js';

/** Relative luminance (WCAG 2.2). */
function luminance(color: string): number {
  const hex = color === 'white' ? '#ffffff' : color;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

const { dark, ground } = colors;

test.each(charts.all.map(({ name }) => name))('every color of %s has one for a dark ground', async (name) => {
  const svg = await toSvg(rendered(name, parametersOf(name), fixtureOf(name)));
  const used = [...svg.matchAll(/ (?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]!);
  expect(used.filter((color) => color !== 'none' && color !== 'transparent' && !(color in dark))).toEqual([]);
});

test('texts have a contrast of 4.5, marks and lines of 3, on the dark ground as on the light one', () => {
  for (const text of [colors.ink, colors.soft]) {
    expect(contrast(text, ground)).toBeGreaterThan(4.5);
    expect(contrast(dark[text]!, dark[ground]!)).toBeGreaterThan(4.5);
  }
  for (const mark of [...colors.palette, colors.guide]) {
    expect(contrast(dark[mark]!, dark[ground]!), mark).toBeGreaterThan(3);
  }
});

test('a name in a field is read on either ground, and a strong field is apart from its faint one', () => {
  for (const [faint, strong] of colors.fields) {
    for (const field of [faint, strong]) {
      expect(contrast(colors.ink, field)).toBeGreaterThan(4.5);
      expect(contrast(dark[colors.ink]!, dark[field]!), field).toBeGreaterThan(3.5);
    }
    expect(contrast(dark[faint]!, dark[strong]!), strong).toBeGreaterThan(1.7);
  }
  const [lower, upper] = colors.opposites;
  expect(contrast(dark[lower]!, dark[upper]!)).toBeGreaterThan(1.7);
});

test('the style of dark pages recolors fills and strokes within the selector, on screens alone', () => {
  const style = colors.darkStyle('.sheet');
  expect(style).toMatch(/^@media screen and \(prefers-color-scheme:dark\)\{/);
  expect(style).toContain('.sheet [fill="#0072B2"]{fill:#4ba3e3}');
  expect(style).toContain('.sheet [stroke="white"]{stroke:#15181d}');
});
