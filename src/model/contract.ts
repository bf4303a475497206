import type { PlainParameters, Reference, Registry } from '../components/contract.js';
import type { Task } from '../datasets/contract.js';
import type { Expert } from '../experts/contract.js';
import type { Gate } from '../gates/contract.js';
import { type Encoding, plainEncoding } from '../tables/encoding.js';
import type { Trust } from './trust-contract.js';

/** A gate by its name and parameters, with what it learnt. */
export interface FittedGate {
  readonly reference: Reference;
  readonly state: unknown;
}

/** What a model predicts; the experts of a regression see (y - center) / scale, and losses in squared units of that. */
export type ModelTarget = { readonly name: string } & (
  | { readonly kind: 'regression'; readonly center: number; readonly scale: number }
  | { readonly kind: 'classes'; readonly labels: readonly string[] }
);

/** What a model learned from a table can be held to: fitted again with these, it is the same to the last bit. */
export interface Origin {
  /** SHA-256 of the file, in hexadecimal digits, and how many rows were learned from. */
  readonly data: { readonly sha256: string; readonly rows: number };
  /** What was asked of the fit, every default written out, the formula among it. */
  readonly options: PlainParameters;
  /** The fit ended at a time limit: another one may end elsewhere. */
  readonly timed: boolean;
  /** Of moe and of Node, whose major version the last digits depend on. */
  readonly versions: { readonly moe: string; readonly node: string };
  /**
   * What later tables are compared with: of each expert the share of the rows that the gate gives to it, and its mean loss over
   * them, in squared units of a regression's target; null where it gets none.
   */
  readonly training: { readonly shares: readonly number[]; readonly losses: readonly (number | null)[] };
}

/**
 * A learnt mixture of k experts as plain data: all that prediction needs, and where it comes from. What it refers to by name
 * is loaded by whoever uses it.
 */
export interface Model<S = unknown> {
  /** How columns become the d features of the experts and the g of the gate. */
  readonly encoding: Encoding;
  readonly target: ModelTarget;
  /** The kind of its experts, as a spec names it. */
  readonly expert: Reference;
  /** The state of each of the k experts. */
  readonly experts: readonly S[];
  /** Which expert is responsible for a sample that was not learnt from; null where the method is for fixed data only. */
  readonly gate: FittedGate | null;
  /** Null where it was not learned from a table. */
  readonly origin: Origin | null;
  /** How far it can be trusted; absent where nothing is known of that. */
  readonly trust?: Trust;
}

/** What a model can be made of. */
export interface ModelParts {
  readonly experts: Registry<Expert>;
  readonly gates: Registry<Gate>;
}

/**
 * The model of experts that were learnt from a task: its features are the numbers x1..xd, its target is y. What a method of
 * your own returns as `Learnt.model`.
 * @param expert the reference of the problem's expert.
 * @param experts the k states, as the expert's `fit` gave them.
 * @param gate null where the method learns none.
 */
export function modelOf<S>(
  { x, target }: Pick<Task, 'x' | 'target'>,
  expert: Reference,
  experts: readonly S[],
  gate: FittedGate | null,
): Model<S> {
  return {
    encoding: plainEncoding(Array.from({ length: x.cols }, (_, t) => `x${t + 1}`)),
    target:
      target.kind === 'regression'
        ? { name: 'y', kind: target.kind, center: 0, scale: 1 }
        : { name: 'y', kind: target.kind, labels: target.labels },
    expert,
    experts,
    gate,
    origin: null,
  };
}
