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

  it('is disputed where two results differ, with the names of both machines', () => {
    const ledger = openLedger(trials);
    ledger.enter(ok, 'A');
    expect(ledger.enter(outcomeOf(first, 0.5000001), 'B')).toBe('disputed');
    expect([...ledger.disputes]).toEqual([
      [first.key, expect.stringContaining('t/a/n=30/0 came out in two ways, on A and on B')],
    ]);
  });

  it('is held against what an earlier session has, too', () => {
    const ledger = openLedger(trials.slice(1), new Map([[first.key, ok]]));
    expect(ledger.enter({ ...ok, seconds: 9 }, 'B')).toBe('again');
    expect(ledger.enter(timeout, 'B')).toBe('foreign');
    expect(ledger.enter(outcomeOf(first, 0.123), 'B')).toBe('disputed');
    expect(ledger.disputes.get(first.key)).toContain('in two ways, in an earlier session and on B');
  });

  it('finds the place of each trial, and none of another key', () => {
    const shuffled = trials.toReversed();
    const ledger = openLedger(shuffled);
    expect(shuffled.map(({ key }) => ledger.placeOf(key))).toEqual([...shuffled.keys()]);
    for (const key of [`${first.key}+example`, first.key.replace('+history', ''), `${'a'.repeat(24)}/6`, 'x', ''])
      expect(ledger.placeOf(key)).toBeUndefined();
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
