/** The library fits columns as `moe fit` fits a file with them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fitMixture, loadMixture, saveMixture, type TableOptions } from '../../index.js';
import { moe } from '../process.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-library-'));
afterAll(() => rmSync(folder, { recursive: true }));

const n = 90;
const columns = {
  a: Array.from({ length: n }, (_, i) => (i === 11 ? null : ((37 * i) % 89) / 7)),
  place: Array.from({ length: n }, (_, i) => ['town', 'country', 'sea'][i % 3]!),
  day: Array.from({ length: n }, (_, i) => new Date(Date.UTC(2021, 0, 1 + ((53 * i) % 90)))),
  zone: Array.from({ length: n }, (_, i) => (i % 4) + 1),
  weight: Array.from({ length: n }, (_, i) => 1 + (i % 2)),
};
const y = columns.a.map((a, i) => (i % 3 === 0 ? 10 + 3 * (a ?? 5) : 40 - 2 * (a ?? 5)) + ((29 * i) % 31) / 31);
const kind = y.map((value, i) => (value > 25 === (i % 3 === 0) ? 'high' : 'low'));
const cells = { ...columns, y, kind };

const text = (cell: unknown) =>
  cell instanceof Date ? cell.toISOString().slice(0, 10) : cell === null ? '' : `${cell}`;
const names = Object.keys(cells) as (keyof typeof cells)[];
const rows = Array.from({ length: n }, (_, i) => names.map((name) => text(cells[name][i])).join(','));
writeFileSync(join(folder, 'table.csv'), `${names.join(',')}\n${rows.join('\n')}\n`);

it.each<[what: string, options: TableOptions, flags: readonly string[]]>([
  [
    'a number of experts that held-out rows choose, categories, dates and missing cells',
    {
      formula: 'y ~ a + day | place + a + zone',
      k: '1..2',
      missing: 'mean',
      categories: ['zone'],
      validate: '3fold',
    },
    [
      ...['y ~ a + day | place + a + zone', '--experts', '1..2', '--missing', 'mean', '--categories', 'zone'],
      ...['--validate', '3fold'],
    ],
  ],
  [
    'classes, with a tree as the gate',
    { formula: 'kind ~ y | place', k: 2, gate: 'tree', seed: 3, starts: 3 },
    ['kind ~ y | place', '--experts', '2', '--gate', 'tree', '--seed', '3', '--starts', '3'],
  ],
  [
    'simulations of whether experts are needed',
    { formula: 'y ~ day | place', k: '1..2', method: 'kmeans', needed: 19 },
    ['y ~ day | place', '--experts', '1..2', '--method', 'kmeans', '--needed', '19'],
  ],
  [
    'bounds, weights and no gate',
    { formula: 'y ~ day', k: 3, gate: 'none', min: 0.2, weights: 'weight', starts: 4 },
    ['y ~ day', '--experts', '3', '--gate', 'none', '--min-share', '0.2', '--weights', 'weight', '--starts', '4'],
  ],
])(
  'the same model to the last bit, and the same report: %s',
  async (_, options, flags) => {
    const { stdout, stderr, status } = moe(['fit', 'table.csv', ...flags, '--json', '--out', 'model.json'], folder);
    expect(status, stderr).toBe(0);
    const mixture = await fitMixture({ columns: cells }, options);
    const { digest: _digest, origin: fromFile, ...file } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const { digest: _other, origin, ...own } = JSON.parse(saveMixture(mixture));
    expect(own).toEqual(file);
    expect([fromFile.data.rows, origin]).toEqual([n, null]);
    const { objective, error, experts, warning, notes } = JSON.parse(stdout);
    expect(JSON.parse(JSON.stringify(mixture.report))).toMatchObject({ objective, error, experts, warning, notes });
  },
  120_000,
);

it('the command line predicts by what the library saved, and the library by what the command line wrote', async () => {
  const [options, flags] = [
    { formula: 'y ~ day | place', k: 2, starts: 3, gate: 'tree' },
    ['--starts', '3', '--gate', 'tree'],
  ];
  const mixture = await fitMixture({ columns: cells }, options);
  writeFileSync(join(folder, 'saved.json'), saveMixture(mixture));
  const told = moe(['predict', 'saved.json', 'table.csv', '-o', 'out.csv'], folder);
  expect(told.status, told.stderr).toBe(0);
  const { prediction, expert } = mixture.predict(cells);
  const [, ...lines] = readFileSync(join(folder, 'out.csv'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.split(',', 2).map(Number))).toEqual(
    Array.from(expert, (j, i) => [Number(prediction[i]), j]),
  );
  const args = ['table.csv', options.formula, '--experts', '2', ...flags, '--out', 'own.json'];
  expect(moe(['fit', ...args, '--quiet'], folder).status).toBe(0);
  const loaded = await loadMixture(readFileSync(join(folder, 'own.json'), 'utf8'));
  expect(loaded.predict(cells)).toEqual(mixture.predict(cells));
}, 60_000);
