/** A trial step by step, as plain data: what `moe trace` prints, and what a step-through is drawn from. */
import type { Target } from '../datasets/contract.js';
import type { ExampleStep, Row } from './contract.js';

export interface Trace {
  readonly experiment: string;
  readonly title: string;
  /** A line about the task, and one about the method, as the spec has them. */
  readonly about: { readonly task: string; readonly method: string };
  readonly k: number;
  /** The experts' kind, by its registered name. */
  readonly expert: string;
  /** All samples, and their features. */
  readonly n: number;
  readonly d: number;
  readonly target: Target;
  /** How it ended: what trials.csv says of it. */
  readonly row: Row;
  /** The samples on a line or a plane; absent where the data has more dimensions and no plane of its own. */
  readonly samples?: TraceSamples;
  /** One per iteration that the method recorded, from the initial assignment on. */
  readonly steps: readonly TraceStep[];
}

/** The kept samples, at most 1000, evenly spaced; lists of one length. */
export interface TraceSamples {
  /** Names of the one or two coordinates. */
  readonly axes: readonly string[];
  /** Where each lies among all n. */
  readonly index: readonly number[];
  /** One or two coordinates each. */
  readonly x: readonly (readonly number[])[];
  /** Targets; indices of classes where these are the target. */
  readonly y: readonly number[];
  /** What each was drawn from, by name; empty where that is not known. */
  readonly group: readonly string[];
}

export interface TraceStep {
  readonly iteration: number;
  /** null where it is not known: at iteration 0. */
  readonly loss: number | null;
  /** Samples of each expert. */
  readonly sizes: readonly number[];
  /** Of a step with a picture: kept samples that changed expert since the one before it with a picture; else null. */
  readonly changed: number | null;
  /** Who holds which kept sample, and what each expert says where; at most 40 evenly spaced steps have one. */
  readonly picture?: Omit<ExampleStep, 'iteration'>;
}

/** Steps that are shown at most. */
const mostShown = 41;

/** The steps to show: those with a picture, or, where none has one, at most 41 evenly spread ones with the first and the last. */
export function shownSteps({ steps }: Pick<Trace, 'steps'>): readonly TraceStep[] {
  const pictured = steps.filter(({ picture }) => picture !== undefined);
  if (pictured.length > 0) return pictured;
  if (steps.length <= mostShown) return steps;
  return Array.from({ length: mostShown }, (_, e) => steps[Math.round((e * (steps.length - 1)) / (mostShown - 1))]!);
}
