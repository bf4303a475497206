import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftovers } from './workplace.js';

it.each([
  ['', ['.1-of-3.ndjson.7.tmp', '..1-of-3.attempts.ndjson.7.tmp', '.summary.csv.old.7.tmp', '..attempts.ndjson.7.tmp']],
  ['1-of-3', ['.1-of-3.ndjson.7.tmp', '..1-of-3.attempts.ndjson.7.tmp']],
  ['1-of-30', []],
])('a run with the name "%s" removes what an earlier one left on its way, and nothing else', (name, gone) => {
  const folder = mkdtempSync(join(tmpdir(), 'moe-workplace-'));
  const all = [
    ...['.1-of-3.ndjson.7.tmp', '..1-of-3.attempts.ndjson.7.tmp', '.summary.csv.old.7.tmp', '..attempts.ndjson.7.tmp'],
    ...['.1-of-3.attempts.ndjson', '.journal.ndjson', '1-of-3.ndjson', 'own.tmp', '.own.tmp'],
  ];
  for (const file of all) writeFileSync(join(folder, file), '');
  removeLeftovers({ folder, name });
  expect(readdirSync(folder).sort()).toEqual(all.filter((file) => !gone.includes(file)).sort());
  rmSync(folder, { recursive: true });
});
