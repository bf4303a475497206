/**
 * The one reader of parameters: from what somebody gave, in a spec or to the library, to typed values with every default
 * filled in, or to complaints that say where.
 */
import { InputError, shown } from '../errors.js';
import {
  about,
  type Complaint,
  type Path,
  sentence,
  unknownKey,
  unknownName,
  wrongKey,
  wrongValue,
} from './complaints.js';
import {
  type Bindable,
  type Component,
  type Kind,
  type Loaded,
  nowCalled,
  type Of,
  type ParametersOf,
  type ParameterTable,
  type ParsedParameters,
  type PlainParameters,
  type Reference,
  type Registries,
  type Registry,
} from './contract.js';
import {
  allowed,
  defaultOf,
  faultOf,
  isMapping,
  isName,
  isOptional,
  isRequired,
  kindOf,
  referenceTable,
  registryOf,
} from './kinds.js';

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

/** The references among parsed parameters, with the component that each of them names; `kind` is the key of its registry. */
export function referencesOf(
  table: ParameterTable,
  parsed: PlainParameters,
  registries: Registries,
): { readonly key: string; readonly kind: string; readonly component: Component; readonly reference: Reference }[] {
  return Object.entries(table).flatMap(([key, parameter]) => {
    if (parameter.kind !== 'component') return [];
    const reference = parsed[key] as Reference;
    const kind = parameter.registry;
    return [{ key, kind, component: registryOf(kind, registries).get(reference.name), reference }];
  });
}

/** The values of a table in its order, each default filled in; complains of keys it does not have, and of what is missing. */
export function readTable(
  table: ParameterTable,
  given: PlainParameters,
  path: Path,
  reading: Reading,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(table)) {
    const own = Object.hasOwn(given, key) ? given[key] : undefined;
    const value = own === undefined && !isOptional(parameter) ? defaultOf(parameter) : own;
    if (value !== undefined) values[key] = readValue(parameter, value, [...path, key], reading);
    else if (isRequired(parameter))
      reading.complain(wrongValue([...path, key], undefined, allowed(parameter, reading.registries)));
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(table, key)) reading.complain(unknownKey(path, key, Object.keys(table)));
  }
  return values;
}

/** The table with nothing required and no default filled in: for settings that are completed elsewhere. */
export function asGiven(table: ParameterTable): ParameterTable {
  return Object.fromEntries(Object.entries(table).map(([key, parameter]) => [key, { ...parameter, optional: true }]));
}

/** A value as its kind takes it. */
export function readValue(of: Of, value: unknown, path: Path, reading: Reading): unknown {
  const kind = kindOf(of);
  switch (kind.kind) {
    case 'component':
      return readReference(kind, value, path, reading);
    case 'list':
      return readList(kind, value, path, reading);
    case 'mapping':
    case 'table':
    case 'variant':
      if (isMapping(value)) return readMapping(kind, value, path, reading);
  }
  const fault = faultOf(kind, value);
  if (fault !== undefined) {
    const known = kind.kind === 'choice' ? kind.of : [];
    reading.complain(wrongValue([...path, ...fault.below], fault.got, allowed(kind), known));
  }
  return value;
}

function readList(kind: Kind & { kind: 'list' }, value: unknown, path: Path, reading: Reading): unknown {
  const { of, least = 0, most = Infinity, distinct, orOne } = kind;
  const values: unknown = orOne && !Array.isArray(value) ? [value] : value;
  if (!Array.isArray(values) || values.length < least || values.length > most) {
    return void reading.complain(wrongValue(path, value, allowed(kind)));
  }
  const seen = new Set<unknown>();
  return values.map((item, i) => {
    if (distinct && seen.size === seen.add(item).size) {
      reading.complain(about([...path, i], `must not stand twice; got ${shown(item)}`));
    }
    return readValue(of, item, orOne && values !== value ? path : [...path, i], reading);
  });
}

function readMapping(
  kind: Kind & { kind: 'mapping' | 'table' | 'variant' },
  value: PlainParameters,
  path: Path,
  reading: Reading,
): unknown {
  switch (kind.kind) {
    case 'table':
      return readTable(kind.of, value, path, reading);
    case 'variant':
      return readVariant(kind.by, Object.keys(kind.of), (name) => kind.of[name]!.of, value, path, reading);
    case 'mapping':
      for (const key of Object.keys(value)) {
        if (kind.named && !isName(key)) reading.complain(wrongKey(path, key, allowed('name')));
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, readValue(kind.of, each, [...path, key], reading)]),
      );
  }
}

/** A mapping whose key `by` holds one of the names, which says by which table it is read. */
function readVariant(
  by: string,
  names: readonly string[],
  tableOf: (name: string) => ParameterTable,
  value: PlainParameters,
  path: Path,
  reading: Reading,
  renamed: Registry<Component>['renamed'] = {},
): unknown {
  const name = Object.hasOwn(value, by) ? value[by] : undefined;
  if (typeof name === 'string' && names.includes(name)) return readTable(tableOf(name), value, path, reading);
  return void reading.complain({ ...unknownName([...path, by], name, names), rest: nowCalled(name, renamed) });
}

/** A component by its name alone or as `{ name, ...parameters }`: the latter, with every default written out. */
function readReference(
  { registry, with: beside }: Kind & { kind: 'component' },
  value: unknown,
  path: Path,
  reading: Reading,
): unknown {
  const known = registryOf(registry, reading.registries);
  const names = known.all.map(({ name }) => name);
  if (Array.isArray(value)) {
    const must = `a name, or a mapping with a name, one of ${names.join(', ')}`;
    return void reading.complain(wrongValue(path, value, must));
  }
  if (!isMapping(value) && !(names as unknown[]).includes(value)) {
    return void reading.complain({ ...unknownName(path, value, names), rest: nowCalled(value, known.renamed) });
  }
  const given = isMapping(value) ? value : { name: value };
  return readVariant(
    'name',
    names,
    (name) => referenceTable(known.get(name), beside),
    given,
    path,
    reading,
    known.renamed,
  );
}
