import { describe, expect, it } from 'vitest';
import type { Row } from '../../experiment/contract.js';
import { row } from '../../results/outcome.fixture.js';
import { timeRatios } from './time-ratios.js';

const rows = (method: string, statuses: readonly Row['status'][]): Row[] =>
  statuses.map((status, trial) => ({ ...row, method, trial, status, id: `t/${method}/${trial}` }));
const comparisons = [{ task: 't', methods: ['lp', 'lap'], against: 'argmin' }];
const argmin = rows('argmin', ['ok', 'degenerate', 'ok']);
const lp = rows('lp', ['ok', 'timeout']);
const seconds = new Map([
  ...argmin.map(({ id }, i) => [id, [0.1, 0.2, 0.6][i]!] as const),
  ...lp.map(({ id }, i) => [id, [2, 60][i]!] as const),
]);

describe('times as advice', () => {
  it('are medians over the median of another method, of the trials that came to a result', () => {
    const [ratio] = timeRatios(comparisons, { rows: [...argmin, ...lp], seconds }, { rows: [], seconds: new Map() });
    expect(ratio).toEqual({ task: 't', method: 'lp', against: 'argmin', committed: 10, now: null, n: [0, 0] });
  });

  it('are null where one of the two was not timed, or took no time at all', () => {
    const instant = new Map([...seconds].map(([id, value]) => [id, id.includes('argmin') ? 0 : value]));
    const [of0, lap] = timeRatios(
      comparisons,
      { rows: argmin, seconds },
      { rows: [...argmin, ...lp], seconds: instant },
    );
    expect([of0!.committed, of0!.now, of0!.n]).toEqual([null, null, [1, 3]]);
    expect([lap!.method, lap!.now]).toEqual(['lap', null]);
  });
});
