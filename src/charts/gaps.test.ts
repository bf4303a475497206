/** Results in which something is missing, as after a filtered run or a spec that records less: every figure draws what is there. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.js';
import type { Line } from '../tables/csv.js';
import { charts, fixtureOf, parametersOf, rendered, without } from './charts.fixture.js';
import type { TableFile, Tables } from './contract.js';
import { toSvg } from './render.js';

/** Files with a line, or some, for each trial that is recorded. */
const perTrial: readonly TableFile[] = [
  'trials.csv',
  'history.csv',
  'examples.csv',
  'example_curves.csv',
  'example_regions.csv',
  'example_map.csv',
  'example_returns.csv',
  'clusters.csv',
  'cluster_means.csv',
  'responsibilities.csv',
];

const idOf = (row: Line): string => row.text('trial_id');
const methodOf = (row: Line): string => idOf(row).split('/')[1]!;
const taskOf = (row: Line): string => idOf(row).split('/')[0]!;
const trialOf = (row: Line): string => idOf(row).split('/').at(-1)!;

function methodsIn(tables: Tables): readonly string[] {
  try {
    return [...new Set(tables.get('trials.csv', ['method']).rows.map((row) => row.text('method')))];
  } catch {
    return [];
  }
}

const gaps: readonly (readonly [
  what: string,
  files: readonly TableFile[],
  gone: (method: string) => (row: Line) => boolean,
])[] = [
  ['every trial', perTrial, (method) => (row) => methodOf(row) === method],
  ['trial 0', perTrial, (method) => (row) => methodOf(row) === method && trialOf(row) === '0'],
  ['trial 1', perTrial, (method) => (row) => methodOf(row) === method && trialOf(row) === '1'],
  [
    'what is recorded of trial 0',
    perTrial.slice(1),
    (method) => (row) => methodOf(row) === method && trialOf(row) === '0',
  ],
  ['what is recorded', perTrial.slice(1), (method) => (row) => methodOf(row) === method],
  [
    'the tasks but one',
    perTrial,
    (method) => {
      let first: string | undefined;
      return (row) => {
        if (methodOf(row) !== method) return false;
        first ??= taskOf(row);
        return taskOf(row) !== first;
      };
    },
  ],
];

describe.each(charts.all.map(({ name }) => name))('%s', (name) => {
  const whole = fixtureOf(name);
  test.each(gaps)('without %s of any one method draws, or says what is missing', async (_, files, gone) => {
    for (const method of methodsIn(whole)) {
      const told = `${name} without it by ${method}`;
      try {
        const spec = rendered(name, parametersOf(name), without(whole, files, gone(method)));
        const warnings: string[] = [];
        await toSvg(spec, (warning) => warnings.push(warning));
        expect(warnings, told).toEqual([]);
      } catch (error) {
        if (!(error instanceof InputError)) throw new Error(`${told}: ${String(error)}`, { cause: error });
      }
    }
  });
});
