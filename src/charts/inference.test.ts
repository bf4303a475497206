/** What the figures of single trials say: figure2, gate, alpha, experts-mnist. That they draw is in charts.test.ts. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PlainParameters } from '../components/contract.js';
import { InputError } from '../errors.js';
import { fixtures, only, rendered, tablesIn } from './charts.fixture.js';
import type { Tables } from './contract.js';
import { toJson } from './draw.js';
import { everyTold } from './marks/samples.js';
import { toSvg } from './render.js';

const whole = tablesIn(join(fixtures, 'inference'));
const trials = whole.lines('trials.csv');

function render(name: string, given: PlainParameters = {}, tables: Tables = whole) {
  const spec = rendered(name, given, tables);
  return { spec, json: toJson(spec), text: JSON.stringify(spec) };
}

const methods = ['logistic', 'kmeans', 'parametric'];

describe('a trial that cannot be drawn', () => {
  test.each(['gate', 'figure2'])('%s: one that was not recorded is an empty panel that says so', (name) => {
    const { text } = render(name, { methods: ['kmeans', 'kmeans-alternating-literal'] });
    expect(text).toContain('{"text":"kmeans-alternating-literal","subtitle":["not recorded",""]}');
  });

  test('gate: one that failed says so; the others are drawn', () => {
    const failed = { ...trials.find(({ id }) => id === 'smiley/logistic/0')!, status: 'failed' as const };
    const tables: Tables = {
      ...only(whole, ({ id }) => id !== failed.id),
      lines(file) {
        const lines = whole.lines(file).filter((line) => !('id' in line && line.id === failed.id));
        return (file === 'trials.csv' ? [failed, ...lines] : lines) as never;
      },
    };
    const { text } = render('gate', { methods: ['kmeans', 'logistic'] }, tables);
    expect(text).toContain('{"text":"logistic","subtitle":["failed: nothing to draw",""]}');
    expect(text).toContain('{"text":"kmeans","subtitle":["test accuracy');
  });

  test.each(['gate', 'figure2'])('%s: a method that the run left out is named under the title', (name) => {
    const { subtitle } = render(name, { methods: [...methods, 'lap'] }).spec.title as { subtitle: string[] };
    expect(subtitle.at(-1)).toBe('Not in these results: lap.');
  });

  test.each([
    ['gate', { task: 'mnist' }, 'example_map.csv', 'no trial of task "mnist"', 'under record'],
    ['gate', { methods: ['kmeans-alternating-refit'] }, 'example_map.csv', 'by the methods asked for', 'under record'],
    ['figure2', { trial: 3 }, 'example_map.csv', 'trial 3 of task "pendulum"', 'under record'],
    ['experts-mnist', { width: 7, methods: ['lap'] }, 'clusters.csv', 'no trial of task "mnist"', 'under record'],
    ['alpha', { method: 'kmeans' }, 'responsibilities.csv', 'no trial of "kmeans"', 'record.responsibilities'],
    ['alpha', { tasks: ['smile'] }, 'responsibilities.csv', 'on the tasks asked for', 'record.responsibilities'],
  ])('%s of %o: where none is recorded, file, trial and remedy are told', (name, given, file, what, remedy) => {
    for (const told of [file, what, remedy]) expect(() => render(name, given)).toThrow(told);
    expect(() => render(name, given)).toThrow(InputError);
  });
});

describe('gate', () => {
  test('an accuracy is that of the trial that is drawn, in percent', () => {
    const row = trials.find(({ id }) => id === 'smiley/kmeans/0')!;
    const percent = (100 * row.metrics.test_accuracy!).toFixed(2);
    expect(render('gate').text).toContain(`{"text":"kmeans","subtitle":["test accuracy ${percent}%",`);
  });

  test('at most so many samples, evenly, and how many they stand for', () => {
    const noteOf = (samples: number) => (render('gate', { samples }).spec.title as { subtitle: string[] }).subtitle[2];
    expect(noteOf(200)).toContain('every 125th sample');
    expect(noteOf(20)).toContain('every 250th sample');
  });

  test('without methods, all that were recorded, in the order of trials.csv', () => {
    expect(render('gate').spec.description).toMatch(/logistic: .*; kmeans: .*; parametric: .*\.$/);
  });
});

test('every first, second, third, but eleventh, twelfth, thirteenth', () => {
  const told = (counts: readonly number[]) => counts.map((n) => everyTold(n).split(' ')[1]);
  expect(told([2, 3, 4, 11, 12, 13, 21, 112, 103]).join(' ')).toBe('2nd 3rd 4th 11th 12th 13th 21st 112th 103rd');
  expect(everyTold(1)).toBe('all samples');
});

describe('figure2', () => {
  test('a dot an episode of the trial, and the mean over trials with its interval as summary.csv has them', () => {
    const { json, text } = render('figure2', { methods: ['kmeans'] });
    const episodes = whole.lines('example_returns.csv').filter(({ id }) => id === 'pendulum/kmeans/0');
    expect(text.match(/"off":/g)).toHaveLength(episodes.length);
    const mean = whole
      .lines('summary.csv')
      .find(({ task, method, metric }) => task === 'pendulum' && method === 'kmeans' && metric === 'return')!;
    const [at, low, high] = [mean.mean, mean.low, mean.high].map((value) =>
      String(Math.round(value!)).replace('-', '−'),
    );
    expect(json).toContain(`kmeans, mean return: ${at}, 95 percent interval ${low} to ${high}, n = ${mean.n}`);
  });

  test('a level is a rule with its name; one without a number is refused', () => {
    expect(render('figure2', { levels: { 'clean expert': -151 } }).text).toContain('clean expert −151');
    expect(() => render('figure2', { levels: { 'clean expert': 'high' } })).toThrow(
      'figure2.levels.clean expert must be',
    );
  });

  test('a method without a mean still has its episodes', () => {
    const tables = only(whole, ({ metric }) => metric !== 'return');
    expect(render('figure2', {}, tables).text).toContain('no mean');
  });
});

describe('alpha', () => {
  test('the shares of each histogram add up to 1, of n k and of n', () => {
    const { text } = render('alpha', { tasks: ['smiley'] });
    const sums = [...text.matchAll(/"values":(\[\{"low".*?\])/g)].map(([, values]) =>
      (JSON.parse(values!) as { share: number }[]).reduce((sum, { share }) => sum + share, 0),
    );
    expect(sums).toHaveLength(2);
    for (const sum of sums) expect(sum).toBeCloseTo(1, 4);
    expect(text).toContain('"text":"smiley","subtitle":["n = 5000, k = 10",');
  });

  test('the share above 0.99 is that of the summary, outside of every sweep; where there is none, that is said', () => {
    expect(render('alpha').text).toContain('"above 0.99: 79.8%","79.7 to 80.0%, 3 trials"');
    const tables = only(whole, ({ metric }) => metric !== 'sparse99');
    expect(render('alpha', {}, tables).text).toContain('above 0.99: not measured');
  });
});

describe('experts-mnist', () => {
  test('an image for each expert that holds something, and how many samples it holds', () => {
    const { spec, text } = render('experts-mnist', { width: 7, methods: ['parametric'] });
    const empty = Number(/"(\d+) experts? holds? no sample/.exec(text)![1]);
    expect(empty).toBeGreaterThan(0);
    expect(text.match(/data:image\/png/g)).toHaveLength(10 - empty);
    expect(spec.description!.match(/holds nothing/g)).toHaveLength(empty);
    expect(spec.description).toMatch(/expert 0 holds \d+ samples, the most of class 0 \(\d+%\)/);
  });

  test('features that the images have no pixel for are refused', () => {
    expect(() => render('experts-mnist', { width: 5 })).toThrow('images of 5 x 5 pixels have no feature');
  });

  test('a method whose clusters are not recorded is said to be so, in a figure that draws', async () => {
    const tables = only(whole, ({ id }, file) => !file.startsWith('cluster') || id !== 'mnist/kmeans/0');
    const { spec } = render('experts-mnist', { width: 7, methods: ['kmeans', 'parametric'] }, tables);
    const warnings: string[] = [];
    const svg = await toSvg(spec, (warning) => warnings.push(warning));
    expect(svg).toContain('>kmeans: not recorded</text>');
    expect(warnings).toEqual([]);
  });
});
