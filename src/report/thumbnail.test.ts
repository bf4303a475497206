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

test('a thumbnail is one panel in reading order, without the texts among its marks', () => {
  expect(thumbnail(sheet, 2)).toMatchObject({
    config: { font: 'x' },
    width: 156,
    layer: [{ mark: 'point' }, { layer: [{ mark: 'rule' }] }],
  });
  expect(thumbnail(sheet, 2)).toMatchObject({ title: { text: 'b' } });
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
    layer: [{ data: { values: [{ outline: 'M0,0H156V48H0Z' }] } }],
    encoding: { x: { field: 'x' }, y: { axis: { labelExpr: "(split(datum.label, ' '))[0]" } } },
  });
  expect(JSON.stringify(small)).not.toContain('"labels":false');
});

const series = (y: object, title?: string) =>
  ({
    vconcat: [
      {
        data: {
          values: [
            { label: 'a', shape: 'circle', fill: 'red', stroke: 'red' },
            { label: 'b', shape: 'square', fill: 'blue', stroke: 'blue' },
          ],
        },
      },
      {
        ...{ title, width: 300, layer: [{ layer: [{ mark: { type: 'point', shape: 'circle', color: 'red' } }] }] },
        encoding: { x: { field: 'x', axis: { title: '' } }, y },
      },
    ],
  }) as unknown as TopLevelSpec;

test('its series are named by the entries of the key whose marks it has, unless its rows have names', () => {
  const small = thumbnail(series({ type: 'quantitative', axis: { title: 'error' } }), 1);
  expect(small).toMatchObject({ vconcat: [{ data: { values: [{ label: 'a' }] } }, { title: { text: 'error' } }] });
  expect(JSON.stringify(small)).not.toContain('"b"');
  expect(thumbnail(series({ type: 'nominal', axis: {} }), 1)).not.toHaveProperty('vconcat');
});

test('its axes have their names: that of y above, and that of x from the title, where it has none', () => {
  const small = thumbnail(series({ type: 'quantitative', axis: { title: 'error' } }, 'Noise'), 1);
  expect(small).toMatchObject({
    vconcat: [
      {},
      { title: { text: 'error' }, encoding: { x: { axis: { title: 'Noise' } }, y: { axis: { title: null } } } },
    ],
  });
});
