import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { sheetHtml } from './sheet.js';

const axis = { title: 'y' };
const none = { title: null, labels: false, ticks: false };
const panel = (width: number, y: object, x: string | null = null) => ({
  ...{
    width,
    height: 100,
    data: { values: [{ a: 1, b: 2 }] },
    mark: 'point',
  },
  encoding: {
    x: { field: 'a', type: 'quantitative', axis: { title: x } },
    y: { field: 'b', type: 'quantitative', axis: y },
  },
});
const drawn = async (...panels: readonly object[]) => {
  const spec = { title: 'T', vconcat: [{ hconcat: panels }] } as unknown as TopLevelSpec;
  return (await sheetHtml(spec, 'f', 'T')).html;
};

describe('a row of panels', () => {
  it('has its frames at one height, whatever stands under them', async () => {
    const html = await drawn(panel(100, axis), panel(100, axis, 'a name'));
    const heights = [...html.matchAll(/<svg width="[\d.]+" height="([\d.]+)" viewBox="0 0 [\d.]+ ([\d.]+)"/g)];
    expect(heights).toHaveLength(2);
    expect(new Set(heights.flatMap(([, height, box]) => [height, box])).size).toBe(1);
  });

  it('gives each its axis where there is room, and else once, with another drawing for a phone', async () => {
    const row = (width: number) => drawn(panel(width, axis, 'x'), ...[1, 2, 3].map(() => panel(width, none, 'x')));
    expect(await row(150)).not.toContain('class="narrow"');
    expect((await row(250)).match(/class="narrow"/g)).toHaveLength(3);
  });
});
