import { describe, expect, it } from 'vitest';
import type { Run } from '../../results/provenance.js';
import { changesOf } from './changes.js';

const made: Run = {
  experiment: 'own',
  title: 'Own',
  spec: { file: 'own.yaml', place: '', digest: 'd1' },
  seed: 0,
  options: { filter: {}, trials: null, seed: null },
  settings: { tasks: { t: { k: 2, expert: { name: 'svm', C: 1 } } }, methods: { m: { trials: 5 } }, sweeps: [] },
  grid: { cells: 1, trials: 5 },
  status: { ok: 5, degenerate: 0, failed: 0, timeout: 0 },
  trials: { computed: 5, fromJournal: 0 },
  moe: { version: '0.2.0', code: 'c1' },
  node: '20.1.0',
  v8: '11',
  machine: { platform: 'linux', arch: 'x64', cpu: 'a cpu', cores: 2, memoryGiB: 8 },
  jobs: 2,
  timeoutSeconds: 60,
  started: '2026-01-01T00:00:00.000Z',
  ended: '2026-01-01T00:01:00.000Z',
  wallSeconds: 60,
  cpuSeconds: 100,
};

describe('changesOf', () => {
  it('names each setting that differs by its path, and what only one has', () => {
    const tasks = { t: { k: 3, expert: { name: 'svm', C: 10, gamma: 0.5 } } };
    const spec = { ...made.spec, digest: 'd2' };
    expect(changesOf(made, { ...made, spec, settings: { ...made.settings!, tasks } })).toEqual([
      { group: 'spec', path: 'spec.digest', a: 'd1', b: 'd2' },
      { group: 'spec', path: 'tasks.t.k', a: 2, b: 3 },
      { group: 'spec', path: 'tasks.t.expert.C', a: 1, b: 10 },
      { group: 'spec', path: 'tasks.t.expert.gamma', a: undefined, b: 0.5 },
    ]);
  });

  it('groups options, versions and machine', () => {
    const other = {
      ...made,
      options: { filter: { method: ['m'] }, trials: null, seed: 7 },
      moe: { version: '0.3.0', code: 'c1' },
      machine: { ...made.machine, cores: 8 },
      jobs: 8,
    };
    expect(changesOf(made, other)).toEqual([
      { group: 'run', path: 'options.seed', a: null, b: 7 },
      { group: 'run', path: 'options.filter.method', a: undefined, b: ['m'] },
      { group: 'versions', path: 'moe.version', a: '0.2.0', b: '0.3.0' },
      { group: 'machine', path: 'machine.cores', a: 2, b: 8 },
      { group: 'machine', path: 'jobs', a: 2, b: 8 },
    ]);
  });

  it('says nothing of when and how long a run was, what came out, and where its spec lies', () => {
    const later = {
      ended: '2027-01-01T00:00:00.000Z',
      wallSeconds: 1,
      cpuSeconds: 1,
      trials: { computed: 0, fromJournal: 5 },
    };
    expect(changesOf(made, { ...made, ...later, spec: { ...made.spec, file: 'else.yaml', place: 'p' } })).toEqual([]);
  });

  it('says that settings were not recorded only where the specs differ', () => {
    const { settings: _, ...old } = made;
    expect(changesOf(old, made)).toEqual([]);
    expect(changesOf({ ...old, spec: { ...old.spec, digest: 'd0' } }, made)).toEqual([
      { group: 'spec', path: 'spec.digest', a: 'd0', b: 'd1' },
      { group: 'spec', path: 'settings', a: undefined, b: 'recorded' },
    ]);
  });

  it('says that a run.json is missing', () => {
    const told = { group: 'run', path: 'run.json' };
    expect(changesOf(undefined, made)).toEqual([{ ...told, a: 'missing', b: 'present' }]);
    expect(changesOf(undefined, undefined)).toEqual([{ ...told, a: 'missing', b: 'missing' }]);
  });
});
