import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withoutData } from './own-data.js';

it('is skipped, in words, where the folder is not named or lacks a table', () => {
  const folder = mkdtempSync(join(tmpdir(), 'moe-data-'));
  writeFileSync(join(folder, 'tone.csv'), 'x,y\n1,2\n');
  expect(withoutData(undefined)).toBe('the environment variable DATA names no folder with tables.');
  expect(withoutData(folder)).toBe(`${folder} has no faithful.csv, quakes.csv.`);
  for (const name of ['faithful', 'quakes']) writeFileSync(join(folder, `${name}.csv`), 'x,y\n1,2\n');
  expect(withoutData(folder)).toBeUndefined();
});
