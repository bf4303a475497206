import fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registry } from '../components/contract.js';
import { catalogOf } from '../experiment/catalog.js';
import type { Outcome, Trial } from '../experiment/contract.js';
import { failedOutcome } from '../experiment/outcome.js';
import { readSpec } from '../experiment/spec/read.js';
import type { MachineRun } from '../results/provenance.js';
import type { Executor } from './executors/contract.js';
import { type Plan, planRun, type RunRequest } from './plan.js';
import { machineHere, sourceOf } from './provenance.js';
import { executePlan } from './run.js';

const catalog = catalogOf();
const provenance = {
  ...{
    used: [],
    build: { version: '0', code: 'code', behavior: {} },
    jobs: 1,
    started: new Date(0),
    now: () => new Date(1000),
  },
  cpuSeconds: () => 0,
  used: [],
};
const text = `name: tiny
title: Tiny
tasks:
  line: { data: piecewise-linear, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 8, learn: alternating, assign: argmin }
`;

/** Says of each trial at once that it ended ok. */
const instant: Executor = {
  close: async () => undefined,
  async run(trials, onOutcomes) {
    const done = (outcome: Outcome): Outcome => ({ ...outcome, row: { ...outcome.row, status: 'ok', reason: '' } });
    onOutcomes([...trials].map((trial) => done(failedOutcome(trial, 'failed', ''))));
    return [];
  },
};

describe('a run', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'moe-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function plan(options: Partial<RunRequest> = {}, more = ''): Plan {
    const path = join(folder, 'tiny.yaml');
    fs.writeFileSync(path, text + more);
    const out = join(folder, 'results');
    return planRun({
      ...{
        spec: readSpec(path, { ...catalog, charts: registry('chart', []) }).spec,
        catalog,
        source: sourceOf(path, text, out),
        folder: out,
        filter: {},
      },
      ...{
        seedGiven: false,
        fresh: false,
        retryFailed: false,
        behavior: { runtime: '', digestOf: () => '' },
        timesIn: [],
        ...options,
      },
    });
  }
  const execute = (planned: Plan) => executePlan(planned, instant, provenance, () => {}, new AbortController().signal);
  const rows = () =>
    fs
      .readFileSync(join(folder, 'results', 'trials.csv'), 'utf8')
      .trimEnd()
      .split('\n').length - 1;

  it('does not write over a fuller run that has ended since it was planned', async () => {
    const small = plan({ trials: 3 });
    await execute(plan());
    await expect(execute(small)).rejects.toThrow(
      /holds a fuller grid than --trials leaves: line\/argmin\/3 and 4 more/,
    );
    expect(rows()).toBe(8);
  });

  it('takes what another run has computed since it was planned', async () => {
    const again = plan();
    await execute(plan());
    const { computed, plan: carriedOut } = await execute(again);
    expect([computed, carriedOut.cached]).toEqual([0, 8]);
  });

  it('has as many threads as there were at once, where workers of a queue came and went', async () => {
    const worker = (from: number, to: number, jobs: number) => ({
      ...{ host: 'h', machine: machineHere(), node: '20', jobs, trials: 4 },
      ...{ started: new Date(from).toISOString(), ended: new Date(to).toISOString() },
    });
    const machines = [worker(0, 5000, 8), worker(6000, 9000, 8), worker(1000, 8000, 2)];
    const queue: Executor = { ...instant, run: async (...given) => [...(await instant.run(...given)), ...machines] };
    await executePlan(plan(), queue, provenance, () => {}, new AbortController().signal);
    const run = JSON.parse(fs.readFileSync(join(folder, 'results', 'run.json'), 'utf8'));
    expect(run).toMatchObject({ jobs: 10, machines: [{ jobs: 8 }, { jobs: 8 }, { jobs: 2 }] });
  });

  describe('names in run.json who computed', () => {
    const told = () => {
      const { machines, trials, jobs } = JSON.parse(fs.readFileSync(join(folder, 'results', 'run.json'), 'utf8'));
      const each = machines?.map(({ host, trials }: MachineRun) => [host, trials]);
      return { each, ...trials, jobs };
    };
    const at = (ms: number) => ({ ...provenance, started: new Date(ms), now: () => new Date(ms) });
    const run = (executor: Executor, ms: number, planned = plan()) =>
      executePlan(planned, executor, at(ms), () => {}, new AbortController().signal);
    /** Computes so many trials, and is killed or stopped. */
    const part = (count: number, how: 'killed' | 'stopped'): Executor => ({
      ...instant,
      async run(trials, onOutcomes, ...given) {
        await instant.run(Array.from(trials).slice(0, count), onOutcomes, ...given);
        if (how === 'killed') throw new Error('killed');
        return [];
      },
    });
    const worker = (host: string, trials: number): MachineRun => ({
      ...{ host, machine: machineHere(), node: '20', jobs: 1, trials },
      ...{ started: new Date(0).toISOString(), ended: new Date(1000).toISOString() },
    });
    /** A queue whose workers compute so many trials each, and whose coordinator may be killed then. */
    const queue = (machines: readonly MachineRun[], killed: boolean): Executor => ({
      ...instant,
      async run(trials, onOutcomes, drain, whole) {
        const count = machines.reduce((sum, one) => sum + one.trials, 0);
        whole?.note(machines);
        await instant.run(Array.from(trials).slice(0, count), onOutcomes, drain);
        if (killed) throw new Error('killed');
        return machines;
      },
    });

    it('nobody where it was this process alone', async () => {
      await run(instant, 1);
      expect(told()).toEqual({ each: undefined, computed: 8, fromJournal: 0, jobs: 1 });
    });

    it('each attempt, one that was killed, too, also where nothing was left for the last one', async () => {
      await expect(run(part(0, 'killed'), 0)).rejects.toThrow('killed');
      await expect(run(part(3, 'killed'), 1)).rejects.toThrow('killed');
      await run(part(2, 'stopped'), 2);
      await run(instant, 3);
      const each = [hostname(), hostname(), hostname()].map((host, i) => [host, [3, 2, 3][i]]);
      expect(told()).toEqual({ each, computed: 3, fromJournal: 5, jobs: 1 });
      await run(instant, 4);
      expect(told()).toMatchObject({ each, computed: 0, fromJournal: 8 });
    });

    it('the workers of every coordinator, one that served two of them once', async () => {
      await expect(run(queue([worker('a', 2), worker('b', 1)], true), 1)).rejects.toThrow('killed');
      await run(queue([worker('b', 3), worker('c', 2)], false), 2);
      const each = [
        ['a', 2],
        ['b', 4],
        ['c', 2],
      ];
      expect(told()).toMatchObject({ each, computed: 5, fromJournal: 3 });
    });

    it('nobody who computed another grid, or before a fresh start', async () => {
      await expect(run(part(3, 'killed'), 1)).rejects.toThrow('killed');
      await run(instant, 2, plan({ trials: 3 }));
      expect(told().each).toBeUndefined();
      await run(instant, 3, plan({ fresh: true }));
      expect(told()).toMatchObject({ each: undefined, computed: 8 });
    });
  });

  describe('with what the median trial of a cell keeps', () => {
    const median = 'record: { clusters: [{ task: line, trials: median of error }] }\n';
    let asked: string[] = [];
    beforeEach(() => {
      asked = [];
    });
    /** The error is the index, so of 8 trials the fourth is the median. */
    const keeper = (errorOf: (trial: Trial) => number): Executor => ({
      ...instant,
      async run(trials, onOutcomes) {
        for (const trial of trials) {
          asked.push(trial.key.replace(/^\w+/, ''));
          const { row, ...rest } = { ...failedOutcome(trial, 'failed', ''), seconds: 2 };
          const ended = { status: 'ok', reason: '', metrics: { stable: 1, error: errorOf(trial) } } as const;
          const clusters = [{ classes: [], means: [trial.trial] }];
          onOutcomes([
            { ...rest, row: { ...row, ...ended }, ...(trial.keep.includes('clusters') ? { clusters } : {}) },
          ]);
        }
        return [];
      },
    });
    let told: readonly number[][] = [];
    const run = (planned: Plan, errorOf = ({ trial }: Trial) => trial) => {
      told = [];
      const { signal } = new AbortController();
      const onMedians = (...given: readonly number[]) => {
        told = [...told, [...given]];
      };
      return executePlan(planned, keeper(errorOf), provenance, () => {}, signal, onMedians);
    };

    it('computes that trial a second time, and no other, and tells how many and for how long', async () => {
      const { counts } = await run(plan({}, median));
      expect(told).toEqual([[1, 2]]);
      expect(asked).toEqual(['/0', '/1', '/2', '/3', '/4', '/5', '/6', '/7', '/3+clusters']);
      expect(counts.ok).toBe(8);
      const means = fs.readFileSync(join(folder, 'results', 'cluster_means.csv'), 'utf8');
      expect(means).toBe('trial_id,expert,feature,mean\nline/argmin/3,0,0,3\n');
    });

    it('takes it from the journal the next time', async () => {
      await run(plan({}, median));
      const read = () => fs.readFileSync(join(folder, 'results', 'cluster_means.csv'), 'utf8');
      const before = read();
      fs.rmSync(join(folder, 'results', 'cluster_means.csv'));
      asked = [];
      await run(plan({}, median));
      expect([asked, told, read()]).toEqual([[], [], before]);
    });

    it('never takes it from a trial that then comes out otherwise', async () => {
      const unsteady = ({ trial, keep }: Trial) => trial + keep.length / 10;
      await expect(run(plan({}, median), unsteady)).rejects.toThrow(/line\/argmin\/3 came out otherwise/);
      expect(fs.existsSync(join(folder, 'results', 'trials.csv'))).toBe(false);
    });
  });

  it('says once that lines of the journal are damaged, and has them computed again', async () => {
    await execute(plan());
    const journal = join(folder, 'results', '.journal.ndjson');
    fs.writeFileSync(journal, fs.readFileSync(journal, 'utf8').replace('"trial":3', '"trial":4'));
    const damaged = plan();
    expect([damaged.dropped, [...damaged.pending].map(({ id }) => id)]).toEqual([1, ['line/argmin/3']]);
    await execute(damaged);
    expect(plan()).toMatchObject({ dropped: 0, pending: { length: 0 } });
  });
});

describe('the place of a spec', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'moe-'));
    for (const name of ['a', 'b']) fs.mkdirSync(join(folder, name));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const place = (path: string, out: string) => sourceOf(join(folder, path), '', join(folder, out)).place;

  it('is another one for a file of the same name in another folder', () => {
    expect(place('a/exp.yaml', 'out/exp')).not.toBe(place('b/exp.yaml', 'out/exp'));
  });

  it('is the same when spec and results are moved together', () => {
    expect(place('a/exp.yaml', 'a/out/exp')).toBe(place('b/exp.yaml', 'b/out/exp'));
  });

  it('is that of the file behind a link, and of the folder behind one', () => {
    fs.writeFileSync(join(folder, 'a/exp.yaml'), '');
    fs.symlinkSync(join(folder, 'a/exp.yaml'), join(folder, 'b/exp.yaml'));
    fs.symlinkSync(join(folder, 'a'), join(folder, 'c'));
    expect(place('b/exp.yaml', 'out/exp')).toBe(place('a/exp.yaml', 'out/exp'));
    expect(place('a/exp.yaml', 'c/out/exp')).toBe(place('a/exp.yaml', 'a/out/exp'));
  });
});
