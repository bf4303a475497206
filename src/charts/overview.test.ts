import { describe, expect, it } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { overview } from './overview.js';
import { tablesFrom } from './tables.fixture.js';

const head = 'task,method,k,metric,n,mean,sd,median,ci_low,ci_high';

function render(lines: readonly string[], given: object = {}): string {
  const tables = tablesFrom({ 'summary.csv': [head, ...lines].join('\n') });
  return JSON.stringify(overview.render(tables, parseParameters(overview, { ...given })));
}

const cells = Array.from({ length: 45 }, (_, k) => `t,lap,${k},error,3,${k},1,1,,`);

describe('overview', () => {
  it('draws every cell with its interval, and says what each dot is', () => {
    const text = render(['t,lap,,error,3,0.5,1,1,0.25,0.75', 't,lp,2,error,4,0.5,1,1,,']);
    expect(text).toContain('"said":"lap: 0.5, 95 percent interval 0.25 to 0.75, n = 3"');
    expect(text).toContain('"said":"lp, k = 2: 0.5, n = 4"');
    expect(text).toContain('n = 3 to 4');
    expect(text).toContain('{"cell":"lap","value":0.5,"low":0.25,"high":0.75,');
  });

  it('draws the first 40 cells and says so, or as many as are asked for', () => {
    expect(render(cells)).toContain('The first 40 of 45 cells; all are in summary.csv.');
    expect(render(cells)).not.toContain('k = 40:');
    expect(render(cells, { cells: 45 })).toMatch(/k = 44:/);
    expect(render(cells, { cells: 45 })).not.toContain('of 45 cells');
  });

  it('leaves out metrics and tasks without a value, and refuses to draw none', () => {
    const empty = 'u,lap,,error,0,,,,,';
    expect(render(['t,lap,,error,3,0.5,1,1,,', 't,lap,,purity,0,,,,,', empty])).not.toMatch(/purity|"u"/);
    expect(() => render([empty])).toThrow(new InputError('overview: summary.csv of own has no value to draw'));
  });

  it('draws three metrics of a task, and says so where it has more; those that are named in rows of three', () => {
    const lines = ['a', 'b', 'c', 'd'].map((metric) => `t,lap,,${metric},3,0.5,1,1,,`);
    expect(render(lines)).toContain('The first 3 metrics of each task.');
    expect(render(lines.slice(1))).not.toContain('The first 3 metrics');
    const rows = JSON.parse(render(lines, { metrics: ['d', 'c', 'b', 'a'] })).vconcat[0].vconcat;
    expect(rows.map(({ hconcat }: { hconcat: unknown[] }) => hconcat.length)).toEqual([3, 1]);
  });

  it('names a metric that the results do not have, and draws the others', () => {
    expect(render(cells, { metrics: ['eror', 'error'] })).toContain('Not in these results: eror.');
    expect(() => render(cells, { metrics: ['eror'] })).toThrow('overview: summary.csv of own has no value to draw');
  });

  it('says what the numbers of a metric are by its unit', () => {
    expect(render(['t,lap,,test_accuracy,3,0.5,1,1,0.25,0.75'])).toContain('"said":"lap: 50.00%, 95 percent interval');
    expect(render(['t,lap,,test_accuracy,3,0.5,1,1,,'])).toContain('"title":"test accuracy, %"');
    expect(render(['t,lap,,starved,3,0.5,1,1,,'])).toContain('"title":"starved, experts"');
    expect(render(['t,lap,,unheard_of,3,0.5,1,1,,'])).toContain('"title":"unheard of"');
  });
});
