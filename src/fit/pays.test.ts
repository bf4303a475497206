import { describe, expect, it } from 'vitest';
import { paysNot } from './pays.js';

const of = (...values: readonly number[]) => Float64Array.from(values);
const score = (value: number) => ({ value, parts: [value] });
const size = (k: number, value: number) => ({ k, score: score(value), below: null, bic: null, icl: null });
const held = { test: score(0.9), single: score(0.8), tree: score(0.8), kmeans: score(0.8) };
const known = { held, sizes: [], k: 2, metric: 'r2' } as const;

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
