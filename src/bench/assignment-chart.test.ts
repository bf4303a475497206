import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toJson } from '../charts/draw.js';
import { toSvg } from '../charts/render.js';
import { sheetWidth } from '../charts/theme.js';
import { report } from './assignment.fixture.js';
import { assignmentChart } from './assignment-chart.js';
import { solvers } from './assignment-solvers.js';

const spec = assignmentChart(report);

test('is the golden spec', async () => {
  await expect(toJson(spec)).toMatchFileSnapshot(join(import.meta.dirname, 'fixtures', 'assignment.vl.txt'));
});

test('draws without a warning, no wider than the sheet, no text smaller than 11 px', async () => {
  const warnings: string[] = [];
  const svg = await toSvg(spec, (message) => warnings.push(message));
  expect(warnings).toEqual([]);
  const width = Number(/<svg [^>]*?width="(\d+)"/.exec(svg)?.[1]);
  expect(width).toBeGreaterThan(600);
  expect(width).toBeLessThanOrEqual(sheetWidth);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)"/g)].map((match) => Number(match[1]));
  expect(sizes.length).toBeGreaterThan(5);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
});

test('the title says by how much the first is faster where all have a time, and only what is drawn where it is alone', () => {
  const titleOf = (results: typeof report.results) =>
    (assignmentChart({ ...report, results }).title as { text: string }).text;
  expect(titleOf(report.results)).toBe(
    'Equal clusters of 100 samples: quick is 100 to 3e5 times as fast as the other solvers',
  );
  expect(titleOf(report.results.filter(({ solver }) => solver === 'quick'))).toMatch(/^Time to assign/);
});

test('a solver has a line of its own shape and a place in the key, one without a time is only named as absent', async () => {
  const svg = await toSvg(spec);
  for (const text of ['>quick (ours)<', '>n × n<', '>limit, 3 CPU s<']) expect(svg).toContain(text);
  expect(svg).not.toContain('>not here<');
  expect(svg).toContain('>gone is absent: python3 lacks gone (apt-get install python3-gone).<');
  expect(svg).toContain('"square, n = 100: 4321 CPU ms, 3e5 times the first"');
});

test('where solvers end at one size, their names do not lie on each other', () => {
  const results = report.results.filter(({ n }) => n === 100);
  const placed = namesOf(assignmentChart({ ...report, results }));
  expect(placed.map(({ name }) => name)).toEqual(['square', 'odd', 'quick']);
  const close = results.map((result) => ({ ...result, ms: result.ms === null ? null : 1 + result.ms / 1e6 }));
  const [top, middle, bottom] = namesOf(assignmentChart({ ...report, results: close })).map(({ ms }) => Math.log(ms));
  expect(top! - middle!).toBeGreaterThan(0.01);
  expect(middle! - bottom!).toBeCloseTo(top! - middle!, 5);
});

test("no name lies on the limit's line", () => {
  const limit = 1000 * report.scaling.limit;
  const results = report.results.flatMap((result) => (result.n === 100 ? [{ ...result, ms: limit }] : []));
  for (const { ms } of namesOf(assignmentChart({ ...report, results })))
    expect(Math.abs(Math.log(ms / limit))).toBeGreaterThan(0.02);
});

test("a key's line begins with the name that stands at the solver's line", () => {
  for (const { name, about } of solvers) expect(about.startsWith(name), about).toBe(true);
});

test('tells screen readers where each line begins and ends', () => {
  expect(spec.description).toContain('quick, 0.0125 at n = 100 to 0.05 at n = 300; square, 4321 at n = 100');
});

/** The names beside the lines, from the spec. */
function namesOf(chart: object): { name: string; ms: number }[] {
  const found = JSON.stringify(chart).match(/\{"n":\d+,"ms":[\d.]+,"name":"[^"]+"\}/g) ?? [];
  return found.slice(0, found.length / 2).map((text) => JSON.parse(text));
}
