import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { drawnTables } from './figures.js';

const layer = (values: readonly object[], mark: unknown = 'point', encoding: object = {}) => ({
  data: { values },
  mark,
  encoding,
});
const sheet = (...body: readonly object[]) =>
  ({
    title: { text: 'Whole' },
    vconcat: [{ title: 'key', layer: [layer([{ label: 'a' }])] }, { hconcat: body }],
  }) as unknown as TopLevelSpec;

describe('the data of a figure', () => {
  it('is put together by columns, with the panel it is drawn in; the key is no data', () => {
    const left = { title: { text: ['Left', 'side'] }, layer: [layer([{ x: 1 }]), layer([{ x: 2, y: 3 }])] };
    const right = { title: 'Right', layer: [layer([{ x: 4 }])] };
    expect(drawnTables(sheet(left, right))).toEqual([
      {
        columns: ['panel', 'x'],
        rows: [
          ['Left side', 1],
          ['Right', 4],
        ],
      },
      { columns: ['panel', 'x', 'y'], rows: [['Left side', 2, 3]] },
    ]);
  });

  it('has no column of panels where none has a title, and a gap where a row lacks a field', () => {
    expect(drawnTables(sheet(layer([{ x: 1 }, { y: 2 }])))).toEqual([
      {
        columns: ['x', 'y'],
        rows: [
          [1, undefined],
          [undefined, 2],
        ],
      },
    ]);
  });

  it('leaves out pictures, and sets without rows', () => {
    expect(drawnTables(sheet(layer([{ image: 'data:image/png;base64,AA' }]), layer([])))).toEqual([]);
  });
});
