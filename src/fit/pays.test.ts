import { describe, expect, it } from 'vitest';
import { isNeeded, verdictOf } from './pays.js';

const of = (...values: readonly number[]) => Float64Array.from(values);
const score = (value: number) => ({ value, parts: [value] });
const size = (k: number, value: number) => ({ k, score: score(value), below: null, bic: null, icl: null });
const held = { test: score(0.9), single: score(0.8), tree: score(0.8), kmeans: score(0.8) };
const known = { held, sizes: [], k: 2, metric: 'r2' } as const;

const paysNot = (of: Parameters<typeof verdictOf>[0], losses: Parameters<typeof verdictOf>[1]) =>
  verdictOf(of, losses, null).sentence;

describe('a mixture', () => {
  it('pays where its gain exceeds two standard errors of the mean, over all parts together', () => {
    // Gains 1, 3, 1, 3: mean 2, standard error sqrt((4 / 3) / 4) = 0.577.
    const losses = { own: [of(0, 0), of(1, 1)], single: [of(1, 3), of(2, 4)] };
    expect(paysNot(known, losses)).toBeNull();
    // Gains 0, 2, 0, 2: mean 1, less than twice the same error.
    const less = { own: [of(0, 0), of(0, 0)], single: [of(0, 2), of(0, 2)] };
    expect(paysNot(known, less)).toBe(
      'Experts do not pay here: one predicts held-out rows about as well (R2 0.800, the mixture 0.900).',
    );
  });

  it('does not pay where it is worse, or no other than one expert', () => {
    const same = { own: [of(1, 2)], single: [of(1, 2)] };
    expect(paysNot(known, same)).not.toBeNull();
    expect(paysNot({ ...known, metric: 'accuracy' }, { own: [of(1, 1)], single: [of(0, 0)] })).toContain(
      'right labels',
    );
  });

  it('is told by the folds where no rows were held out, if one expert was among what they tried', () => {
    const clear = { own: [of(0, 0, 0)], single: [of(1, 1, 1)] };
    const tried = { ...known, held: null, sizes: [size(1, 0.5), size(2, 0.9)] };
    expect(paysNot(tried, clear)).toBeNull();
    expect(paysNot(tried, { own: [of(1, 0)], single: [of(0, 1)] })).toContain('(R2 0.500, the mixture 0.900)');
    expect(paysNot({ ...tried, sizes: [size(2, 0.9), size(3, 0.9)] }, null)).toBeNull();
    expect(paysNot({ ...tried, sizes: [] }, null)).toBeNull();
  });

  it('of one expert is warned of where others were tried', () => {
    expect(paysNot({ ...known, held: null, k: 1, sizes: [size(1, 0.5), size(2, 0.5)] }, null)).toContain(
      'as well as several',
    );
    expect(paysNot({ ...known, k: 1, sizes: [size(1, 0.5)] }, null)).toBeNull();
  });
});

describe('the verdict', () => {
  const clear = { own: [of(0, 0, 0.3)], single: [of(1, 1, 1)] };
  const simulated = { simulations: 99, gain: 0.314, chance: 0.052, p: 0.01 };

  it('has the gain by rows held out, and says which rows these were of', () => {
    const { gain, ...rest } = verdictOf(known, clear, null);
    expect(gain).toBeCloseTo(0.9, 12);
    const none = { simulations: null, p: null, chance: null, sentence: null };
    expect(rest).toEqual({ needed: true, by: 'held-out rows', ...none });
    expect(verdictOf({ ...known, held: null }, null, null)).toEqual({ needed: null, by: null, gain: null, ...none });
    const nothing = { own: [of(0, 0)], single: [of(0, 0)] };
    expect(verdictOf(known, nothing, null)).toMatchObject({ needed: false, gain: 0 });
  });

  it('is that of simulations where there are any, whatever rows held out say', () => {
    expect(verdictOf(known, { own: [of(1)], single: [of(0)] }, simulated)).toEqual({
      ...{ needed: true, by: 'simulation', ...simulated },
      sentence:
        "Experts are needed: they save 31% of one expert's held-out squared errors, more than in all of 99 tables simulated from one expert (p = 0.01).",
    });
    expect(verdictOf(known, clear, { ...simulated, gain: 0.03, p: 0.42 })).toMatchObject({
      needed: false,
      sentence:
        "You do not need experts: they save 3% of one expert's held-out squared errors, and chance alone up to 5.2% (p = 0.42, 99 simulations).",
    });
  });

  it('counts the simulated tables that reached the gain, and names what classes lose', () => {
    const told = (p: number, gain: number, chance: number) =>
      verdictOf({ ...known, metric: 'accuracy' }, null, { simulations: 99, gain, chance, p }).sentence;
    expect(told(0.05, 0.1, 0.09)).toContain('wrong labels, more than in 95 of 99 tables');
    expect(told(1, -0.2, -0.1)).toBe(
      "You do not need experts: they save nothing of one expert's held-out wrong labels (p = 1, 99 simulations).",
    );
  });

  it('needs a p of 0.05, or less', () => {
    expect([0.05, 0.051].map((p) => isNeeded({ p }))).toEqual([true, false]);
  });
});
