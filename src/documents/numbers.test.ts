import { describe, expect, it } from 'vitest';
import { duration, namesOf, rounded, signed, size, spoken, toDigits, typeset, withInterval } from './numbers.js';

describe('a number as people say it', () => {
  it.each([
    [18.1, 17.1, 19.1, '18'],
    [49.742, 49.38, 50.1, '49.7'],
    [95.045, 95.006, 95.084, '95.0'],
    [13.9017, 10.877, 19.639, '14'],
    [-35.35, -36.16, -34.54, '−35'],
    [-1461.19, -1477.7, -1444.7, '−1461'],
    [-143.1, -156, -130, '−143'],
    [1.65, 1.2985, 2.0015, '1.7'],
    [0.1, 0.0177, 0.3145, '0.1'],
    [100, 99.6, 100, '100'],
    [0, 0, 0.299, '0'],
    [92.57, 92.57, 92.57, '92.6'],
    [4, null, null, '4'],
    [3, -20, 30, '3'],
  ])('%d within %d and %d is %s', (value, low, high, text) => {
    expect(spoken(value, low, high)).toBe(text);
  });
});

describe('a number at three digits', () => {
  it.each([
    [0.7970491, '0.797'],
    [0.85, '0.850'],
    [0.9996, '1.00'],
    [0.00095, '0.000950'],
    [0.0001, '0.000100'],
    [0.00009999, '0.000100'],
    [0.0000123456, '1.23e-5'],
    [-1494.23, '-1490'],
    [999999.5, '1.00e+6'],
    [1234567.8, '1.23e+6'],
    [12.345, '12.3'],
    [-0.5, '-0.500'],
  ])('%d -> %s', (value, text) => {
    expect(toDigits(value, 3)).toBe(text);
  });

  it.each([0, 1, 1000, 199133402061283, -7])('a whole one stands as it is: %d', (value) => {
    expect(toDigits(value, 1)).toBe(String(value));
  });
});

it('17 digits tell every number apart', () => {
  expect(Number(toDigits(0.1 + 0.2, 17))).toBe(0.1 + 0.2);
});

it.each([
  [0.849444, '0.849', '0.849'],
  [-1494.23, '-1490', '−1494'],
  [4.0676e-32, '4.07e-32', '4.07e−32'],
  [9e-6, '0.000009', '9e−6'],
  [19024, '19000', '19,024'],
  [0, '0', '0'],
  [null, '-', '–'],
  [Number.NaN, '-', '–'],
])('%s is %s on a terminal, %s on a page', (value, plain, printed) => {
  expect([rounded(value), typeset(value)]).toEqual([plain, printed]);
});

it('a number stands with its interval where it has one, a change with its sign', () => {
  expect(withInterval(0.5, 0.25, 0.75)).toBe('0.5 [0.25, 0.75]');
  expect(withInterval(-0.5, null, null, typeset)).toBe('−0.5');
  expect([signed(0.5), signed(-0.5), signed(0), signed(null)]).toEqual(['+0.5', '-0.5', '0', '-']);
});

it.each([
  [0.0000621, '62.1 µs'],
  [0.00749, '7.49 ms'],
  [1.2, '1.2 s'],
  [1500, '25 min'],
  [9000, '2.5 h'],
  [null, '-'],
])('%s seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it('bytes are kB or MB; of many names the first stand, and the others are counted', () => {
  expect([size(1), size(4_321_000)]).toEqual(['1 kB', '4.3 MB']);
  expect([namesOf(['a', 'b'], 2), namesOf(['a', 'b', 'c'], 1, 'cells')]).toEqual(['a, b', 'a, and 2 cells']);
});
