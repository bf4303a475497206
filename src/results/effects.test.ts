import { expect, test } from 'vitest';
import type { Row, SweepBlock } from '../experiment/contract.js';
import { tInterval } from '../math/intervals.js';
import { parseTable, toCsv } from '../tables/csv.js';
import { effectsCodec, effectsOf } from './effects.js';

const over = {
  refit: { set: ['learn.refit'], to: [false, true] },
  gate: { set: ['learn.gate'], to: ['mean', 'median', 'softmax'] },
};
const block: SweepBlock = { methods: ['m'], over, effects: ['accuracy'] };
const sweeps = [false, true].flatMap((refit) => ['mean', 'median', 'softmax'].map((gate) => ({ refit, gate })));
const cells = sweeps.map((sweep) => ({ task: 't', method: 'm', sweep }));
const metrics = [
  { name: 'accuracy', summary: 'mean' },
  { name: 'error', summary: 'mean' },
] as const;

/** Refitting adds 1, a softmax gate 2, both together 4 beside these, and a trial its own level. */
function rows(trials: number, without: readonly number[] = []): Row[] {
  return cells.flatMap(({ task, method, sweep }) =>
    Array.from({ length: trials }, (_, trial): Row => {
      const { refit, gate } = sweep;
      const both = refit && gate === 'softmax' ? 4 : 0;
      const value = 10 * trial + (refit ? 1 : 0) + (gate === 'softmax' ? 2 : 0) + both + (refit ? trial / 10 : 0);
      const id = `${task}/${method}/refit=${refit}/gate=${gate}/${trial}`;
      const end = { status: 'ok', reason: '', iterations: 1, converged: true } as const;
      const accuracy = without.includes(trial) && gate === 'median' ? null : value;
      return { id, task, method, sweep, trial, seed: trial, ...end, metrics: { accuracy, error: 1 } };
    }),
  );
}

test('main effects, then interactions, paired by trial: what a trial has for itself goes out', () => {
  const lines = effectsOf([{ over: {} }, block], cells, rows(3), metrics);
  expect(lines.map(({ effect, n, value }) => [effect, n, value])).toEqual([
    // 1 + 4 in one of three gates, and 0, .1, .2 by trial
    ['refit (false to true)', 3, expect.closeTo(1 + 4 / 3 + 0.1, 12)],
    ['gate (mean to median)', 3, 0],
    ['gate (mean to softmax)', 3, expect.closeTo(2 + 4 / 2, 12)],
    ['refit (false to true) x gate (mean to median)', 3, expect.closeTo(0, 12)],
    ['refit (false to true) x gate (mean to softmax)', 3, expect.closeTo(4, 12)],
  ]);
  const bounds = tInterval([1 + 4 / 3, 1.1 + 4 / 3, 1.2 + 4 / 3])!;
  expect(lines[0]).toMatchObject({ task: 't', method: 'm', metric: 'accuracy', low: expect.closeTo(bounds.low, 9) });
});

test('a trial without a value in a cell that a contrast is of is not in it', () => {
  const lines = effectsOf([block], cells, rows(3, [1]), metrics);
  expect(lines.map(({ n }) => n)).toEqual([2, 2, 3, 2, 3]);
});

test('only where a block asks for it and has values; none of its cells is another block’s', () => {
  expect(effectsOf([{ over }], cells, rows(2), metrics)).toEqual([]);
  expect(effectsOf([{ ...block, tasks: ['u'] }], cells, rows(2), metrics)).toEqual([]);
  expect(effectsOf([block], cells, [], metrics)).toEqual([]);
  expect(effectsOf([{ ...block, over: { refit: over.refit } }], cells, rows(2), metrics)).toEqual([]);
});

test('none where a cell was not run: the levels that are left are no contrast', () => {
  const without = (left: (sweep: (typeof sweeps)[number]) => boolean) =>
    effectsOf(
      [block],
      cells.filter(({ sweep }) => !left(sweep)),
      rows(2),
      metrics,
    );
  expect(without(({ refit }) => refit)).toEqual([]);
  expect(without(({ refit, gate }) => refit && gate === 'median')).toEqual([]);
});

test('is written and read back', () => {
  const lines = effectsOf([block], cells, rows(3), metrics);
  const text = toCsv(effectsCodec.toSheet(lines));
  expect(text.split('\n')[0]).toBe('task,method,metric,effect,n,value,ci_low,ci_high');
  expect(effectsCodec.fromTable(parseTable(text, 'effects.csv'))).toEqual(lines);
});
