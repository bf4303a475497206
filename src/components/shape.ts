/** Whether an object that somebody else wrote is a component: what each field must be, said of the first that is not. */
import { didYouMean, InputError, shown } from '../errors.js';
import { allowed, type Component, type Parameter } from './contract.js';
import { isRequired, readValue } from './parameters.js';

/** What a field of a component must be. */
export interface Field {
  readonly must: string;
  readonly optional?: true;
  fits(value: unknown): boolean;
}

/** A kind of component. */
export interface Kind {
  /** The key of the registry that it belongs to. */
  readonly registry: string;
  /** Its fields beside those that all components have. */
  readonly fields: Readonly<Record<string, Field>>;
  /** Names that its parameters cannot have, as a spec has other things under them. */
  readonly reserved?: readonly string[];
}

/** A field for each of the contract's. */
export type FieldsOf<C extends Component> = Readonly<Record<Exclude<keyof C, keyof Component>, Field>>;

type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

export const flag: Field = { must: 'true or false', fits: (value) => typeof value === 'boolean' };
export const text: Field = { must: 'text', fits: isText };
export const mapping: Field = { must: 'a mapping', fits: isMapping };
const texts: Field = { must: 'a list of texts', fits: isTexts };
const number: Field = { must: 'a number', fits: Number.isFinite };

export function oneOf(words: readonly string[]): Field {
  return { must: `one of ${words.join(', ')}`, fits: (value) => isText(value) && words.includes(value) };
}

/** A function of these arguments. */
export function callable(args: string): Field {
  return { must: `a function (${args})`, fits: (value) => typeof value === 'function' };
}

export function optional(field: Field): Field {
  return { ...field, optional: true };
}

/** Names become columns of tables and parts of settings: no slash, no `=`, no `..`. */
const name: Field = {
  must: 'a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."',
  fits: (value) => isText(value) && /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value),
};
const ofAll = { kind: text, name, about: text, parameters: mapping, runs: optional(texts) };

/** What a parameter of each kind may have beside its kind and its line about it. Defaults are held against the rest. */
const any: Field = { must: 'a value', fits: (value) => value !== undefined };
const limits = { min: optional(number), above: optional(number), max: optional(number), default: optional(number) };
const parameterFields: Readonly<Record<Parameter['kind'], Readonly<Record<string, Field>>>> = {
  number: limits,
  integer: limits,
  flag: { default: flag },
  choice: { of: texts, default: text },
  text: { default: optional(any), optional: optional(flag) },
  path: { default: optional(any), optional: optional(flag) },
  names: {},
  mapping: { of: oneOf(['number', 'text', 'value', 'numbers']) },
  size: { default: any },
  component: { registry: text, default: optional(text) },
};
const parameterKind = oneOf(Object.keys(parameterFields));

/**
 * The component that an object is.
 * @param where it comes from, as messages begin.
 * @throws InputError for the first field that is missing, unknown, or not what it must be.
 */
export function componentOf(
  value: unknown,
  where: string,
  kinds: Readonly<Record<string, Kind>>,
): { readonly registry: string; readonly component: Component } {
  if (!isMapping(value)) throw wrong(where, 'a component, an object with a kind', value);
  const kind = kinds[String(value.kind)];
  if (kind === undefined || !Object.hasOwn(kinds, String(value.kind))) {
    throw wrong(`${where}.kind`, oneOf(Object.keys(kinds)).must, value.kind, Object.keys(kinds));
  }
  checkFields(value, { ...ofAll, ...kind.fields }, where);
  const component = value as Mapping & Component;
  for (const [key, parameter] of Object.entries(component.parameters)) {
    checkParameter(key, parameter, `${where}.parameters.${key}`, ['name', ...(kind.reserved ?? [])]);
  }
  return { registry: kind.registry, component };
}

function checkParameter(key: string, parameter: unknown, where: string, reserved: readonly string[]): void {
  if (!/^[A-Za-z]\w*$/.test(key) || reserved.includes(key)) {
    const not = reserved.length > 0 ? `, and none of ${reserved.join(', ')}` : '';
    throw wrong(where, `called by letters, digits and "_"${not}`, key);
  }
  if (!isMapping(parameter)) throw wrong(where, 'an object with a kind', parameter);
  const { kind } = parameter;
  if (!parameterKind.fits(kind)) throw wrong(`${where}.kind`, parameterKind.must, kind, Object.keys(parameterFields));
  checkFields(parameter, { kind: text, about: text, ...parameterFields[kind as Parameter['kind']] }, where);
  const checked = parameter as unknown as Parameter;
  // What a reference names may be another component of the same file: it is looked for when all are there.
  if (checked.kind === 'component' || isRequired(checked) || !('default' in checked)) return;
  const complaints: unknown[] = [];
  readValue(checked, checked.default, [key], { registries: {}, complain: (complaint) => complaints.push(complaint) });
  if (complaints.length > 0) throw wrong(`${where}.default`, allowed(checked), checked.default);
}

function checkFields(value: Mapping, fields: Readonly<Record<string, Field>>, where: string): void {
  for (const [key, field] of Object.entries(fields)) {
    const got = value[key];
    if (got === undefined ? field.optional : field.fits(got)) continue;
    throw wrong(`${where}.${key}`, field.must, got);
  }
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(fields, key)) continue;
    const known = Object.keys(fields);
    throw new InputError(
      `${where}: unknown field ${shown(key)}${didYouMean(key, known)}; allowed: ${known.join(', ')}`,
    );
  }
}

function wrong(where: string, must: string, got: unknown, known: readonly string[] = []): InputError {
  const near = isText(got) && known.length > 0 ? didYouMean(got, known) : '';
  const said =
    got === undefined ? `${where} is missing; it must be ${must}` : `${where} must be ${must}; got ${shown(got)}`;
  return new InputError(said + near);
}
