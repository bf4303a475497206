/** Trials that a page computes by itself: which those of a spec are, with their knobs. */
import { isDeepStrictEqual } from 'node:util';
import type { ParameterTable, Reference, SweepValue } from '../components/contract.js';
import { registryOf } from '../components/kinds.js';
import { InputError } from '../errors.js';
import { browserCatalog } from './browser-catalog.js';
import type { Cell, Spec } from './contract.js';
import { plainCell, withSettings } from './grid.js';
import type { Knob, Live, Settings } from './live-contract.js';
import { kParameter } from './spec/schema.js';

/** Whether a page has the code of a method on a task. */
export function isCarried(spec: Spec, task: string, method: string): boolean {
  try {
    const { expert } = plainCell(spec, task, method, browserCatalog);
    browserCatalog.experts.get(expert.name);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** What the spec lets a reader play with; null where it has no section `play`. */
export function liveOf(spec: Spec): Live | null {
  const { play, seed, name: experiment } = spec;
  if (play === undefined) return null;
  const { task, metrics, attempts } = play;
  const cells = play.methods.map((method) => plainCell(spec, task, method, browserCatalog));
  const knobs = Object.entries(play.knobs).map(([name, { set, to }]): Knob => {
    const having = cells.filter((cell) => set.every((path) => valueAt(cell, path) !== undefined));
    const own = having.map((cell) => [cell.method, valueAt(cell, set[0]!)!] as const);
    return {
      ...{ name, set, own: Object.fromEntries(own) },
      about: set.map((path) => aboutOf(having[0]!, path)).join('; '),
      values: inOrder([...new Set([...to, ...own.map(([, value]) => value)])]),
    };
  });
  return { experiment, task, seed, cells, knobs, metrics, attempts };
}

/** The method and the settings by which the knobs come to a cell, of whatever experiment; undefined where they do not. */
export function wayTo(
  { cells, knobs }: Live,
  to: Cell,
): { readonly method: string; readonly settings: Settings } | undefined {
  const ways = cells.map((cell) => {
    const settings = knobs.flatMap(({ set, own, values }) => {
      const value = valueAt(to, set[0]!);
      const moved = own[cell.method] !== undefined && value !== undefined && value !== own[cell.method];
      return moved && values.includes(value) ? set.map((path) => [path, value] as const) : [];
    });
    return { cell, settings };
  });
  const found = ways.find(({ cell, settings }) => {
    return isDeepStrictEqual(madeOf(withSettings(cell, settings, browserCatalog)), madeOf(to));
  });
  return found && { method: found.cell.method, settings: found.settings };
}

/** All that a trial of the cell depends on, but for its seed. */
function madeOf({ task, shuffleLabels, k, data, expert, learn }: Cell) {
  return { task, shuffled: shuffleLabels === true, k, data, expert, learn };
}

/** Numbers ascending; false before true; names as they are given. */
function inOrder(values: readonly SweepValue[]): readonly SweepValue[] {
  if (values.some((value) => typeof value === 'string')) return values;
  return values.toSorted((a, b) => Number(a) - Number(b));
}

function valueAt({ k, data, expert, learn }: Cell, path: string): SweepValue | undefined {
  const within = (value: unknown, key: string) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Readonly<Record<string, unknown>>)[key]
      : undefined;
  const found = path.split('.').reduce<unknown>(within, { k, data, expert, learn });
  return typeof found === 'object' ? undefined : (found as SweepValue | undefined);
}

/** What the number in a size is. */
const sizeUnits: Readonly<Record<string, string>> = { share: 'as a share of n', ofEqual: 'as a multiple of n / k' };

/** The line about the parameter at the path, or of the size that the path is in. */
function aboutOf({ data, expert, learn }: Cell, path: string): string {
  if (path === 'k') return kParameter.about;
  const below = (table: ParameterTable, given: Reference, [key, ...rest]: readonly string[]): string => {
    const parameter = table[key!]!;
    if (parameter.kind === 'size' && rest.length > 0) return `${parameter.about}; ${sizeUnits[rest[0]!]}`;
    if (parameter.kind !== 'component' || rest.length === 0) return parameter.about;
    const reference = given[key!] as Reference;
    return below(registryOf(parameter.registry, browserCatalog).get(reference.name).parameters, reference, rest);
  };
  const [of, ...rest] = path.split('.');
  const { datasets, experts, methods } = browserCatalog;
  const parts = { data: [datasets, data], expert: [experts, expert], learn: [methods, learn] } as const;
  const [registry, reference] = parts[of as keyof typeof parts];
  return below(registry.get(reference.name).parameters, reference, rest);
}
