/**
 * What every pluggable part of moe has in common: a name, a line about it, and its parameters declared as data.
 * Validation, `moe list`, the JSON Schema of specs and the tables of the README are all made from these tables, so a
 * new data set, expert, rule, gate or method is one file and one line in its folder's registry.
 */
import { didYouMean, InputError, shown } from '../errors.js';

/** Size of a cluster: a count of samples, a share of all n samples, or a multiple of the equal share n / k. */
export type Size = number | { readonly share: number } | { readonly ofEqual: number };

interface Described {
  /** One line for people: what it does, its unit. */
  readonly about: string;
}

interface NumberParameter extends Described {
  readonly kind: 'number' | 'integer';
  readonly default?: number;
  readonly min?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly max?: number;
}

interface FlagParameter extends Described {
  readonly kind: 'flag';
  readonly default: boolean;
}

interface ChoiceParameter<C extends string = string> extends Described {
  readonly kind: 'choice';
  readonly of: readonly C[];
  readonly default: C;
}

interface TextParameter extends Described {
  /** A path is relative to the folder of the spec that gives it. */
  readonly kind: 'text' | 'path';
  readonly default?: string;
  /** May be left out, which then means something. */
  readonly optional?: true;
}

/** A list of names, such as the columns of a file; absent when not given. */
interface NamesParameter extends Described {
  readonly kind: 'names';
}

/** Values by name, such as a number for each of some methods; absent when not given. */
interface MappingParameter<M extends keyof MappedValues = keyof MappedValues> extends Described {
  readonly kind: 'mapping';
  readonly of: M;
}

/** What a mapping holds; a value is whatever a setting can be. */
interface MappedValues {
  readonly number: number;
  readonly text: string;
  readonly value: number | string | boolean;
  /** Numbers by name again. */
  readonly numbers: Readonly<Record<string, number>>;
}

interface SizeParameter extends Described {
  readonly kind: 'size';
  readonly default: Size;
}

/** A reference to another component, such as the assignment rule of a method. */
interface ComponentParameter extends Described {
  readonly kind: 'component';
  readonly registry: string;
  readonly default?: string;
}

export type Parameter =
  | NumberParameter
  | FlagParameter
  | ChoiceParameter
  | TextParameter
  | NamesParameter
  | MappingParameter
  | SizeParameter
  | ComponentParameter;

export type ParameterTable = Readonly<Record<string, Parameter>>;

/**
 * What a reference is once bound, by the registry it chooses from. A room whose components can be parameters of others
 * adds its own: `declare module '../components/contract.js' { interface Bound { gates: BoundGate } }`.
 */
export interface Bound {
  /** Data is loaded for each trial, not bound. */
  readonly datasets: Reference;
}

type ReferenceOf<P, Stage> = Stage extends 'plain'
  ? Reference
  : P extends { readonly registry: infer R extends keyof Bound }
    ? Bound[R]
    : unknown;

type ValueOf<P, Stage> = P extends ComponentParameter
  ? ReferenceOf<P, Stage>
  : P extends ChoiceParameter<infer C>
    ? C
    : P extends NumberParameter
      ? number
      : P extends FlagParameter
        ? boolean
        : P extends NamesParameter
          ? readonly string[] | undefined
          : P extends MappingParameter<infer M>
            ? Readonly<Record<string, MappedValues[M]>> | undefined
            : P extends SizeParameter
              ? Size
              : P extends { readonly optional: true }
                ? string | undefined
                : string;

type Values<T extends ParameterTable, Stage> = {
  readonly [K in keyof T as string extends K ? never : K]: ValueOf<T[K], Stage>;
} & (string extends keyof T ? PlainParameters : unknown);

/** The values of a parameter table as a component gets them: every default filled in, every reference bound. */
export type ParametersOf<T extends ParameterTable> = Values<T, 'bound'>;

/** The same as plain data, which can cross to a worker: a reference is a name with its parameters. */
export type ParsedParameters<T extends ParameterTable> = Values<T, 'plain'>;

/** Plain values as they stand in a spec and in a trial: JSON, nothing bound. */
export type PlainParameters = Readonly<Record<string, unknown>>;

/** A component chosen by name, with its parameters: `{ name: 'softmax', temperature: 1 }`. */
export type Reference = Readonly<{ name: string } & Record<string, unknown>>;

/** A component that was loaded, and the reference that chose it: what a model says it is made of. */
export interface Loaded<T> {
  readonly reference: Reference;
  readonly bound: T;
}

export interface Component<T extends ParameterTable = ParameterTable> {
  readonly name: string;
  readonly about: string;
  readonly parameters: T;
}

/** A component that is loaded with its parameters once, then used many times. */
export interface Bindable<B, T extends ParameterTable = ParameterTable> extends Component<T> {
  bind(parameters: ParametersOf<T>): Promise<B>;
}

/** The components of one kind, by name, in the order in which they are listed. */
export interface Registry<C extends Component> {
  /** What one of them is called in messages, such as "assignment rule". */
  readonly kind: string;
  readonly all: readonly C[];
  get(name: string): C;
}

/** @throws InputError when a name is taken twice, and from `get` for a name that is not registered. */
export function registry<C extends Component>(kind: string, all: readonly C[]): Registry<C> {
  const byName = new Map(all.map((component) => [component.name, component]));
  if (byName.size !== all.length) throw new InputError(`two ${kind}s have one name`);
  return {
    kind,
    all,
    get(name) {
      const found = byName.get(name);
      if (found !== undefined) return found;
      const names = [...byName.keys()];
      throw new InputError(`${kind} must be one of ${names.join(', ')}; got ${shown(name)}${didYouMean(name, names)}`);
    },
  };
}

/**
 * What a value must be to serve as the parameter, as the end of a sentence: "a number above 0". Used by every message
 * and listing.
 */
export function allowed(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'number':
    case 'integer': {
      const what = parameter.kind === 'integer' ? 'a whole number' : 'a number';
      const low = parameter.above !== undefined ? `above ${parameter.above}` : `at least ${parameter.min}`;
      const bounded = parameter.above !== undefined || parameter.min !== undefined;
      if (bounded && parameter.max !== undefined) return `${what} ${low} and at most ${parameter.max}`;
      if (bounded) return `${what} ${low}`;
      return parameter.max !== undefined ? `${what} at most ${parameter.max}` : what;
    }
    case 'flag':
      return 'true or false';
    case 'choice':
      return `one of ${parameter.of.join(', ')}`;
    case 'text':
      return 'text';
    case 'path':
      return "a path, relative to the spec's folder";
    case 'names':
      return 'a list of names';
    case 'mapping':
      return `a mapping from names to ${mapped[parameter.of]}`;
    case 'size':
      return 'a count of samples, { share: 0..1 } of all samples or { ofEqual: m } times n / k';
    case 'component':
      return `the name of one of the ${parameter.registry}`;
  }
}

const mapped: Readonly<Record<keyof MappedValues, string>> = {
  number: 'numbers',
  text: 'texts',
  value: 'numbers, texts or flags',
  numbers: 'mappings from names to numbers',
};
