import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runtime } from '../../experiment/behavior.js';
import { catalogOf } from '../../experiment/catalog.js';
import { sha256 } from '../../tables/file.js';
import { accept, type Here } from './acceptance.js';
import { type Description, format, readDescription, writeDescription } from './description.js';

describe('a worker and a run', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'moe-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    fs.mkdirSync(join(folder, name, '..'), { recursive: true });
    fs.writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const table = file('table.csv', 'x,y\n1,2\n');
  const here: Here = {
    build: { version: '1.2.3', code: 'c', behavior: { core: 'a', 'experts/linear': 'b' } },
    used: [],
    catalog: catalogOf(),
  };
  const run: Description = {
    ...{ format, moe: '1.2.3', run: 'r', experiment: 'houses', runtime, used: [], timeouts: [60] },
    components: { core: 'a', 'experts/linear': 'b' },
    data: [{ data: { name: 'table', path: table }, digests: [sha256('x,y\n1,2\n')] }],
  };

  it('agree where version, code and data are the same', () => {
    expect(accept(run, here)).toEqual({});
    expect(accept(readDescription(writeDescription(run))!, here)).toEqual({});
  });

  it.each<[string, Partial<Description>, string]>([
    ['version', { moe: '1.2.4' }, 'the run is of moe 1.2.4, this is moe 1.2.3'],
    ['runtime', { runtime: 'node 99 z80' }, `the run is on node 99 z80, this is ${runtime}`],
    ['code', { components: { core: 'z' } }, "the code of core differs from the run's"],
    ['components', { components: { 'experts/new': 'z' } }, 'it runs experts/new, which this build does not have'],
    [
      'components from outside',
      {
        components: { 'assignments/mine': 'a', 'metrics/mine': 'b' },
        used: [
          { file: 'rule.mjs', components: ['assignments/mine'] },
          { file: 'metric.mjs', components: ['metrics/mine'] },
        ],
      },
      'it runs components from outside: start the worker with --use rule.mjs --use metric.mjs',
    ],
    [
      'data',
      { data: [{ data: { name: 'table', path: table }, digests: ['0'.repeat(64)] }] },
      `the data file with the digest 0000000000000000 is not at ${table}; --data DIR names a folder that has it`,
    ],
  ])('of another %s do not, and the reason is said', (_, other, reason) => {
    expect(() => accept({ ...run, ...other }, here)).toThrow(`this worker cannot compute houses: ${reason}`);
  });

  it('do not agree on a component from outside with another code', () => {
    const mine = { 'assignments/mine': 'a' };
    const used = [{ file: 'rule.mjs', url: '', digest: '', contents: {}, behavior: { 'assignments/mine': 'z' } }];
    const told = { ...run, components: mine, used: [{ file: 'rule.mjs', components: ['assignments/mine'] }] };
    expect(() => accept(told, { ...here, used })).toThrow(
      "the code of assignments/mine of rule.mjs differs from the run's",
    );
  });

  it('agree where a folder has the data by its name and content, and the worker is told where', () => {
    const path = join(folder, 'away', 'table.csv');
    const data = [{ data: { name: 'table', path }, digests: [sha256('x,y\n1,2\n')] }];
    expect(accept({ ...run, data }, { ...here, data: folder })).toEqual({ [path]: table });
    const other = file('other/table.csv', 'x,y\n3,4\n');
    expect(() => accept({ ...run, data }, { ...here, data: join(folder, 'other') })).toThrow(
      `is not at ${path} nor at ${other}`,
    );
  });
});
