/** Which trials a check computes, in which order: all of some grids, and of others what the budget leaves room for. */
import { InputError } from '../../errors.js';
import type { Cell, Spec, Trial } from '../../experiment/contract.js';
import { firstTrials } from '../../guard/check/budget.js';
import { loadOf, partAt } from '../../runner/shards/partition.js';
import { type Shard, spokenShard } from '../../runner/shards/shard.js';
import { type Costs, longestFirst } from '../../runner/times.js';

/** Trials that are computed together. */
export interface Pass {
  readonly name: string;
  readonly trials: readonly Trial[];
  /** It ends with the budget, whatever is left. */
  readonly hurried: boolean;
}

export interface PassOptions {
  readonly all?: boolean;
  /** Seconds of one thread. */
  readonly budget: number;
  readonly shard?: Shard;
}

interface Grid {
  readonly spec: Spec;
  readonly quick: boolean;
  readonly trials: readonly Trial[];
}

/**
 * Whole grids pass by pass, or quick ones and then, of the whole ones, what the budget leaves room for. A trial that two
 * grids share comes once. Of a shard its part of all these.
 * @throws InputError for more shards than there are trials.
 */
export function passesOf(grids: readonly Grid[], costs: Costs, { all, budget, shard }: PassOptions): Pass[] {
  const seen = new Set<string>();
  const unseen = (trials: readonly Trial[]) =>
    trials.filter(({ key }) => {
      const first = !seen.has(key);
      seen.add(key);
      return first;
    });
  const whole = grids
    .filter(({ quick }) => quick || all)
    .map(({ spec, trials }): Pass => {
      return { name: spec.name, trials: unseen(longestFirst(trials, costs)), hurried: false };
    });
  const rest = grids.filter(({ quick }) => !quick && !all).flatMap(({ trials }) => unseen(trials));
  // Those of a short time limit first, that a long one may not take their time.
  const chosen = withinBudget(rest, costs, budget).toSorted((a, b) => a.timeout - b.timeout);
  const passes = [...whole, { name: 'whole grids', trials: chosen, hurried: true }];
  return shard === undefined ? passes : partOf(passes, costs, shard);
}

function withinBudget(trials: readonly Trial[], costs: Costs, budget: number): Trial[] {
  const timed = (cell: Cell) => {
    const cost = costs.get(cell);
    return cost === undefined || cost.guessed ? null : cost.seconds;
  };
  return firstTrials(trials, timed, budget);
}

function partOf(passes: readonly Pass[], costs: Costs, shard: Shard): Pass[] {
  const trials = passes.flatMap((pass) => pass.trials);
  if (shard.of > trials.length)
    throw new InputError(
      `--shard ${spokenShard(shard)}: this check computes ${trials.length} trials, so at most as many shards`,
    );
  const { places } = partAt(
    trials.map(({ cell }) => loadOf(cell, costs)),
    shard,
  );
  const own = new Set(Array.from(places, (place) => trials[place]!.key));
  return passes.map((pass) => ({ ...pass, trials: pass.trials.filter(({ key }) => own.has(key)) }));
}
