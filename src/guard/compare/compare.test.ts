import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../experiment/contract.js';
import { row } from '../../results/outcome.fixture.js';
import { compareRuns, LEVEL } from './compare.js';
import type { Comparison, ComparisonVerdict, Direction, SavedRun } from './contract.js';

const directions: readonly Direction[] = [
  { name: 'error', better: 'lower' },
  { name: 'stable', better: 'higher' },
  { name: 'purity', better: 'none' },
];

/** A trial for each value of `error`, with its index as its seed. */
function trials(errors: readonly (number | null)[], other: Partial<Row> = {}): Row[] {
  return errors.map((error, trial) => ({
    ...row,
    id: `t/m/${trial}`,
    trial,
    seed: trial,
    metrics: { error },
    ...other,
  }));
}

function run(rows: readonly Row[], seconds: ReadonlyMap<string, number> = new Map()): SavedRun {
  return { experiment: 'own', rows, seconds, run: undefined };
}

function compare(a: readonly Row[], b: readonly Row[], chosen?: readonly string[]) {
  const found = compareRuns([[run(a), run(b)]], directions, chosen);
  const experiment = found.experiments[0]!;
  return { ...found, experiment, cell: experiment.cells[0]!, first: experiment.cells[0]?.comparisons[0] };
}

const seven = [1, 2, 3, 4, 5, 6, 7];

describe('a metric of a cell', () => {
  it('is worse where lower is better and all seven pairs rise: p = 2 / 2^7, no other test', () => {
    const { first, tests, worse } = compare(trials(seven), trials(seven.map((x) => x + x / 2)));
    expect(first).toMatchObject({ nA: 7, nB: 7, pairs: 7, differing: 7, meanA: 4, meanB: 6, difference: 2 });
    expect(first).toMatchObject({ p: 2 / 128, least: 2 / 128, corrected: 2 / 128, verdict: 'worse' });
    expect(first!.low).toBeGreaterThan(0.5);
    expect(first!.high).toBeLessThan(3.5);
    expect([tests, worse]).toEqual([1, true]);
  });

  it('is better the other way round, and in a metric of which more is better', () => {
    expect(compare(trials(seven.map((x) => 1.5 * x)), trials(seven))).toMatchObject({
      first: { verdict: 'better', difference: -2 },
      worse: false,
    });
    const stable = (value: number) => trials(seven, { metrics: { stable: value } });
    expect(compare(stable(0), stable(1)).first).toMatchObject({
      verdict: 'better',
      difference: 1,
      p: expect.closeTo(2 / 128, 14),
    });
  });

  it('is the same where rows are, and no difference is found where pairs fall and rise', () => {
    const same = compare(trials(seven), trials(seven));
    expect(same).toMatchObject({ first: { verdict: 'same', p: null, difference: 0 }, tests: 0, worse: false });
    expect(same.cell).toMatchObject({ identical: true, matched: 7, paired: 7 });
    const mixed = compare(trials([1, 2, 3, 4]), trials([2, 1, 4, 3]));
    expect(mixed).toMatchObject({ first: { verdict: 'no difference found', p: 1, differing: 4 }, tests: 1 });
    expect(mixed.cell.identical).toBe(false);
  });

  it('differs by rounding alone where values are 1e-12 of themselves apart: nothing is tested', () => {
    const { first, cell, tests } = compare(trials(seven), trials(seven.map((x) => x * (1 + 1e-12))));
    expect(first).toMatchObject({ verdict: 'no difference found', differing: 0, p: null });
    expect([cell.identical, tests]).toEqual([false, 0]);
  });

  it('without a better direction is left out and named, or changed where it is asked for', () => {
    const purity = (factor: number) =>
      trials(seven, { metrics: { error: 1 } }).map((own, i) => ({
        ...own,
        metrics: { error: 1, purity: factor * seven[i]! },
      }));
    const byDefault = compare(purity(1), purity(2));
    expect(byDefault.cell.comparisons.map(({ metric }) => metric)).toEqual(['error']);
    expect(byDefault.experiment.metricsLeftOut).toEqual(['purity']);
    const asked = compare(purity(1), purity(2), ['purity']);
    expect(asked).toMatchObject({ first: { metric: 'purity', verdict: 'changed' }, worse: false });
    expect(asked.experiment.metricsLeftOut).toEqual([]);
  });

  it('of a metric that moe does not know is compared where it is asked for', () => {
    const own = (value: number) => trials(seven, { metrics: { mine: value } });
    expect(compare(own(1), own(2)).cell.comparisons).toEqual([]);
    expect(compare(own(1), own(2), ['mine']).first).toMatchObject({
      metric: 'mine',
      better: 'none',
      verdict: 'changed',
    });
  });

  it('takes only pairs with a value in both, and is not the same where a value is lost', () => {
    const { first } = compare(trials([1, 2, null, 4]), trials([1, 2, 3, null]));
    expect(first).toMatchObject({ nA: 3, nB: 3, pairs: 2, differing: 0, meanA: 1.5, verdict: 'no difference found' });
    const lost = compare(trials([1, 2]), trials([null, null]));
    expect(lost.first).toMatchObject({ nA: 2, nB: 0, pairs: 0, difference: null, verdict: 'not compared' });
  });

  it('that no trial has a value of is none', () => {
    expect(compare(trials([null, null]), trials([null, null])).cell.comparisons).toEqual([]);
  });

  it('of other seeds is compared unpaired: 20 values against 20 that are greater', () => {
    const values = Array.from({ length: 20 }, (_, i) => i);
    const other = trials(values.map((x) => x + 20)).map((own) => ({ ...own, seed: own.seed + 1000 }));
    const { first, cell } = compare(trials(values), other);
    expect(cell).toMatchObject({ matched: 20, paired: 0, identical: false });
    expect(first).toMatchObject({ pairs: null, differing: null, difference: 20, verdict: 'worse' });
    expect(first!.low).toBeGreaterThan(15);
    const constant = compare(trials([3, 3]), trials([3, 3], { seed: 9 })).first;
    expect(constant).toMatchObject({ pairs: null, difference: 0, p: null, verdict: 'no difference found' });
  });
});

describe('cells and trials', () => {
  const swept = (task: string, sweep: Row['sweep'], values: readonly number[]) => trials(values, { task, sweep });

  it('are matched by task, method and swept values, whatever the order of sweeps; those of one alone are named', () => {
    const a = [...swept('t', { n: 1, C: 2 }, [1]), ...swept('u', {}, [1])];
    const b = [...swept('v', {}, [1]), ...swept('t', { C: 2, n: 1 }, [1])];
    const { experiment } = compare(a, b);
    expect(experiment.cells).toHaveLength(1);
    expect(experiment.cells[0]).toMatchObject({ task: 't', identical: true });
    expect(experiment.cellsOnlyA).toEqual([{ task: 'u', method: 'm', sweep: {} }]);
    expect(experiment.cellsOnlyB).toEqual([{ task: 'v', method: 'm', sweep: {} }]);
  });

  it('match by index: of 3 and 5 trials three are pairs, and their rows are identical', () => {
    const { cell, first } = compare(trials([1, 2, 3]), trials([1, 2, 3, 9, 9]));
    expect(cell).toMatchObject({ trialsA: 3, trialsB: 5, matched: 3, paired: 3, identical: true });
    expect(first).toMatchObject({ nA: 3, nB: 5, pairs: 3, meanB: 2, verdict: 'same' });
  });

  it('differ where iterations or reasons do, though no metric does', () => {
    const { cell, first } = compare(trials([1, 2]), trials([1, 2], { iterations: 9 }));
    expect([cell.identical, first!.verdict]).toEqual([false, 'same']);
  });

  it('name the metrics of one run alone', () => {
    const { experiment } = compare(trials([1]), trials([1], { metrics: { stable: 1 } }));
    expect([experiment.metricsOnlyA, experiment.metricsOnlyB]).toEqual([['error'], ['stable']]);
  });

  it('are worse where a trial fails in B and not in A, whatever the metrics; a degenerate one is a result', () => {
    const ending = (...statuses: Row['status'][]) =>
      trials(statuses.map(() => 1)).map((own, i) => ({ ...own, status: statuses[i]! }));
    const lost = compare(
      ending('ok', 'degenerate', 'failed', 'ok'),
      ending('failed', 'timeout', 'timeout', 'degenerate'),
    );
    expect(lost.worse).toBe(true);
    expect(lost.cell.statuses).toEqual([
      { from: 'ok', to: 'failed', trials: 1, verdict: 'worse' },
      { from: 'degenerate', to: 'timeout', trials: 1, verdict: 'worse' },
      { from: 'failed', to: 'timeout', trials: 1, verdict: 'changed' },
      { from: 'ok', to: 'degenerate', trials: 1, verdict: 'changed' },
    ]);
    const gained = compare(ending('failed', 'failed'), ending('ok', 'ok'));
    expect(gained.cell.statuses).toEqual([{ from: 'failed', to: 'ok', trials: 2, verdict: 'better' }]);
    expect(gained.worse).toBe(false);
  });

  it('have the ratio of their median seconds, of trials with a result', () => {
    const seconds = (...values: number[]) => new Map(values.map((value, i) => [`t/m/${i}`, value]));
    const [a, b] = [run(trials([1, 1, 1]), seconds(1, 2, 9)), run(trials([1, 1, 1]), seconds(4, 6, 6))];
    expect(compareRuns([[a, b]], directions).experiments[0]!.cells[0]!.secondsRatio).toBe(3);
    expect(compareRuns([[a, run(trials([1]))]], directions).experiments[0]!.cells[0]!.secondsRatio).toBeNull();
  });
});

describe('all comparisons together', () => {
  const cells = (factors: readonly number[]) =>
    factors.flatMap((factor, c) =>
      trials(
        seven.map((x) => x * factor),
        { method: `m${c}` },
      ),
    );

  it('are corrected over all that differ: 2 / 2^7 of 4 tests is 0.0625, of 3 and a same one 0.046875', () => {
    const four = compare(cells([1, 1, 1, 1]), cells([2, 2, 2, 2]));
    expect(four.tests).toBe(4);
    expect(four.experiment.cells.map(({ comparisons }) => comparisons[0])).toEqual(
      Array.from({ length: 4 }, () => expect.objectContaining({ corrected: 0.0625, verdict: 'no difference found' })),
    );
    const three = compare(cells([1, 1, 1, 1]), cells([2, 1, 2, 2]));
    expect(three.experiment.cells.map(({ comparisons }) => comparisons[0]!.verdict)).toEqual([
      ...['worse', 'same', 'worse', 'worse'],
    ]);
    expect(three.experiment.cells[0]!.comparisons[0]!.corrected).toBe(3 / 64);
    expect(LEVEL).toBe(0.05);
  });

  it('of two experiments are corrected together', () => {
    const pair = [run(trials(seven)), run(trials(seven.map((x) => 2 * x)))] as const;
    const { tests, experiments } = compareRuns([pair, pair], directions);
    expect(tests).toBe(2);
    expect(experiments.map(({ cells: [cell] }) => cell!.comparisons[0]!.corrected)).toEqual([1 / 32, 1 / 32]);
  });

  it('are the same each time, and mirror each other when A and B change places', () => {
    const value = fc.option(fc.integer({ min: -20, max: 20 }), { nil: null, freq: 8 });
    const mirror: Partial<Record<ComparisonVerdict, ComparisonVerdict>> = { better: 'worse', worse: 'better' };
    const facts = ({ nA, nB, difference, p, verdict }: Comparison) => [nA, nB, difference, p, verdict];
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 15 }), (values) => {
        const [a, b] = [trials(values.map(([x]) => x)), trials(values.map(([, x]) => x))];
        const there = compare(a, b);
        expect(compare(a, b)).toEqual(there);
        const back = compare(b, a).cell.comparisons.map(({ nA, nB, difference, p, verdict }) => {
          const turned = difference === null ? null : 0 - difference;
          return [nB, nA, turned, p, mirror[verdict] ?? verdict];
        });
        const straight = there.cell.comparisons.map(facts);
        expect(back.map((line) => line.map((x) => (x === 0 ? 0 : x)))).toEqual(straight);
      }),
      { seed: 4 },
    );
  });
});
