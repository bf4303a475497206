import { expect, test } from 'vitest';
import { barsChart, barsTold } from './bars.js';
import { toSvg } from './render.js';

const bars = {
  of: 'failed runs',
  from: [
    { label: 'the paper', value: 20, told: '20%', printed: true },
    { label: 'two', value: 0, told: '0%' },
    { label: 'five', value: 80, told: '80%' },
  ],
} as const;

interface Row {
  readonly x: number;
  readonly x2: number;
  readonly fill: string;
}
const rowsOf = (spec: object) => (spec as { data: { values: Row[] } }).data.values;

test('bars are from 0 in one scale, and what is 0 can be seen', () => {
  const [paper, none, most] = rowsOf(barsChart(bars, 'x')).map(({ x, x2 }) => x2 - x);
  expect(paper! / most!).toBeCloseTo(20 / 80, 5);
  expect(none).toBe(1);
});

test('what is below 0 ends at 0, where the others begin', () => {
  const from = [-3, 1].map((value) => ({ label: String(value), value, told: String(value) }));
  const [below, above] = rowsOf(barsChart({ of: 'points', from }, 'x'));
  expect(below!.x2 - below!.x).toBeCloseTo(3 * (above!.x2 - above!.x), 3);
  expect(below!.x2).toBeCloseTo(above!.x, 5);
});

test("the paper's number is hollow, ours are filled", () => {
  expect(rowsOf(barsChart(bars, 'x')).map(({ fill }) => fill === 'white')).toEqual([true, false, false]);
});

test('each bar has its name and its number, in the picture and in words', async () => {
  const svg = await toSvg(barsChart(bars, 'It fails.'));
  for (const text of ['failed runs', 'the paper', '20%', 'two', '0%', 'five', '80%'])
    expect(svg).toContain(`>${text}<`);
  expect(svg).toContain('It fails. Bars of failed runs: the paper 20%; two 0%; five 80%.');
  expect(barsTold(bars)).toBe('Bars of failed runs: the paper 20%; two 0%; five 80%.');
});
