import { describe, expect, it } from 'vitest';
import type { Metric } from '../metrics/contract.js';
import { dataFiles } from '../tables/file.js';
import { catalogOf } from './catalog.js';
import { cellsOf } from './grid.js';
import { traced, traceIn } from './trace.fixture.js';
import { traceOf } from './trace.js';
import { shownSteps } from './trace-contract.js';
import { trialRunner } from './trial.js';
import { trialsOf } from './trials.js';

const catalog = catalogOf();

const count = (labels: readonly number[], k: number) =>
  Array.from({ length: k }, (_, j) => labels.filter((label) => label === j).length);

describe('a trace', () => {
  it('is of the trial as a run of the grid computes it', async () => {
    const all = [...trialsOf(traced, cellsOf(traced, catalog), catalog, { runtime: '', digestOf: () => '' })];
    for (const [task, method, index] of [
      ['line', 'argmin', 3],
      ['smile', 'argmin', 1],
      ['wide', 'softmax', 1],
    ] as const) {
      const trial = all.find(({ id }) => id === `${task}/${method}/${index}`)!;
      const { row } = await trialRunner(catalog, () => 0, dataFiles).run(trial);
      expect((await traceIn(task, method, index)).row).toEqual(row);
    }
  });

  it('has the samples and, at every iteration, who holds them: as many as the sizes say', async () => {
    const { samples, steps, row, k, n } = await traceIn('line', 'argmin');
    expect(samples!.axes).toEqual(['x']);
    expect([samples!.index.length, samples!.x.length, samples!.y.length]).toEqual([n, n, n]);
    expect(steps.map(({ iteration }) => iteration)).toEqual(Array.from({ length: row.iterations! + 1 }, (_, i) => i));
    for (const { picture, sizes } of steps) expect(count(picture!.assignment, k)).toEqual(sizes);
    expect(steps[0]!.loss).toBeNull();
    expect(steps.slice(1).every(({ loss }) => loss! >= 0)).toBe(true);
  });

  it('counts the samples that changed expert since the step before: none where it converged', async () => {
    const { steps, row } = await traceIn('line', 'argmin');
    expect(row.converged).toBe(true);
    const labels = steps.map(({ picture }) => picture!.assignment);
    expect(steps[0]!.changed).toBeNull();
    steps.slice(1).forEach(({ changed }, i) => {
      expect(changed).toBe(labels[i + 1]!.filter((label, s) => label !== labels[i]![s]).length);
    });
    expect(steps.at(-1)!.changed).toBe(0);
  });

  it('has a curve for each expert over one feature, and regions of each over two', async () => {
    const [line, smile] = [await traceIn('line', 'argmin'), await traceIn('smile', 'argmin')];
    expect(line.steps.at(-1)!.picture).toMatchObject({ curves: { length: 3 }, regions: [] });
    expect(smile.steps.at(-1)!.picture).toMatchObject({ curves: [], regions: { length: 3 } });
    expect(smile.samples!.axes).toEqual(['x1', 'x2']);
    expect(smile.target).toEqual({ kind: 'classes', labels: ['-1', '1'] });
  });

  it('of data with more features has the course alone', async () => {
    const trace = await traceIn('wide', 'argmin');
    expect(trace.samples).toBeUndefined();
    expect(trace.d).toBeGreaterThan(2);
    expect(trace.steps.length).toBeGreaterThan(1);
    expect(trace.steps.every(({ picture, changed }) => picture === undefined && changed === null)).toBe(true);
  });

  it('of many iterations shows the first 16, then ever fewer up to the last, 30 in all, and records all', async () => {
    for (const task of ['line', 'wide']) {
      const trace = await traceIn(task, 'softmax');
      const shown = shownSteps(trace).map(({ iteration }) => iteration);
      expect(trace.steps.length).toBe(61);
      expect(shown.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, i) => i));
      expect(shown).toHaveLength(30);
      expect(shown.at(-1)).toBe(60);
    }
  });

  it('of a trial that fails has its reason and no step', async () => {
    const broken = { ...traced, tasks: { line: { ...traced.tasks.line!, metrics: ['unheard'] } }, sweeps: [] };
    const unheard: Metric = {
      ...catalog.metrics.get('stable'),
      name: 'unheard',
      compute: () => Number.NaN,
    };
    const added = catalogOf({ metrics: [unheard] });
    const { row, steps } = await traceOf(broken, cellsOf(broken, added)[0]!, 0, added);
    expect(row.status).toBe('failed');
    expect(row.reason).toBe('metric unheard is NaN');
    expect(steps).toEqual([]);
  });
});
