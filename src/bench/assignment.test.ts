import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { argmin } from '../assignments/argmin.js';
import { bind } from '../components/parameters.js';
import { stream } from '../math/random.js';
import { lossesOf, type Scaling, scale } from './assignment.js';
import { type Ready, type Solver, solvers } from './assignment-solvers.js';

const folder = mkdtempSync(join(tmpdir(), 'moe-assignment-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scaling: Scaling = { k: 3, sizes: [30, 31], limit: 3, memory: 1 };

/** A solver that takes n ms and finds a total loss of n, or does what is said. */
function pretended(name: string, solve?: (n: number) => Partial<ReturnType<Ready['solve']>>, square = false): Solver {
  const open = async (): Promise<Ready> => ({
    version: `Pretended ${name.length}`,
    solve({ loss: { rows: n } }) {
      return { seconds: n / 1000, calls: 1, objective: n, ...solve?.(n) };
    },
  });
  return { name, about: '', square, open };
}

async function statuses(solver: Solver, given: Partial<Scaling> = {}): Promise<string[]> {
  const { results } = await scale([pretended('first'), solver], { ...scaling, ...given }, folder);
  return results
    .filter((result) => result.solver === solver.name)
    .map(({ status, note }) => `${status} ${note}`.trim());
}

describe('solvers on their way up the sizes', () => {
  test('a ratio is to the first solver at the same size; a version is told once', async () => {
    const twice = pretended('second', (n) => ({ seconds: (2 * n) / 1000 }));
    const { results, versions } = await scale([pretended('first'), twice], scaling, folder);
    expect(results.map(({ solver, n, ms, ratio }) => [solver, n, ms, ratio])).toEqual([
      ['first', 30, 30, null],
      ['second', 30, 60, 2],
      ['first', 31, 31, null],
      ['second', 31, 62, 2],
    ]);
    expect(versions).toEqual(['Pretended 5', 'Pretended 6']);
  });

  test('the size that takes longer than the limit is the last one', async () => {
    const slow = pretended('slow', () => ({ seconds: 4 }));
    expect(await statuses(slow)).toEqual(['ok', 'beyond a call took more than 3 CPU s at n = 30']);
  });

  test('an n x n matrix that is too large is never made', async () => {
    const memory = (8 * 30.5 ** 2) / 2 ** 30;
    const [small, large] = await statuses(pretended('square', undefined, true), { memory });
    expect(small).toBe('ok');
    expect(large).toMatch(/^beyond an n x n matrix takes more than/);
    expect(await statuses(pretended('flat'), { memory })).toEqual(['ok', 'ok']);
  });

  test('a total loss that is off by more than 1e-6 is told, one that is off by less is the same', async () => {
    const off = (by: number) => pretended('off', (n) => ({ objective: n * (1 + by) }));
    expect(await statuses(off(9e-7))).toEqual(['ok', 'ok']);
    expect((await statuses(off(-0.01)))[0]).toBe('differs its total loss is off by 1e-2 of that of first');
  });

  test('without the first solver nothing is taken as the same', async () => {
    const slow = pretended('slow', () => ({ seconds: 4 }));
    const { results } = await scale([slow, pretended('next')], scaling, folder);
    expect(results.at(-1)).toMatchObject({ solver: 'next', n: 31, ratio: null, status: 'differs' });
  });

  test('one that fails says why in a line and stops', async () => {
    const failing = pretended('failing', () => {
      throw new Error('Traceback:\n  line 1\nMemoryError: too much\n');
    });
    expect(await statuses(failing)).toEqual(['failed MemoryError: too much', 'beyond it failed at n = 30']);
  });

  test('one that is absent is so at every size', async () => {
    const absent: Solver = { name: 'gone', about: '', open: async () => ({ absent: 'install it' }) };
    expect(await statuses(absent)).toEqual(['absent install it', 'absent install it']);
  });
});

test('the losses are in 0..1, the same every time, and such that the sizes bind', async () => {
  const { data, rows, cols } = lossesOf(3000, 3);
  expect(lossesOf(3000, 3).data).toEqual(data);
  expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...data)).toBeLessThan(1);
  const labels = new Uint32Array(rows);
  (await bind(argmin))({ data, rows, cols }, stream('test'), labels);
  const sizes = [0, 1, 2].map((j) => labels.filter((label) => label === j).length);
  expect(sizes[0]).toBeGreaterThan(1.3 * 1000);
  expect(sizes[2]).toBeLessThan(0.7 * 1000);
});

/**
 * Solvers opened once. One that is absent is left out, with a line that says what to install; never in continuous
 * integration (CI=true), where its test then fails.
 */
const opened = await Promise.all(
  solvers.map(async (solver) => {
    const state = await solver.open();
    const skipped = 'absent' in state && process.env.CI !== 'true';
    if (skipped) process.stderr.write(`SKIPPED ${solver.name} on a small assignment: ${state.absent}\n`);
    return { name: solver.name, solver: { ...solver, open: async () => state }, skipped };
  }),
);
const [flow, ...peers] = opened;

describe.each(peers)('$name', ({ solver, skipped }) => {
  test.skipIf(skipped).each(scaling.sizes)('finds the total loss of flow with %d samples', async (n) => {
    // The limit stands below any time, so that each is called once.
    const { results } = await scale([flow!.solver, solver], { ...scaling, sizes: [n], limit: 0 }, folder);
    const [ours, theirs] = results;
    expect([theirs!.status, theirs!.note, theirs!.calls]).toEqual(['ok', '', 1]);
    expect(theirs!.objective! / ours!.objective!).toBeCloseTo(1, 6);
  });
});
