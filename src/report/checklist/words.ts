/** How the checklist groups, counts and writes settings. */
import type { PlainParameters, Reference } from '../../components/contract.js';

/** `3`, or `3 to 10` where values differ; empty for none. */
export function span(values: readonly number[]): string {
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  if (low > high) return '';
  return low === high ? String(low) : `${low} to ${high}`;
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** `piecewise-linear: n = 90, noise = 0`, or the name alone. */
export function referred({ name, ...parameters }: Reference): string {
  const texts = assigned(parameters);
  return texts === '' ? name : `${name}: ${texts}`;
}

/** `iterations = 100, assign = lap, assign.solver = flow`. */
export function assigned(parameters: PlainParameters): string {
  return flat(parameters)
    .map(([key, value]) => `${key} = ${value}`)
    .join(', ');
}

/** Each setting by its path, with its value as text: of a reference, its name and then its own settings. */
export function flat(parameters: PlainParameters, path = ''): [path: string, value: string][] {
  return Object.entries(parameters).flatMap(([key, value]): [string, string][] => {
    if (value === undefined || value === '') return [];
    if (typeof value !== 'object' || value === null) return [[path + key, String(value)]];
    if (Array.isArray(value)) return [[path + key, value.join(' ')]];
    const { name, ...own } = value as PlainParameters;
    return [
      ...(typeof name === 'string' ? [[path + key, name] as [string, string]] : []),
      ...flat(own, `${path}${key}.`),
    ];
  });
}

/** Values by key, groups and members in order of appearance: Map.groupBy, which Node 20 lacks. */
export function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
