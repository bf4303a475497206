import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { traceIn } from '../../experiment/trace.fixture.js';
import { shownSteps, type Trace } from '../../experiment/trace-contract.js';
import { digestOf } from '../digest.fixture.js';
import { toJson } from '../draw.js';
import { compiledSpec, vegaSvg } from '../render.js';
import { sheetWidth } from '../theme.js';
import { traceChart } from './trace.js';

/** The sheet at an iteration, drawn; a warning fails. */
function svgAt(spec: TopLevelSpec, iteration: number): Promise<string> {
  const params = spec.params!.map((param) => (param.name === 'iteration' ? { ...param, value: iteration } : param));
  return vegaSvg({ ...spec, params } as TopLevelSpec, (warning) => {
    throw new Error(`not clean: ${warning}`);
  });
}

const axesIn = (svg: string) => [...svg.matchAll(/<g[^>]*role-axis-label[^>]*>.*?<\/g>/g)].map(([text]) => text);
const sizesIn = (svg: string) => [...svg.matchAll(/>expert (\d+), n = (\d+)</g)].map(([, , n]) => Number(n));

describe.each([
  ['line', 'argmin'],
  ['smile', 'argmin'],
  ['wide', 'softmax'],
])('the step-through of %s by %s', (task, method) => {
  let trace: Trace;
  let spec: TopLevelSpec;
  let last: number;
  beforeAll(async () => {
    trace = await traceIn(task, method);
    spec = traceChart(trace);
    last = trace.steps.at(-1)!.iteration;
  });

  it('draws every iteration without a warning, each another picture, no wider than the sheet, its axes at rest', async () => {
    const some = shownSteps(trace)
      .map(({ iteration }) => iteration)
      .slice(0, 4);
    const drawn = await Promise.all(some.map((iteration) => svgAt(spec, iteration)));
    expect(new Set(drawn).size).toBe(some.length);
    for (const svg of drawn) {
      expect(Number(/<svg [^>]*?width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(sheetWidth);
      expect(axesIn(svg).length).toBeGreaterThan(2);
      expect(axesIn(svg)).toEqual(axesIn(drawn[0]!));
      const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map((match) => Number(match[1]));
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(11);
    }
  });

  it('begins at its last iteration and has a description', () => {
    expect(spec.params![0]).toEqual({ name: 'iteration', value: last });
    expect(spec.description).toMatch(
      new RegExp(`^${task} by ${method}, trial 0, at one of its iterations 0 to ${last}`),
    );
  });

  it('is the same twice', () => {
    expect(toJson(traceChart(trace))).toBe(toJson(spec));
  });
});

describe('what a step-through shows', () => {
  it('is the figure of the golden digest, for a small trial', async () => {
    const golden = join(import.meta.dirname, '..', 'fixtures', 'golden', 'trace.txt');
    await expect(digestOf(traceChart(await traceIn('line', 'argmin')))).toMatchFileSnapshot(golden);
  });

  it('draws each sample once at every iteration, in the shape of its expert', async () => {
    const trace = await traceIn('line', 'argmin');
    const svg = await svgAt(traceChart(trace), 0);
    const marks = [...svg.matchAll(/<g[^>]*mark-symbol role-mark[^>]*>(.*?)<\/g>/g)].map(([, paths]) => paths!);
    const counts = marks.map((paths) => paths.split('<path').length - 1);
    expect(counts).toContain(trace.n);
  });

  it('names the size of each expert at the iteration shown', async () => {
    const trace = await traceIn('smile', 'argmin');
    for (const { iteration, sizes } of trace.steps.slice(0, 3)) {
      expect(sizesIn(await svgAt(traceChart(trace), iteration))).toEqual(sizes);
    }
  });

  it('is small: 60 iterations of regions and of samples', async () => {
    for (const task of ['smile', 'line']) {
      const compiled = compiledSpec(traceChart(await traceIn(task, 'softmax')));
      expect(JSON.stringify(compiled).length).toBeLessThan(250_000);
    }
  });

  it('takes a hostile reason and group as text, cut where they are long', async () => {
    const trace = await traceIn('line', 'argmin');
    const hostile = `</script>"'\\${'x'.repeat(10_000)}`;
    const { samples, row } = trace;
    const spec = traceChart({
      ...trace,
      row: { ...row, status: 'degenerate', reason: hostile },
      samples: { ...samples!, group: samples!.group.map(() => hostile) },
    });
    expect(JSON.stringify(spec).length).toBeLessThan(60_000);
    const svg = await svgAt(spec, 0);
    expect(svg).not.toContain('</script');
    expect(svg).toContain('&lt;/script&gt;');
  });

  it('is nothing for a trial that failed: that is refused', async () => {
    const trace = { ...(await traceIn('line', 'argmin')), steps: [] };
    expect(() => traceChart(trace)).toThrow(InputError);
  });
});
