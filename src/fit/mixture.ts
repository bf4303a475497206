/** Mixtures for callers of the library: they predict, are saved, and loaded again. */
import { assignmentRules } from '../assignments/registry.js';
import { InputError, shown } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { type GivenMatrix, givenMatrix, type Matrix } from '../math/matrix.js';
import { methods } from '../methods/registry.js';
import { decodeModel, encodeModel, type ModelJson } from '../model/codec.js';
import type { Model } from '../model/contract.js';
import { type BoundModel, bindModel, loader, type Prediction, predict } from '../model/predict.js';
import { stabilities } from '../model/stability.js';
import { type Encoded, encode } from '../tables/encode.js';
import type { Encoding } from '../tables/encoding.js';
import type { GivenColumns } from '../tables/frame.js';
import { listed } from '../tables/header.js';
import { probabilitiesOf, within } from './apply.js';
import { inputsIn } from './fit-columns.js';

/** What the library fits with: moe's own components. */
export const ownParts: LearningParts = { experts, assignments: assignmentRules, gates, methods };

/** m values, or labels of classes. */
export type Predictions = Float64Array | string[];

/** What a mixture says of m samples. */
export interface Predicted<P extends Predictions = Predictions> {
  readonly prediction: P;
  /** The most responsible expert of each sample, 0..k-1; ties to the lowest. */
  readonly expert: Uint32Array;
  /** Its responsibility, 0..1. */
  readonly share: Float64Array;
  /** Between which the target of each sample lies as often as promised; of a regression whose model has intervals. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  /** The classes that each sample may have, as often as promised; of classes whose model has intervals. */
  readonly set?: string[][];
  /** Share of the resamples whose gate gives it the same expert, where it was fitted to some; of few at most fifty count. */
  readonly stability?: Float64Array;
}

/** A mixture that predicts. */
export interface Mixture<P extends Predictions = Predictions> {
  /** All that was learnt, as plain data. */
  readonly model: Model;
  /**
   * What the most responsible expert of each sample says. Cost: the gate's, and one evaluation of an expert a sample.
   * @param x m x d features, finite; or, where it was fitted to columns, columns of these names, in any order.
   * @throws InputError for other features than it was fitted to, a value that is not finite, a cell that its encoding refuses,
   * and a mixture without a gate.
   */
  predict(x: GivenMatrix | GivenColumns): Predicted<P>;
  /** The content of a model file, for `JSON.stringify`. */
  toJSON(): ModelJson;
}

/** The mixture of a model that is ready for use. */
export function mixtureOf(bound: BoundModel): Mixture {
  const { model } = bound;
  const { encoding, target } = model;
  return {
    model,
    predict(given) {
      const { x, gateX } = isColumns(given) ? ofColumns(bound, given) : { x: matrixOf(given, encoding) };
      const said = predict(bound, x, gateX);
      const { prediction } = said;
      return {
        ...said,
        prediction: target.kind === 'classes' ? labelled(prediction, target.labels) : prediction,
        ...withinOf(bound, x, said),
        ...stabilityOf(bound, gateX ?? x, said),
      };
    },
    toJSON: () => encodeModel(model, ownParts),
  };
}

/** Whether these are named columns; else they are taken for a matrix. */
export function isColumns(given: unknown): given is GivenColumns {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  return !['data', 'rows', 'cols'].every((key) => Object.hasOwn(given, key));
}

function ofColumns({ model: { encoding } }: BoundModel, given: GivenColumns): Encoded {
  const frame = inputsIn(given, encoding.inputs);
  const rows = Uint32Array.from({ length: frame.rows }, (_, row) => row);
  return encode(encoding, frame, rows);
}

/** Of a model that was fitted to resamples. */
function stabilityOf(bound: BoundModel, x: Matrix, { expert }: Prediction): Pick<Predicted, 'stability'> {
  const stability = stabilities(bound, x, expert);
  return stability === null ? {} : { stability };
}

/** The intervals or sets of a model that has them. */
function withinOf(bound: BoundModel, x: Matrix, said: Prediction): Pick<Predicted, 'low' | 'high' | 'set'> {
  const { target, trust } = bound.model;
  if ((trust?.intervals ?? null) === null) return {};
  if (target.kind === 'regression') return within(bound.model, said, null).band!;
  const c = target.labels.length;
  const { sets } = within(bound.model, said, probabilitiesOf(bound, x, said.expert, c));
  const setOf = (i: number) => target.labels.filter((_, label) => sets![i * c + label] === 1);
  return { set: Array.from(said.expert, (_, i) => setOf(i)) };
}

function matrixOf(given: GivenMatrix, { inputs, experts, gate }: Encoding): Matrix {
  const plain = experts.every(({ factors, center, scale }, f) => {
    return factors.length === 1 && factors[0]!.input === f && center === 0 && scale === 1;
  });
  if (!plain || gate !== null || experts.length !== inputs.length) {
    const names = inputs.map(({ name }) => name);
    throw new InputError(
      `x must be named columns, ${listed(names)}, as the mixture was fitted to; got ${
        typeof given === 'object' && given !== null ? 'a matrix' : shown(given)
      }`,
    );
  }
  const x = givenMatrix('x', given);
  if (x.cols === inputs.length) return x;
  const names = inputs.slice(0, 10).map(({ name }) => name);
  const all = `${names.join(', ')}${inputs.length > names.length ? ', ...' : ''}`;
  throw new InputError(`x must have ${inputs.length} columns, ${all}; got ${x.cols}`);
}

function labelled(classes: Float64Array, labels: readonly string[]): string[] {
  return Array.from(classes, (index) => labels[index]!);
}

/**
 * The text of a model file: JSON on one line, with every number in the shortest form that is read back to the same bits.
 * Equal mixtures give equal bytes, those of `JSON.stringify`. The samples are not in it, nor their assignment.
 * Cost: O(numbers in the model).
 * @throws InputError for what is no mixture, and for one with a number that is not finite.
 */
export function saveMixture(mixture: Pick<Mixture, 'toJSON'>): string {
  if (typeof mixture?.toJSON !== 'function') {
    throw new InputError(`a mixture must be what fitMixture or loadMixture gave; got ${shown(mixture)}`);
  }
  return JSON.stringify(mixture);
}

/**
 * The mixture of a model file; it predicts what the saved one did, to the last bit. Nothing in a file is run.
 * @param given the file's text, or the JSON in it.
 * @throws InputError (as a rejection), saying where, for what is cut, edited, foreign, of a newer version or wrong in shape.
 */
export async function loadMixture(given: unknown): Promise<Mixture> {
  return mixtureOf(await bindModel(decodeModel(given, ownParts), loader(ownParts)));
}
