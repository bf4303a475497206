import { describe, expect, it } from 'vitest';
import { traceIn } from '../experiment/trace.fixture.js';
import { traceFigure } from './trace-page.js';

describe('the figure of a trace', () => {
  it('has a place for controls and drawing, the spec, the steps, and the steps as a table', async () => {
    const trace = await traceIn('line', 'argmin');
    const { html } = traceFigure(trace);
    expect(html).toContain('<figure class="chart trace" id="trace-traced-line_2fargmin_2f0">');
    expect(html).toContain('<div class="controls" role="group" aria-label="Iterations of traced line/argmin/0"></div>');
    expect(html).toMatch(/<div class="sheet" role="region" tabindex="0" aria-label="[^"]+"><\/div>/);
    const [, steps] = /<script type="application\/json" class="steps">(.*?)<\/script>/.exec(html)!;
    expect(JSON.parse(steps!)).toEqual(
      trace.steps.map(({ iteration, loss, sizes, changed }) => ({ iteration, loss, sizes, changed })),
    );
    const [, spec] = /<script type="application\/json" class="spec">(.*?)<\/script>/.exec(html)!;
    expect(JSON.parse(spec!)).toMatchObject({ $schema: 'https://vega.github.io/schema/vega/v6.json' });
    expect(html.match(/<th scope="row"/g)).toHaveLength(trace.steps.length);
  });

  it('escapes whatever a user named', async () => {
    const trace = await traceIn('line', 'argmin');
    const hostile = `</script><script>alert("1")</script>'\``;
    const row = { ...trace.row, id: hostile, task: hostile, method: hostile, reason: hostile };
    const { html } = traceFigure({ ...trace, experiment: hostile, row });
    expect(html.match(/<script[^>]*>/g)).toEqual([
      '<script type="application/json" class="spec">',
      '<script type="application/json" class="steps">',
    ]);
    expect(html).not.toContain('alert("1")');
  });

  it('of a trial that failed is its reason', async () => {
    const trace = await traceIn('line', 'argmin');
    const row = { ...trace.row, status: 'failed' as const, reason: 'no <luck>' };
    expect(traceFigure({ ...trace, row, steps: [] }).html).toBe('<p>line/argmin/0 failed: no &#60;luck&#62;</p>');
  });
});
