/** Whether an object that somebody else wrote is a component: its fields are read as parameters are. */
import { InputError } from '../errors.js';
import { type Complaint, sentence, wrongValue } from './complaints.js';
import type { Component, Of, ParameterTable, PlainParameters } from './contract.js';
import { allowed, defaultOf, isMapping } from './kinds.js';
import { type Reading, readTable, readValue } from './parameters.js';

/** A kind of component: its registry's key, and what it has beside what all components have. */
export interface Shape {
  readonly registry: string;
  readonly fields: ParameterTable;
  /** Its functions, with their arguments. */
  readonly functions: Readonly<Record<string, string>>;
  /** Those that it may lack. */
  readonly optional?: readonly string[];
  /** Names that its parameters cannot have, as a spec has other things under them. */
  readonly reserved?: readonly string[];
}

type Own<C extends Component> = Exclude<keyof C, keyof Component>;
type FunctionOf<C extends Component> = {
  [K in Own<C>]-?: NonNullable<C[K]> extends (...args: never[]) => unknown ? K : never;
}[Own<C>];

/** The shape of a contract: all that it has, and nothing else. */
export interface ShapeOf<C extends Component> extends Shape {
  readonly fields: Readonly<Record<Exclude<Own<C>, FunctionOf<C>>, ParameterTable[string]>>;
  readonly functions: Readonly<Record<FunctionOf<C>, string>>;
}

const about = 'a field of a component';
const text = { kind: 'text', about } as const;
const anything = { kind: 'anything', about, optional: true } as const;

const ofAll = {
  kind: text,
  name: { kind: 'name', about },
  about: text,
  parameters: { kind: 'mapping', of: 'anything', items: 'names to parameters', about },
  suggested: { kind: 'mapping', of: 'anything', optional: true, about },
  runs: { kind: 'list', of: 'text', items: 'texts', optional: true, about },
} as const satisfies ParameterTable;

/** What a parameter has beside its kind and a line about it. Kinds that serve nothing but specs are left out. */
const parameterTables: Readonly<Record<string, ParameterTable>> = (() => {
  const number = { kind: 'number', about, optional: true } as const;
  const limits = { default: number, min: number, above: number, max: number };
  const words = { kind: 'list', of: 'text', items: 'texts', least: 1, about } as const;
  const refers = { kind: 'choice', of: ['tasks', 'methods', 'sweeps', 'metrics'], optional: true, about } as const;
  const parts = { kind: 'choice', of: ['number', 'text', 'name', 'value'], about } as const;
  return {
    number: limits,
    integer: limits,
    flag: { default: { kind: 'flag', default: false, about } },
    choice: { of: words, default: anything },
    text: { default: anything, refers },
    path: { default: anything },
    names: { refers },
    size: { default: anything },
    list: { of: parts },
    mapping: { of: parts, refers },
    component: { registry: text, default: { ...text, optional: true } },
  };
})();

const parameter: Of = {
  kind: 'variant',
  by: 'kind',
  of: Object.fromEntries(
    Object.entries(parameterTables).map(([kind, table]) => {
      const optional = { kind: 'flag', default: false, optional: true, about } as const;
      return [kind, { kind: 'table' as const, about, of: { kind: text, about: text, optional, ...table } }];
    }),
  ),
};

/**
 * The component that a plain object is, its kind and the key of its registry.
 * @param where it comes from, as messages begin.
 * @throws InputError, a line for each thing that is missing, unknown, or not what it must be.
 */
export function componentOf(
  value: PlainParameters,
  where: string,
  shapes: Readonly<Record<string, Shape>>,
): { readonly kind: string; readonly registry: string; readonly component: Component } {
  const complaints: Complaint[] = [];
  const reading: Reading = { registries: {}, complain: (complaint) => void complaints.push(complaint) };
  const refuse = () => {
    if (complaints.length > 0) throw new InputError(complaints.map((one) => sentence(one)).join('\n'));
  };
  const kinds = { kind: 'choice', of: Object.keys(shapes), about } as const;
  readTable({ kind: kinds }, { kind: value.kind }, [where], reading);
  refuse();
  const shape = shapes[value.kind as string]!;
  const fields = readFields(value, where, shape, reading);
  refuse();
  const component = { ...fields, ...value } as PlainParameters & Component;
  for (const [key, given] of Object.entries(component.parameters)) {
    readParameter(key, given, where, shape.reserved ?? [], reading);
  }
  refuse();
  return { kind: value.kind as string, registry: shape.registry, component };
}

/** Its fields with what was left out, such as a flag that is false. */
function readFields(value: PlainParameters, where: string, shape: Shape, reading: Reading): object {
  const { fields, functions, optional = [] } = shape;
  const callables = Object.fromEntries(Object.keys(functions).map((name) => [name, anything]));
  const read = readTable({ ...ofAll, ...fields, ...callables }, value, [where], reading);
  for (const [name, args] of Object.entries(functions)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined ? optional.includes(name) : typeof given === 'function') continue;
    reading.complain(wrongValue([where, name], given, `a function (${args})`));
  }
  return read;
}

function readParameter(
  key: string,
  given: unknown,
  where: string,
  reserved: readonly string[],
  reading: Reading,
): void {
  const path = [where, 'parameters', key];
  const taken = ['name', ...reserved];
  if (!/^[A-Za-z]\w*$/.test(key) || taken.includes(key)) {
    reading.complain(wrongValue(path, key, `called by letters, digits and "_", and not ${taken.join(', ')}`));
  }
  if (!isMapping(given)) return void reading.complain(wrongValue(path, given, 'an object with a kind'));
  const read = readValue(parameter, given, path, reading);
  // What a reference names may be another component: it is looked for when all are there.
  if (read === undefined || given.kind === 'component') return;
  const known = given as unknown as ParameterTable[string];
  const initial = defaultOf(known);
  if (initial === undefined) return;
  const silent: Complaint[] = [];
  readValue(known, initial, path, { ...reading, complain: (complaint) => void silent.push(complaint) });
  if (silent.length > 0) reading.complain(wrongValue([...path, 'default'], initial, allowed(known)));
}
