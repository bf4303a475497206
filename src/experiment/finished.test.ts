import { describe, expect, it } from 'vitest';
import type { Task } from '../datasets/contract.js';
import type { BoundExpert } from '../experts/contract.js';
import { fromRows } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Mixture } from '../methods/contract.js';
import { finish } from './finished.js';

/** Predicts the mean of y over its samples, for classes the rounded one; counts its fits. */
function meanExpert(): BoundExpert<number> & { fits: number } {
  const expert = {
    name: 'mean',
    needsBothClasses: false,
    fits: 0,
    fit({ y, rows }: { readonly y: Float64Array; readonly rows: Uint32Array }) {
      expert.fits++;
      return rows.reduce((sum, row) => sum + y[row]!, 0) / rows.length;
    },
    losses: () => undefined,
    predict(state: number, _: unknown, out: Float64Array) {
      out.fill(state);
    },
  };
  return expert;
}

const x = fromRows([[0], [0], [0], [0]]);
const regression: Task = { x, y: Float64Array.of(1, 3, 10, 20), target: { kind: 'regression' } };
const classes: Task = { x, y: Float64Array.of(1, 0, 1, 1), target: { kind: 'classes', labels: ['a', 'b'] } };

function mixture(given: Partial<Mixture> = {}): Mixture {
  const assignment = Uint32Array.of(0, 0, 1, 1);
  return { degenerate: null, iterations: 1, converged: true, assignment, experts: [0, 1], history: [], ...given };
}

describe('a finished trial', () => {
  it('has as error the mean squared error of each sample under its own expert', () => {
    const finished = finish(regression, mixture({ experts: [2, 10] }), meanExpert(), () => stream(0));
    expect(finished.error()).toBe((1 + 1 + 0 + 100) / 4);
  });

  it('is predicted by the method\u2019s own experts where it brings some, and those are not refitted', () => {
    const twice = {
      name: 'twice',
      losses: () => undefined,
      predict: (state: unknown, _: unknown, out: Float64Array) => void out.fill(2 * (state as number)),
    };
    const finished = finish(regression, mixture({ experts: [1, 5], expert: twice }), meanExpert(), () => stream(0));
    expect(finished.error()).toBe((1 + 1 + 0 + 100) / 4);
    expect(finished.errorRefit()).toBeNull();
  });

  it('has as error the share of wrong labels where the target is classes', () => {
    expect(finish(classes, mixture({ experts: [0, 1] }), meanExpert(), () => stream(0)).error()).toBe(1 / 4);
  });

  it('refits each expert to its own samples', () => {
    const finished = finish(regression, mixture({ experts: [0, 0] }), meanExpert(), () => stream(0));
    expect(finished.errorRefit()).toBe((1 + 1 + 25 + 25) / 4);
  });

  it('computes each error once', () => {
    const expert = meanExpert();
    const finished = finish(regression, mixture(), expert, () => stream(0));
    expect(finished.errorRefit()).toBe(finished.errorRefit());
    expect(expert.fits).toBe(2);
  });

  it('has an error but no refit where it is degenerate, and neither where no expert was fitted', () => {
    const degenerate = { kind: 'empty', reason: 'expert 1 holds no sample' } as const;
    const assignment = new Uint32Array(4);
    const stopped = finish(regression, mixture({ degenerate, assignment, experts: [1, 0] }), meanExpert(), () =>
      stream(0),
    );
    expect([stopped.error(), stopped.errorRefit()]).toEqual([(0 + 4 + 81 + 361) / 4, null]);
    const atStart = finish(regression, mixture({ degenerate, assignment, experts: [] }), meanExpert(), () => stream(0));
    expect([atStart.error(), atStart.errorRefit()]).toEqual([null, null]);
  });
});
