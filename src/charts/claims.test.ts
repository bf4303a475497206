import { expect, test } from 'vitest';
import { parseParameters } from '../components/parameters.js';
import { charts, fixtureOf, rendered } from './charts.fixture.js';

const text = JSON.stringify(rendered('claims'));

test('a value is told in half-widths of the band that passes, from its middle', () => {
  // 20.3 in [18, 22]; its interval is 18.2 to 22.5.
  expect(text).toContain('{"claim":"A1","value":0.15,"low":-0.9,"high":1.25,');
  expect(text).toContain('{"claim":"A1","from":-1,"to":1}');
});

test('of one bound, the side that passes begins at -1 or ends at 1, and the unit is the bound', () => {
  // 19 against at least 5: 14 fifths beyond -1. 0 against at most .5.
  expect(text).toContain('{"claim":"A2","value":1.8,');
  expect(text).toContain('{"claim":"A2","from":-1,"to":100}');
  expect(text).toContain('{"claim":"A3","value":0,');
  expect(text).toContain('{"claim":"A3","from":-100,"to":1}');
});

test('at a bound of 0 the unit is half the interval', () => {
  expect(text).toContain('{"claim":"A6","value":-0.333333,"low":-1.33333,"high":0.666667,');
});

test('of several stated tests one that fails is drawn before a first that holds, the others are dots', () => {
  expect(text).toContain('{"claim":"A7","value":5,');
  expect(text).toContain('{"values":[{"claim":"A7","value":0.3}]}');
});

test('what lies beyond the axis is an arrow at its edge', () => {
  expect(text).toMatch(/"shape":"triangle-left"/);
  expect(text).toContain('{"claim":"A5","value":-100,"low":-100,"high":-100,');
});

test('calibrated ones are hollow, undecided ones have a shape of their own, those that are not judged say why', () => {
  expect(text.match(/"fill":"white","stroke":"#0072B2"/g)!.length).toBeGreaterThan(0);
  expect(text).toContain('undecided (1)');
  expect(text).toContain('smile/argmin was not run');
});

test('the table has a line for each claim, in the order of the picture: by verdict, the deepest inside first', () => {
  const claims = charts.get('claims');
  const { rows } = claims.table!(fixtureOf('claims'), parseParameters(claims, {}));
  expect(rows.map(([id]) => id).join(' ')).toBe('A8 A6 A2 A3 A1 A7 A4 A5');
  expect(rows.find(([id]) => id === 'A1')).toEqual([
    ...['A1', 'Sentence A1.', '20% unstable', 'within [18, 22]', '20.3% [18.2, 22.5], n = 10', 'holds'],
    'reproduced by calibration',
  ]);
});

test('only the verdicts asked for; none of them is refused', () => {
  expect(JSON.stringify(rendered('claims', { verdicts: ['undecided'] }))).not.toContain('"A1"');
  expect(() => rendered('claims', { verdicts: ['depends on the reading'] })).toThrow('has none of the verdicts');
});
