/** Prediction intervals and sets as `moe predict` writes and scores them, and as the library gives them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMixture } from '../../index.js';
import { parseTable } from '../../tables/csv.js';
import { moe } from '../process.fixture.js';
import { csvOf, fitFile, header, rowsOf } from './model-file.fixture.js';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, rows: readonly string[], head = header) => writeFileSync(at(name), csvOf(rows, head));
const predict = (...args: readonly string[]) => moe(['predict', ...args], folder);
const saved = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));
/** Labels that would end a cell, a set or a quote before its time. */
const hostile = ['a|b', 'say "a|b"', ' two\nlines,'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moe-intervals-'));
  write('train.csv', rowsOf(1000, 1));
  write('odd.csv', rowsOf(240, 1, hostile));
  write('new.csv', rowsOf(300, 2));
  write('new-odd.csv', rowsOf(300, 2, hostile));
  await fitFile(folder, 'model.json', 'train.csv', { formula: 'y ~ x + c | z', intervals: 0.9, missing: 'drop' });
  await fitFile(folder, 'classes.json', 'odd.csv', { formula: 'kind ~ x', experts: 1, intervals: 0.8 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the intervals of a regression', () => {
  it("stand behind the other columns, as far from the prediction as the expert's score", () => {
    const { intervals } = saved('model.json').trust;
    expect(intervals).toMatchObject({ coverage: 0.9, rows: 250 });
    expect(saved('model.json').origin.data.rows).toBe(750);
    const { columns, rows } = parseTable(predict('model.json', 'new.csv').stdout, 'out.csv');
    expect(columns).toEqual(['prediction', 'expert', 'share', 'outside', 'low', 'high']);
    for (const row of rows) {
      const half = intervals.experts[row.number('expert')] ?? intervals.all;
      expect(row.number('low')).toBe(row.number('prediction') - half);
      expect(row.number('high')).toBe(row.number('prediction') + half);
    }
  });

  it('are scored where the table has the target: the share of its rows within, beside what is promised', () => {
    const y = rowsOf(300, 2).map((row) => Number(row.split(',')[3]));
    const { rows } = parseTable(predict('model.json', 'new.csv').stdout, 'out.csv');
    const within = rows.filter((row, i) => row.number('low') <= y[i]! && y[i]! <= row.number('high')).length;
    const { score } = JSON.parse(predict('model.json', 'new.csv', '--json').stdout);
    expect(score.covered).toEqual({ share: within / 300, promised: 0.9 });
    // Of 300 draws of .9, themselves by intervals of 250 rows, all but one in a thousand lie here.
    expect(within).toBeGreaterThan(240);
    expect(within).toBeLessThan(296);
  });

  it('are empty in rows that are not judged, and absent without intervals', async () => {
    write('holes.csv', [',0.5,red', '5,0.5,red'], 'x,z,c');
    const [, hole, whole] = predict('model.json', 'holes.csv').stdout.split('\n');
    expect(hole).toBe(',,,,,');
    expect(whole!.split(',')).toHaveLength(6);
    await fitFile(folder, 'none.json', 'train.csv', { formula: 'y ~ x + c | z', intervals: 'none' });
    expect(saved('none.json').trust?.intervals ?? null).toBeNull();
    expect(predict('none.json', 'new.csv').stdout.split('\n')[0]).toBe('prediction,expert,share,outside');
    expect(JSON.parse(predict('none.json', 'new.csv', '--json').stdout).score.covered).toBeNull();
  });

  it('are the same to the last bit in the library', async () => {
    const mixture = await loadMixture(saved('model.json'));
    const table = parseTable(readFileSync(at('new.csv'), 'utf8'), 'new.csv');
    const { low, high } = mixture.predict({
      ...{ x: table.rows.map((row) => row.number('x')), z: table.rows.map((row) => row.number('z')) },
      c: table.rows.map((row) => row.text('c')),
    });
    const { rows } = parseTable(predict('model.json', 'new.csv').stdout, 'out.csv');
    expect([...low!]).toEqual(rows.map((row) => row.number('low')));
    expect([...high!]).toEqual(rows.map((row) => row.number('high')));
  });

  it('come out again: moe check fits the model, and calibrates it, to the last digit', () => {
    expect(moe(['check', 'model.json', '--data', 'train.csv'], folder)).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the sets of classes', () => {
  /** The labels of a cell, as a reader of CSV with `|` between cells finds them. */
  const labelsOf = (cell: string): string[] => (parse(cell, { delimiter: '|' }) as string[][])[0]!;

  it('hold the classes whose probability is great enough, and can be read whatever is in their names', async () => {
    const { all, experts } = saved('classes.json').trust.intervals;
    const { columns, rows } = parseTable(predict('classes.json', 'new-odd.csv').stdout, 'out.csv');
    const labels: string[] = saved('classes.json').target.labels;
    expect([...labels].sort()).toEqual([...hostile].sort());
    expect(columns).toEqual([
      'prediction',
      'expert',
      'share',
      'outside',
      ...labels.map((label) => `p_${label}`),
      'set',
    ]);
    for (const row of rows) {
      const own = labels.filter(
        (label) =>
          label === row.text('prediction') || 1 - row.number(`p_${label}`) <= (experts[row.number('expert')] ?? all),
      );
      expect(labelsOf(row.text('set'))).toEqual(own);
    }
    expect(new Set(rows.map((row) => row.text('set'))).size).toBeGreaterThan(1);
    const mixture = await loadMixture(saved('classes.json'));
    const x = rowsOf(300, 2).map((row) => Number(row.split(',')[0]));
    expect(mixture.predict({ x }).set).toEqual(rows.map((row) => labelsOf(row.text('set'))));
  });

  it('cover as they promise, and a class that is not known is in none', () => {
    const { score } = JSON.parse(predict('classes.json', 'new-odd.csv', '--json').stdout);
    expect(score.covered.promised).toBe(0.8);
    expect(score.covered.share).toBeGreaterThan(0.6);
    write('strange.csv', [...rowsOf(300, 2, hostile), '5,0.5,red,300,never met']);
    const strange = JSON.parse(predict('classes.json', 'strange.csv', '--json').stdout).score;
    expect(strange.covered.share).toBeCloseTo((score.covered.share * 300) / 301, 12);
  });
});
