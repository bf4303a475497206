import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { darkStyle, inlineSvg } from './drawing.js';

const spec = {
  description: 'Two <dots>, "far" apart',
  background: 'white',
  data: {
    values: [
      { x: 0.123456789, y: 1, said: 'a: 0.123456789 of n = 1000' },
      { x: 2, y: 2, said: '</svg>' },
    ],
  },
  layer: [
    {
      mark: { type: 'point', filled: true, color: '#0072B2', clip: true },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        description: { field: 'said', type: 'nominal' },
      },
    },
    {
      mark: { type: 'line' },
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
    },
  ],
} as unknown as TopLevelSpec;

describe('a figure as markup', () => {
  it('says nothing to screen readers itself, and of its single marks what they are in three digits', async () => {
    const { html } = await inlineSvg(spec, 'own-1');
    expect(html).toMatch(/^<svg /);
    expect(html).not.toMatch(/aria-label|role=|<title|<desc/);
    expect([...html.matchAll(/data-said="([^"]*)"/g)].map(([, said]) => said)).toEqual([
      'a: 0.123 of n = 1000',
      '&lt;/svg&gt;',
    ]);
  });

  it('has colors that the style may turn, no ground of its own, and no style attribute', async () => {
    const { html } = await inlineSvg(spec, 'own-1');
    expect(html).toContain('fill="var(--c0072b2,#0072b2)"');
    expect(html).not.toMatch(/"(white|#\w+)"|<rect width="[^"]*" height="[^"]*" fill|style=|font-family/);
  });

  it('names nothing within as another figure does', async () => {
    const ids = async (id: string) =>
      [...(await inlineSvg(spec, id)).html.matchAll(/(?:\sid="|url\(#)([^")]*)/g)].map(([, found]) => found!);
    const [first, second] = [await ids('own-1'), await ids('own-2')];
    expect(first.length).toBeGreaterThan(1);
    expect(first.filter((id) => second.includes(id))).toEqual([]);
    expect(new Set(first).size).toBeLessThan(first.length);
  });
});

it('the dark style names each color that a page uses once, on screens alone', () => {
  expect(darkStyle('<p>')).toBe('');
  const style = darkStyle(
    'fill="var(--cffffff,#ffffff)" stroke="var(--c222222,#222222)" fill="var(--cffffff,#ffffff)"',
  );
  expect(style).toMatch(
    /^@media screen and \(prefers-color-scheme:dark\)\{:root\{--c222222:#\w{6};--cffffff:#\w{6}\}\}$/,
  );
});
