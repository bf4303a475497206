import { describe, expect, it } from 'vitest';
import type { Claim } from '../experiment/claim-contract.js';
import type { Cell, Row } from '../experiment/contract.js';
import { claimOf, testOf } from '../results/claims/claim.fixture.js';
import { outcomesOf } from '../results/outcomes.js';
import { openResults } from '../results/results.js';
import { compileResults } from '../results/write.js';
import { parseTable, toCsv } from '../tables/csv.js';
import { exactly } from './differences.js';
import { derivedTables, verified } from './verify.js';

const metrics = [
  { name: 'stable', summary: 'share' },
  { name: 'error', summary: 'mean' },
] as const;
const reference = { name: 'x' };
const cell = (method: string, sweep: Cell['sweep']): Cell => ({
  ...{ task: 't', method, sweep, trials: 4, metrics: ['stable', 'error'] },
  ...{ data: reference, k: 2, expert: reference, learn: reference },
});
const cells = [cell('a', {}), cell('b', { C: 2 }), cell('b', { C: 3 })];
const outcomes = cells.flatMap(({ task, method, sweep }, c) =>
  [0.25, 0.5, 0.75, 2].map((error, trial) => {
    const id = `${task}/${method}/${method === 'b' ? `C=${sweep.C}/` : ''}${trial}`;
    const end = { status: 'ok', reason: '', iterations: 1, converged: true } as const;
    const values = { stable: trial % 2, error: error + c + c * (trial % 3) };
    const row: Row = { id, task, method, sweep, trial, seed: 1, ...end, metrics: values };
    return { key: id, seconds: 0.5 + trial, row };
  }),
);
const claims: readonly Claim[] = [
  claimOf({
    id: 'C1',
    tests: [
      testOf({ under: 'C = 2', methods: ['b'], metric: 'error', at: { C: 2 }, atMost: 9 }),
      testOf({ under: 'seconds', methods: ['a'], metric: 'seconds', statistic: 'median', atMost: 1 }),
    ],
  }),
];
const spec = {
  claims,
  methods: {},
  sweeps: [{ over: {} }, { methods: ['b'], over: { C: { set: ['expert.C'], to: [2, 3] } }, effects: ['error'] }],
};
const { files } = compileResults({ spec, cells, grid: cells, metrics, outcomes: outcomesOf(outcomes) });

function check(changed: Readonly<Record<string, string | null>> = {}, grid: readonly Cell[] = cells): void {
  const text = (file: string) => ({ ...files, ...changed })[file] ?? null;
  const results = openResults({ name: 'own', where: 'results/own', text });
  verified({ results, spec, cells: grid, grid, metrics, same: exactly }, 'moe run own');
}

/** The table with the cell changed: a digit more, or a letter. */
function edited(file: string, line: number, column: string): string {
  const { columns, rows } = parseTable(files[file]!, file);
  const other = (text: string) => (/\d$/.test(text) ? `${text}1` : `${text}x`);
  const cells = rows.map((row, r) =>
    columns.map((name) => (r === line && name === column ? other(row.text(name)) : row.text(name))),
  );
  return toCsv({ columns, rows: cells });
}

describe('results of which every cell follows from the trials', () => {
  it('are verified', () => {
    expect(() => check()).not.toThrow();
  });

  it.each(derivedTables)('an edit of any cell of %s is found, and located', (file) => {
    const { columns, rows } = parseTable(files[file]!, file);
    const names = file.endsWith('summary.csv') ? ['task', 'method', 'C', 'metric'] : ['id', 'claim'];
    if (file === 'effects.csv') names.push('task', 'method', 'metric', 'effect');
    if (file === 'tests.csv') names.push('test');
    for (const [r, { line }] of rows.entries()) {
      for (const column of columns) {
        const message = names.includes(column) ? ' lacks ' : `:${line} ${column} of `;
        const change = () => check({ [file]: edited(file, r, column) });
        expect(change, column).toThrow(`results/own/${file}${message}`);
        expect(change, column).toThrow('`moe run own` makes the file anew');
      }
    }
  });

  it('lines twice, lines without trials and files that are gone are found', () => {
    const summary = files['summary.csv']!;
    const lines = summary.trimEnd().split('\n');
    expect(() => check({ 'summary.csv': `${summary}${lines[1]}\n` })).toThrow(
      'results/own/summary.csv:2 t/a/stable must have 1 row, as its trials give; got 2 rows',
    );
    expect(() => check({ 'summary.csv': `${summary}${lines[1]!.replace('t,a', 't,z')}\n` })).toThrow(
      'results/own/summary.csv:8 t/z/stable must have no row, as its trials give; got 1 row',
    );
    expect(() => check({ 'summary.csv': lines.slice(0, 3).join('\n') })).toThrow(
      'results/own/summary.csv lacks t/b/2/stable, which its trials give (and 3 more cells differ); `moe run own`',
    );
    expect(() => check({ 'claims.csv': null })).toThrow('results/own/claims.csv lacks C1, which its trials give');
    expect(() => check({ 'summary.csv': null })).toThrow('results/own/summary.csv is missing');
  });

  it('say what stands there and what the rows give', () => {
    expect(() => check({ 'claims.csv': files['claims.csv']!.replace(/,2\.625,/, ',1.5,') })).toThrow(
      'results/own/claims.csv:2 value of C1 must be "2.625", as its trials give; got "1.5"; `moe run own`',
    );
  });

  it('lack nothing where they are from before tests.csv, or where the spec has grown since', () => {
    expect(() => check({ 'tests.csv': null })).not.toThrow();
    const grown = cells.map((one) => ({ ...one, metrics: [...one.metrics, 'new'] }));
    expect(() => check({}, [...grown, cell('c', {})])).not.toThrow();
  });

  it('a trial whose row was edited is found by what followed from it', () => {
    const trials = files['trials.csv']!;
    expect(() => check({ 'trials.csv': trials.replace(',0.75\n', ',0.5\n') })).toThrow(
      /summary\.csv:3 mean of t\/a\/error must be "0\.8125", as its trials give; got "0\.875" \(and \d+ more cells differ\)/,
    );
  });
});
