import { expect, it } from 'vitest';
import { markdown } from '../documents/markdown.js';
import { neededCases, neededSection, saidNeeded } from './trust-needed.js';

it('tells of each kind of table the share that is said to need experts, with its interval', async () => {
  const text = markdown(await neededSection(async ({ tables }) => tables / 20));
  // Wilson's interval of 20 of 400.
  expect(text).toMatch(/normal noise \| +60 \| +400 \| +5\.0 % \| +3\.3\.\.7\.6 %/);
  for (const { name } of neededCases) expect(text).toContain(name);
});

it('says so of one table after the other, whichever is the first', async () => {
  const one = { ...neededCases.at(-1)!, rows: 40, tables: 2 };
  const said = await saidNeeded(one);
  expect(said).toBe((await saidNeeded({ ...one, tables: 1 })) + (await saidNeeded(one, 1)));
  expect(said).toBeGreaterThan(0);
}, 120_000);
