/** One mixture from some rows of a prepared table. */
import type { Loaded, Reference } from '../components/contract.js';
import { bindParameters, load, parametersOf } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { type Prepared, samplesOf } from '../datasets/prepare.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { checkLearning } from '../experiment/spec/cells.js';
import type { BoundGate } from '../gates/contract.js';
import { argmaxRows } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Learnt, Method, Problem } from '../methods/contract.js';
import { fitGate } from '../methods/gated.js';
import type { Model, ModelTarget } from '../model/contract.js';
import { type BoundModel, bindModel, type Loader, responsibilities } from '../model/predict.js';
import type { Encoding } from '../tables/encoding.js';
import { countedRows, unmetBounds } from './bounds.js';
import type { FitPlan } from './contract.js';
import { objectiveInUnits } from './judge.js';

/** How a mixture is to be learned: what of a plan decides that. */
export interface Recipe
  extends Pick<FitPlan, 'missing' | 'unseen' | 'seed' | 'expert' | 'method' | 'gate' | 'weights' | 'tune' | 'beside'> {
  readonly k: number;
}

/** A mixture, with the rows that it was learned from. */
export interface Learned {
  readonly model: BoundModel;
  readonly learnt: Learnt;
  /** The rows as the method saw them: features and, of a regression, target standardized. */
  readonly task: Task;
  /** Rows of the table. */
  readonly rows: Uint32Array;
  readonly notes: readonly string[];
}

/** The rows as experts and gate see them, and how other rows become so. */
export interface EncodedRows {
  readonly task: Task;
  readonly encoding: Encoding;
  readonly target: ModelTarget;
  readonly notes: readonly string[];
}

/**
 * The samples of some rows, standardized by these very rows. A target without variation among them keeps its unit.
 * Memory: 8 n (d + g + 1) bytes.
 */
export function encodeRows(
  prepared: Prepared,
  rows: Uint32Array,
  policies: Pick<FitPlan, 'missing' | 'unseen'>,
): EncodedRows {
  const { target } = prepared;
  const { task, ...rest } = samplesOf(prepared, rows, policies);
  const units = target.kind === 'classes' ? target : { ...target, ...standardize(task.y, task.weights) };
  return { task, target: units as ModelTarget, ...rest };
}

/** Overwrites values by their distance from the mean in deviations, both by weights; says which these were. */
function standardize(
  values: Float64Array,
  weights?: Float64Array,
): { readonly center: number; readonly scale: number } {
  const first = values[0]!;
  let [sum, total, squares] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    sum += weight * (values[i]! - first);
    total += weight;
  }
  const center = first + sum / total;
  for (let i = 0; i < values.length; i++) squares += (weights?.[i] ?? 1) * (values[i]! - center) ** 2;
  const deviation = Math.sqrt(squares / total);
  const scale = deviation > 4 * Number.EPSILON * Math.abs(center) ? deviation : 1;
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - center) / scale;
  return { center, scale };
}

/**
 * Learns a mixture of k experts from these rows; where the method learns no gate and the recipe has one, it is learned from
 * the assignment. Random draws: streams of the seed, `of` among their names, so that fits of one plan do not share any.
 * @throws InputError for what cannot be learned, with the arithmetic.
 */
export async function learn(
  prepared: Prepared,
  rows: Uint32Array,
  recipe: Recipe,
  of: string,
  catalog: LearningParts,
  loader: Loader,
  hooks: Pick<Problem, 'progress' | 'stop'> & Partial<Pick<Problem, 'keepCourse'>> = {},
): Promise<Learned> {
  const { task, encoding, target, notes } = encodeRows(prepared, rows, recipe);
  const { method, parameters, expert, asked, gate: apart } = await loadRecipe(recipe, catalog, loader);
  requireLearnable(recipe, prepared, rows, catalog);
  const weight = task.weights?.reduce((sum, one) => sum + one, 0) ?? rows.length;
  const inUnits = objectiveInUnits(target, method.objective ?? 'losses', weight);
  const problem: Problem = {
    ...{ task, k: recipe.k, keepCourse: false, ...hooks },
    progress: (starts) => hooks.progress?.({ ...starts, best: inUnits(starts.best) }),
    expert,
    stream: (stage) => stream(recipe.seed, of, stage),
  };
  const learnt = method.learn(problem, parameters);
  if (learnt.model === null) throw new InputError(`nothing could be fitted: ${learnt.log.degenerate?.reason}`);
  const gate = apart === null ? learnt.model.gate : fitGate(problem, apart, learnt.assignment, learnt.outside);
  const model: Model = { ...learnt.model, encoding, target, gate };
  const unmet = unmetBounds({ method: asked, k: recipe.k }, learnt.assignment, task, catalog);
  return { model: await bindModel(model, loader), learnt, task, rows, notes: [...notes, ...unmet] };
}

/** What a recipe names, ready for use. */
export interface LoadedRecipe {
  readonly method: Method;
  /** The method with its parameters, the gate among them where it takes one. */
  readonly asked: Reference;
  readonly parameters: Parameters<Method['learn']>[1];
  readonly expert: Problem['expert'];
  /** What is learned from the assignment, where the method learns no gate; null for none. */
  readonly gate: Loaded<BoundGate> | null;
}

export async function loadRecipe(recipe: Recipe, catalog: LearningParts, loader: Loader): Promise<LoadedRecipe> {
  const { expert, gate } = recipe;
  const method = catalog.methods.get(recipe.method.name);
  const asked = withGate(recipe, catalog);
  return {
    ...{ method, asked, parameters: await bindParameters(method, parametersOf(asked), catalog) },
    expert: { reference: expert, bound: await loader.expert(expert) },
    gate: method.gated || gate === undefined ? null : await load(catalog.gates.get(gate.name), parametersOf(gate)),
  };
}

/** Lets what waits run, between two fits: else nobody could abort, as a fit does not give way. @throws the signal's reason where it was aborted. */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}

/** @throws InputError, with the arithmetic, where these rows are not enough, or not of the kind, to learn by this recipe. */
export function requireLearnable(
  recipe: Recipe,
  { target, y }: Prepared,
  rows: Uint32Array,
  catalog: LearningParts,
): void {
  const { k, expert } = recipe;
  checkLearning({ k, expert, learn: withGate(recipe, catalog) }, countedRows({ target, y }, rows), catalog);
}

/** The method's reference, with the gate of the recipe among its parameters where it takes one. */
function withGate({ method: reference, gate }: Recipe, catalog: LearningParts): Reference {
  const { gated, parameters } = catalog.methods.get(reference.name);
  return gated && gate !== undefined && Object.hasOwn(parameters, 'gate') ? { ...reference, gate } : reference;
}

/** The expert to which the gate gives each row of the task; null without a gate. */
export function decided({ model, task }: Pick<Learned, 'model' | 'task'>): Uint32Array | null {
  return model.gate === null ? null : argmaxRows(responsibilities(model, task.gateX ?? task.x));
}
