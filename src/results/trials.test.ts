import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.js';
import type { Row } from '../experiment/contract.js';
import { parseTable, toCsv } from '../tables/csv.js';
import { trialsCodec, trialsOf } from './trials.js';

function reread(text: string, sweeps?: readonly string[]): Row[] {
  return trialsOf(parseTable(text, 'trials.csv'), sweeps);
}

const ok: Row = {
  id: 'smile/lp/C=0.5/note=a/b/0',
  task: 'smile',
  method: 'lp',
  sweep: { C: 0.5, note: 'a/b' },
  trial: 0,
  seed: 2 ** 47 + 1,
  status: 'ok',
  reason: '',
  iterations: 7,
  converged: true,
  metrics: { stable: 1, error: 1e-31 },
};
const failed: Row = {
  ...ok,
  id: 'smile/lp/12',
  sweep: {},
  trial: 12,
  status: 'failed',
  reason: 'a "bad", day\nfor it',
  iterations: null,
  converged: null,
  metrics: { stable: null, error: null },
};
const golden = `trial_id,task,method,trial,seed,status,reason,iterations,converged,C,note,stable,error
smile/lp/C=0.5/note=a/b/0,smile,lp,0,140737488355329,ok,,7,true,0.5,a/b,1,1e-31
smile/lp/12,smile,lp,12,140737488355329,failed,"a ""bad"", day
for it",,,,,,
`;

describe('trials.csv', () => {
  test('has identity, end, sweeps and metrics of each row, in the rows’ order', () => {
    expect(toCsv(trialsCodec(['C', 'note'], ['stable', 'error']).toSheet([ok, failed]))).toBe(golden);
  });

  test('is read back as the rows it was made from', () => {
    expect(reread(golden)).toEqual([ok, failed]);
  });

  test('a sweep is one by run.json, and where that has none by the ids: a metric may be named as a part of an id', () => {
    const row = { ...ok, id: 'a/m=1/n=1/0', task: 'a', method: 'm=1', sweep: { n: 1 }, trial: 0, metrics: { m: 1 } };
    const text = toCsv(trialsCodec(['n'], ['m']).toSheet([row]));
    expect(reread(text)).toEqual([row]);
    expect(reread(text, ['n'])).toEqual([row]);
    expect(() => reread(text, ['m', 'n'])).toThrow("trials.csv:2 trial_id must be made of the row's task");
    expect(() => reread(text, [])).toThrow("trials.csv:2 trial_id must be made of the row's task");
  });

  test('a metric or sweep without a column is refused, not dropped', () => {
    expect(() => trialsCodec(['C', 'note'], ['stable']).toSheet([ok])).toThrow('has a value for error');
    expect(() => trialsCodec(['C'], ['stable', 'error']).toSheet([ok])).toThrow('has a value for note');
  });

  test('a metric that a task does not have is empty', () => {
    expect(toCsv(trialsCodec([], ['stable', 'recovered', 'error']).toSheet([failed]))).toMatch(
      /converged,stable,recovered,error\n/,
    );
  });

  test('round trip for any status, numbers, flags and hostile reasons', () => {
    const row = fc.record({
      trial: fc.nat(),
      seed: fc.maxSafeNat(),
      status: fc.constantFrom('ok', 'degenerate', 'failed', 'timeout'),
      reason: fc.string({ unit: 'binary' }),
      iterations: fc.option(fc.nat()),
      converged: fc.option(fc.boolean()),
      n: fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
        fc.boolean(),
      ),
      error: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ trial }) => trial, minLength: 1, maxLength: 5 }), (drawn) => {
        const rows = drawn.map(({ n, error, ...rest }): Row => {
          const place = { id: `t/m/n=${n}/${rest.trial}`, task: 't', method: 'm', sweep: { n } };
          return { ...place, ...rest, metrics: { error } };
        });
        expect(reread(toCsv(trialsCodec(['n'], ['error']).toSheet(rows)))).toEqual(rows);
      }),
      { seed: 3 },
    );
  });

  test.each([
    ['smile/lp/12,smile,lp,12', 'smile/lp/13,smile,lp,12', "trials.csv:3 trial_id must be made of the row's task"],
    ['smile/lp/12,smile', 'smile/lp/12,smiley', 'trials.csv:3 trial_id must be made of'],
    ['smile/lp/12,', 'smile/lp/x/12,', 'trials.csv:3 trial_id must be made of'],
    [',failed,', ',broken,', 'trials.csv:3 status must be one of ok, degenerate, failed, timeout; got "broken"'],
    ['lp,12,140737488355329', 'lp,12,-1', 'trials.csv:3 seed must be a whole number, at least 0; got "-1"'],
    ['1e-31', 'small', 'trials.csv:2 error must be a number or empty; got "small"'],
    [',true,', ',1,', 'trials.csv:2 converged must be true, false or empty; got "1"'],
    [',seed,', ',sead,', 'trials.csv has no column "seed" (did you mean "sead"?)'],
    ['1e-31\n', '1e-31,2\n', 'trials.csv:2 has 14 cells; the header has 13'],
  ])('with %j altered to %j is refused', (from, to, message) => {
    const altered = golden.replace(from, to);
    expect(altered).not.toBe(golden);
    expect(() => reread(altered)).toThrow(InputError);
    expect(() => reread(altered)).toThrow(message);
  });

  test('with a trial twice is refused', () => {
    expect(() => reread(toCsv(trialsCodec([], ['stable', 'error']).toSheet([failed, failed])))).toThrow(
      'must be of one row only',
    );
  });
});
