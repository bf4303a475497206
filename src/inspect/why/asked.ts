/** A model that can be asked why, as the page and the command that writes it do. */
import { parametersOf, parseParameters } from '../../components/parameters.js';
import { type Likelihood, likelihoodOf } from '../../experts/contract.js';
import type { Layer } from '../../math/layers.js';
import type { ModelParts } from '../../model/contract.js';
import type { BoundModel } from '../../model/predict.js';

export interface Asked {
  readonly bound: BoundModel;
  readonly likelihood: Likelihood;
  /** What its gate computes; null where that is not said. */
  readonly layers: readonly Layer[] | null;
  /** Of each input whether its numbers are whole. */
  readonly whole: readonly boolean[];
}

/** @throws InputError for an expert or a gate that is not among the parts. */
export function askedOf(bound: BoundModel, whole: readonly boolean[], parts: ModelParts): Asked {
  const { expert, gate, target } = bound.model;
  const component = gate === null ? null : parts.gates.get(gate.reference.name);
  const settings = component && parseParameters(component, parametersOf(gate!.reference), { ...parts });
  return {
    ...{ bound, whole, likelihood: likelihoodOf(parts.experts.get(expert.name), target.kind) },
    layers: component?.layers?.(gate!.state, settings!) ?? null,
  };
}
