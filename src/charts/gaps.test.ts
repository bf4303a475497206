/** Results in which something is missing, as after a filtered run or a spec that records less: every figure draws what is there. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.js';
import type { TableName } from '../results/results.js';
import { type AnyLine, charts, fixtureOf, only, parametersOf, rendered } from './charts.fixture.js';
import type { Tables } from './contract.js';
import { toSvg } from './render.js';

interface Place {
  readonly task: string;
  readonly method: string;
  /** Absent of lines that are about all trials of a cell. */
  readonly trial?: string;
}

function placeOf({ id, task, method }: AnyLine): Place {
  if (id === undefined) return { task: task!, method: method! };
  const parts = id.split('/');
  return { task: parts[0]!, method: parts[1]!, trial: parts.at(-1)! };
}

function placesIn(tables: Tables): readonly Place[] {
  const file = (name: TableName): readonly AnyLine[] => {
    try {
      return tables.lines(name);
    } catch {
      return [];
    }
  };
  return [...file('trials.csv'), ...file('summary.csv')].map(placeOf);
}

/** What is gone of one task or method. */
const gaps: readonly (readonly [what: string, gone: (place: Place, file: TableName) => boolean])[] = [
  ['everything', () => true],
  ['trial 0', ({ trial }) => trial === '0'],
  ['trial 1', ({ trial }) => trial === '1'],
  ['what is recorded', ({ trial }, file) => trial !== undefined && file !== 'trials.csv'],
  ['what is recorded of trial 0', ({ trial }, file) => trial === '0' && file !== 'trials.csv'],
  ['the summary', (_, file) => file === 'summary.csv'],
  ['the times', (_, file) => file === 'timings_summary.csv'],
];

describe.each(charts.all.map(({ name }) => name))('%s', (name) => {
  const whole = fixtureOf(name);
  const places = placesIn(whole);
  const drawn = new Set<string>();

  test.each(gaps)('without %s of any one method draws, or says what is missing', async (what, gone) => {
    const methods = [...new Set(places.map(({ method }) => method))];
    expect(methods.length).toBeGreaterThan(0);
    for (const method of methods) {
      const tasks = what === 'everything' ? new Set(places.map(({ task }) => task)) : [];
      for (const task of [undefined, ...tasks]) {
        const left = (line: AnyLine, file: TableName) => {
          const place = placeOf(line);
          return place.method !== method || (task !== undefined && place.task !== task) || !gone(place, file);
        };
        await drawsOrSays(`${name} without ${what} of ${method} on ${task ?? 'all tasks'}`, left);
      }
    }
  });

  async function drawsOrSays(told: string, left: (line: AnyLine, file: TableName) => boolean): Promise<void> {
    try {
      const spec = rendered(name, parametersOf(name), only(whole, left));
      const json = JSON.stringify(spec);
      if (drawn.has(json)) return;
      drawn.add(json);
      const warnings: string[] = [];
      await toSvg(spec, (warning) => warnings.push(warning));
      expect(warnings).toEqual([]);
    } catch (error) {
      if (!(error instanceof InputError)) throw new Error(`${told}: ${String(error)}`, { cause: error });
    }
  }
});
