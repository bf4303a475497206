import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import { componentOf, type Shape } from './shape.js';

const kinds: Readonly<Record<string, Shape>> = {
  gate: {
    registry: 'gates',
    fields: {
      sure: { kind: 'flag', default: false, about: 'sure' },
      side: { kind: 'choice', of: ['left', 'right'], optional: true, about: 'side' },
    },
    functions: { bind: 'parameters', check: 'parameters' },
    optional: ['check'],
    reserved: ['learn'],
  },
};
const gate = {
  kind: 'gate',
  name: 'g-1',
  about: 'lets pass',
  parameters: {
    width: { kind: 'number', above: 0, default: 1, about: 'how wide' },
    steps: { kind: 'integer', min: 1, about: 'how many' },
    way: { kind: 'choice', of: ['in', 'out'], default: 'in', about: 'which way' },
    rule: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'a rule' },
    file: { kind: 'path', optional: true, about: 'a file' },
  },
  bind: async () => undefined,
};

describe('an object is a component', () => {
  it('where all its fields are what they must be', () => {
    expect(componentOf(gate, 'x.js: g', kinds)).toEqual({
      kind: 'gate',
      registry: 'gates',
      component: { ...gate, sure: false },
    });
    expect(componentOf({ ...gate, sure: true, runs: ['gates/g-1'] }, 'x.js: g', kinds).component.name).toBe('g-1');
  });

  const width = (changed: object) => ({ ...gate, parameters: { width: { ...gate.parameters.width, ...changed } } });
  it.each<[Record<string, unknown>, string]>([
    [{ ...gate, kind: undefined }, '.kind is missing; it must be one of gate'],
    [{ ...gate, kind: 'gates' }, '.kind must be one of gate; got "gates" (did you mean "gate"?)'],
    [{ ...gate, kind: 'toString' }, '.kind must be one of gate; got "toString"'],
    [{ ...gate, name: undefined }, '.name is missing; it must be a name: at most 64 letters'],
    [{ ...gate, name: '../g' }, '.name must be a name: at most 64 letters'],
    [{ ...gate, about: '' }, '.about must be text; got ""'],
    [{ ...gate, bind: 'me' }, '.bind must be a function (parameters); got "me"'],
    [{ ...gate, bind: undefined }, '.bind is missing; it must be a function (parameters)'],
    [{ ...gate, side: 'up' }, '.side must be one of left, right; got "up"'],
    [
      { ...gate, sides: 'left' },
      ': unknown key "sides" (did you mean "side"?); allowed: kind, name, about, parameters, suggested, runs, sure, side, bind, check',
    ],
    [{ ...gate, parameters: [] }, '.parameters must be a mapping from names to parameters; got []'],
    [{ ...gate, parameters: { 'a.b': {} } }, '.parameters.a.b must be called by letters, digits and "_"'],
    [
      { ...gate, parameters: { learn: {} } },
      '.parameters.learn must be called by letters, digits and "_", and not name, learn; got "learn"',
    ],
    [{ ...gate, parameters: { width: 1 } }, '.parameters.width must be an object with a kind; got 1'],
    [width({ kind: 'numbr' }), '.parameters.width.kind must be one of number, integer, flag, choice'],
    [width({ about: undefined }), '.parameters.width.about is missing; it must be text'],
    [width({ min: 'low' }), '.parameters.width.min must be a number; got "low"'],
    [width({ least: 1 }), '.parameters.width: unknown key "least"'],
    [width({ default: 0 }), '.parameters.width.default must be a number above 0; got 0'],
    [
      { ...gate, parameters: { on: { kind: 'flag', about: 'on', default: 1 } } },
      '.parameters.on.default must be true or false; got 1',
    ],
  ])('unless %j', (value, message) => {
    const read = () => componentOf(value, 'x.js: g', kinds);
    expect(read).toThrow(InputError);
    expect(read).toThrow(`x.js: g${message}`);
  });
});
