import { describe, expect, it } from 'vitest';
import { didYouMean, shown } from './errors.js';

describe('did you mean', () => {
  const rules = ['argmin', 'softmax', 'random', 'lp', 'lap'];
  it.each([
    ['lpa', ' (did you mean "lap"?)'],
    ['softmx', ' (did you mean "softmax"?)'],
    ['ARGMIN', ' (did you mean "argmin"?)'],
    ['hungarian', ''],
    ['', ''],
  ])('%j -> %j', (got, hint) => expect(didYouMean(got, rules)).toBe(hint));

  it('offers nothing where nothing is known', () => expect(didYouMean('x', [])).toBe(''));
});

describe('a value in a message', () => {
  it.each([
    [undefined, 'nothing'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [Number.NaN, 'NaN'],
    [{ a: [1] }, '{"a":[1]}'],
    [10n, '10'],
  ])('%s is shown as %s', (value, text) => expect(shown(value)).toBe(text));

  it('is told where JSON cannot hold it', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(shown(circle)).toBe('what JSON cannot hold');
  });

  it('is cut where it is long', () => expect(shown('x'.repeat(500)).length).toBe(80));
});
