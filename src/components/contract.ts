/**
 * What every pluggable part of moe has in common: a name, a line about it, and its parameters declared as data.
 * Validation, `moe list`, the JSON Schema of specs and the tables of the README are all made from these tables, so a
 * new data set, expert, rule, gate or method is one file and one line in its folder's registry.
 */
import { didYouMean, InputError, shown } from '../errors.js';

/** Size of a cluster: a count of samples, a share of all n samples, or a multiple of the equal share n / k. */
export type Size = number | { readonly share: number } | { readonly ofEqual: number };

/** A number within limits. */
interface NumberKind {
  readonly kind: 'number' | 'integer';
  readonly default?: number;
  readonly min?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly max?: number;
}

interface FlagKind {
  readonly kind: 'flag';
  readonly default: boolean;
}

interface ChoiceKind<C extends string = string> {
  readonly kind: 'choice';
  readonly of: readonly C[];
  readonly default?: C;
}

interface Naming {
  /** It names these of the spec that gives it, as a mapping does by its keys; metrics by their columns. */
  readonly refers?: 'tasks' | 'methods' | 'sweeps' | 'metrics';
}

/** Text; empty only where a default allows it. A path is relative to the folder of the spec that gives it. */
interface TextKind extends Naming {
  readonly kind: 'text' | 'path';
  readonly default?: string;
}

/** What can name a folder or a column: no slash, no `=`, no `..`. */
interface NameKind {
  readonly kind: 'name';
}

/** A list of names, such as the columns of a file; absent when not given. */
interface NamesKind extends Naming {
  readonly kind: 'names';
}

/** A swept parameter's value. */
export type SweepValue = number | string | boolean;

/** A value that a sweep can take, a number, true, false or a name; or anything at all. */
interface ValueKind {
  readonly kind: 'value' | 'anything';
}

/** Trials of a cell, by their indices or in words. */
export type Trials = readonly number[] | `median of ${string}`;

/** Which trials: a list of indices from 0, or `median of <metric>`, the trial whose metric is the median of its cell. */
interface TrialsKind {
  readonly kind: 'trials';
}

interface SizeKind {
  readonly kind: 'size';
  readonly default: Size;
}

/** A reference to another component, such as the assignment rule of a method. */
interface ComponentKind {
  readonly kind: 'component';
  readonly registry: string;
  readonly default?: string;
  /** What may be said beside the component's own parameters. */
  readonly with?: ParameterTable;
}

/** A list of what `of` says. */
interface ListKind {
  readonly kind: 'list';
  readonly of: Of;
  /** What they are called, such as "methods". */
  readonly items?: string;
  readonly default?: readonly never[];
  /** At least so many. */
  readonly least?: number;
  readonly most?: number;
  /** No two are the same. */
  readonly distinct?: true;
  /** One alone may be given without a list; it becomes a list of one. */
  readonly orOne?: true;
}

/** A mapping from names to what `of` says, such as a number for each of some methods. */
interface MappingKind extends Naming {
  readonly kind: 'mapping';
  readonly of: Of;
  /** What it maps to what, such as "methods to shares". */
  readonly items?: string;
  /** Its keys can name folders and columns. */
  readonly named?: true;
  readonly default?: Readonly<Record<string, never>>;
}

/** A mapping that is a table itself. */
interface TableKind {
  readonly kind: 'table';
  readonly of: ParameterTable;
  readonly default?: Readonly<Record<string, never>>;
}

/** A mapping of which one key says which of several tables it is. */
interface VariantKind {
  readonly kind: 'variant';
  readonly by: string;
  readonly of: Readonly<Record<string, TableKind & Described>>;
}

/** Kinds that need no more said than what they are, which may be said alone: `of: 'number'`. */
type Plain = Exclude<keyof ValueByKind, 'size' | 'flag'>;

/** What the parts of a value may be. */
export type Of = Kind | Plain;

/** What a value may be. */
export type Kind =
  | NumberKind
  | FlagKind
  | ChoiceKind
  | TextKind
  | NameKind
  | NamesKind
  | ValueKind
  | TrialsKind
  | SizeKind
  | ComponentKind
  | ListKind
  | MappingKind
  | TableKind
  | VariantKind;

interface Described {
  /** One line for people: what it does, its unit. */
  readonly about: string;
}

interface Optional {
  /** There is a meaning to not giving it, other than a default. */
  readonly optional?: true;
}

export type Parameter = Kind & Described & Optional;

/** Parameters by their names: kind, limits, default and a line about each, as data. */
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

/** The values of kinds without parts. */
interface ValueByKind {
  number: number;
  integer: number;
  flag: boolean;
  text: string;
  path: string;
  name: string;
  names: readonly string[];
  value: SweepValue;
  anything: unknown;
  trials: Trials;
  size: Size;
}

type ValueOf<P, Stage> = [Kind] extends [P]
  ? unknown
  : P extends ComponentKind
    ? ReferenceOf<P, Stage>
    : P extends ChoiceKind<infer C>
      ? C
      : P extends { readonly kind: 'list'; readonly of: infer Of }
        ? readonly ValueOf<Of, Stage>[]
        : P extends { readonly kind: 'mapping' }
          ? Readonly<Record<string, P extends { readonly of: infer Of } ? ValueOf<Of, Stage> : unknown>>
          : P extends { readonly kind: 'table'; readonly of: infer T extends ParameterTable }
            ? Values<T, Stage>
            : P extends { readonly kind: 'variant'; readonly of: Readonly<Record<string, { readonly of: infer T }>> }
              ? T extends ParameterTable
                ? Values<T, Stage>
                : never
              : P extends keyof ValueByKind
                ? ValueByKind[P]
                : P extends { readonly kind: infer K extends keyof ValueByKind }
                  ? ValueByKind[K]
                  : never;

/** Keys that are known by name. */
type Known<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] };

/** Keys of these that may be absent. */
type Absent<T> = {
  [K in Known<T>]: T[K] extends { readonly kind: 'names' } | { readonly optional: true } ? K : never;
}[Known<T>];

type Values<T extends ParameterTable, Stage> = {
  readonly [K in Exclude<Known<T>, Absent<T>>]: ValueOf<T[K], Stage>;
} & { readonly [K in Absent<T>]?: ValueOf<T[K], Stage> } & (string extends keyof T
    ? Readonly<Record<string, Parameter extends T[string] ? unknown : ValueOf<T[string], Stage>>>
    : unknown);

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

/** What every pluggable part has. */
export interface Component<T extends ParameterTable = ParameterTable> {
  readonly name: string;
  readonly about: string;
  readonly parameters: T;
  /** Parameters for use where nobody sets any, if the defaults alone are not enough, or make it another component. */
  readonly suggested?: PlainParameters;
  /**
   * What its code is, where that is not its own file with what it imports: components, its own name among them, that run
   * although nobody named them, and functions of a registry that made it. As `registry/name`.
   */
  readonly runs?: readonly string[];
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
  /** Names that are no more, and what each of them is now: the end of a sentence. */
  readonly renamed: Readonly<Record<string, string>>;
  get(name: string): C;
}

/** The registries that references choose from, by the key that a table uses. */
export type Registries = Readonly<Record<string, Registry<Component>>>;

/** @throws InputError when a name is taken twice, and from `get` for a name that is not registered. */
export function registry<C extends Component>(
  kind: string,
  all: readonly C[],
  renamed: Registry<C>['renamed'] = {},
): Registry<C> {
  const byName = new Map(all.map((component) => [component.name, component]));
  if (byName.size !== all.length) throw new InputError(`two ${kind}s have one name`);
  return {
    kind,
    all,
    renamed,
    get(name) {
      const found = byName.get(name);
      if (found !== undefined) return found;
      const names = [...byName.keys()];
      throw new InputError(
        `${kind} must be one of ${names.join(', ')}; got ${shown(name)}${didYouMean(name, names)}${nowCalled(name, renamed)}`,
      );
    },
  };
}

/** What a name is now that is no more, for the end of a message; empty for others. */
export function nowCalled(name: unknown, renamed: Registry<Component>['renamed']): string {
  return typeof name === 'string' && Object.hasOwn(renamed, name) ? `: ${name} is now ${renamed[name]}` : '';
}
