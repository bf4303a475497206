import { expect, test } from 'vitest';
import { widthOf } from './font.js';

test("widths are the font's advances (DejaVu Sans has 2048 units an em: space 651, A 1401, i 569)", () => {
  expect(widthOf('A', 2048)).toBe(1401);
  expect(widthOf('i A', 2048)).toBe(569 + 651 + 1401);
  expect(widthOf('A', 2048, true)).toBe(1585);
});

test('width is proportional to size and 0 for no text', () => {
  expect(widthOf('moe', 22)).toBeCloseTo(2 * widthOf('moe', 11), 12);
  expect(widthOf('', 11)).toBe(0);
});
