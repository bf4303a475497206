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

test('what is drawn in px is made to its room, and rows have their names, in one line each', () => {
  const values = [{ tint: 'white', outline: 'M0,0H300V144H0Z' }];
  const axis = { labels: false, labelExpr: "split(datum.label, ' ')" };
  const small = thumbnail(
    {
      vconcat: [
        view('key'),
        {
          ...{ width: 300, height: 144, layer: [{ data: { values }, mark: 'point' }] },
          encoding: { x: { field: 'x' }, y: { field: 'y', type: 'nominal', axis } },
        },
      ],
    } as unknown as TopLevelSpec,
    1,
  );
  expect(small).toMatchObject({
    layer: [{ data: { values: [{ outline: 'M0,0H150V72H0Z' }] } }],
    encoding: { x: { field: 'x' }, y: { axis: { labelExpr: "(split(datum.label, ' '))[0]" } } },
  });
  expect(JSON.stringify(small)).not.toContain('"labels":false');
});
