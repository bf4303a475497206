/** What a value of each kind of parameter may be: to judge one, and in words. */
import type { Path } from './complaints.js';
import type {
  Component,
  Kind,
  Of,
  Parameter,
  ParameterTable,
  PlainParameters,
  Registries,
  Registry,
  Trials,
} from './contract.js';

/** A kind, where its name alone may say it. */
export function kindOf(of: Of): Kind {
  return typeof of === 'string' ? { kind: of } : of;
}

export function defaultOf(parameter: Kind): unknown {
  return 'default' in parameter ? parameter.default : undefined;
}

export function isOptional(parameter: Parameter): boolean {
  return parameter.kind === 'names' || parameter.optional === true;
}

/** True where the parameter has to be given. */
export function isRequired(parameter: Parameter): boolean {
  return !isOptional(parameter) && defaultOf(parameter) === undefined;
}

interface Fault {
  readonly got: unknown;
  /** Where in the value. */
  readonly below: Path;
}

/** What of the value is not allowed, if anything. */
export function faultOf(kind: Kind, value: unknown): Fault | undefined {
  if (kind.kind === 'size') return faultOfSize(value);
  return fits(kind, value) ? undefined : { got: value, below: [] };
}

function fits(kind: Kind, value: unknown): boolean {
  switch (kind.kind) {
    case 'number':
    case 'integer': {
      const { above = -Infinity, min = -Infinity, max = Infinity } = kind;
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      if (kind.kind === 'integer' && !Number.isSafeInteger(value)) return false;
      return value > above && value >= min && value <= max;
    }
    case 'flag':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && kind.of.includes(value);
    case 'text':
    case 'path':
      return typeof value === 'string' && (value !== '' || kind.default !== undefined);
    case 'name':
      return typeof value === 'string' && isName(value);
    case 'names':
      return Array.isArray(value) && value.every((name) => typeof name === 'string');
    case 'anything':
      return true;
    case 'trials':
      return typeof value === 'string' ? medianOf(value) !== undefined : isDistinctIndices(value);
    case 'value':
      return typeof value === 'string' ? isName(value) : typeof value === 'boolean' || Number.isFinite(value);
    default:
      return false;
  }
}

function isDistinctIndices(value: unknown): boolean {
  if (!Array.isArray(value) || new Set(value).size < value.length) return false;
  return value.every((index) => Number.isSafeInteger(index) && index >= 0);
}

/** The metric whose median trial a value of kind `trials` asks for; undefined for other values. */
export function medianOf(value: Trials | string): string | undefined {
  return typeof value === 'string' ? medianPattern.exec(value)?.[1] : undefined;
}
export const medianPattern = /^median of (\S+)$/;

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

export function isMapping(value: unknown): value is PlainParameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names become folders, columns and parts of trial ids. */
export const namePattern = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isName(text: string): boolean {
  return namePattern.test(text);
}

/** The registry that a `component` parameter chooses from. */
export function registryOf(name: string, registries: Registries): Registry<Component> {
  const known = registries[name];
  if (known === undefined) throw new Error(`a parameter refers to the registry ${name}, which does not exist`);
  return known;
}

/** The table of a reference to the component: its name, what may stand beside its parameters, and these. */
export function referenceTable({ name, about, parameters }: Component, beside: ParameterTable = {}): ParameterTable {
  return { name: { kind: 'choice', of: [name], about }, ...beside, ...parameters };
}

/**
 * What a value must be, as the end of a sentence: "a number above 0". Used by every message and listing.
 * @param registries names the components that a reference may choose; the registry alone is named without.
 */
export function allowed(of: Of, registries: Registries = {}): string {
  const kind = kindOf(of);
  switch (kind.kind) {
    case 'number':
    case 'integer': {
      const what = kind.kind === 'integer' ? 'a whole number' : 'a number';
      const low = kind.above !== undefined ? `above ${kind.above}` : `at least ${kind.min}`;
      const bounded = kind.above !== undefined || kind.min !== undefined;
      if (bounded && kind.max !== undefined) return `${what} ${low} and at most ${kind.max}`;
      if (bounded) return `${what} ${low}`;
      return kind.max !== undefined ? `${what} at most ${kind.max}` : what;
    }
    case 'flag':
      return 'true or false';
    case 'choice':
      return `one of ${kind.of.join(', ')}`;
    case 'text':
      return 'text';
    case 'path':
      return "a path, relative to the spec's folder";
    case 'name':
      return 'a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."';
    case 'names':
      return 'a list of names';
    case 'value':
      return 'a number, true, false or a name';
    case 'anything':
      return 'anything';
    case 'trials':
      return 'a list of trial indices, no two the same, or the words "median of" and a metric';
    case 'size':
      return 'a count of samples, { share: 0..1 } of all samples or { ofEqual: m } times n / k';
    case 'component': {
      const known = registries[kind.registry]?.all.map(({ name }) => name);
      return known === undefined ? `the name of one of the ${kind.registry}` : `one of ${known.join(', ')}`;
    }
    case 'list': {
      const { least = 0, most = Infinity, items = pluralOf(kind.of), orOne } = kind;
      const count = least === most ? `${least} ` : least > 0 ? `${least === 1 ? 'one' : least} or more ` : '';
      return `a list of ${count}${items}${orOne ? ', or one alone' : ''}`;
    }
    case 'mapping':
      return `a mapping from ${kind.items ?? `names to ${pluralOf(kind.of)}`}`;
    case 'table':
      return `a mapping with the keys ${Object.keys(kind.of).join(', ')}`;
    case 'variant':
      return `a mapping with the key ${kind.by}, one of ${Object.keys(kind.of).join(', ')}`;
  }
}

function pluralOf(of: Of): string {
  const kind = kindOf(of);
  const plural: Partial<Record<Kind['kind'], string>> = {
    number: 'numbers',
    integer: 'whole numbers',
    text: 'texts',
    name: 'names',
    value: 'numbers, flags or names',
    mapping: 'mappings',
  };
  return plural[kind.kind] ?? 'values';
}
