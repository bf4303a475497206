/** What the trials of an experiment are made of: the registries as one value, which is handed in wherever a name is looked up. */
import type { Assign, AssignmentRule } from '../assignments/contract.js';
import { assignmentRules } from '../assignments/registry.js';
import {
  type Component,
  type ParameterTable,
  type PlainParameters,
  type Reference,
  type Registry,
  registry,
  withDefaults,
} from '../components/contract.js';
import type { Dataset } from '../datasets/contract.js';
import { datasets } from '../datasets/registry.js';
import type { Expert } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import type { BoundGate, Gate } from '../gates/contract.js';
import { gates } from '../gates/registry.js';
import type { Method } from '../methods/contract.js';
import { methods } from '../methods/registry.js';
import type { Metric } from '../metrics/contract.js';
import { metricsFor } from '../metrics/registry.js';

/** Every component that a trial can be made of, by the key that a `component` parameter uses. */
export interface Catalog {
  readonly datasets: Registry<Dataset>;
  readonly experts: Registry<Expert>;
  readonly assignments: Registry<AssignmentRule>;
  readonly gates: Registry<Gate>;
  readonly methods: Registry<Method>;
  readonly metrics: Registry<Metric>;
}

/** Components beyond moe's own, by the catalog's keys. */
export type Added = { readonly [K in keyof Catalog]?: Catalog[K]['all'] };

/**
 * moe's own components and those added; every rule has its metric `alpha_<rule>`.
 * @throws InputError where a name is taken twice.
 */
export function catalogOf(added: Added = {}): Catalog {
  const assignments = registry(assignmentRules.kind, [...assignmentRules.all, ...(added.assignments ?? [])]);
  return {
    datasets: registry(datasets.kind, [...datasets.all, ...(added.datasets ?? [])]),
    experts: registry(experts.kind, [...experts.all, ...(added.experts ?? [])]),
    assignments,
    gates: registry(gates.kind, [...gates.all, ...(added.gates ?? [])]),
    methods: registry(methods.kind, [...methods.all, ...(added.methods ?? [])]),
    metrics: metricsFor(assignments.all, added.metrics),
  };
}

/** What a parameter of a method can refer to. */
type Bindable = Component & Pick<AssignmentRule | Gate, 'bind'>;

function bindable(name: string, { assignments, gates }: Catalog): Registry<Bindable> | undefined {
  return new Map<string, Registry<Bindable>>(Object.entries({ assignments, gates })).get(name);
}

/** A reference with every default written out: `lap` -> `{ name: 'lap', solver: 'flow' }`. */
function expandReference(given: string | Reference, known: Registry<Component>, catalog: Catalog): Reference {
  const { name, ...parameters } = typeof given === 'string' ? { name: given } : given;
  return { name, ...expandParameters(known.get(name).parameters, parameters, catalog) };
}

/** The table's values with every default written out, also those of the components it refers to. */
export function expandParameters(table: ParameterTable, given: PlainParameters, catalog: Catalog): PlainParameters {
  const values: Record<string, unknown> = { ...withDefaults(table, given) };
  for (const [key, parameter] of Object.entries(table)) {
    const known = parameter.kind === 'component' ? bindable(parameter.registry, catalog) : undefined;
    if (known !== undefined) values[key] = expandReference(values[key] as string | Reference, known, catalog);
  }
  return values;
}

/** The references among expanded parameters, with the component each of them names. */
export function referencesOf(
  table: ParameterTable,
  expanded: PlainParameters,
  catalog: Catalog,
): { key: string; component: Bindable; reference: Reference }[] {
  return Object.entries(table).flatMap(([key, parameter]) => {
    const known = parameter.kind === 'component' ? bindable(parameter.registry, catalog) : undefined;
    if (known === undefined) return [];
    const reference = expanded[key] as Reference;
    return [{ key, component: known.get(reference.name), reference }];
  });
}

/** Expanded parameters with each reference replaced by the component it names, loaded and bound. */
export async function bindParameters(
  table: ParameterTable,
  expanded: PlainParameters,
  catalog: Catalog,
): Promise<PlainParameters> {
  const values: Record<string, unknown> = { ...expanded };
  for (const { key, component, reference } of referencesOf(table, expanded, catalog)) {
    const bound: Assign | BoundGate = await component.bind(reference);
    values[key] = bound;
  }
  return values;
}
