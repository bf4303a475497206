/** What the pool does with lanes that die, with lanes that are plain objects. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { failedOutcome } from '../../experiment/outcome.js';
import type { Lane, Ran } from './contract.js';
import { localPool } from './pool.js';

function trialsOf(count: number): Trial[] {
  const cell = { task: 't', method: 'm', sweep: {}, trials: count, metrics: ['error'] } as unknown as Trial['cell'];
  return Array.from({ length: count }, (_, trial) => {
    return { id: `t/m/${trial}`, key: `cell/${trial}`, cell, trial, seed: 1, keep: [], timeout: 30, digests: [] };
  });
}

const ok = (trial: Trial): Outcome => {
  const { key, row, seconds } = failedOutcome(trial, 'failed', '');
  return { key, row: { ...row, status: 'ok' }, seconds };
};

/** Lanes that take each trial to the given function, which tells whether the lane dies of it. @param ran before it in the lane. */
function dyingLanes(dies: (trial: Trial, ran: number) => boolean) {
  const started: { ended: boolean; readonly ran: number[] }[] = [];
  const start = (): Lane => {
    const own = { ended: false, ran: [] as number[] };
    started.push(own);
    let end = () => {};
    const gone = new Promise<void>((resolve) => {
      end = resolve;
    });
    return {
      loaded: Promise.resolve(),
      gone,
      async run(trials): Promise<Ran> {
        for (const trial of trials) {
          own.ran.push(trial.trial);
          if (dies(trial, own.ran.length - 1))
            return { outcomes: [], again: [], accused: { trials, reason: 'died' }, lost: true };
        }
        return { outcomes: trials.map(ok), again: [], lost: false };
      },
      async end() {
        own.ended = true;
        end();
      },
    };
  };
  return { started, start };
}

async function outcomesOf(pool: ReturnType<typeof localPool>, trials: readonly Trial[]): Promise<Outcome[]> {
  const seen: Outcome[] = [];
  await pool.run(trials, (outcomes) => seen.push(...outcomes), new AbortController().signal);
  return seen;
}

const statuses = (outcomes: readonly Outcome[]) =>
  outcomes
    .map(({ row }) => [row.trial, row.status, row.reason] as const)
    .sort(([a], [b]) => a - b)
    .map(([, status, reason]) => (reason === '' ? status : `${status}: ${reason}`));

describe('the lanes of a pool', () => {
  it('stay from one run to the next, and end when it is closed', async () => {
    const { started, start } = dyingLanes(() => false);
    const pool = localPool({ jobs: 2, start, loadWithin: 5 });
    for (let run = 0; run < 3; run++) expect(await outcomesOf(pool, trialsOf(50))).toHaveLength(50);
    expect(started.map(({ ended }) => ended)).toEqual([false, false]);
    await pool.close();
    expect(started.map(({ ended }) => ended)).toEqual([true, true]);
  });

  it('serve runs that go on at once, each with its own', async () => {
    const { started, start } = dyingLanes(() => false);
    const pool = localPool({ jobs: 1, start, loadWithin: 5 });
    const runs = await Promise.all([20, 30, 40].map((count) => outcomesOf(pool, trialsOf(count))));
    expect(runs.map((seen) => seen.length)).toEqual([20, 30, 40]);
    expect(started).toHaveLength(3);
    await pool.close();
  });

  it('are replaced; only trials that end one in which nothing else ran have failed', async () => {
    await fc.assert(
      fc.asyncProperty(
        ...[fc.integer({ min: 1, max: 120 }), fc.uniqueArray(fc.nat({ max: 119 }), { maxLength: 4 })],
        fc.integer({ min: 1, max: 3 }),
        async (count, deadly, jobs) => {
          const { started, start } = dyingLanes(({ trial }) => deadly.includes(trial));
          const pool = localPool({ jobs, start, loadWithin: 5 });
          const seen = await outcomesOf(pool, trialsOf(count));
          await pool.close();
          const expected = Array.from({ length: count }, (_, i) => (deadly.includes(i) ? 'failed: died' : 'ok'));
          expect(statuses(seen)).toEqual(expected);
          for (const trial of deadly.filter((one) => one < count)) {
            expect(started.filter(({ ran }) => ran.length === 1 && ran[0] === trial)).not.toEqual([]);
          }
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it('that are ended from outside, or by a trial that ran before, cost no trial its result', async () => {
    let kills = 3;
    const outside = dyingLanes(({ trial }) => trial % 40 === 7 && kills-- > 0);
    const late = dyingLanes((_, ran) => ran === 25);
    for (const { start } of [outside, late]) {
      const pool = localPool({ jobs: 2, start, loadWithin: 5 });
      expect(statuses(await outcomesOf(pool, trialsOf(200)))).toEqual(Array.from({ length: 200 }, () => 'ok'));
      await pool.close();
    }
  });
});
