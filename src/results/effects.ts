/** effects.csv: main effects and interactions of the sweeps that a block of the grid crosses, trial by trial. */

import type { SweepValue } from '../components/contract.js';
import type { Cell, Row, SweepBlock } from '../experiment/contract.js';
import { tInterval } from '../math/intervals.js';
import { mean } from '../math/statistics.js';
import { type Codec, codec, count, numberOrNull, text } from '../tables/columns.js';
import { contrasts, type Levels } from './claims/contrasts.js';
import { type MetricMeta, placeKey, present, rowsByPlace } from './summary.js';

/** One contrast of one metric; in the metric's own numbers, shares as shares. */
export interface EffectLine {
  readonly task: string;
  readonly method: string;
  readonly metric: string;
  /** `refit (false to true)`, or several between ` x `: their interaction, the difference of the differences. */
  readonly effect: string;
  /** Trials that have a value in every cell that the contrast is of. */
  readonly n: number;
  readonly value: number | null;
  /** Two-sided 95 % interval of the mean contrast, by Student's t. */
  readonly low: number | null;
  readonly high: number | null;
}

export const effectsCodec: Codec<EffectLine> = codec<EffectLine>({
  task: text('task'),
  method: text('method'),
  metric: text('metric'),
  effect: text('effect'),
  n: count('n'),
  value: numberOrNull('value'),
  low: numberOrNull('ci_low'),
  high: numberOrNull('ci_high'),
});

/**
 * For each block that asks for effects, each of its tasks, methods and metrics: every level of every sweep against the
 * first, and all interactions of these. A sweep that is not named in a contrast is averaged over. A task and method of which
 * not all cells were run has none.
 * @param cells that were run.
 */
export function effectsOf(
  blocks: readonly SweepBlock[],
  cells: readonly Pick<Cell, 'task' | 'method' | 'sweep'>[],
  rows: readonly Row[],
  metrics: readonly MetricMeta[],
): EffectLine[] {
  const byPlace = rowsByPlace(rows);
  return blocks.flatMap(({ over, effects = [], tasks, methods }) => {
    const names = Object.keys(over);
    const own = cells.filter(
      ({ task, method, sweep }) =>
        tasks?.includes(task) !== false &&
        methods?.includes(method) !== false &&
        Object.keys(sweep).length === names.length &&
        names.every((name) => over[name]!.to.includes(sweep[name]!)),
    );
    const places = new Map(own.map(({ task, method }) => [JSON.stringify([task, method]), { task, method }]));
    const wanted = metrics.filter(({ name }) => effects.includes(name));
    const crossed = Object.values(over).reduce((product, { to }) => product * to.length, 1);
    return [...places.values()].flatMap(({ task, method }) => {
      const crossing = own.filter((cell) => cell.task === task && cell.method === method);
      if (crossing.length < crossed) return [];
      return wanted.flatMap(({ name: metric }) => {
        const values = crossing.map((cell) => {
          return { sweep: cell.sweep, values: byTrial(byPlace.get(placeKey(cell)) ?? [], metric) };
        });
        if (values.every((one) => one.values.size === 0)) return [];
        return contrastsOf(over).map((levels): EffectLine => {
          const sample = contrasts(values, levels);
          const interval = tInterval(sample);
          const told = { effect: textOf(levels), n: sample.length, value: mean(sample) };
          return { task, method, metric, ...told, low: interval?.low ?? null, high: interval?.high ?? null };
        });
      });
    });
  });
}

function byTrial(rows: readonly Row[], metric: string): Map<number, number> {
  return new Map(rows.flatMap((row) => present([row.metrics[metric]]).map((value) => [row.trial, value] as const)));
}

/** Main effects first, then interactions of two, and so on; in the order of the sweeps. */
function contrastsOf(over: SweepBlock['over']): Levels[] {
  const each = Object.entries(over).map(([name, { to }]) =>
    to.slice(1).map((level): [string, readonly [SweepValue, SweepValue]] => [name, [to[0]!, level]]),
  );
  type Chosen = readonly (readonly [string, readonly [SweepValue, SweepValue]])[];
  let all: Chosen[] = [[]];
  for (const levels of each) all = all.concat(all.flatMap((set) => levels.map((one): Chosen => [...set, one])));
  return all
    .filter((set) => set.length > 0)
    .sort((a, b) => a.length - b.length)
    .map((set) => Object.fromEntries(set));
}

function textOf(levels: Levels): string {
  return Object.entries(levels)
    .map(([name, [from, to]]) => `${name} (${from} to ${to})`)
    .join(' x ');
}
