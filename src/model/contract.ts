import type { Reference, Registry } from '../components/contract.js';
import type { Target, Task } from '../datasets/contract.js';
import type { Expert } from '../experts/contract.js';
import type { Gate } from '../gates/contract.js';

/** A column of a table of samples, and how it becomes features. Another kind of column is another entry of this union. */
export interface Input {
  readonly name: string;
  readonly kind: 'number';
  /** `identity`: one feature, the number itself. */
  readonly encoding: 'identity';
}

/** A gate by its name and parameters, with what it learnt. */
export interface FittedGate {
  readonly reference: Reference;
  readonly state: unknown;
}

/**
 * A learnt mixture of k experts as plain data: all that prediction needs, and nothing of how it was learnt. Whoever uses
 * it loads what it refers to (`bindModel`); `model/codec.ts` writes it as JSON and reads it back.
 */
export interface Model<S = unknown> {
  /** The columns that the d features are made of, in their order. */
  readonly inputs: readonly Input[];
  readonly target: Target & { readonly name: string };
  /** The kind of its experts, as a spec names it. */
  readonly expert: Reference;
  /** The state of each of the k experts. */
  readonly experts: readonly S[];
  /** Which expert is responsible for a sample that was not learnt from; null where the method is for fixed data only. */
  readonly gate: FittedGate | null;
}

/** What a model can be made of. */
export interface ModelParts {
  readonly experts: Registry<Expert>;
  readonly gates: Registry<Gate>;
}

/** The model of experts that were learnt from a task: its features are the numbers x1..xd, its target is y. */
export function modelOf<S>(
  { x, target }: Pick<Task, 'x' | 'target'>,
  expert: Reference,
  experts: readonly S[],
  gate: FittedGate | null,
): Model<S> {
  const inputs = Array.from(
    { length: x.cols },
    (_, t): Input => ({ name: `x${t + 1}`, kind: 'number', encoding: 'identity' }),
  );
  return { inputs, target: { name: 'y', ...target }, expert, experts, gate };
}
