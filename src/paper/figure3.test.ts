import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tablesIn } from '../charts/charts.fixture.js';
import { toJson } from '../charts/draw.js';
import { toSvg } from '../charts/render.js';
import type { PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { figure3 } from './figure3.js';
import { armsOf } from './figure3-data.js';

const fixture = join(import.meta.dirname, '..', 'charts', 'fixtures', 'constraints');
const given = { methods: ['none', 'floor-5', 'floor-10'], floors: { 'floor-5': 0.05, 'floor-10': 0.1 }, perEpoch: 600 };
const specOf = (parameters: PlainParameters, folder = fixture) =>
  figure3.render(tablesIn(folder), parseParameters(figure3, parameters));
const render = (parameters: PlainParameters, folder = fixture) => toJson(specOf(parameters, folder));

const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true });
});

/** A copy of the fixture with one file changed. */
function changed(file: string, change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'figure3-'));
  temporary.push(folder);
  cpSync(fixture, folder, { recursive: true });
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
  return folder;
}

test('sizes are shares of all samples, with as many clusters as the task has', () => {
  const arms = (task: string) => armsOf(tablesIn(fixture), task, given.methods, { 'floor-10': 0.1 }, undefined);
  expect(arms('mnist-5').map(({ method, floor }) => [method, floor])).toEqual([
    ['none', undefined],
    ['floor-10', 0.1],
  ]);
  for (const [task, k] of [
    ['mnist-5', 5],
    ['mnist-10', 10],
  ] as const) {
    for (const { held, mean } of arms(task).flatMap(({ runs }) => runs.flatMap(({ course }) => course))) {
      expect([held.length, mean.length]).toEqual([k, k]);
      expect(held.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  }
});

test('each panel says how many clusters starved in its trial', () => {
  const json = render(given);
  for (const text of ['"2 of 5 starved"', '"0 of 5 starved"', '"4 of 10 starved"']) {
    expect(json).toContain(text);
  }
  expect(render({ ...given, trial: 2, tasks: ['mnist-5'] })).toContain('"3 of 5 starved"');
});

test('iterations become epochs, and stay steps where an epoch has none', () => {
  expect(render(given)).toContain('"title":"epoch"');
  expect(render(given)).toContain('{"t":40,');
  const steps = render({ ...given, perEpoch: 1 });
  expect(steps).toContain('"title":"gradient step"');
  expect(steps).toContain('{"t":24000,');
});

test('a trial that failed, and one whose course is not kept, are said and leave their panels empty', async () => {
  const failed = changed('trials.csv', (text) =>
    text
      .replace('mnist-5,none,0,100,ok', 'mnist-5,none,0,100,failed')
      .replace('mnist-5/floor-10/0,mnist-5,floor-10,0,', 'mnist-5/floor-10/7,mnist-5,floor-10,7,'),
  );
  expect(render({ ...given, trial: 0 }, failed)).toContain('"failed"');
  expect(render({ ...given, trial: 0 }, failed)).toContain('"not run"');
  const lines = (text: string) => text.split('\n').filter((line) => !line.startsWith('mnist-10/'));
  const unkept = changed('history.csv', (text) => lines(text).join('\n'));
  expect(render(given, unkept)).toContain('"not recorded"');
  await toSvg(specOf(given, unkept), (warning) => {
    throw new Error(`not clean: ${warning}`);
  });
});

test('a method without a result has no mean, which is said', () => {
  const folder = changed('summary.csv', (text) => text.replace(/^(mnist-10,floor-5,test_accuracy),.*$/m, '$1,0,,,,,'));
  expect(render(given, folder)).toContain('no result');
  expect(render(given)).not.toContain('no result');
});

test('tasks and methods that were not run are named; nothing to draw is refused', () => {
  expect(render({ ...given, methods: ['none', 'later'] })).toContain('Not in these results: later.');
  expect(() => render({ tasks: ['later'] })).toThrow('the results of constraints have none of its tasks and methods');
  const empty = changed('history.csv', (text) => text.replaceAll('mnist-', 'other-'));
  expect(() => render(given, empty)).toThrow('figure3: history.csv has none of the trials; set record.history');
  expect(() => render({ ...given, floors: { 'floor-10': '10%' } })).toThrow('figure3.floors.floor-10 must be');
});
