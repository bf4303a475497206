/** How a mixture was fitted, without what goes without saying. */
import type { Component, Reference } from '../components/contract.js';
import { defaultOf } from '../components/kinds.js';
import { parametersOf, parseParameters } from '../components/parameters.js';
import type { LearningParts } from '../experiment/catalog.js';
import type { Model } from '../model/contract.js';
import type { Settings } from './contract.js';
import type { Recipe } from './learn.js';

/** @param model what was fitted by the recipe. */
export function settingsOf(
  { expert, gate }: Model,
  { method, tune, beside = [], weights }: Recipe,
  catalog: LearningParts,
): Settings {
  const by = catalog.methods.get(method.name);
  const tuned = tune ? Object.keys(by.tunes ?? {}) : [];
  return {
    expert: changed(expert, catalog.experts.get(expert.name), catalog),
    method: changed(method, by, catalog, tuned),
    gate: gate === null ? null : changed(gate.reference, catalog.gates.get(gate.reference.name), catalog),
    tuned: [...(beside.length > 0 ? ['method'] : []), ...tuned],
    weights,
  };
}

/** The reference with those parameters alone that differ from their defaults, and those that are named; so within them, too. */
function changed(
  reference: Reference,
  { name, parameters }: Component,
  catalog: LearningParts,
  named: readonly string[] = [],
): Reference {
  const usual = (key: string): unknown => {
    const parameter = parameters[key]!;
    if (defaultOf(parameter) === undefined) return undefined;
    return parseParameters({ name, parameters: { [key]: parameter } }, {}, catalog)[key];
  };
  const kept = Object.entries(parametersOf(reference)).filter(
    ([key, value]) => named.includes(key) || JSON.stringify(value) !== JSON.stringify(usual(key)),
  );
  const within = (key: string, value: unknown): unknown => {
    const parameter = parameters[key]!;
    if (parameter.kind !== 'component' || value === null) return value;
    const { registry } = parameter;
    const own = value as Reference;
    return registry in catalog ? changed(own, catalog[registry as keyof LearningParts].get(own.name), catalog) : own;
  };
  return { name: reference.name, ...Object.fromEntries(kept.map(([key, value]) => [key, within(key, value)])) };
}
