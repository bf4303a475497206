import { expect, test } from 'vitest';
import { toSvg, vegaSvg } from './render.js';
import { page } from './theme.js';

const spec = page(
  { title: "It's small", notes: ['a < b & c'], description: 'Two points, of which one has something to say.' },
  {
    hconcat: ['one', 'two'].map((said, p) => ({
      ...{ width: 100, height: 50, data: { values: [{ x: 1 / 3, y: 2 / 7, said }] } },
      mark: {
        type: 'point',
        shape: 'circle',
        clip: true,
        fill: '#0072B2',
        opacity: 1,
        ...(p === 1 && { aria: false }),
      },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        description: { field: 'said' },
      },
    })),
  } as never,
);

test('one picture with a name and a description; only marks that stand for a value say something', async () => {
  const svg = await toSvg(spec);
  expect(svg).toContain("<title>It's small</title><desc>Two points, of which one has something to say.</desc>");
  expect(svg).toContain('>a &lt; b &amp; c<');
  expect([...svg.matchAll(/ role="[^"]*"/g)].map(String)).toEqual([' role="img"']);
  expect([...svg.matchAll(/ aria-label="[^"]*"/g)].map(String)).toEqual([
    ' aria-label="It\'s small"',
    ' aria-label="one"',
  ]);
});

test('clip paths of one size are one, by a name that tells the size, so that figures of one page share them', async () => {
  const svg = await toSvg(spec);
  expect(svg.match(/<clipPath /g)).toHaveLength(1);
  expect(svg.match(/clip-path="url\(#clip-0-0-100-50\)"/g)).toHaveLength(2);
});

test('places have a tenth of a px, paths a hundredth, colors stay as they are', async () => {
  const svg = await toSvg(spec);
  expect(svg).not.toMatch(/\d\.\d\d\d/);
  expect(svg).not.toMatch(/translate\([^)]*\.\d\d/);
  expect(svg).toContain('fill="#0072B2"');
  expect(svg.length).toBeLessThan((await vegaSvg(spec)).length / 2);
});
