import { describe, expect, it } from 'vitest';
import type { Trace, TraceStep } from '../../experiment/trace-contract.js';
import { row } from '../../results/outcome.fixture.js';
import { narration } from './narration.js';

const base: Trace = {
  ...{ experiment: 'e', title: '', about: { task: '', method: '' }, k: 3, expert: 'linear', n: 10, d: 1 },
  ...{ target: { kind: 'regression' }, mayRise: '', row: { ...row, status: 'ok', converged: true }, steps: [] },
};
const step = (iteration: number, sizes: readonly number[], more: Partial<TraceStep> = {}): TraceStep => ({
  ...{ iteration, sizes, loss: null, changed: null },
  ...more,
});
const texts = (steps: readonly TraceStep[], more: Partial<Trace> = {}) =>
  narration({ ...base, ...more, steps }).map(({ text }) => text);
const degenerate = (reason: string): Partial<Trace> => ({ row: { ...base.row, status: 'degenerate', reason } });

describe('a trial in words', () => {
  it('starts with who holds how many, and tells what moved and how the loss went', () => {
    const steps = [
      step(0, [4, 3, 3]),
      step(1, [5, 3, 2], { changed: 1, loss: 0.5 }),
      step(2, [5, 4, 1], { changed: 2, loss: 0.25 }),
      step(3, [5, 4, 1], { changed: 0, loss: 0.25 }),
    ];
    expect(texts(steps)).toEqual([
      'Start: the experts hold 4, 3 and 3 samples.',
      '1 sample changed expert; the mean loss is 0.5.',
      '2 samples changed expert; the mean loss fell from 0.5 to 0.25.',
      'No sample changed expert; the mean loss is 0.25. It has converged.',
    ]);
    expect(narration({ ...base, steps }).map(({ news }) => news)).toEqual(['', '', '', 'It has converged.']);
  });

  it('says who lost its last sample, and that the trial is degenerate', () => {
    const steps = [step(0, [4, 3, 3]), step(1, [5, 4, 1], { changed: 2 }), step(2, [6, 4, 0], { changed: 1 })];
    const told = narration({ ...base, ...degenerate('expert 2 holds no sample'), steps });
    expect(told.at(-1)).toEqual({
      iteration: 2,
      text: 'Expert 2 lost its last sample: this trial is degenerate. 1 sample changed expert.',
      lost: [2],
      news: 'Expert 2 lost its last sample: this trial is degenerate.',
    });
    expect(told.map(({ lost }) => lost)).toEqual([[], [], [2]]);
  });

  it('says so of a start that is degenerate, and of an end that nothing in it made so', () => {
    expect(texts([step(0, [7, 0, 3])], degenerate('expert 1 holds no sample'))).toEqual([
      'Start: the experts hold 7, 0 and 3 samples. Expert 1 holds no sample from the start: this trial is degenerate.',
    ]);
    const steps = [step(0, [7, 1, 2]), step(10, [7, 0, 3]), step(20, [7, 0, 3], { changed: 0 })];
    expect(texts(steps, degenerate('expert 1 holds no sample'))).toEqual([
      'Start: the experts hold 7, 1 and 2 samples.',
      'Expert 1 lost its last sample. Iteration 10.',
      'This trial is degenerate: expert 1 holds no sample. No sample changed expert.',
    ]);
  });

  it('names the class that an expert lost, and says where the assignment gives the labels away', () => {
    const target = { kind: 'classes', labels: ['-1', '1'] } as const;
    const steps = [
      step(0, [4, 3, 3], {
        classes: [
          [2, 2],
          [1, 2],
          [2, 1],
        ],
      }),
      step(1, [5, 3, 2], {
        classes: [
          [5, 0],
          [0, 3],
          [0, 2],
        ],
        changed: 3,
      }),
    ];
    expect(texts(steps, { target }).at(-1)).toBe(
      'Experts 0, 1 and 2 hold one class only. 3 samples changed expert. All samples are with experts of one ' +
        'class only: the assignment memorizes the labels. It has converged.',
    );
    const one = [
      steps[0]!,
      step(1, [4, 3, 3], {
        classes: [
          [2, 2],
          [0, 3],
          [2, 1],
        ],
        changed: 1,
      }),
    ];
    expect(texts(one, { target, ...degenerate('expert 1 holds one class only') }).at(-1)).toBe(
      'Expert 1 lost its last sample of class 0: this trial is degenerate. 1 sample changed expert.',
    );
    const three = { kind: 'classes', labels: ['a', 'b', 'c'] } as const;
    const of = (counts: readonly number[]) => ({ classes: [counts, [3, 3, 0], [3, 0, 1]] });
    expect(texts([step(0, [4, 6, 4], of([2, 2, 0])), step(1, [4, 6, 4], of([4, 0, 0]))], { target: three })[1]).toMatch(
      /^Expert 0 holds one class only\. Iteration 1\./,
    );
  });

  it('says why a loss may rise, since when steps were left out, and what was done that is no iteration', () => {
    const steps = [
      step(0, [5, 3, 2]),
      step(1, [5, 3, 2], { loss: 0.1, changed: 2 }),
      step(4, [5, 3, 2], { loss: 0.1234567, changed: 5 }),
      step(5, [5, 3, 2], { loss: 0.1, changed: 1, done: 'the experts are refitted' }),
    ];
    expect(texts(steps, { mayRise: 'its samples are drawn' }).slice(2)).toEqual([
      '5 samples changed expert since iteration 1; the mean loss rose from 0.1 to 0.123 (its samples are drawn).',
      'The experts are refitted: 1 sample changed expert; the mean loss fell from 0.123 to 0.1. It has converged.',
    ]);
  });

  it('says of many experts the least and the most that they hold', () => {
    expect(texts([step(0, [9, 4, 7, 5, 6])])[0]).toMatch(/^Start: the 5 experts hold 4 to 9 samples each\./);
  });

  it('tells a limit from the end of the iterations', () => {
    const not = { row: { ...base.row, converged: false } };
    const end = (changed: number) => texts([step(0, [4, 3, 3]), step(1, [4, 3, 3], { changed })], not).at(-1);
    expect(end(2)).toBe('2 samples changed expert. It has not converged: it stops at iteration 1.');
    expect(end(0)).toBe('No sample changed expert. It has not converged: a fit of its experts stopped at a limit.');
  });
});
