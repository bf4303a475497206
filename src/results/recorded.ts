/** What some trials keep beyond their row: the tables, how an outcome fills them, and what makes a spec keep it. */

import type { Outcome } from '../experiment/contract.js';
import type { Example, ExampleStep } from '../experiment/kept-contract.js';
import { readBits } from '../tables/bits.js';
import { type Codec, codec, count, flags, number, numbered, numberOrNull, text } from '../tables/columns.js';
import type { Sheet } from '../tables/csv.js';

/** A line is about one trial. */
interface OfTrial {
  /** The trial's id. */
  readonly id: string;
}

/** An iteration of a trial; 0 is the start, which has no loss. */
export interface HistoryLine extends OfTrial {
  readonly iteration: number;
  /** Mean loss. */
  readonly loss: number | null;
  /** Samples of each of the k experts. */
  readonly sizes: readonly number[];
  /** Mean responsibilities, where they are not the sizes. */
  readonly shares: readonly number[];
}

/** A kept sample with its expert, at an iteration. */
export interface ExampleLine extends OfTrial {
  readonly iteration: number;
  /** Index in the data. */
  readonly sample: number;
  /** Its d features, or its place on the plane. */
  readonly x: readonly number[];
  readonly y: number;
  readonly group: string;
  readonly expert: number;
}

/** A point of an expert's prediction along x, where d = 1. */
export interface CurveLine extends OfTrial {
  readonly iteration: number;
  readonly expert: number;
  readonly x: number;
  readonly prediction: number;
}

/** A rectangle of the plane on which a prediction is the same. */
interface Rectangle extends OfTrial {
  readonly expert: number;
  readonly x1Low: number;
  readonly x1High: number;
  readonly x2Low: number;
  readonly x2High: number;
  readonly prediction: number;
}

/** A rectangle of one expert's predicted class, where d = 2. */
export interface RegionLine extends Rectangle {
  readonly iteration: number;
}

/** A rectangle of one responsible expert and predicted class, of a mixture with a gate. */
export type MapLine = Rectangle;

export interface ReturnLine extends OfTrial {
  readonly episode: number;
  readonly return: number;
}

/** How many samples of a class an expert holds. */
export interface ClusterLine extends OfTrial {
  readonly expert: number;
  readonly label: string;
  readonly samples: number;
}

/** The mean of a feature over what an expert holds; means that are 0 have no line. */
export interface ClusterMeanLine extends OfTrial {
  readonly expert: number;
  /** From 0. */
  readonly feature: number;
  readonly mean: number;
}

/** How many of the n k responsibilities, and of each sample's greatest, lie in a bin. */
export interface ResponsibilityLine extends OfTrial {
  readonly low: number;
  readonly high: number;
  readonly all: number;
  readonly greatest: number;
}

/** Which test samples a trial predicted rightly, in their order: 1 where it did, else 0. */
export interface CorrectLine extends OfTrial {
  readonly correct: Uint8Array;
}

/** The tables by name, with what a line of each is. */
export interface RecordedLines {
  'history.csv': HistoryLine;
  'examples.csv': ExampleLine;
  'example_curves.csv': CurveLine;
  'example_regions.csv': RegionLine;
  'example_map.csv': MapLine;
  'example_returns.csv': ReturnLine;
  'clusters.csv': ClusterLine;
  'cluster_means.csv': ClusterMeanLine;
  'responsibilities.csv': ResponsibilityLine;
  'correct.csv': CorrectLine;
}

export interface Recorded<L> extends Codec<L> {
  /** What a spec must have for a run to fill the table. */
  readonly needs: string;
  /** Null where the outcomes have nothing for it. */
  sheetOf(outcomes: readonly Outcome[]): Sheet | null;
}

function keeping<L extends OfTrial>(
  needs: string,
  fields: Parameters<typeof codec<L>>[0],
  linesOf: (outcome: Outcome) => L[],
): Recorded<L> {
  const own = codec<L>(fields);
  return {
    ...{ ...own, needs },
    sheetOf(outcomes) {
      const lines = outcomes.flatMap(linesOf);
      return lines.length === 0 ? null : own.toSheet(lines);
    },
  };
}

const id = text('trial_id');
const sides = {
  x1Low: number('x1_low'),
  x1High: number('x1_high'),
  x2Low: number('x2_low'),
  x2High: number('x2_high'),
};

export const recorded: { readonly [N in keyof RecordedLines]: Recorded<RecordedLines[N]> } = {
  'history.csv': keeping<HistoryLine>(
    'record.history',
    {
      id,
      iteration: count('iteration'),
      loss: numberOrNull('loss'),
      sizes: numbered('size_', 0),
      shares: numbered('share_', 0),
    },
    ({ row, history = [] }) => history.map(({ shares = [], ...step }) => ({ id: row.id, ...step, shares })),
  ),
  'examples.csv': keeping<ExampleLine>(
    'record.examples',
    {
      id,
      iteration: count('iteration'),
      sample: count('sample'),
      x: numbered('x', 1),
      y: number('y'),
      group: text('group'),
      expert: count('expert'),
    },
    (outcome) =>
      stepsOf(outcome, ({ iteration, assignment }, { samples, x, y, group }) =>
        assignment.map((expert, i) => ({
          ...{ iteration, sample: samples[i]!, x: x[i] ?? [], y: y[i]! },
          ...{ group: group[i] ?? '', expert },
        })),
      ),
  ),
  'example_curves.csv': keeping<CurveLine>(
    'record.examples of a task with one feature',
    {
      id,
      iteration: count('iteration'),
      expert: count('expert'),
      x: number('x'),
      prediction: number('prediction'),
    },
    (outcome) =>
      stepsOf(outcome, ({ iteration, curves }) =>
        curves.flatMap((curve, expert) => curve.map((point) => ({ iteration, expert, ...point }))),
      ),
  ),
  'example_regions.csv': keeping<RegionLine>(
    'record.examples of a task with two features',
    {
      id,
      iteration: count('iteration'),
      expert: count('expert'),
      ...sides,
      prediction: number('prediction'),
    },
    (outcome) =>
      stepsOf(outcome, ({ iteration, regions }) =>
        regions.flatMap((plane, expert) => plane.map((region) => ({ iteration, expert, ...rectangle(region) }))),
      ),
  ),
  'example_map.csv': keeping<MapLine>(
    'record.examples of a method with a gate, over two features or a control task',
    { id, ...sides, expert: count('expert'), prediction: number('prediction') },
    ({ row, example }) =>
      (example?.map ?? []).map((region) => ({ id: row.id, expert: region.expert, ...rectangle(region) })),
  ),
  'example_returns.csv': keeping<ReturnLine>(
    'record.examples of a control task',
    { id, episode: count('episode'), return: number('return') },
    ({ row, example }) => (example?.returns ?? []).map((value, episode) => ({ id: row.id, episode, return: value })),
  ),
  'clusters.csv': keeping<ClusterLine>(
    'record.clusters',
    { id, expert: count('expert'), label: text('class'), samples: count('samples') },
    ({ row, clusters = [] }) =>
      clusters.flatMap(({ classes }, expert) => classes.map((held) => ({ id: row.id, expert, ...held }))),
  ),
  'cluster_means.csv': keeping<ClusterMeanLine>(
    'record.clusters',
    { id, expert: count('expert'), feature: count('feature'), mean: number('mean') },
    ({ row, clusters = [] }) =>
      clusters.flatMap(({ means }, expert) =>
        means.flatMap((mean, feature) => (mean === 0 ? [] : [{ id: row.id, expert, feature, mean }])),
      ),
  ),
  'responsibilities.csv': keeping<ResponsibilityLine>(
    'record.responsibilities',
    {
      id,
      low: number('low'),
      high: number('high'),
      all: count('all'),
      greatest: count('greatest'),
    },
    ({ row, responsibilities = [] }) => responsibilities.map((bin) => ({ id: row.id, ...bin })),
  ),
  'correct.csv': keeping<CorrectLine>('record.correct', { id, correct: flags('samples', 'correct') }, (outcome) => {
    const correct = correctIn(outcome);
    return correct === undefined ? [] : [{ id: outcome.row.id, correct }];
  }),
};

/** Which test samples the trial of an outcome predicted rightly, 1 or 0 each; undefined where it did not keep that. */
export function correctIn({ correct }: Outcome): Uint8Array | undefined {
  return correct && readBits(correct.bits, correct.samples);
}

/** What `linesOf` gives for each step of the outcome's example. */
function stepsOf<L extends object>(
  { row, example }: Outcome,
  linesOf: (step: ExampleStep, example: Example) => L[],
): (L & OfTrial)[] {
  if (example === undefined) return [];
  return example.steps.flatMap((step) => linesOf(step, example).map((line) => ({ id: row.id, ...line })));
}

function rectangle({ x1, x2, prediction }: ExampleStep['regions'][number][number]): Omit<Rectangle, 'id' | 'expert'> {
  return { x1Low: x1[0], x1High: x1[1], x2Low: x2[0], x2High: x2[1], prediction };
}
