/** What a trial costs beyond itself: trials that do nothing, in threads and in processes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownWith } from '../cli/vocabulary.js';
import type { Trial } from '../experiment/contract.js';
import { cellsOf } from '../experiment/grid.js';
import { readSpec } from '../experiment/spec/read.js';
import { trialsOf } from '../experiment/trials.js';
import { executorFor } from '../runner/executors/executor.js';
import { behaviorWith, readBuild } from '../runner/provenance.js';

/** A data set of two samples and a method that learns nothing from them. */
const nothing = `
const x = { data: Float64Array.of(0, 1), rows: 2, cols: 1 };
const task = { x, y: Float64Array.of(0, 1), target: { kind: 'regression' } };
export const two = { kind: 'dataset', name: 'two', about: 'two samples', parameters: {}, fixed: true, load: () => task };
const log = { degenerate: null, iterations: 0, converged: true, history: [] };
export const nothing = {
  kind: 'method', name: 'nothing', about: 'learns nothing', parameters: {},
  learn: () => ({ model: null, assignment: new Uint32Array(2), log }),
};
`;

const spec = (trials: number) => `name: nothing
tasks:
  two: { data: two, k: 2, expert: linear, metrics: [stable] }
methods:
  nothing: { learn: nothing, trials: ${trials} }
`;

/** What computing trials takes for each of them, milliseconds. */
interface PerTrial {
  readonly wall: number;
  readonly cpu: number;
}

const trials = 100_000;

/** Wall time and, of this process and its threads, CPU time of a pool that has started. */
export async function overheadRows(): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  const [use, path] = [join(folder, 'nothing.mjs'), join(folder, 'nothing.yaml')];
  writeFileSync(use, nothing);
  writeFileSync(path, spec(trials));
  const build = readBuild(new URL('./build.json', import.meta.url));
  const { vocabulary, used } = await knownWith([use]);
  const read = readSpec(path, vocabulary, {}).spec;
  const all = trialsOf(read, cellsOf(read, vocabulary), vocabulary, behaviorWith(build, used));
  const rows = [['lanes', 'wall ms', 'CPU ms']];
  for (const processes of [false, true]) {
    for (const jobs of [1, 2]) {
      const executor = executorFor({ jobs, build, used, processes });
      const { signal } = new AbortController();
      const warm: Trial[] = [...all].slice(0, 200);
      await executor.run(warm, () => undefined, signal);
      const [began, before] = [performance.now(), process.cpuUsage()];
      let done = 0;
      await executor.run(
        all,
        (outcomes) => {
          done += outcomes.length;
        },
        signal,
      );
      const { user, system } = process.cpuUsage(before);
      const each: PerTrial = { wall: (performance.now() - began) / done, cpu: (user + system) / 1000 / done };
      await executor.close();
      rows.push([`${jobs} ${processes ? 'processes' : 'threads'}`, each.wall.toFixed(4), each.cpu.toFixed(4)]);
    }
  }
  rmSync(folder, { recursive: true });
  return rows;
}
