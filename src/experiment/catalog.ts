/** What the trials of an experiment are made of: the registries as one value, which is handed in wherever a name is looked up. */
import type { AssignmentRule } from '../assignments/contract.js';
import { assignmentRules } from '../assignments/registry.js';
import { type Reference, type Registry, registry } from '../components/contract.js';
import type { Dataset } from '../datasets/contract.js';
import { datasets } from '../datasets/registry.js';
import type { Expert } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import type { Gate } from '../gates/contract.js';
import { gates } from '../gates/registry.js';
import type { Method } from '../methods/contract.js';
import { methods } from '../methods/registry.js';
import type { Metric } from '../metrics/contract.js';
import { metricsFor } from '../metrics/registry.js';
import type { Cell, Spec } from './contract.js';

/** Every component that a trial can be made of, by the key that a `component` parameter uses. */
export type Catalog = {
  readonly datasets: Registry<Dataset>;
  readonly experts: Registry<Expert>;
  readonly assignments: Registry<AssignmentRule>;
  readonly gates: Registry<Gate>;
  readonly methods: Registry<Method>;
  readonly metrics: Registry<Metric>;
};

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

/** The metric behind a column of a task or a cell, with its parameters. */
export function metricOf({ measures }: Pick<Cell, 'measures'>, column: string): Reference {
  return measures?.[column] ?? { name: column };
}

/** What the columns of the specs' results mean: all metrics, and those that stand in columns of other names. */
export function columnsOf(
  specs: readonly Pick<Spec, 'tasks'>[],
  { metrics }: Pick<Catalog, 'metrics'>,
): readonly Metric[] {
  const measures = specs.flatMap(({ tasks }) => Object.values(tasks).map((task) => task.measures ?? {}));
  const renamed = Object.entries(Object.assign({}, ...measures) as Readonly<Record<string, Reference>>)
    .filter(([column, { name }]) => column !== name)
    .map(([column, { name }]) => ({ ...metrics.get(name), name: column }));
  return [...metrics.all, ...renamed];
}
