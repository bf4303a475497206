import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { sheetOf } from './panels.js';

const axis = { title: 'y', labels: true };
const own = (width: number, type = 'quantitative') => ({ width, layer: [], encoding: { y: { type, axis } } });
const shared = (width: number, type = 'quantitative') => ({
  ...{ width, layer: [], encoding: { y: { type, axis: { title: null, labels: false } } } },
});
const sheet = (...parts: readonly object[]) =>
  ({ title: { text: 'T', subtitle: ['one line', 'goes on'] }, vconcat: parts }) as unknown as TopLevelSpec;
const yAxis = (spec: unknown) => (spec as { encoding: { y: { axis: unknown } } }).encoding.y.axis;

describe('the parts of a sheet', () => {
  it('are its notes, a picture an entry of the key, and rows of panels with their headings', () => {
    const key = {
      layer: [],
      data: {
        values: [
          { label: 'a', x: 8 },
          { label: 'b', x: 90 },
        ],
      },
    };
    const row = { title: 'kmeans', vconcat: [{ hconcat: [own(100), { hconcat: [own(100), own(100)] }] }, own(300)] };
    const {
      notes,
      key: entries,
      rows,
    } = sheetOf(sheet(key, { vconcat: [row, { concat: [own(1), own(1), own(1)], columns: 2 }] }));
    expect(notes).toEqual(['one line', 'goes on']);
    expect(entries).toHaveLength(2);
    expect(rows.map(({ heading, panels }) => [heading, panels.length])).toEqual([
      ['kmeans', 3],
      [undefined, 1],
      [undefined, 2],
      [undefined, 1],
    ]);
  });

  it('give a panel the axis of numbers that it shares, where there is room', () => {
    const [row] = sheetOf(sheet({ hconcat: [own(150), shared(150)] })).rows;
    expect(row!.panels.map(({ spec }) => yAxis(spec))).toEqual([axis, axis]);
    expect(row!.panels.map(({ alone }) => alone)).toEqual([undefined, undefined]);
    expect(row!.together).toBe(false);
  });

  it('keep five panels beside the one whose axis they share', () => {
    const [row] = sheetOf(sheet({ hconcat: [own(130), ...Array.from({ length: 4 }, () => shared(130))] })).rows;
    expect(row).toMatchObject({ together: true });
    expect(row!.panels.map(({ spec }) => yAxis(spec)).filter((one) => one === axis)).toHaveLength(1);
  });

  it('keep a shared axis of names for where the panel stands alone', () => {
    const [row] = sheetOf(sheet({ hconcat: [own(150, 'nominal'), shared(150, 'nominal')] })).rows;
    expect(yAxis(row!.panels[1]!.spec)).toEqual({ title: null, labels: false });
    expect(yAxis(row!.panels[1]!.alone)).toEqual(axis);
  });

  it('are the whole as one panel, of a spec that is no sheet', () => {
    const spec = { mark: 'point' } as unknown as TopLevelSpec;
    expect(sheetOf(spec)).toEqual({ notes: [], key: [], rows: [{ together: false, panels: [{ spec }] }] });
  });
});
