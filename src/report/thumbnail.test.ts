import type { TopLevelSpec } from 'vega-lite';
import { expect, test } from 'vitest';
import { thumbnail } from './thumbnail.js';

const view = (title: string) => ({
  title,
  width: 300,
  layer: [{ mark: 'point' }, { mark: { type: 'text' } }, { layer: [{ mark: 'text' }, { mark: 'rule' }] }],
});
const sheet = {
  title: 'sheet',
  config: { font: 'x' },
  vconcat: [view('key'), { hconcat: [view('a'), { vconcat: [view('b'), view('c')] }] }],
} as unknown as TopLevelSpec;

test('a thumbnail is one panel in reading order, without its title and its texts', () => {
  expect(thumbnail(sheet, 2)).toMatchObject({
    config: { font: 'x' },
    width: 150,
    layer: [{ mark: 'point' }, { layer: [{ mark: 'rule' }] }],
  });
  expect(thumbnail(sheet, 2)).not.toHaveProperty('title');
  expect(thumbnail(sheet, 9)).toEqual(thumbnail(sheet, 3));
});
