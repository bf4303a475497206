import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { liveOf } from '../../experiment/live.js';
import { readSpec } from '../../experiment/spec/read.js';
import { readResults } from '../../results/results.js';
import { root } from '../process.fixture.js';
import type { OpenSource } from '../sources.js';
import { vocabulary } from '../vocabulary.js';
import { sweptOf } from './swept.js';

/** A committed experiment, as `moe report` opens it. */
function open(name: string): OpenSource {
  const { spec } = readSpec(join(root, `experiments/${name}.yaml`), vocabulary);
  const results = readResults(join(root, 'results', name));
  return { spec, results, vocabulary, run: { seed: spec.seed } } as OpenSource;
}

const played = open('fixed-data');
const other = open('sensitivity');
const live = liveOf(played.spec)!;

describe('what other experiments have at the settings of the knobs', () => {
  const swept = sweptOf(other, live);

  it('is the line of summary.csv of each cell that they lead to, of the metrics that are drawn', () => {
    const found = swept.filter(({ method, settings }) => {
      return method === 'argmin' && JSON.stringify(settings) === '[["k",5],["data.segments",5]]';
    });
    const line = other.results.lines('summary.csv').find(({ task, method, sweep, metric }) => {
      return task === live.task && method === 'argmin' && Number(sweep.experts) === 5 && metric === 'degenerate';
    })!;
    expect(found).toHaveLength(1);
    expect(found[0]!.summary[0]).toEqual({
      ...{ metric: 'degenerate', n: line.n, mean: line.mean, low: line.low, high: line.high },
    });
    expect(found[0]).toMatchObject({ experiment: 'sensitivity', seed: played.spec.seed });
  });

  it('has no two of one method with the same settings, and none at those of the spec', () => {
    const keys = swept.map(({ method, settings }) => JSON.stringify([method, settings]));
    expect(new Set(keys).size).toBe(keys.length);
    expect(swept.filter(({ settings }) => settings.length === 0)).toEqual([]);
    expect(sweptOf(played, live)).toEqual([]);
  });

  it('is nothing where the results have none of the metrics', () => {
    const bare = { ...other, results: { ...other.results, lines: () => [] } } as OpenSource;
    expect(sweptOf(bare, live)).toEqual([]);
  });
});
