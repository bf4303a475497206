import { describe, expect, it } from 'vitest';
import { terminal } from '../../documents/terminal.js';
import { traceIn } from '../../experiment/trace.fixture.js';
import type { Trace } from '../../experiment/trace-contract.js';
import { type Committed, differences, traceDocument } from './document.js';

const equal: Committed = { file: 'results/traced/trials.csv', state: 'equal' };
const lines = (trace: Trace, columns = Number.POSITIVE_INFINITY, committed = equal) =>
  terminal(traceDocument(trace, committed), { columns, color: false }).split('\n');

/** The trace with another end. */
const ending = (trace: Trace, row: Partial<Trace['row']>): Trace => ({ ...trace, row: { ...trace.row, ...row } });

describe('a trace on a terminal', () => {
  it('says why it stopped: converged, degenerate, at its limit, failed', async () => {
    const trace = await traceIn('line', 'argmin');
    const said = (row: Partial<Trace['row']>) => lines(ending(trace, row)).at(-3);
    expect(said({ converged: true, iterations: 1 })).toBe('✓ converged after 1 iteration');
    expect(said({ converged: false, iterations: 8 })).toBe(
      '◐ not converged after 8 iterations: the trial, or a fit of its experts, stopped at a limit',
    );
    expect(said({ status: 'degenerate', reason: 'expert 1 holds no sample', iterations: 2 })).toBe(
      '✗ degenerate after 2 iterations: expert 1 holds no sample',
    );
    expect(said({ status: 'failed', reason: 'out of luck' })).toBe('✗ failed: out of luck');
  });

  it('of many iterations shows some and says how many are left out', async () => {
    const trace = await traceIn('line', 'softmax');
    const shown = lines(trace).filter((line) => /^ +\d/.test(line));
    expect(shown.length).toBe(31);
    expect(lines(trace)).toContain('  31 steps between are not shown; --json has them');
  });

  it('of data with many features says that there is no picture', async () => {
    const said = lines(await traceIn('wide', 'argmin'));
    expect(said).toContain('the data has 3 features: loss and sizes are shown, without a picture of the samples');
  });

  it('obeys no control character of a reason and cuts it where it is long', async () => {
    const trace = await traceIn('line', 'argmin');
    const reason = `\u001b[2J\u0007\nü語${'x'.repeat(10_000)}`;
    const text = lines(ending(trace, { status: 'failed', reason })).join('\n');
    expect(text).toContain('✗ failed: ?[2J? ü語xxx');
    expect(text.length).toBeLessThan(2500);
  });

  it('fits 80 columns; a bar that does not fit is left out', async () => {
    const trace = await traceIn('line', 'argmin');
    for (const line of lines(trace, 80)) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines(trace, 80).join('')).toContain('█');
    expect(lines(trace, 50).join('')).not.toContain('█');
  });
});

describe('the differences of two rows', () => {
  it('are those in the columns of the first, as trials.csv writes them', async () => {
    const { row } = await traceIn('line', 'argmin');
    const other = { ...row, iterations: null, metrics: { ...row.metrics, error: 0.5, more: 1 } };
    expect(differences(row, row)).toEqual([]);
    expect(differences(row, other)).toEqual([
      { column: 'iterations', here: String(row.iterations), there: '' },
      { column: 'error', here: String(row.metrics.error), there: '0.5' },
    ]);
  });
});
