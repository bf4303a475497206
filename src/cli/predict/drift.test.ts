import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drift, InputDrift } from '../../fit/trust/drift.js';
import { root } from '../process.fixture.js';
import { driftLines } from './drift.js';
import { csvOf, fitFile, rowsOf } from './model-file.fixture.js';

const quiet = { rows: 100, below: 0, above: 0, least: null, greatest: null, unseen: 0, levels: [] };
const weight: InputDrift = { ...quiet, name: 'weight', kind: 'number', range: [1000, 5000], p: 1 };
const expert = { share: 0.41, was: 0.23, p: 1, loss: null };
const drift = (input: Partial<InputDrift>, own: Partial<Drift['experts'][number]>): Drift => ({
  inputs: [{ ...weight, ...input }],
  experts: [{ ...expert, ...own }],
});

describe('the words of drift', () => {
  it('are one line where there is none beyond chance, whatever was seen', () => {
    expect(driftLines(drift({ above: 3, greatest: 6000, p: 0.2 }, { p: 0.05 }), 'normal')).toEqual([
      'no drift beyond chance',
    ]);
  });

  it('tell of an input on which side it leaves its range, how often and how far', () => {
    const own = drift({ below: 2, least: 12.5, above: 30, greatest: 61_234.5, p: 0.0123 }, {});
    expect(driftLines(own, 'normal')).toEqual([
      '"weight" leaves the range learned from in 32% of the rows (2 below 1000, down to 12.5; 30 above 5000, up to 61234.5): more than chance gives (p = 0.012)',
    ]);
    const when = drift({ kind: 'date', range: [0, 19_000], above: 1, greatest: 19_875, p: 1e-9 }, {});
    expect(driftLines(when, 'normal')[0]).toContain(
      '(1 above 2022-01-08, up to 2024-06-01): more than chance gives (p < 0.001)',
    );
  });

  it('tell of a new category by its name, however few rows have it, so that it stays on its line', () => {
    const own = drift({ kind: 'category', range: null, p: null, unseen: 1, levels: ['ko\nrea'] }, {});
    expect(driftLines(own, 'normal')).toEqual([
      '"weight" was never met as "ko\\nrea": 1 row with such a category',
      'no drift beyond chance',
    ]);
  });

  it('tell of an expert how many rows it gets, and that it does worse, in the unit of its losses', () => {
    const own = drift({}, { p: 1e-5, loss: { now: 16, was: 9, p: 0.004 } });
    expect(driftLines(own, 'normal')).toEqual([
      'expert 0 gets 41% of the rows, 23% when learned: more than chance gives (p < 0.001)',
      'expert 0 has RMSE 4, 3 on the rows that calibrated it: more than chance gives (p = 0.004)',
    ]);
    expect(driftLines(own, 'log')[1]).toContain('has mean log loss 16, 9 on');
  });
});

describe('moe predict', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'moe-drift-'));
    writeFileSync(join(folder, 'train.csv'), csvOf(rowsOf(400, 1)));
    await fitFile(folder, 'model.json', 'train.csv', { formula: 'y ~ x + c | z', intervals: 0.9, unseen: 'base' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const told = (rows: readonly string[], header?: string) => {
    writeFileSync(join(folder, 'new.csv'), csvOf(rows, header));
    const run = (...more: readonly string[]) =>
      spawnSync(
        process.execPath,
        [join(root, 'bin/moe.js'), 'predict', 'model.json', 'new.csv', '-o', 'o.csv', ...more],
        {
          ...{ cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', COLUMNS: '200' } },
        },
      );
    return {
      lines: run()
        .stderr.split('\n')
        .filter((line) => line.startsWith('  - ')),
      drift: JSON.parse(run('--json').stdout).drift as Drift,
    };
  };

  it('finds none in rows from where the model was learned', () => {
    const { lines, drift } = told(rowsOf(300, 2));
    expect(lines).toEqual(['  - no drift beyond chance']);
    expect(drift.experts.every(({ p, loss }) => p > 0.05 && loss!.p > 0.05)).toBe(true);
  });

  it('finds inputs that moved, experts that lose rows, and losses that rose', () => {
    const moved = rowsOf(300, 2).map((row) => {
      const [x, z, c, y, kind] = row.split(',');
      return [Number(x) + 5, Math.abs(Number(z)) - 0.2, c, Number(y) + 400, kind].join(',');
    });
    const { lines, drift } = told(moved);
    expect(drift.inputs[0]).toMatchObject({ name: 'x', below: 0 });
    expect(drift.inputs[0]!.p).toBeLessThan(0.001);
    expect(drift.experts.map(({ p, loss }) => p < 0.001 && loss!.p < 0.05)).toEqual([true, true]);
    expect(lines).toHaveLength(5);
  });

  it('claims nothing of a table of a few rows, and says which category is new', () => {
    const { lines } = told(['5,0.5,mauve', '5,0.4,red'], 'x,z,c');
    expect(lines).toEqual([
      '  - "c" was never met as "mauve": 1 row with such a category',
      '  - no drift beyond chance',
    ]);
  });
});
