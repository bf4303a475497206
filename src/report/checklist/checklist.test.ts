import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markdown } from '../../documents/markdown.js';
import type { Cell, Row, Spec, Status } from '../../experiment/contract.js';
import { claimOf } from '../../results/claims/claim.fixture.js';
import type { Run } from '../../results/provenance.js';
import { filesIn, openResults } from '../../results/results.js';
import type { Checklist, ChecklistParts, ChecklistSource } from '../contract.js';
import { checklistDocument, checklistOf } from './checklist.js';

const run: Run = {
  experiment: 'own',
  title: 'Own',
  spec: { file: 'own.yaml', place: '', digest: 'd'.repeat(64) },
  seed: 7,
  options: { filter: {}, trials: null, seed: null },
  grid: { cells: 3, trials: 5 },
  status: { ok: 2, degenerate: 1, failed: 1, timeout: 1 },
  trials: { computed: 4, fromJournal: 1 },
  moe: { version: '1.2.3', code: 'c'.repeat(64) },
  node: '20.1.0',
  v8: '11',
  machine: { platform: 'linux', arch: 'x64', cpu: 'CPU | 1', cores: 2, memoryGiB: 3 },
  jobs: 2,
  timeoutSeconds: 7200,
  started: '2026-01-01T23:59:00.000Z',
  ended: '2026-01-02T00:00:30.000Z',
  wallSeconds: 90,
  cpuSeconds: 180,
};

const task = {
  about: '',
  data: { name: 'smile', n: 60 },
  k: 3,
  expert: { name: 'linear', ridge: 0 },
  metrics: ['stable', 'error'],
  learn: {},
};

const spec: Spec = {
  name: 'own',
  title: 'Own',
  about: '',
  seed: 7,
  timeout: 7200,
  tasks: { t: task, u: { ...task, metrics: ['stable'] } },
  methods: {
    soft: { about: '', learn: 'alternating', trials: 2, parameters: {} },
    lp: { about: '', learn: 'alternating', trials: 1, tasks: ['u'], expert: { name: 'svm', C: 1 }, parameters: {} },
  },
  sweeps: [{ over: { heat: { set: ['learn.assign.temperature'], to: [1, 2] } } }],
  record: { history: 0, examples: [], clusters: [], responsibilities: [], correct: [] },
  figures: [],
  times: [],
  notJudged: [],
  claims: [claim('A'), claim('B'), { ...claim('C'), calibrated: 'the temperature' }],
};

function claim(id: string): Spec['claims'][number] {
  return claimOf({ id });
}

function cell(name: string, method: string, assign: object, sweep: Cell['sweep'] = {}): Cell {
  const learn = { name: 'alternating', assign, iterations: 5 };
  return { ...task, task: name, method, sweep, trials: 2, learn, metrics: spec.tasks[name]!.metrics };
}

function row(name: string, method: string, trial: number, status: Status, reason: string, error: number | null): Row {
  return {
    ...{ id: `${name}/${method}/${trial}`, task: name, method, sweep: {}, trial, seed: 100 + trial, status, reason },
    ...{ iterations: 1, converged: true, metrics: { stable: status === 'ok' ? 1 : 0, error } },
  };
}

const rows = [
  row('t', 'soft', 0, 'ok', '', 0.5),
  row('t', 'soft', 1, 'degenerate', 'expert 2 holds no sample', null),
  row('u', 'soft', 0, 'ok', '', null),
  row('u', 'lp', 0, 'failed', 'expert 0 | <b>broke</b>', null),
  row('u', 'lp', 1, 'timeout', 'expert 1 | <b>broke</b>', null),
];

const parts: ChecklistParts = {
  metrics: [
    { name: 'stable', about: 'share that stayed whole', summary: 'share' },
    { name: 'error', about: 'mean error', summary: 'mean' },
    { name: 'return', about: 'not asked for', summary: 'mean' },
  ],
  describe: ({ name }) => ({ about: `a ${name}`, origin: 'generated' }),
};

describe('the reproducibility checklist', () => {
  let folder: string;
  let source: ChecklistSource;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-checklist-'));
    writeClaims('A,reproduced', 'B,depends on the reading', 'C,reproduced');
    source = {
      spec,
      run,
      cells: [
        cell('t', 'soft', { name: 'softmax', temperature: 1 }, { heat: 1 }),
        cell('t', 'soft', { name: 'softmax', temperature: 2 }, { heat: 2 }),
        cell('u', 'soft', { name: 'softmax', temperature: 1 }),
        cell('u', 'lp', { name: 'lp', min: { share: 0.1 } }),
      ],
      results: {
        rows,
        seconds: new Map([
          ['t/soft/0', 100],
          ['t/soft/1', 200],
        ]),
        lines: openResults(filesIn(folder)).lines,
      },
    };
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Each claim as `id,verdict`. */
  function writeClaims(...claims: readonly string[]): void {
    const lines = claims.map((claim) => claim.replace(',', ',s,1,p,,,,,t,'));
    const head = 'id,sentence,section,paper,value,ci_low,ci_high,n,test,verdict,note,unit';
    writeFileSync(join(folder, 'claims.csv'), `${[head, ...lines.map((line) => `${line},,%`)].join('\n')}\n`);
  }

  const itemOf = (id: string, of = source) => checklistOf([of], parts).items.find((item) => item.id === id)!;
  const rowsOf = (id: string, table = 0, of = source) => itemOf(id, of).tables[table]?.rows;

  it('has the items in order, each with an answer, and every row a text for each column', () => {
    const { items } = checklistOf([source], parts);
    expect(items.map(({ id }) => id).join(' ')).toBe(
      'runs error-bars hyperparameters data exclusions compute machine claims',
    );
    for (const { answer, tables } of items) {
      expect(answer).toMatch(/^[A-Z0-9].*\.$/);
      for (const table of tables) {
        expect(table.rows.length).toBeGreaterThan(0);
        for (const cells of table.rows) expect(cells.length).toBe(table.columns.length);
      }
    }
  });

  it('counts methods, cells, trials and distinct seeds of each task', () => {
    expect(rowsOf('runs')).toEqual([
      ['t', '1', '1', '2', '2', '2'],
      ['u', '2', '2', '1 to 2', '3', '2'],
    ]);
    expect(itemOf('runs').answer).toMatch(/^5 trials in 1 experiment,/);
    expect(itemOf('runs').tables.length).toBe(1);
  });

  it('says when a run was of another grid than the spec’s', () => {
    const asked = { ...run, options: { filter: { method: ['soft', 'lp'] }, trials: 3, seed: 0 } };
    expect(rowsOf('runs', 1, { ...source, run: asked })).toEqual([
      ['own', '--filter method=soft,lp --trials 3 --seed 0'],
    ]);
  });

  it('names the interval of each metric, and the least and greatest number of values', () => {
    expect(rowsOf('error-bars')).toEqual([
      ['stable', 'share that stayed whole', 'Wilson', '1 to 2'],
      ['error', 'mean error', 'Student’s t', '1'],
    ]);
  });

  it('writes out settings, once for tasks that share them, and marks what is swept', () => {
    const [tasks, methods, sweeps, calibrated] = itemOf('hyperparameters').tables.map((table) => table.rows);
    expect(tasks![0]).toEqual(['t', '3', 'linear: ridge = 0', 'smile: n = 60']);
    expect(methods).toEqual([
      ['soft', 'alternating', 't', 'assign = softmax, assign.temperature = (swept), iterations = 5'],
      ['soft', 'alternating', 'u', 'assign = softmax, assign.temperature = 1, iterations = 5'],
      ['lp', 'alternating', 'u', 'assign = lp, assign.min.share = 0.1, iterations = 5, expert = svm: C = 1'],
    ]);
    expect(sweeps).toEqual([['heat', 'learn.assign.temperature', '1, 2', 'all', 'all']]);
    expect(calibrated).toEqual([['the temperature', 'C']]);
  });

  it('says when run.json holds no settings, and when they are not those of the spec', () => {
    const { tasks, methods, sweeps } = spec;
    const settings = JSON.parse(JSON.stringify({ tasks, methods, sweeps })) as NonNullable<Run['settings']>;
    const answer = (given: Run) => itemOf('hyperparameters', { ...source, run: given }).answer;
    expect(answer(run)).toMatch(/run\.json of own holds no settings/);
    expect(answer({ ...run, settings })).toMatch(/tell \(own\.yaml\)\.$/);
    expect(answer({ ...run, settings: { ...settings, sweeps: [] } })).toMatch(/its spec has changed/);
  });

  it('lists who did not end ok, with the reason most give, whichever expert it names', () => {
    expect(rowsOf('exclusions')).toEqual([
      ['t', 'soft', '2', '1', '1', '0', '0', 'an expert holds no sample (1)'],
      ['u', 'lp', '2', '0', '0', '1', '1', 'an expert | <b>broke</b> (2)'],
    ]);
    expect(itemOf('exclusions').answer).toMatch(/of 5 trials, 2 ok, 1 degenerate, 1 failed, 1 timeout;/);
  });

  it('adds up the seconds of learning', () => {
    expect(rowsOf('compute')).toEqual([['own', '2026-01-02', '90 s', '3 min', '5 min', '2', '4', '1', '2 h']]);
  });

  it('counts verdicts', () => {
    expect(rowsOf('claims')).toEqual([['own', '1', '2']]);
    expect(itemOf('claims').tables[0]!.columns).toEqual(['experiment', 'depends on the reading', 'reproduced']);
    writeClaims('A,proven');
    const again = { ...source, results: { ...source.results, lines: openResults(filesIn(folder)).lines } };
    expect(() => itemOf('claims', again)).toThrow(/claims\.csv:2 verdict must be one of not judged, .*; got "proven"/);
  });

  it('has no table of claims where no spec makes any', () => {
    const none = { ...source, results: { ...source.results, lines: () => [] } };
    expect(itemOf('claims', none)).toMatchObject({ answer: 'The specs make no claim.', tables: [] });
  });

  describe('as Markdown', () => {
    const textOf = (checklist: Checklist) => markdown(checklistDocument(checklist, { level: 2, foldFrom: 12 }));

    it('shows pipes and tags of reasons and machines as they are', () => {
      const text = textOf(checklistOf([source], parts));
      expect(text).toContain('| an expert &#124; &#60;b&#62;broke&#60;/b&#62; (2) |');
      expect(text).toContain('| own | CPU &#124; 1 | 2 | 3 GiB |');
      expect(text).toMatch(/^## Number of runs, and seeds\n\n5 trials/);
    });

    it('folds a table of many rows or of long ones', () => {
      const table = (rows: string[][]) => ({ title: 'A <b>', columns: ['x'], rows });
      const item = (rows: string[][]) => ({ id: 'i', title: 'T', answer: '1. a', tables: [table(rows)] });
      expect(textOf({ items: [item([['1']])] })).toBe(
        '## T\n\n&#49;. a\n\n**A &#60;b&#62;**\n\n| x |\n| --: |\n| 1 |\n',
      );
      const summary = '<details>\n<summary><b>A &#60;b&#62;</b>';
      expect(textOf({ items: [item(Array.from({ length: 12 }, () => ['1']))] })).toContain(
        `${summary} (12 rows)</summary>\n\n| x |`,
      );
      expect(textOf({ items: [item([['x'.repeat(400)]])] })).toContain(`${summary} (1 row)</summary>`);
    });

    it('of many rows shows as many as are asked for, and says where the others are', () => {
      const rows = Array.from({ length: 5 }, (_, r) => [`row ${r}`]);
      const item = { id: 'i', title: 'T', answer: 'a', tables: [{ title: 'A', columns: ['x'], rows }] };
      const text = markdown(checklistDocument({ items: [item] }, { level: 2, foldFrom: 12, most: 2 }));
      expect(text).toContain(
        '| row 1 |\n\nThe first 2 of 5 rows; all in what <code>moe report --checklist FILE</code> writes.',
      );
      expect(text).not.toContain('row 2');
    });
  });
});
