import { describe, expect, it } from 'vitest';
import { registry } from '../components/contract.js';
import { catalogOf } from '../experiment/catalog.js';
import type { Outcome, Status } from '../experiment/contract.js';
import { cellsOf } from '../experiment/grid.js';
import { identity } from '../experiment/outcome.js';
import { parseSpec } from '../experiment/spec/read.js';
import { partOf, trialsOf } from '../experiment/trials.js';
import { outcomeStore } from './outcomes.js';

const catalog = catalogOf();
const text = `
name: s
tasks:
  line: { data: piecewise-linear, k: 2, expert: linear, metrics: [stable, error] }
  other: { data: piecewise-linear, k: 2, expert: linear, metrics: [error] }
methods: { argmin: { trials: 3, learn: alternating, assign: argmin } }
sweeps: [{ tasks: [line], over: { size: { set: [data.n], to: [30, 60] } } }, { tasks: [other], over: {} }]
`;
const spec = parseSpec(text, 's', { ...catalog, charts: registry('chart', []) });
const grid = trialsOf(spec, cellsOf(spec, catalog), catalog, { runtime: '', digestOf: () => '' });
const endings: readonly Status[] = ['ok', 'degenerate', 'failed', 'timeout'];

/** Of each kind of value one: null, minus zero, a reason, material. */
const outcomes: readonly Outcome[] = Array.from(grid, (trial, i): Outcome => {
  const status = endings[i % 4]!;
  const values: (number | null)[] = [i / 3, null, -0, 1e-300];
  const metrics = Object.fromEntries(trial.cell.metrics.map((name, m) => [name, values[(i + m) % 4]!]));
  const ended = { status, reason: status === 'ok' ? '' : `why ${i % 2}`, iterations: i % 3 === 0 ? null : i };
  const row = { ...identity(trial), ...ended, converged: [null, true, false][i % 3]!, metrics };
  const history = [{ iteration: 0, loss: null, sizes: [i] }];
  return { key: trial.key, row, seconds: i / 7, ...(i % 4 === 1 ? { history } : {}) };
});

describe('the outcomes of a grid', () => {
  const filled = () => {
    const store = outcomeStore(grid);
    for (const outcome of outcomes.toReversed()) store.set(outcome.key, outcome);
    return store;
  };

  it('are given back as they were, in grid order, whatever the order in which they came', () => {
    const store = filled();
    expect([...store]).toEqual(outcomes);
    for (const outcome of outcomes) expect(store.get(outcome.key)).toEqual(outcome);
    expect(store.size).toBe(9);
  });

  it('have rows that are read from the columns, seconds of results alone, and what keeps more', () => {
    const { rows, seconds, kept } = filled().inOrder();
    for (const [i, { row }] of outcomes.entries()) {
      const fields = Object.keys(row) as (keyof typeof row)[];
      expect(Object.fromEntries(fields.map((field) => [field, rows[i]![field]]))).toEqual(row);
      const result = row.status === 'ok' || row.status === 'degenerate';
      expect(seconds.get(row.id)).toBe(result ? outcomes[i]!.seconds : undefined);
    }
    expect(seconds.get('line/argmin/size=30/9')).toBeUndefined();
    expect(kept).toEqual(outcomes.filter(({ history }) => history !== undefined));
  });

  it('are counted by how they ended, timed by cell, and forgotten where they failed', () => {
    const store = filled();
    expect(store.counts()).toEqual({ ok: 3, degenerate: 2, failed: 2, timeout: 2 });
    // Of the trials 0 to 2 the first two came to a result.
    expect(store.times()[0]).toEqual({
      ...{ task: 'line', method: 'argmin', sweep: { size: 30 }, n: 2 },
      seconds: expect.closeTo(1 / 14, 12),
    });
    store.dropFailures();
    expect([store.size, [...store].map(({ row }) => row.status)]).toEqual([
      5,
      ['ok', 'degenerate', 'ok', 'degenerate', 'ok'],
    ]);
  });

  it('are of the trials of a part, and of no others', () => {
    const part = partOf(grid, Uint32Array.of(1, 5, 8));
    const store = outcomeStore(part);
    for (const outcome of outcomes) store.set(outcome.key, outcome);
    expect([...store]).toEqual([1, 5, 8].map((place) => outcomes[place]));
  });
});
