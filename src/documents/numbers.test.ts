import { describe, expect, it } from 'vitest';
import { toDigits } from './numbers.js';

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
