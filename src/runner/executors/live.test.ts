import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vocabulary } from '../../cli/vocabulary.js';
import { liveOf } from '../../experiment/live.js';
import { type LiveAnswer, type LiveRequest, type LiveTraces, liveRow } from '../../experiment/live-contract.js';
import { readSpec } from '../../experiment/spec/read.js';
import { traceOf } from '../../experiment/trace.js';
import { readResults } from '../../results/results.js';
import { liveTrials } from './live.js';

const root = join(import.meta.dirname, '../../..');
const live = liveOf(readSpec(join(root, 'experiments/fixed-data.yaml'), vocabulary).spec)!;
const committed = readResults(join(root, 'results/fixed-data')).rows;

/** All that is answered to some requests, made one after the other without waiting. */
async function answers(requests: readonly Partial<LiveRequest>[], slices = 1): Promise<LiveAnswer[]> {
  const got: LiveAnswer[] = [];
  let clock = 0;
  const run = liveTrials({
    answer: (answer) => void ('traces' in answer || got.push(answer)),
    now: () => (clock += 16 / slices),
    rest: () => new Promise(setImmediate),
  });
  const { seed, metrics, cells } = live;
  await Promise.all(
    requests.map((own, id) => run({ id, seed, metrics, cell: cells[0]!, settings: [], trials: 30, ...own })),
  );
  return got;
}
const rowsOf = (got: readonly LiveAnswer[]) => got.flatMap((answer) => ('rows' in answer ? answer.rows : []));

describe('trials for a page', () => {
  it.each(live.cells.map((cell) => [cell.method, cell] as const))('are the committed rows of %s', async (_, cell) => {
    const own = committed.filter(({ task, method }) => task === cell.task && method === cell.method).slice(0, 50);
    expect(own).toHaveLength(50);
    const rows = rowsOf(await answers([{ cell, trials: 50 }], 10));
    expect(rows).toEqual(own.map((row) => liveRow(row, cell.metrics)));
  });

  it('come in their order, with a summary of all so far, and say when they are done', async () => {
    const got = await answers([{ trials: 7 }], 3);
    expect(got.map((answer) => 'rows' in answer && [answer.from, answer.rows.length, answer.done])).toEqual([
      [0, 3, false],
      [3, 3, false],
      [6, 1, true],
    ]);
    expect(got.map((answer) => 'summary' in answer && answer.summary.map(({ metric, n }) => [metric, n])[0])).toEqual([
      ['degenerate', 3],
      ['degenerate', 6],
      ['degenerate', 7],
    ]);
  });

  it('end where something else is asked', async () => {
    const got = await answers([{ trials: 1000 }, { trials: 2 }]);
    expect(got.map(({ id }) => id)).toEqual([1, 1]);
  });

  it('take other settings, by their paths', async () => {
    const five = rowsOf(
      await answers(
        [
          {
            settings: [
              ['k', 5],
              ['data.segments', 5],
            ],
            trials: 60,
          },
        ],
        60,
      ),
    );
    const share = (rows: readonly (readonly unknown[])[]) => rows.filter(([status]) => status !== 'ok').length / 60;
    expect(share(five)).toBeGreaterThan(0.5);
    expect(share(rowsOf(await answers([{ trials: 60 }], 60)))).toBeLessThan(0.35);
  });

  it('say why settings cannot be, with the arithmetic', async () => {
    const lp = live.cells.find(({ method }) => method === 'lp-flow')!;
    const [refused] = await answers([{ cell: lp, settings: [['learn.assign.min.ofEqual', 1.2]] }]);
    expect(refused).toEqual({
      id: 0,
      refused: 'piecewise-linear/lp-flow/: assign lp: k x min = 108 exceeds n = 90 (n = 90, k = 3)',
    });
  });

  it('are, step by step, those that moe trace shows', async () => {
    const got: LiveTraces[] = [];
    const run = liveTrials({
      answer: (answer) => void ('traces' in answer && got.push(answer)),
      now: () => 0,
      rest: async () => {},
    });
    const { seed, cells } = live;
    await run({ id: 0, seed, cells, trial: 8 });
    const { spec } = readSpec(join(root, 'experiments/fixed-data.yaml'), vocabulary);
    for (const [c, cell] of cells.entries()) {
      const { row, steps, samples } = await traceOf(spec, cell, 8, vocabulary);
      expect(got[0]!.traces[c]).toMatchObject({ row, steps, samples });
    }
  });
});
