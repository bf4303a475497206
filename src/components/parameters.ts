/**
 * The one reader of parameters: from what somebody gave, in a spec or to the library, to typed values with every default
 * filled in, or to complaints that say where.
 */
import { InputError } from '../errors.js';
import { type Complaint, type Path, sentence, unknownKey, unknownName, wrongValue } from './complaints.js';
import {
  allowed,
  type Bindable,
  type Component,
  type Loaded,
  type Parameter,
  type ParametersOf,
  type ParameterTable,
  type ParsedParameters,
  type PlainParameters,
  type Reference,
  type Registry,
} from './contract.js';

/** The registries that references choose from, by the key that a table uses. */
export type Registries = Readonly<Record<string, Registry<Component>>>;

/** How values are read, and what is found wrong on the way. Where anything is, what a reader returned means nothing. */
export interface Reading {
  readonly registries: Registries;
  complain(complaint: Complaint): void;
}

/**
 * The values of a component's table.
 * @param registries needed where the table has references.
 * @throws InputError, a line for each thing wrong: `lp.min must be ...; got ...`.
 */
export function parseParameters<T extends ParameterTable>(
  { name, parameters }: { readonly name: string; readonly parameters: T },
  given: PlainParameters,
  registries: Registries = {},
): ParsedParameters<T> {
  const complaints: Complaint[] = [];
  const reading: Reading = { registries, complain: (complaint) => void complaints.push(complaint) };
  const values = readTable(parameters, given, [name], reading);
  if (complaints.length > 0) throw new InputError(complaints.map((complaint) => sentence(complaint)).join('\n'));
  return values as ParsedParameters<T>;
}

/** The component with these parameters, ready for use. @throws InputError as `parseParameters`, and what its `bind` throws. */
export async function bind<B>(
  component: Bindable<B>,
  given: PlainParameters = {},
  registries: Registries = {},
): Promise<B> {
  return component.bind(await bindParameters(component, given, registries));
}

/** The same beside the reference that chooses it, every default written out. @throws as `bind`. */
export async function load<B>(
  component: Bindable<B>,
  given: PlainParameters = {},
  registries: Registries = {},
): Promise<Loaded<B>> {
  const reference = { name: component.name, ...parseParameters(component, given, registries) };
  return { reference, bound: await bind(component, given, registries) };
}

/** The values of a component's table with each reference replaced by what it names, ready for use. @throws as `bind`. */
export async function bindParameters<T extends ParameterTable>(
  component: Component<T>,
  given: PlainParameters,
  registries: Registries,
): Promise<ParametersOf<T>> {
  const parsed = parseParameters(component, given, registries);
  const values: Record<string, unknown> = { ...parsed };
  for (const { key, component: named, reference } of referencesOf(component.parameters, parsed, registries)) {
    if (isBindable(named)) values[key] = await load(named, parametersOf(reference), registries);
  }
  return values as ParametersOf<T>;
}

/** A reference without its name. */
export function parametersOf({ name: _, ...parameters }: Reference): PlainParameters {
  return parameters;
}

function isBindable(component: Component): component is Bindable<unknown> {
  return 'bind' in component;
}

/** The references among parsed parameters, with the component that each of them names. */
export function referencesOf(
  table: ParameterTable,
  parsed: PlainParameters,
  registries: Registries,
): { readonly key: string; readonly component: Component; readonly reference: Reference }[] {
  return Object.entries(table).flatMap(([key, parameter]) => {
    if (parameter.kind !== 'component') return [];
    const reference = parsed[key] as Reference;
    return [{ key, component: registryOf(parameter.registry, registries).get(reference.name), reference }];
  });
}

/** The registry that a `component` parameter chooses from. */
export function registryOf(name: string, registries: Registries): Registry<Component> {
  const known = registries[name];
  if (known === undefined) throw new Error(`a parameter refers to the registry ${name}, which does not exist`);
  return known;
}

/**
 * The values of a table in its order; complains of keys that it does not have.
 * @param whole fills in the defaults, and complains of what is missing; else the values are as they were given.
 */
export function readTable(
  table: ParameterTable,
  given: PlainParameters,
  path: Path,
  reading: Reading,
  whole = true,
): Record<string, unknown> {
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(table, key)) reading.complain(unknownKey(path, key, Object.keys(table)));
  }
  const values: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(table)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value !== undefined) values[key] = readValue(parameter, value, [...path, key], reading);
    else if (whole && !isOptional(parameter)) values[key] = otherwise(parameter, [...path, key], reading);
  }
  return values;
}

/** True where there is a meaning to not giving the parameter, other than a default. */
export function isOptional(parameter: Parameter): boolean {
  return parameter.kind === 'names' || parameter.kind === 'mapping' || 'optional' in parameter;
}

/** True where the parameter has to be given. */
export function isRequired(parameter: Parameter): boolean {
  return !isOptional(parameter) && !('default' in parameter && parameter.default !== undefined);
}

function otherwise(parameter: Parameter, path: Path, reading: Reading): unknown {
  if (isRequired(parameter)) return void reading.complain(wrongValue(path, undefined, allowed(parameter)));
  const value = 'default' in parameter ? parameter.default : undefined;
  return parameter.kind === 'component' ? readValue(parameter, value, path, reading) : value;
}

/** A value as the parameter takes it. */
export function readValue(parameter: Parameter, value: unknown, path: Path, reading: Reading): unknown {
  if (parameter.kind === 'component') return readReference(parameter.registry, value, path, reading);
  const wrong = faultOf(parameter, value);
  if (wrong !== undefined) {
    const known = parameter.kind === 'choice' ? parameter.of : [];
    reading.complain(wrongValue([...path, ...wrong.below], wrong.got, allowed(parameter), known));
  }
  return value;
}

const nameOfComponent = { kind: 'text', about: 'which of them' } as const;

/** A component by its name alone or as `{ name, ...parameters }`: the latter, with every default written out. */
function readReference(registry: string, value: unknown, path: Path, reading: Reading): unknown {
  const known = registryOf(registry, reading.registries);
  const names = known.all.map(({ name }) => name);
  if (Array.isArray(value)) {
    const must = `a name, or a mapping with a name, one of ${names.join(', ')}`;
    return void reading.complain(wrongValue(path, value, must));
  }
  const given = isMapping(value) ? value : { name: value };
  const { name } = given;
  const found = known.all.find((component) => component.name === name);
  if (found === undefined) {
    return void reading.complain(unknownName(isMapping(value) ? [...path, 'name'] : path, name, names));
  }
  return readTable({ name: nameOfComponent, ...found.parameters }, given, path, reading);
}

interface Fault {
  readonly got: unknown;
  /** Where in the value. */
  readonly below: Path;
}

/** What of the value is not allowed. */
function faultOf(parameter: Exclude<Parameter, { kind: 'component' }>, value: unknown): Fault | undefined {
  const judged = (fits: boolean): Fault | undefined => (fits ? undefined : { got: value, below: [] });
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      const { kind, above = -Infinity, min = -Infinity, max = Infinity } = parameter;
      if (typeof value !== 'number' || !Number.isFinite(value)) return judged(false);
      return judged(
        (kind === 'number' || Number.isSafeInteger(value)) && value > above && value >= min && value <= max,
      );
    }
    case 'flag':
      return judged(typeof value === 'boolean');
    case 'choice':
      return judged(typeof value === 'string' && parameter.of.includes(value));
    case 'text':
    case 'path':
      return judged(typeof value === 'string');
    case 'names':
      return judged(Array.isArray(value) && value.every((name) => typeof name === 'string'));
    case 'mapping':
      return faultOfMapping(value, parameter.of);
    case 'size':
      return faultOfSize(value);
  }
}

type Mapped = Extract<Parameter, { kind: 'mapping' }>['of'];

function faultOfMapping(value: unknown, of: Mapped): Fault | undefined {
  if (!isMapping(value)) return { got: value, below: [] };
  for (const [key, each] of Object.entries(value)) {
    const fault =
      of === 'numbers' ? faultOfMapping(each, 'number') : mapsTo[of](each) ? undefined : { got: each, below: [] };
    if (fault !== undefined) return { ...fault, below: [key, ...fault.below] };
  }
  return undefined;
}

const mapsTo: Readonly<Record<Exclude<Mapped, 'numbers'>, (value: unknown) => boolean>> = {
  number: Number.isFinite,
  text: (value) => typeof value === 'string',
  value: (value) => Number.isFinite(value) || typeof value === 'string' || typeof value === 'boolean',
};

function faultOfSize(value: unknown): Fault | undefined {
  if (isMapping(value)) {
    const [key, ...more] = Object.keys(value);
    if ((key === 'share' || key === 'ofEqual') && more.length === 0) {
      const got = value[key];
      const fits = typeof got === 'number' && got >= 0 && got < Infinity && (key === 'ofEqual' || got <= 1);
      return fits ? undefined : { got, below: [key] };
    }
  } else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return undefined;
  return { got: value, below: [] };
}

function isMapping(value: unknown): value is PlainParameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
