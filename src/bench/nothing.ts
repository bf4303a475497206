/** Trials that take nothing, or one millisecond: what is left is what computing them costs beside. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A data set of two samples, which takes its time, and a method that learns nothing from them. */
const components = `
const x = { data: Float64Array.of(0, 1), rows: 2, cols: 1 };
const task = { x, y: Float64Array.of(0, 1), target: { kind: 'regression' } };
export const two = {
  kind: 'dataset', name: 'two', about: 'two samples', fixed: false, has: ['regression'],
  parameters: { ms: { kind: 'number', min: 0, default: 0, about: 'milliseconds that it computes' } },
  load({ ms }) {
    for (const end = performance.now() + ms; performance.now() < end; );
    return task;
  },
};
const log = { degenerate: null, iterations: 0, converged: true, history: [] };
export const nothing = {
  kind: 'method', name: 'nothing', about: 'learns nothing', parameters: {},
  learn: () => ({ model: null, assignment: new Uint32Array(2), log }),
};
`;

/** The spec of a grid of one cell. @param ms what each trial takes. */
function spec(ms: number): string {
  return `name: takes-${ms}
tasks:
  two: { data: { name: two, ms: ${ms} }, k: 2, expert: linear, metrics: [stable] }
methods:
  nothing: { learn: nothing, trials: 1000 }
`;
}

export const milliseconds = [0, 1] as const;

/** A folder with `nothing.mjs` to be used, and `takes-0.yaml` and `takes-1.yaml`. */
export function nothingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  writeFileSync(join(folder, 'nothing.mjs'), components);
  for (const ms of milliseconds) writeFileSync(join(folder, `takes-${ms}.yaml`), spec(ms));
  return folder;
}
