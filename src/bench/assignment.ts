/** The flow over the k clusters beside GLPK on the same losses, and alone where GLPK cannot follow. */
import { assign } from '../assignments/assign.js';
import { stream, uniform } from '../math/random.js';
import { median } from '../math/statistics.js';
import { cpuSeconds } from './cpu.js';

function losses(n: number, k: number): { data: Float64Array; rows: number; cols: number } {
  const rng = stream('bench', n, k);
  return { data: Float64Array.from({ length: n * k }, () => uniform(rng)), rows: n, cols: k };
}

async function cpuMs(action: () => Promise<unknown>): Promise<number> {
  return 1000 * (await cpuSeconds(action)).seconds;
}

export async function flowRows(): Promise<string[][]> {
  const rows = [['n x k', 'flow CPU ms', 'glpk CPU ms', 'ratio', 'target']];
  const small = losses(3000, 3);
  const bounds = { min: { ofEqual: 1 }, max: { ofEqual: 1 } } as const;
  await assign('lp', losses(30, 3), { ...bounds, solver: 'glpk' });
  for (let warm = 0; warm < 20; warm++) await assign('lp', small, { ...bounds, solver: 'flow' });
  const flow: number[] = [];
  const glpk: number[] = [];
  for (let repeat = 0; repeat < 5; repeat++) {
    const calls = 20;
    flow.push(
      (await cpuMs(async () => {
        for (let call = 0; call < calls; call++) await assign('lp', small, { ...bounds, solver: 'flow' });
      })) / calls,
    );
    glpk.push(await cpuMs(() => assign('lp', small, { ...bounds, solver: 'glpk' })));
  }
  rows.push([
    '3000 x 3, equal sizes',
    median(flow)!.toFixed(2),
    median(glpk)!.toFixed(0),
    (median(glpk)! / median(flow)!).toFixed(0),
    '100',
  ]);
  const large = losses(1_000_000, 10);
  const ms = await cpuMs(() => assign('lp', large, { ...bounds, solver: 'flow' }));
  rows.push(['1000000 x 10, equal sizes', ms.toFixed(0), '', '', '']);
  return rows;
}
