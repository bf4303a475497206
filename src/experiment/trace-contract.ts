/** A trial step by step, as plain data: what `moe trace` prints, and what a race is drawn from. */
import type { Target } from '../datasets/contract.js';
import type { Row } from './contract.js';
import type { Example, ExampleStep } from './kept-contract.js';

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
  /** Of a mixture with a gate, over two dimensions: the plane as rectangles of one expert and one prediction. */
  readonly map?: NonNullable<Example['map']>;
  /** Why the loss may rise from one iteration to the next; empty where it may not, or nobody knows. */
  readonly mayRise: string;
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
  /** What the target is called; `y` when absent. */
  readonly target?: string;
  /** What each was drawn from, by name; empty where that is not known. */
  readonly group: readonly string[];
}

export interface TraceStep {
  readonly iteration: number;
  /** null where it is not known: at iteration 0. */
  readonly loss: number | null;
  /** Samples of each expert. */
  readonly sizes: readonly number[];
  /** What was done in it, as a clause, where it is no iteration like the others. */
  readonly done?: string;
  /** Of a step with a picture: samples that changed expert since the one before it with a picture; else null. */
  readonly changed: number | null;
  /** Of a step with a picture, of classes: of each expert its samples of each class, k x c. */
  readonly classes?: readonly (readonly number[])[];
  /** Who holds which kept sample, and what each expert says where; of many steps some have one (`fewerAndFewer`). */
  readonly picture?: Omit<ExampleStep, 'iteration' | 'whole'>;
}

/** The steps to show: those with a picture, or, where none has one, the first and then ever fewer. */
export function shownSteps({ steps }: Pick<Trace, 'steps'>): readonly TraceStep[] {
  const pictured = steps.filter(({ picture }) => picture !== undefined);
  return pictured.length > 0 ? pictured : fewerAndFewer(steps);
}

/** Of a long course the first so many steps, in which most happens, and so many at most. */
const [first, most] = [16, 30];

/** All entries of a short course; of a long one the first 16, then ever fewer, by equal ratios, and the last. */
export function fewerAndFewer<T>(course: readonly T[]): T[] {
  if (course.length <= most) return [...course];
  const [from, last] = [first - 1, course.length - 1];
  const later = Array.from({ length: most - first }, (_, e) => from * (last / from) ** ((e + 1) / (most - first)));
  const kept = new Set(later.map(Math.round));
  return course.filter((_, i) => i < first || kept.has(i));
}
