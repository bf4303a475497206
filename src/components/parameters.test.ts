import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import type { Parameter, ParameterTable } from './contract.js';
import { checkParameters, valuesOf } from './parameters.js';

const table = {
  rate: { kind: 'number', above: 0, max: 1, default: 0.5, about: 'a rate' },
  steps: { kind: 'integer', min: 1, about: 'how many' },
  centred: { kind: 'flag', default: false, about: 'centred or not' },
  features: { kind: 'names', about: 'columns' },
} as const satisfies ParameterTable;

describe('checkParameters', () => {
  it('takes what the table allows, and nothing for what has a default or may be absent', () => {
    const check = (given: Record<string, unknown>) => () => checkParameters('it', table, given);
    expect(check({ steps: 3 })).not.toThrow();
    expect(check({ steps: 3, rate: 1, centred: true, features: ['a', 'b'] })).not.toThrow();
  });

  it.each<[Record<string, unknown>, string]>([
    [{}, 'it.steps must be a whole number at least 1; got nothing'],
    [{ steps: 0 }, 'it.steps must be a whole number at least 1; got 0'],
    [{ steps: 1.5 }, 'it.steps must be a whole number at least 1; got 1.5'],
    [{ steps: '3' }, 'it.steps must be a whole number at least 1; got "3"'],
    [{ steps: 1, rate: 0 }, 'it.rate must be a number above 0 and at most 1; got 0'],
    [{ steps: 1, rate: 1.1 }, 'it.rate must be a number above 0 and at most 1; got 1.1'],
    [{ steps: 1, rate: Number.NaN }, 'it.rate must be a number above 0 and at most 1; got NaN'],
    [{ steps: 1, centred: 1 }, 'it.centred must be true or false; got 1'],
    [{ steps: 1, features: 'a' }, 'it.features must be a list of names; got "a"'],
    [{ steps: 1, features: [1] }, 'it.features must be a list of names; got [1]'],
    [{ step: 1 }, 'it.step is unknown: it takes rate, steps, centred, features (did you mean "steps"?)'],
    [{ toString: 1 }, 'it.toString is unknown: it takes rate, steps, centred, features'],
  ])('refuses %j', (given, message) => {
    expect(() => checkParameters('it', table, given)).toThrow(new InputError(message));
  });

  it('says when there is nothing to set', () => {
    expect(() => checkParameters('it', {}, { a: 1 })).toThrow(
      new InputError('it.a is unknown: it takes no parameters'),
    );
  });

  it.each<[Parameter, readonly unknown[], readonly unknown[]]>([
    [
      { kind: 'size', default: 0, about: 'a size' },
      [0, 7, { share: 0 }, { share: 1 }, { ofEqual: 1.5 }],
      [-1, 2.5, Number.NaN, { share: 1.01 }, { share: -1 }, { ofEqual: -1 }, { ofEqual: Infinity }, {}, null, '7', [7]],
    ],
    [{ kind: 'size', default: 0, about: 'a size' }, [], [{ share: 0.5, ofEqual: 1 }, { sahre: 0.5 }, true]],
    [{ kind: 'choice', of: ['a', 'b'], default: 'a', about: 'a choice' }, ['a', 'b'], ['c', 0, null]],
    [{ kind: 'text', default: '', about: 'text' }, ['', 'x'], [1, null]],
    [{ kind: 'component', registry: 'rules', default: 'a', about: 'a rule' }, ['a', { name: 'a' }], [1, {}, null, []]],
  ])('tells values of %j', (parameter, good, bad) => {
    for (const value of good) expect(() => checkParameters('it', { p: parameter }, { p: value })).not.toThrow();
    for (const value of bad)
      expect(() => checkParameters('it', { p: parameter }, { p: value })).toThrow('it.p must be');
  });
});

it('valuesOf fills in defaults and leaves out what the table does not have', () => {
  expect(valuesOf('it', table, { steps: 2, name: 'it' })).toEqual({ rate: 0.5, steps: 2, centred: false });
});
