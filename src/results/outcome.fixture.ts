/** Outcomes for tests of the tables. */
import type { Outcome, Row } from '../experiment/contract.js';
import type { Run } from './provenance.js';

export const row: Row = {
  ...{ id: 't/m/0', task: 't', method: 'm', sweep: {}, trial: 0, seed: 1, status: 'ok', reason: '' },
  ...{ iterations: 1, converged: true, metrics: {} },
};

/** Keeps nothing beyond its row. */
export const bare: Outcome = { key: 'k', row, seconds: 1 };

/** Where results come from that have one sweep, `size`. */
export const provenance: Run = {
  ...{ experiment: 'tiny', title: 'Tiny', spec: { file: 'tiny.yaml', place: '', digest: 'd' }, seed: 0 },
  options: { filter: {}, trials: null, seed: null },
  settings: { tasks: {}, methods: {}, sweeps: [{ over: { size: {} } }] },
  ...{ grid: { cells: 2, trials: 3 }, status: { ok: 2, degenerate: 0, failed: 0, timeout: 1 } },
  ...{ trials: { computed: 3, fromJournal: 0 }, moe: { version: '0', code: 'c' }, node: '20.0.0', v8: '11' },
  machine: { platform: 'linux', arch: 'x64', cpu: 'cpu', cores: 2, memoryGiB: 8 },
  ...{ jobs: 2, timeoutSeconds: 60, started: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:00:01.000Z' },
  ...{ wallSeconds: 1, cpuSeconds: 1 },
};
