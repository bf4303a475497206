import { describe, expect, it } from 'vitest';
import { counted } from '../counted.js';
import { duration, quoted, said, withInterval } from './words.js';

describe('numbers', () => {
  it.each([
    [0.849444, '0.849'],
    [-1494.23, '−1490'],
    [4.0676e-32, '4.07e−32'],
    [9e-6, '9e−6'],
    [19024, '19024'],
    [0, '0'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('%s is said as %s', (value, text) => {
    expect(said(value)).toBe(text);
  });

  it('stand with their interval where there is one', () => {
    expect(withInterval(0.5, 0.25, 0.75)).toBe('0.5 [0.25, 0.75]');
    expect(withInterval(0.5, null, null)).toBe('0.5');
  });

  it.each([
    [0.0000621, '62.1 µs'],
    [0.00749, '7.49 ms'],
    [1.2, '1.2 s'],
    [1500, '25 min'],
    [9000, '2.5 h'],
    [null, '–'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it('count one and many', () => {
    expect([counted(1, 'trial'), counted(0, 'trial'), counted(2, 'entry', 'entries')]).toEqual([
      ...['1 trial', '0 trials', '2 entries'],
    ]);
  });
});

describe('quoted text', () => {
  it('is escaped and apart from the text around it', () => {
    expect(quoted('<b>\u202E').html).toBe('<bdi>&#60;b&#62;\u202E</bdi>');
  });

  it('is code between pairs of backticks, and only then', () => {
    expect(quoted('a `b` c').html).toBe('<bdi>a <code>b</code> c</bdi>');
    expect(quoted('a ` c').html).toBe('<bdi>a &#96; c</bdi>');
  });

  it('is cut between letters, and says how long it was', () => {
    expect(quoted('😀😀😀', 2).html).toBe('<bdi>😀😀 … (3 letters)</bdi>');
  });

  it('may be broken within a word that is wider than a column', () => {
    expect(quoted('x'.repeat(41)).html).toMatch(/^<bdi class="long">/);
    expect(quoted('x '.repeat(41)).html).toMatch(/^<bdi>/);
  });
});
