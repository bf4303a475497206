/** Whether one expert would do: what a mixture saves on rows held out, beside what it saves on tables of one expert. */
import { InputError } from '../../errors.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { stream } from '../../math/random.js';
import type { Needed } from '../../model/trust-contract.js';
import type { FitPlan } from '../contract.js';
import { heldOutRows } from '../held-out.js';
import type { FitJob, SimulatedTarget } from '../job-contract.js';
import type { Recipe } from '../learn.js';
import { inOrder, started } from '../queue.js';
import { candidates, type Fitting, FOLDS, recipeOf } from '../sizes.js';
import { nullTable } from './null-tables.js';

/** Starts of a method that has many: fits are repeated a hundred times. */
const FEW_STARTS = 5;

/** So many simulations are in the queue at once: fits enough for any number of lanes. */
const AT_ONCE = 8;

/** The ways of one plan that are compared. */
interface Ways {
  readonly single: Recipe;
  readonly mixtures: readonly Recipe[];
}

/**
 * A test of one expert against mixtures. The statistic is the share of one expert's held-out loss, over the five folds of one
 * deal, that the best mixture saves: the best of all numbers of experts, ways and settings which the plan chooses from. Its null
 * distribution is that of the same statistic, with all of this chosen anew, over tables with targets drawn from one expert
 * (`nullTable`). As folds overlap, no t-test over them would do. Both sides make few starts, which costs the mixture
 * a little and the test none of its level.
 * Random draws: of simulation b from the stream `null/b`; folds and starts are those of the table itself, so that the statistic is
 * one and the same function of the target. A simulated table that cannot be fitted counts against the mixtures.
 * Cost: (1 + simulations) x five folds x the ways; memory: O(n) for each simulation in the queue.
 * @throws InputError where the table itself cannot be fitted so.
 */
export async function needed(fitting: Fitting, rows: Uint32Array): Promise<Needed> {
  const { gain, simulate } = await comparison(fitting, rows);
  const { needed: simulations } = fitting.plan;
  const gains: number[] = [];
  while (gains.length < simulations) {
    const next = Array.from({ length: Math.min(AT_ONCE, simulations - gains.length) }, (_, at) => gains.length + at);
    gains.push(...(await inOrder(next.map(simulate))));
  }
  return judged(gain, gains);
}

/** The gain of mixtures on these rows, and on the b-th of their simulated tables. */
export async function comparison(
  fitting: Fitting,
  rows: Uint32Array,
): Promise<{ readonly gain: number; simulate(b: number): Promise<number> }> {
  const { plan, prepared, catalog } = fitting;
  const ways = waysOf(plan, catalog);
  const whole = fitting.run({ recipe: ways.single, of: 'needed', rows, held: null });
  const [single, own] = await Promise.all([whole, gainOn(fitting, rows, ways)]);
  const draw = await nullTable(single.whole!.model, prepared, rows, own.heldOut, catalog);
  return {
    gain: own.gain,
    simulate(b) {
      const name = `simulation ${b + 1} of ${plan.needed}`;
      const found = gainOn(fitting, rows, ways, { name, y: draw(stream(plan.seed, 'null', b)) });
      return found.then(({ gain }) => gain).catch(asAll);
    },
  };
}

/** A gain beside those of simulated tables, one or more. */
export function judged(gain: number, simulated: readonly number[]): Needed {
  const simulations = simulated.length;
  const sorted = Float64Array.from(simulated).sort();
  const reached = sorted.filter((other) => other >= gain).length;
  return {
    ...{ simulations, gain, chance: sorted[Math.ceil(0.95 * simulations) - 1]! },
    p: (1 + reached) / (1 + simulations),
  };
}

/** How many fits `needed` makes. */
export function neededFits({ needed, ...plan }: FitPlan, catalog: LearningParts): number {
  if (needed === 0) return 0;
  return 1 + (1 + needed) * FOLDS * (1 + waysOf({ ...plan, needed }, catalog).mixtures.length);
}

function waysOf(plan: FitPlan, catalog: LearningParts): Ways {
  const few = (recipe: Recipe): Recipe => {
    const { parameters } = catalog.methods.get(recipe.method.name);
    if (!Object.hasOwn(parameters, 'starts')) return recipe;
    const { starts = FEW_STARTS } = recipe.method as { readonly starts?: number };
    return { ...recipe, method: { ...recipe.method, starts: Math.min(starts, FEW_STARTS) } };
  };
  const mixtures = candidates({ ...plan, from: Math.max(2, plan.from) }, catalog).flat();
  return { single: few(recipeOf(plan, 1)), mixtures: mixtures.map(few) };
}

/** What the best mixture saves of one expert's loss on rows held out; 0 where there is none to save. */
interface Gain {
  readonly gain: number;
  /** One expert's losses, each at its row of the table. */
  readonly heldOut: Float64Array;
}

/** @throws InputError where one expert cannot be fitted. */
async function gainOn(
  { prepared, plan, run }: Fitting,
  rows: Uint32Array,
  { single, mixtures }: Ways,
  simulated?: SimulatedTarget,
): Promise<Gain> {
  const table = { ...prepared, rows, y: simulated?.y ?? prepared.y };
  const folds = heldOutRows({ kind: 'folds', folds: FOLDS }, table, plan.seed, null);
  const answers = (recipe: Recipe) =>
    inOrder(
      folds.map((held, f) => {
        const job: FitJob = { recipe, of: `needed/fold ${f}`, rows, held };
        return run(simulated === undefined ? job : { ...job, simulated });
      }),
    );
  const totalOf = async (recipe: Recipe): Promise<number> => {
    const found = await answers(recipe);
    // As where the number of experts is chosen: a tree with fewer leaves is no mixture of so many.
    return found.every(({ experts }) => experts === recipe.k)
      ? sum(found.map(({ losses }) => sum(losses)))
      : Number.POSITIVE_INFINITY;
  };
  const totals = started(mixtures.map((recipe) => totalOf(recipe).catch(asNone)));
  const heldOut = new Float64Array(prepared.y.length);
  (await answers(single)).forEach(({ losses }, f) => {
    folds[f]!.forEach((row, r) => {
      heldOut[row] = losses[r]!;
    });
  });
  const best = Math.min(...(await Promise.all(totals)));
  const all = sum(heldOut);
  return { gain: all > 0 && best < Number.POSITIVE_INFINITY ? 1 - best / all : 0, heldOut };
}

/** Where one expert cannot be fitted to a simulated table: as if mixtures saved all of it. */
function asAll(error: unknown): number {
  if (error instanceof InputError) return 1;
  throw error;
}

/** A mixture that cannot be fitted to some fold saves nothing. */
function asNone(error: unknown): number {
  if (error instanceof InputError) return Number.POSITIVE_INFINITY;
  throw error;
}

const sum = (values: Iterable<number>): number => {
  let all = 0;
  for (const value of values) all += value;
  return all;
};
