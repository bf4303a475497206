import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { afterAll, describe, expect, test } from 'vitest';
import { charts, fixtureOf, fixtures, parametersOf, rendered, tablesIn } from './charts.fixture.js';
import { drawExperiment } from './draw.js';
import { toPng, toSvg as toSvgQuietly } from './render.js';

/** Every figure must draw without a warning. */
const toSvg = (spec: TopLevelSpec): Promise<string> =>
  toSvgQuietly(spec, (warning) => {
    throw new Error(`not clean: ${warning}`);
  });

const render = (name: string) => rendered(name, parametersOf(name), fixtureOf(name));

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

describe('PNG', () => {
  test('has ink where the title is, so the fonts are there', async () => {
    const svg = await toSvg(render('assignments'));
    const png = await toPng(svg, 1);
    const blank = await toPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, ''), 1);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(1.15 * blank.length);
    expect((await toPng(svg, 1)).equals(png)).toBe(true);
  });

  test('is twice as wide at scale 2', async () => {
    const svg = await toSvg(render('sensitivity'));
    const [one, two] = [await toPng(svg, 1), await toPng(svg)];
    expect(two.readUInt32BE(16)).toBe(2 * one.readUInt32BE(16));
  });
});

const markdown = () => '';

describe('drawExperiment', () => {
  const fixed = tablesIn(join(fixtures, 'fixed'));

  test('writes <out>/<name>/<chart> in each format asked for, and nothing else', async () => {
    const out = mkdtempSync(join(tmpdir(), 'charts-'));
    temporary.push(out);
    const figures = [{ chart: { name: 'lines' } }];
    const written = await drawExperiment(fixed, out, figures, charts, {
      markdown,
    });
    expect(written).toEqual(['vl.json', 'svg', 'png'].map((ending) => join(out, 'fixed', `lines.${ending}`)));
    expect(readdirSync(join(out, 'fixed')).toSorted()).toEqual(['lines.png', 'lines.svg', 'lines.vl.json']);
    expect(JSON.parse(readFileSync(written[0]!, 'utf8'))).toEqual(JSON.parse(JSON.stringify(render('lines'))));
    expect(readFileSync(written[2]!).subarray(1, 4).toString()).toBe('PNG');
    expect(
      await drawExperiment(fixed, out, figures, charts, {
        markdown,
        formats: ['svg'],
      }),
    ).toEqual([join(out, 'fixed', 'lines.svg')]);
  });

  test('refuses an unknown chart, a chart named twice and a folder it cannot write', async () => {
    const draw = (names: readonly string[], out = '/dev/null/x') =>
      drawExperiment(
        fixed,
        out,
        names.map((name) => ({ chart: { name } })),
        charts,
        { markdown, formats: ['json'] },
      );
    await expect(draw(['line'])).rejects.toThrow('chart must be one of assignments, ');
    await expect(draw(['lines', 'lines'])).rejects.toThrow('name lines twice');
    await expect(draw(['lines'])).rejects.toThrow(
      'cannot write /dev/null/x/fixed: part of the path is a file, not a folder',
    );
  });

  test('a spec that asks for data from elsewhere, or is not clean, is refused', async () => {
    await expect(toSvg({ data: { url: '/etc/passwd' }, mark: 'point', encoding: {} })).rejects.toThrow();
    const unclean = { data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { shape: { field: 'a' } } } as const;
    await expect(toSvg(unclean)).rejects.toThrow('not clean');
  });
});
