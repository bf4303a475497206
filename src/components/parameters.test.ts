import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { InputError } from '../errors.js';
import { type Bindable, type Component, type Parameter, type ParameterTable, registry } from './contract.js';
import { tableSchema } from './json-schema.js';
import { bind, parseParameters } from './parameters.js';

const table = {
  rate: { kind: 'number', above: 0, max: 1, default: 0.5, about: 'a rate' },
  steps: { kind: 'integer', min: 1, about: 'how many' },
  centred: { kind: 'flag', default: false, about: 'centred or not' },
  features: { kind: 'names', about: 'columns' },
} as const satisfies ParameterTable;
const component = { name: 'it', parameters: table };

describe('parameters', () => {
  it('become the values of the table: defaults filled in, in its order, what may be absent left out', () => {
    const values = parseParameters(component, { steps: 3 });
    expect(Object.entries(values)).toEqual([
      ['rate', 0.5],
      ['steps', 3],
      ['centred', false],
    ]);
    expect(parseParameters(component, { steps: 3, rate: 1, centred: true, features: ['a', 'b'] }).features).toEqual([
      'a',
      'b',
    ]);
  });

  it('have the types of the table', () => {
    const { rate, steps, features } = parseParameters(component, { steps: 3 });
    const [sum, names]: [number, readonly string[]] = [rate + steps, features ?? []];
    expect([sum, names]).toEqual([3.5, []]);
  });

  it('have the types of mappings and of texts that may be absent', () => {
    const parameters = {
      floors: { kind: 'mapping', of: 'number', optional: true, about: 'floors by method' },
      levels: { kind: 'mapping', of: { kind: 'mapping', of: 'number' }, default: {}, about: 'levels by task' },
      task: { kind: 'text', optional: true, about: 'a task' },
    } as const satisfies ParameterTable;
    const { floors, levels, task } = parseParameters({ name: 'it', parameters }, { levels: { t: { chance: 0.5 } } });
    const found: readonly [number | undefined, number | undefined, string] = [
      floors?.lap,
      levels.t?.chance,
      task ?? '',
    ];
    expect(found).toEqual([undefined, 0.5, '']);
  });

  it.each<[Record<string, unknown>, string]>([
    [{}, 'it.steps is missing; it must be a whole number at least 1'],
    [{ steps: undefined }, 'it.steps is missing; it must be a whole number at least 1'],
    [{ steps: 0 }, 'it.steps must be a whole number at least 1; got 0'],
    [{ steps: 1.5 }, 'it.steps must be a whole number at least 1; got 1.5'],
    [{ steps: '3' }, 'it.steps must be a whole number at least 1; got "3"'],
    [{ steps: null }, 'it.steps must be a whole number at least 1; got null'],
    [{ steps: 1, rate: 0 }, 'it.rate must be a number above 0 and at most 1; got 0'],
    [{ steps: 1, rate: 1.1 }, 'it.rate must be a number above 0 and at most 1; got 1.1'],
    [{ steps: 1, rate: Number.NaN }, 'it.rate must be a number above 0 and at most 1; got NaN'],
    [{ steps: 1, centred: 1 }, 'it.centred must be true or false; got 1'],
    [{ steps: 1, features: 'a' }, 'it.features must be a list of names; got "a"'],
    [{ steps: 1, features: [1] }, 'it.features must be a list of names; got [1]'],
    [{ steps: 1, step: 1 }, 'it: unknown key "step" (did you mean "steps"?); allowed: rate, steps, centred, features'],
    [{ steps: 1, toString: 1 }, 'it: unknown key "toString"; allowed: rate, steps, centred, features'],
    [
      { rate: 2, step: 1 },
      'it.rate must be a number above 0 and at most 1; got 2\n' +
        'it.steps is missing; it must be a whole number at least 1\n' +
        'it: unknown key "step" (did you mean "steps"?); allowed: rate, steps, centred, features',
    ],
  ])('are refused: %j', (given, message) => {
    expect(() => parseParameters(component, given)).toThrow(new InputError(message));
  });

  it('are refused where there is nothing to set', () => {
    expect(() => parseParameters({ name: 'it', parameters: {} }, { a: 1 })).toThrow(
      new InputError('it: unknown key "a"; it takes none'),
    );
  });

  const pair = {
    low: { kind: 'number', default: 0, about: 'low' },
    high: { kind: 'number', about: 'high' },
  } as const satisfies ParameterTable;

  it.each<[Parameter, readonly unknown[], readonly unknown[]]>([
    [{ kind: 'number', above: 0, max: 1, about: 'a rate' }, [0.1, 1], [0, 1.1, '1', null, true]],
    [{ kind: 'integer', min: 2, about: 'a count' }, [2, 100], [1, 2.5, '3', [3]]],
    [{ kind: 'flag', default: false, about: 'a flag' }, [true, false], [0, 'true']],
    [{ kind: 'name', about: 'a name' }, ['a', '1.5', 'A_b-c'], ['', 'a/b', '..', '-a', 7]],
    [{ kind: 'names', about: 'names' }, [[], ['a', 'b']], ['a', [1], { a: 1 }]],
    [{ kind: 'text', about: 'text that must be given' }, ['x'], ['', 1]],
    [{ kind: 'list', of: 'integer', about: 'numbers' }, [[], [1, 2, 2]], [1, ['1'], { a: 1 }]],
    [
      { kind: 'list', of: 'number', least: 1, most: 2, distinct: true, about: 'numbers' },
      [[1], [1, 2]],
      [[], [1, 2, 3], [1, 1]],
    ],
    [
      { kind: 'list', of: { kind: 'table', of: pair }, about: 'pairs' },
      [[{ low: 1, high: 2 }]],
      [[{ low: 1 }], [{ high: 'x' }], [{ low: 1, hihg: 2 }], [7]],
    ],
    [
      {
        kind: 'variant',
        by: 'as',
        about: 'a pair or a name',
        of: {
          pair: {
            kind: 'table',
            about: 'a pair',
            of: { as: { kind: 'choice', of: ['pair'], about: 'a pair' }, ...pair },
          },
          name: { kind: 'table', about: 'a name', of: { as: { kind: 'choice', of: ['name'], about: 'a name' } } },
        },
      },
      [{ as: 'pair', low: 1, high: 2 }, { as: 'name' }],
      [{}, { as: 'pare' }, { as: 'name', high: 2 }, { as: 'pair' }, 'name', ['name']],
    ],
    [
      { kind: 'size', default: 0, about: 'a size' },
      [0, 7, { share: 0 }, { share: 1 }, { ofEqual: 1.5 }],
      [-1, 2.5, Number.NaN, { share: 1.01 }, { share: -1 }, { ofEqual: -1 }, { ofEqual: Infinity }, {}, null, '7', [7]],
    ],
    [{ kind: 'size', default: 0, about: 'a size' }, [], [{ share: 0.5, ofEqual: 1 }, { sahre: 0.5 }, true]],
    [{ kind: 'choice', of: ['a', 'b'], default: 'a', about: 'a choice' }, ['a', 'b'], ['c', 0, null]],
    [{ kind: 'text', default: '', about: 'text' }, ['', 'x'], [1, null]],
    [{ kind: 'text', optional: true, about: 'text' }, [undefined, 'x'], [1, null]],
    [
      { kind: 'mapping', of: 'number', optional: true, about: 'numbers' },
      [undefined, {}, { a: 1 }],
      [[], null, 1, { a: '1' }, { a: NaN }],
    ],
    [{ kind: 'mapping', of: 'text', about: 'texts' }, [{ a: '1' }], [{ a: 1 }, ['a']]],
    [{ kind: 'mapping', of: 'value', about: 'values' }, [{ a: 1, b: 'x', c: false }], [{ a: null }, { a: [] }]],
    [
      { kind: 'mapping', of: { kind: 'mapping', of: 'number' }, about: 'by name' },
      [{ a: { b: 1 } }, { a: {} }],
      [{ a: 1 }, { a: { b: '1' } }],
    ],
  ])('tell values of %j', (parameter, good, bad) => {
    const given = (value: unknown) => () => parseParameters({ name: 'it', parameters: { p: parameter } }, { p: value });
    for (const value of good) expect(given(value)()).toEqual({ p: value });
    for (const value of bad)
      expect(given(value)).toThrow(/^it\.p[.[:].* ?(must|is missing|unknown key)|^it\.p must be/);
    // An editor says the same.
    const schema = z.fromJSONSchema(tableSchema({ p: parameter }) as never);
    const accepts = (value: unknown) => schema.safeParse({ p: value }).success;
    expect(good.filter((value) => value !== undefined && !accepts(value))).toEqual([]);
    expect(bad.filter(accepts)).toEqual([]);
  });

  it('take one alone where a list of one may stand without the list', () => {
    const parameters = { p: { kind: 'list', of: 'text', least: 1, orOne: true, about: 'texts' } } as const;
    expect(parseParameters({ name: 'it', parameters }, { p: 'a' })).toEqual({ p: ['a'] });
    expect(() => parseParameters({ name: 'it', parameters }, { p: 7 })).toThrow('it.p must be text; got 7');
  });
});

describe('a reference', () => {
  const scaled: Bindable<number, { readonly scale: { kind: 'number'; default: number; about: string } }> = {
    name: 'scaled',
    about: 'a scale',
    parameters: { scale: { kind: 'number', default: 2, about: 'a scale' } },
    bind: async ({ scale }) => 10 * scale,
  };
  const rules = registry<Component>('rule', [scaled, { name: 'plain', about: 'nothing', parameters: {} }]);
  const parameters: ParameterTable = {
    rule: { kind: 'component', registry: 'rules', default: 'scaled', about: 'a rule' },
  };
  const parsed = (given: Record<string, unknown>) => parseParameters({ name: 'it', parameters }, given, { rules });

  it('is written out: a name alone, a mapping, the default', () => {
    expect(parsed({ rule: 'plain' })).toEqual({ rule: { name: 'plain' } });
    expect(parsed({ rule: { name: 'scaled', scale: 3 } })).toEqual({ rule: { name: 'scaled', scale: 3 } });
    expect(parsed({})).toEqual({ rule: { name: 'scaled', scale: 2 } });
  });

  it('is parsed again to the same', () => {
    expect(parsed(parsed({}))).toEqual(parsed({}));
  });

  it.each<[unknown, string]>([
    ['scald', 'it.rule must be one of scaled, plain; got "scald" (did you mean "scaled"?)'],
    [{ name: 'scald' }, 'it.rule.name must be one of scaled, plain; got "scald" (did you mean "scaled"?)'],
    [{}, 'it.rule.name is missing; it must be one of scaled, plain'],
    [{ name: 'scaled', scale: 'x' }, 'it.rule.scale must be a number; got "x"'],
    [{ name: 'scaled', scal: 1 }, 'it.rule: unknown key "scal" (did you mean "scale"?); allowed: name, scale'],
    [7, 'it.rule must be one of scaled, plain; got 7'],
    [null, 'it.rule must be one of scaled, plain; got null'],
    [['plain'], 'it.rule must be a name, or a mapping with a name, one of scaled, plain; got ["plain"]'],
  ])('is refused: %j', (rule, message) => {
    expect(() => parsed({ rule })).toThrow(new InputError(message));
  });

  it('is loaded with its parameters before the component that has it, beside what chose it', async () => {
    const whole: Bindable<unknown> = { name: 'it', about: 'it', parameters, bind: async ({ rule }) => rule };
    const reference = { name: 'scaled', scale: 5 };
    expect(await bind(whole, { rule: reference }, { rules })).toEqual({ reference, bound: 50 });
  });
});
