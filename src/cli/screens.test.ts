/** What commands show at 80 and at 120 columns, as golden text: what changes of it is seen in review. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { terminal } from '../documents/terminal.js';
import { widthOf } from '../documents/text-width.js';
import { documentOf } from './doctor/doctor.js';
import { forgetFiles, moe, root } from './process.fixture.js';
import { folderFixture, screenOf } from './screens.fixture.js';
import { statusDocument } from './status/status.js';

const spec = (name: string, noise: number) => `name: ${name}
title: Lines and faces
tasks:
  pieces:
    data: { name: piecewise-linear, n: 30, noise: ${noise} }
    k: 3
    expert: linear
    metrics: [stable, degenerate, error]
  faces:
    data: { name: smile, n: 60 }
    k: 3
    expert: rbf-svm
    metrics: [stable, error]
methods:
  argmin: { learn: alternating, assign: argmin, trials: 12 }
  lap: { learn: alternating, assign: lap, trials: 6 }
sweeps:
  - over: {}
  - { tasks: [pieces], methods: [argmin], over: { experts: { set: k, to: [2, 4] } } }
figures: [{ name: overview }]
claims:
  - id: A1
    sentence: Bounds on the sizes of clusters keep every expert alive, whatever the data and however the experts begin
    section: "3.2"
    paper: all
    expected: reproduced
    why: each expert gets ten samples
    tests: [{ task: pieces, method: lap, metric: degenerate, never: 50 }]
  - id: A2
    sentence: argmin never loses an expert
    section: "3.3"
    paper: 0% unstable
    expected: reproduced
    why: a wrong guess, so that a run has something to tell
    tests: [{ task: pieces, method: argmin, metric: degenerate, never: 2 }]
quick:
  methods: { argmin: { trials: 4 }, lap: { trials: 2 } }
`;

const widths = [80, 120] as const;

describe('the screen of', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-screens-'));
    writeFileSync(join(folder, 'own.yaml'), spec('own', 0.1));
    writeFileSync(join(folder, 'noisy.yaml'), spec('own', 0.5));
    cpSync(join(root, 'src/cli/fixtures/components.mjs'), join(folder, 'components.mjs'));
    for (const args of [['own.yaml'], ['own.yaml', '--quick'], ['noisy.yaml', '--out', 'noisy']])
      expect(moe(['run', ...args, '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
    // Without times, which differ from run to run.
    for (const results of ['results', 'noisy']) {
      cpSync(join(folder, results, 'own'), join(folder, `untimed-${results}`), { recursive: true });
      forgetFiles(join(folder, `untimed-${results}`));
      for (const file of ['timings.csv', 'timings_summary.csv'])
        rmSync(join(folder, `untimed-${results}`, file), { force: true });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[name: string, args: readonly string[], stream?: 'stdout' | 'stderr']>([
    ['help', ['--help']],
    ['list', ['list']],
    ['list-rules', ['list', 'rules']],
    ['init', ['init', 'first', '--out', 'specs']],
    ['dry-run', ['run', 'own.yaml', '-n', '--out', 'fresh']],
    ['run', ['run', 'own.yaml']],
    ['run-verbose', ['run', 'own.yaml', '-v']],
    ['run-quick', ['run', 'own.yaml', '--quick']],
    ['run-shard', ['run', 'own.yaml', '--shard', '1/1', '--out', 'parts', '-j', '1']],
    ['merge', ['merge', 'own.yaml', '--out', 'parts']],
    ['submit', ['submit', 'own.yaml', '--engine', 'kubernetes', '--tasks', '4', '--out', 'fresh'], 'stderr'],
    ['plot', ['plot', 'own.yaml', '--format', 'json,svg']],
    ['report', ['report', 'own.yaml']],
    ['trace', ['trace', 'own.yaml', '--task', 'pieces', '--method', 'argmin', '--trial', '1', '--at', 'experts=4']],
    ['trace-wide', ['trace', 'own.yaml', '--task', 'faces', '--method', 'lap']],
    ['check', ['check', 'own.yaml', '-j', '1']],
    ['check-regression', ['check', 'own.yaml', '--results', 'noisy', '--no-run']],
    ['compare-same', ['compare', 'untimed-results', 'untimed-results']],
    ['compare', ['compare', 'untimed-results', 'untimed-noisy']],
    ['export', ['export', 'own.yaml', '--out', 'table.md'], 'stderr'],
    ['schema', ['schema'], 'stderr'],
    ['test', ['test', './components.mjs']],
  ])('%s', async (name, args, stream = 'stdout') => {
    for (const columns of widths) {
      if (name === 'init') rmSync(join(folder, 'specs'), { recursive: true, force: true });
      const text = screenOf(folder, args, columns, stream);
      // Lines of the log are never broken.
      for (const line of text.split('\n').filter((one) => !/^[A-Z]+: /.test(one)))
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
      await expect(text).toMatchFileSnapshot(join(folderFixture, `${name}-${columns}.txt`));
    }
  });

  const checked = (name: string) => ({
    name,
    about: 'what it is for',
    optional: true,
    remedy: '',
    look: () => ({ health: 'ok', found: '' }) as const,
  });
  const ok = { health: 'ok' } as const;
  const lease = {
    ...{ version: 1, moe: '1.0.0', session: 's', run: 'r', experiment: 'own', since: '2026-01-01T00:00:00Z' },
    holder: { host: 'login', pid: 17 },
    progress: {
      ...{ done: 120, total: 400, rate: 12.5, left: 22.4, failed: 1, timeout: 0, chunks: 4 },
      reasons: [['pieces/lap/3', 'out of luck']],
    },
  };
  const worker = {
    host: 'node-1',
    pid: 4,
    busy: 2,
    lanes: 4,
    trials: 77,
    since: '2026-01-01T00:00:00Z',
    experiment: 'own',
    cpu: 'A processor of many cores, 2.4 GHz',
  };

  it.each([
    [
      'doctor',
      documentOf(
        [
          { check: checked('node'), ...ok, found: '20.1.0' },
          {
            check: checked('python peers'),
            health: 'warning',
            found: 'no python3 has scikit-learn, SciPy or CVXOPT',
            remedy: 'on Debian: apt-get install python3-sklearn python3-scipy python3-cvxopt',
          },
          {
            check: checked('results'),
            health: 'problem',
            found: 'cannot write results: permission denied (EACCES)',
            remedy: 'choose another folder: moe run ... --out DIR',
          },
        ],
        { color: false, results: 'results' },
      ),
    ],
    [
      'status',
      statusDocument(
        { shown: 'redis://host:6379' },
        { lease, workers: [worker] } as never,
        Date.parse('2026-01-01T00:02:03Z'),
      ),
    ],
    ['status-idle', statusDocument({ shown: 'redis://host:6379' }, { lease: undefined, workers: [] } as never, 0)],
  ])('%s', async (name, document) => {
    for (const columns of widths)
      await expect(`${terminal(document, { columns, color: false })}\n`).toMatchFileSnapshot(
        join(folderFixture, `${name}-${columns}.txt`),
      );
  });
});
