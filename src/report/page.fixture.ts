/** Experiments for tests of the page: small, and written by somebody who means no good. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { charts } from '../charts/registry.js';
import { tablesOf } from '../charts/tables.js';
import type { Claim } from '../experiment/claim-contract.js';
import type { Cell, Outcome, Spec } from '../experiment/contract.js';
import { claimOf, testOf } from '../results/claims/claim.fixture.js';
import { judgeClaims } from '../results/claims/judge.js';
import { sentencesOf } from '../results/claims/sentences.js';
import { outcomesOf } from '../results/outcomes.js';
import type { Run } from '../results/provenance.js';
import { type Results, readResults } from '../results/results.js';
import { writeResults } from '../results/write.js';
import type { Report, ReportedExperiment } from './contract.js';
import { drawnFigures } from './figures.js';

/** Markup in every way to get out of where it stands, text that runs to the left, and 10 000 letters. */
export const hostile = `</script></style><script>alert(1)</script><!-- "'\`><img src=x onerror=alert(1)> \u202E ${'x'.repeat(10_000)}`;

const metrics = [
  { name: 'stable', summary: 'share', about: 'share that stayed whole', unit: '', better: 'higher' },
  { name: 'error', summary: 'mean', about: 'mean error', unit: 'squares', better: 'lower' },
] as const;

const claim: Claim = claimOf({
  id: 'C1',
  sentence: hostile,
  section: hostile,
  paper: hostile,
  expected: 'undecided',
  why: hostile,
  invented: hostile,
  tests: [
    testOf({ methods: ['a'], metric: 'stable', atLeast: 50 }),
    testOf({ role: 'reading', under: hostile, quote: hostile, methods: ['a'], metric: 'error', atMost: 9 }),
  ],
});

export const spec: Spec = {
  name: 'own',
  title: hostile,
  about: hostile,
  seed: 0,
  timeout: 60,
  tasks: {
    t: {
      about: hostile,
      data: { name: 'table' },
      k: 2,
      expert: { name: 'linear' },
      metrics: ['stable', 'error'],
      learn: {},
    },
  },
  methods: {
    a: { about: hostile, learn: 'alternating', trials: 3, parameters: {} },
    b: { about: '', learn: 'alternating', trials: 3, parameters: {} },
  },
  sweeps: [],
  record: { history: 0, examples: [], clusters: [], responsibilities: [], correct: [] },
  figures: [],
  claims: [claim],
  times: [],
  notJudged: [{ sentence: hostile, section: hostile, why: hostile }],
};

export const run: Run = {
  experiment: 'own',
  title: hostile,
  spec: { file: hostile, place: '', digest: 'd'.repeat(64) },
  seed: 0,
  options: { filter: { method: [hostile] }, trials: null, seed: null },
  grid: { cells: 2, trials: 6 },
  status: { ok: 4, degenerate: 1, failed: 1, timeout: 0 },
  trials: { computed: 6, fromJournal: 0 },
  moe: { version: '0', code: 'c'.repeat(64) },
  node: '20',
  v8: '11',
  machine: { platform: 'linux', arch: 'x64', cpu: hostile, cores: 2, memoryGiB: 3 },
  jobs: 2,
  timeoutSeconds: 60,
  started: '2026-01-01T00:00:00.000Z',
  ended: '2026-01-01T00:01:30.000Z',
  wallSeconds: 90,
  cpuSeconds: 180,
};

const cells: readonly Cell[] = ['a', 'b'].map((method) => ({
  ...{ task: 't', method, sweep: {}, trials: 3, data: { name: 'table' }, k: 2, expert: { name: 'linear' } },
  ...{ learn: { name: 'alternating' }, metrics: ['stable', 'error'] },
}));

const outcomes: readonly Outcome[] = cells.flatMap(({ task, method }) =>
  (['ok', 'ok', method === 'a' ? 'degenerate' : 'failed'] as const).map((status, trial) => ({
    key: 'k',
    seconds: 0.25,
    row: {
      ...{ id: `${task}/${method}/${trial}`, task, method, sweep: {}, trial, seed: trial, status },
      ...{ reason: status === 'ok' ? '' : hostile, iterations: 4, converged: true },
      metrics:
        status === 'ok'
          ? { stable: 1, error: (trial + 1) / 3 }
          : { stable: status === 'failed' ? null : 0, error: null },
    },
  })),
);

/** Written anew into a temporary folder, for whoever asks to remove. */
export function ownResults(): Results {
  const folder = join(mkdtempSync(join(tmpdir(), 'moe-page-')), 'own');
  writeResults(folder, { spec, cells, grid: cells, outcomes: outcomesOf(outcomes), metrics });
  return readResults(folder);
}

export async function reportOf(results: Results, more: Partial<ReportedExperiment> = {}): Promise<Report> {
  const command = `moe run '${hostile}'`;
  const figures = await drawnFigures(
    tablesOf(results, command, metrics),
    spec.figures.map(({ chart }) => ({ chart })),
    charts,
  );
  const claims = judgeClaims(spec.claims, {
    ...{ rows: results.rows, seconds: results.seconds, metrics, grid: cells, methods: spec.methods },
  });
  const races = [
    { task: 't', trials: [{ id: 't/a/2', differs: [hostile] }], figure: { html: '<figure></figure>' } },
    { task: 'u', trials: [], missing: hostile },
  ];
  const checklist = {
    items: [
      {
        id: 'runs',
        title: hostile,
        answer: hostile,
        tables: [{ title: hostile, columns: [hostile], rows: [[hostile]] }],
      },
    ],
  };
  return {
    whole: { findings: [], sections: sentencesOf([{ spec, claims }]) },
    run: command,
    experiments: [{ spec, command, run, results, claims, figures, races, live: null, swept: [], ...more }],
    checklist,
    metrics,
    errata: [{ section: hostile, text: hostile }],
    command: `moe report '${hostile}'`,
    client: { script: 'void 0;', style: 'body {}', worker: 'void 0;' },
  };
}
