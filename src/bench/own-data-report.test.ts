import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withoutData } from './own-data-report.js';

it('is skipped, in words, where the folder is not named or lacks a table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moe-data-'));
  writeFileSync(join(folder, 'tone.csv'), 'x,y\n1,2\n');
  expect(withoutData(undefined)).toBe('the environment variable DATA names no folder with tables.');
  for (const name of ['faithful', 'quakes', 'vehicle']) {
    writeFileSync(join(folder, `${name}.csv`), 'x,y\n1,2\n');
    writeFileSync(join(folder, `${name}.splits.csv`), 'row,split0\n0,1\n');
  }
  expect(withoutData(folder)).toBe(`${folder} has no tone.splits.csv.`);
  writeFileSync(join(folder, 'tone.splits.csv'), 'row,split0\n0,1\n');
  expect(withoutData(folder)).toBeUndefined();
});
