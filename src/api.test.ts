/** docs/api.md tells of the library as it is. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import * as library from './index.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/api.md'), 'utf8');

it('docs/api.md is what the docstrings say, as make format writes it', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['api.config.js'], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(page).toBe(stdout);
}, 60_000);

it('docs/api.md has a heading for everything that can be called', () => {
  const headings = [...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(expect.arrayContaining(Object.keys(library)));
  expect(Object.keys(library).length).toBeGreaterThan(7);
});

it('browsers get the same names as Node', async () => {
  const bundle: object = await import(pathToFileURL(join(root, 'dist/browser.js')).href);
  expect(Object.keys(bundle).toSorted()).toEqual(Object.keys(library).toSorted());
});
