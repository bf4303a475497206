import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedOutcome } from '../../experiment/outcome.js';
import { openLedger } from './ledger.js';
import { outcomeOf, queuedTrials } from './queue.fixture.js';

describe('what has come back', () => {
  const trials = queuedTrials();
  const [first, second] = trials as [(typeof trials)[0], (typeof trials)[0]];
  const ok = outcomeOf(first);
  const timeout = failedOutcome(first, 'timeout', 'took longer than 60 s');

  it('is the first outcome of each trial', () => {
    const ledger = openLedger(trials);
    expect(ledger.enter(ok, 'A')).toBe('new');
    expect(ledger.enter(outcomeOf(second), 'A')).toBe('new');
    expect(ledger.done).toBe(2);
  });

  it('may come again if it says the same in all but time', () => {
    const ledger = openLedger(trials);
    ledger.enter(ok, 'A');
    expect(ledger.enter({ ...ok, seconds: 9 }, 'B')).toBe('again');
    expect(ledger.done).toBe(1);
  });

  it('is an error that names both machines where two results differ', () => {
    const ledger = openLedger(trials);
    ledger.enter(ok, 'A');
    expect(() => ledger.enter(outcomeOf(first, 0.5000001), 'B')).toThrow(
      't/a/n=30/0 came out in two ways, on A and on B',
    );
  });

  it('is a result, where there is one, whatever came first', () => {
    const outcomes = [ok, timeout, failedOutcome(first, 'failed', 'x'), { ...ok, seconds: 3 }];
    fc.assert(
      fc.property(fc.shuffledSubarray(outcomes, { minLength: 1 }), (order) => {
        const ledger = openLedger(trials);
        const entries = order.map((outcome) => ledger.enter(outcome, 'A'));
        expect(entries[0]).toBe('new');
        const firstOk = order.findIndex(({ row }) => row.status === 'ok');
        const better = entries.flatMap((entry, at) => (entry === 'better' ? [at] : []));
        expect(better).toEqual(firstOk > 0 ? [firstOk] : []);
        expect(ledger.done).toBe(1);
      }),
      { seed: 1 },
    );
  });

  it('is nothing that belongs to no trial, or says to be another one', () => {
    const ledger = openLedger(trials);
    expect(ledger.enter({ ...ok, key: 'other/0' }, 'A')).toBe('foreign');
    expect(ledger.enter({ ...outcomeOf(second), key: first.key }, 'A')).toBe('foreign');
    expect(ledger.done).toBe(0);
  });
});
