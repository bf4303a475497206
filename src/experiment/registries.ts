import type { Assign, AssignmentRule } from '../assignments/contract.js';
import { assignmentRules } from '../assignments/registry.js';
import type {
  Component,
  Loaded,
  ParameterTable,
  PlainParameters,
  Reference,
  Registry,
} from '../components/contract.js';
import { withDefaults } from '../components/contract.js';
import { datasets } from '../datasets/registry.js';
import { experts } from '../experts/registry.js';
import type { BoundGate, Gate } from '../gates/contract.js';
import { gates } from '../gates/registry.js';
import { methods } from '../methods/registry.js';
import { metrics } from '../metrics/registry.js';

/** Everything a spec can name, by the key that a `component` parameter uses; charts come from the command line. */
export const registries = { datasets, experts, assignments: assignmentRules, gates, methods, metrics };

/** The registries whose entries can be parameters of a method. */
const bindable: Readonly<Record<string, Registry<Component & Pick<AssignmentRule | Gate, 'bind'>>>> = {
  assignments: assignmentRules,
  gates,
};

/** A reference with every default written out: `lap` -> `{ name: 'lap', solver: 'flow' }`. */
export function expandReference(given: string | Reference, known: Registry<Component>): Reference {
  const { name, ...parameters } = typeof given === 'string' ? { name: given } : given;
  return { name, ...expandParameters(known.get(name).parameters, parameters) };
}

/** The table's values with every default written out, also those of the components it refers to. */
export function expandParameters(table: ParameterTable, given: PlainParameters): PlainParameters {
  const values: Record<string, unknown> = { ...withDefaults(table, given) };
  for (const [key, parameter] of Object.entries(table)) {
    const known = parameter.kind === 'component' ? bindable[parameter.registry] : undefined;
    if (known !== undefined) values[key] = expandReference(values[key] as string | Reference, known);
  }
  return values;
}

/** The references among expanded parameters, with the component each of them names. */
export function referencesOf(
  table: ParameterTable,
  expanded: PlainParameters,
): { key: string; component: Component; reference: Reference }[] {
  return Object.entries(table).flatMap(([key, parameter]) => {
    const known = parameter.kind === 'component' ? bindable[parameter.registry] : undefined;
    if (known === undefined) return [];
    const reference = expanded[key] as Reference;
    return [{ key, component: known.get(reference.name), reference }];
  });
}

/** Expanded parameters with each reference replaced by the component it names, loaded and bound. */
export async function bindParameters(table: ParameterTable, expanded: PlainParameters): Promise<PlainParameters> {
  const values: Record<string, unknown> = { ...expanded };
  for (const { key, component, reference } of referencesOf(table, expanded)) {
    const part = component as Component & { bind(p: PlainParameters): Promise<Assign | BoundGate> };
    values[key] = { reference, bound: await part.bind(reference) } satisfies Loaded<Assign | BoundGate>;
  }
  return values;
}
