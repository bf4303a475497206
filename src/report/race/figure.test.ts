import { describe, expect, it } from 'vitest';
import { traceIn } from '../../experiment/trace.fixture.js';
import { raceFigure } from './figure.js';

const runners = async () => [{ trace: await traceIn('line', 'argmin') }, { trace: await traceIn('line', 'softmax') }];

describe('the figure of a race', () => {
  it('has a name that tells no ending, chosen steps as drawings, all steps in words, and the data', async () => {
    const { html } = raceFigure('own.race-1', await runners());
    expect(html).toContain('<figure class="race" id="own.race-1" aria-labelledby="own.race-1.title">');
    expect(html).toContain('<strong id="own.race-1.title">line by argmin and softmax, trial 0</strong>');
    expect(html).toContain('30 samples, 3 experts (linear). All start from one assignment.');
    expect(html).toMatch(/<div class="controls" role="group" aria-label="Steps of line by [^"]+"><\/div>/);
    expect(html.match(/<p class="frame-name">([^<]*)/g)!.length).toBeGreaterThanOrEqual(2);
    const [, data] = /<script type="application\/json" class="lanes-data">(.*?)<\/script>/.exec(html)!;
    const race = JSON.parse(data!);
    expect(race.lanes.map(({ name }: { name: string }) => name)).toEqual(['argmin', 'softmax']);
    expect(html.match(/<th scope="row"/g)).toHaveLength(race.lanes[1].steps.length);
  });

  it('draws the samples of an expert and a class as one path', async () => {
    const trace = await traceIn('smile', 'argmin');
    const { html } = raceFigure('r', [{ trace }]);
    const [start] = html.split('<p class="frame-name">').slice(1);
    expect(start!.match(/<path class="mark (hollow )?e\d"/g)!.length).toBeLessThanOrEqual(3 * 2 + 3);
    expect(html).toContain('hollow: class 0, filled: class 1');
  });

  it('escapes whatever a user named', async () => {
    const [{ trace }] = (await runners()) as [Awaited<ReturnType<typeof runners>>[number]];
    const hostile = `</script><script>alert("1")</script>'\``;
    const row = { ...trace.row, id: hostile, task: hostile, method: hostile, reason: hostile };
    const { html } = raceFigure('r', [{ trace: { ...trace, about: { task: hostile, method: hostile }, row } }]);
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="application/json" class="lanes-data">']);
    expect(html).not.toContain('alert("1")');
  });
});
