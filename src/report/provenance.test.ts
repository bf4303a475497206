import { describe, expect, it } from 'vitest';
import type { MachineRun } from '../results/provenance.js';
import { run } from './page.fixture.js';
import { computeUsed, provenanceOf } from './provenance.js';

const machine = (host: string, trials: number, index: number): MachineRun => ({
  ...{ shard: `${index}/3`, host, trials, node: '20.1.0', jobs: 2, wallSeconds: 1, cpuSeconds: 1 },
  machine: { platform: 'linux', arch: 'x64', cpu: 'fast', cores: 2, memoryGiB: 8 },
  ...{ started: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:00:01.000Z' },
});
const told = (machines: readonly MachineRun[]) =>
  JSON.stringify(provenanceOf({ run: { ...run, machines: [...machines] }, command: 'moe run', folder: 'results/own' }));

describe('where results come from', () => {
  it('names each machine that computed once, with all that it did', () => {
    const text = told([machine('a', 1, 1), machine('b', 2, 2), machine('a', 3, 3)]);
    expect(text).toContain('["computed on a",["4 trials in 2 parts: fast, linux x64, Node 20.1.0"]]');
    expect(text).toContain('["computed on b",["2 trials in 1 part: fast, linux x64, Node 20.1.0"]]');
  });

  it('counts machines beyond fifty', () => {
    const text = told(Array.from({ length: 60 }, (_, m) => machine(`node${m}`, 1, m)));
    expect(text).toContain('["computed on",["10 more machines; run.json lists all"]]');
  });
});

describe('the compute that was used', () => {
  const used = (fromJournal: number) => {
    const seconds = new Map([
      ['a', 60],
      ['b', 30],
    ]);
    return JSON.stringify(
      computeUsed(
        { ...run, trials: { computed: 2, fromJournal } },
        { seconds, lines: () => [] },
        'timings_summary.csv',
      ),
    );
  };

  it('is the sum over the trials, with the time of the run where that computed all of them', () => {
    expect(used(0)).toMatch(
      /Learning took .* in all, over 2 trials .* The run took .* of wall time and .* of CPU time/,
    );
  });

  it('is no time of a run that took trials from earlier ones', () => {
    expect(used(1)).toContain('in all, over 2 trials');
    expect(used(1)).not.toContain('The run took');
  });
});
