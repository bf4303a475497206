import type { Component, ParametersOf, ParameterTable } from '../components/contract.js';
import type { Task, Trait } from '../datasets/contract.js';
import type { Rollout } from '../environments/rollout.js';
import type { BoundExpert } from '../experts/contract.js';
import type { Matrix } from '../math/matrix.js';
import type { Features } from '../math/sparse.js';
import type { Learnt } from '../methods/contract.js';
import type { BoundModel, Prediction } from '../model/predict.js';

/** Samples to judge by: those learnt from, or the task's test samples. */
export type Part = 'train' | 'test';

/** What a mixture predicts for samples by its gate: each by the most responsible expert; ties to the lowest. */
export interface Judgement {
  /** Share of right labels; null for a regression. */
  readonly accuracy: number | null;
  /** Mean loss of the expert that predicts. */
  readonly loss: number;
  /** How often an expert was evaluated on a sample to predict them all. */
  readonly evaluations: number;
}

/** A finished trial as a metric sees it. What is computed is kept for the next metric. */
export interface Finished {
  readonly task: Task;
  readonly learnt: Learnt;
  /** The learnt model, ready for use; null where no expert was fitted. */
  readonly model: BoundModel | null;
  /** What clusters are fitted with; null where the method learns experts of its own kind, together with their gate. */
  readonly expert: BoundExpert | null;
  /** The trial's seed, for what has to be drawn. */
  readonly seed: number;
  /** Mean error (squared error, or share of wrong labels) under the last assignment with the experts that made it. */
  error(): number | null;
  /** The same after refitting every expert to its cluster; null where a cluster cannot be fitted. */
  errorRefit(): number | null;
  /**
   * The most responsible expert (ties to the lowest) of each of m samples, seen or not, and what it predicts; null without a
   * gate, and with one that sees other features than the experts.
   */
  decide(x: Features): Prediction | null;
  /** m x k responsibilities of the part's samples; null without a gate or such samples. */
  responsibilities(part: Part): Matrix | null;
  /** null without a gate or such samples. */
  judge(part: Part): Judgement | null;
  /** The predictions of the part's samples where sample i goes to expert labels[i]. */
  predictions(part: Part, labels: Uint32Array): Float64Array;
  /** Returns of so many episodes of the mixture as a policy; null without a gate or a control task. */
  returns(episodes: number): Rollout | null;
}

/** Whether a metric is a share, in 0..1, which claims tell in percent. */
export function isShare({ summary, unit }: Partial<Pick<Metric, 'summary' | 'unit'>>): boolean {
  return summary === 'share' || unit?.startsWith('share of ') === true;
}

/** A number per trial. */
export interface Metric<T extends ParameterTable = ParameterTable> extends Component<T> {
  /** Without these there is no value: traits of the task, and a gate of the model. */
  readonly needs?: readonly (Trait | 'gate')[];
  /** A share of trials (values 0 or 1; Wilson interval) or a mean (Student's t). */
  readonly summary: 'share' | 'mean';
  /**
   * How its values spread over trials, where it is no share: `normal` for a mean or a sum of many, `bounded` on both
   * sides; where nothing is said `skewed`, with few great ones.
   */
  readonly values?: 'normal' | 'bounded' | 'skewed';
  /** It is the share of test samples whose prediction is right, of which correct.csv has each. */
  readonly ofTestSamples?: true;
  /** Which way is better; `none` where neither is. */
  readonly better: 'higher' | 'lower' | 'none';
  readonly unit: string;
  compute(finished: Finished, parameters: ParametersOf<T>): number | null | Promise<number | null>;
}
