/** What the trials of an experiment are made of: the registries as one value, which is handed in wherever a name is looked up. */
import type { AssignmentRule } from '../assignments/contract.js';
import { assignmentRules } from '../assignments/registry.js';
import { type ParameterTable, type Reference, type Registry, registry } from '../components/contract.js';
import type { Shape, ShapeOf } from '../components/shape.js';
import type { Dataset, Trait } from '../datasets/contract.js';
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

/** What a mixture is learned with, whatever its samples are and whatever is measured. */
export type LearningParts = Pick<Catalog, 'experts' | 'assignments' | 'gates' | 'methods'>;

/** Components beyond moe's own, by the catalog's keys. */
export type Added = { readonly [K in keyof Catalog]?: Catalog[K]['all'] };

/**
 * moe's own components and those added; every rule has its metric `alpha_<rule>`.
 * @throws InputError where a name is taken twice.
 */
export function catalogOf(added: Added = {}): Catalog {
  const assignments = registry(assignmentRules.kind, [...assignmentRules.all, ...(added.assignments ?? [])]);
  return {
    datasets: registry(datasets.kind, [...datasets.all, ...(added.datasets ?? [])], datasets.renamed),
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

const flag = { kind: 'flag', default: false, about: 'a field' } as const;
const oneOf = (...words: readonly string[]) => ({ kind: 'choice', of: words, about: 'a field' }) as const;

const traits: readonly Trait[] = [
  ...(['regression', 'classes', 'test', 'groups', 'control', 'one feature', 'two features', 'plane'] as const),
];
const someOf = (words: readonly string[]) =>
  ({ kind: 'list', of: { kind: 'choice', of: words }, optional: true, about: 'a field' }) as const;

/** The table of a state (components/state.ts). */
const state = (() => {
  const letters = ['d', 'k', 'c', 'h', 'm'];
  const word = { kind: 'text', about: 'a word' } as const;
  const length = {
    kind: 'choice',
    of: letters.flatMap((letter) => [letter, `${letter} + 1`]),
    about: 'a length',
  } as const;
  const field = (lengths: ParameterTable) =>
    ({ kind: 'table', about: 'a field', of: { name: word, kind: word, ...lengths } }) as const;
  const rows = { number: field({}), matrix: field({ rows: length, cols: length }) };
  const of = { ...rows, vector: field({ length }), shares: field({ length }), weights: field({ length }) };
  return {
    kind: 'list',
    of: { kind: 'variant', by: 'kind', of },
    items: 'fields',
    least: 1,
    about: 'a state',
  } as const;
})();

/** The kinds of components. What a chart must be is charts/contract.ts's; cli/vocabulary.ts holds the two together. */
export const kinds = {
  rule: {
    registry: 'assignments',
    fields: { draws: flag },
    functions: {
      bind: 'parameters',
      check: 'parameters, n, k, target',
      unmet: 'parameters, labels, k, classes',
      memory: 'parameters, n, k',
    },
    optional: ['check', 'unmet', 'memory'],
  } satisfies ShapeOf<AssignmentRule>,
  expert: {
    registry: 'experts',
    fields: {
      ...{ target: oneOf('regression', 'classes', 'any'), needsBothClasses: flag, relaxable: flag, state },
      summed: flag,
      likelihood: oneOf('log', 'normal', 'none', 'by target'),
      minimizes: { kind: 'text', optional: true, about: 'a field' },
    },
    functions: {
      bind: 'parameters',
      memory: 'parameters, size, relaxed',
      effects: 'state, parameters',
      layers: 'state, parameters',
      freedom: 'state',
    },
    optional: ['memory', 'effects', 'layers', 'freedom'],
  } satisfies ShapeOf<Expert>,
  gate: {
    registry: 'gates',
    fields: { state },
    functions: {
      ...{ bind: 'parameters', memory: 'parameters, size, k' },
      ...{ layers: 'state, parameters', freedom: 'state' },
    },
    optional: ['memory', 'layers', 'freedom'],
  } satisfies ShapeOf<Gate>,
  dataset: {
    registry: 'datasets',
    fields: { fixed: flag, has: someOf(traits), may: someOf(traits) },
    functions: {
      ...{ load: 'parameters, rng, read', files: 'parameters' },
      ...{ size: 'parameters', memory: 'parameters, size' },
    },
    optional: ['files', 'size', 'memory'],
  } satisfies ShapeOf<Dataset>,
  method: {
    registry: 'methods',
    fields: {
      ...{ needsRelaxable: flag, alternates: flag, gated: flag, ownExperts: flag },
      target: { ...oneOf('regression', 'classes'), optional: true },
      objective: { ...oneOf('losses', 'likelihood'), optional: true },
      tunes: {
        ...{ kind: 'mapping', optional: true, about: 'a field' },
        of: { kind: 'list', of: 'number', least: 1 },
      },
    },
    functions: {
      ...{ learn: 'problem, parameters', check: 'parameters, k, target' },
      ...{ memory: 'parameters, size, k', resume: 'problem, parameters, fitted' },
    },
    optional: ['check', 'memory', 'resume'],
    reserved: ['about', 'learn', 'trials', 'tasks', 'deterministic', 'expert'],
  } satisfies ShapeOf<Method>,
  metric: {
    registry: 'metrics',
    fields: {
      summary: oneOf('share', 'mean'),
      better: oneOf('higher', 'lower', 'none'),
      unit: { kind: 'text', about: 'a field' },
      values: { ...oneOf('normal', 'bounded', 'skewed'), optional: true },
      ofTestSamples: flag,
      needs: someOf([...traits, 'gate']),
    },
    functions: { compute: 'finished, parameters' },
  } satisfies ShapeOf<Metric>,
  chart: {
    registry: 'charts',
    fields: {
      needs: someOf([...traits, 'gate', 'sweeps', 'history', 'examples', 'clusters', 'responsibilities', 'correct']),
    },
    functions: {
      render: 'tables, parameters',
      narrow: 'tables, parameters',
      sheet: 'tables, parameters',
      table: 'tables, parameters',
    },
    optional: ['narrow', 'sheet', 'table'],
  },
} as const satisfies Readonly<Record<string, Shape>>;
