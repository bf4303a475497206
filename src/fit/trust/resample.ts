/** Fits to rows drawn anew, on the thread that carries them out. */
import { load } from '../../components/parameters.js';
import { gateFeatures, type Task } from '../../datasets/contract.js';
import { InputError } from '../../errors.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { argmaxRows, argminRows, type Matrix, matrix } from '../../math/matrix.js';
import { below, type Rng, stream } from '../../math/random.js';
import { dense, type Features } from '../../math/sparse.js';
import type { Learnt, Problem } from '../../methods/contract.js';
import { weightsOf } from '../../methods/descent.js';
import { fitGate } from '../../methods/gated.js';
import type { FittedGate } from '../../model/contract.js';
import { bindModel, losses } from '../../model/predict.js';
import type { ResampledGate } from '../../model/trust-contract.js';
import type { JobContext, ResampleAnswer, ResampleJob } from '../job-contract.js';
import { encodeRows, type LoadedRecipe, loadRecipe } from '../learn.js';
import { coefficientsOf } from '../report.js';

/**
 * Fits the mixture to each of these resamples: as many rows as weigh something, drawn from these with replacement (Efron
 * 1979). The experts are matched to those of the fit so that the greatest number of rows keeps its expert, by the exact
 * assignment: what an expert is known by is the rows that go to it, whatever the experts are and in whatever units. Features
 * and target stay in the units of the fit.
 *
 * Random draws: of resample b from the streams `resample`, b. Cost: of each resample the method's, from a start that is nearly
 * there where it can go on from the fit, and of each row the gate's or k losses.
 * @throws InputError (as a rejection) for what cannot be learned from rows that were drawn.
 */
export async function fitResamples(
  { recipe, rows, fitted: { model, assignment }, from, to }: ResampleJob,
  { prepared, catalog, loader }: JobContext,
  hooks: Pick<Problem, 'stop'>,
): Promise<ResampleAnswer> {
  const k = model.experts.length;
  const { task } = encodeRows(prepared, rows, recipe);
  const loaded = await loadRecipe({ ...recipe, k }, catalog, loader);
  const whole = await bindModel(model, loader);
  const alpha = matrix(rows.length, k);
  const labelsOf = ({ experts, gate }: Mixture): Uint32Array => {
    if (gate === null) return argminRows(losses({ expert: whole.expert, states: experts }, task));
    whole.gate!.bound.responsibilities(gate.state, gateFeatures(task), alpha);
    return argmaxRows(alpha);
  };
  const own = model.gate === null ? assignment : labelsOf(model);
  const learn = learner({ task, k }, loaded, { ...model, assignment });
  const match = await matcher(own, k, catalog);
  const kept = new Uint32Array(rows.length);
  const coefficients: (Float64Array | null)[][] = [];
  const gates: ResampledGate[] = [];
  let [resamples, stopped] = [0, false];
  for (let b = from; b < to; b++) {
    stopped ||= hooks.stop?.() ?? false;
    if (stopped) break;
    resamples++;
    const found = learn((stage) => stream(recipe.seed, 'resample', b, stage));
    if (found === null) continue;
    const labels = labelsOf(found);
    const experts = match(labels);
    for (let i = 0; i < labels.length; i++) if (experts[labels[i]!] === own[i]) kept[i]!++;
    const known = coefficientsOf({ ...model, experts: found.experts }, catalog);
    const values = new Array<Float64Array | null>(k);
    experts.forEach((j, h) => {
      values[j] = known[h]! && Float64Array.from(known[h]!, ({ value }) => value);
    });
    coefficients.push(values);
    if (found.gate !== null && k > 1) gates.push({ state: found.gate.state, experts });
  }
  return { resamples, degenerate: resamples - coefficients.length, own, kept, coefficients, gates, stopped };
}

/** What is compared of a mixture: k experts, and its gate or null. */
interface Mixture {
  readonly experts: readonly unknown[];
  readonly gate: FittedGate | null;
}

/** So many starts has a method at most that must begin anew with each resample. */
const FEW = 3;

/**
 * Learns from rows that it draws. A method that can goes on from where the fit ended (`Method.resume`), else it begins anew. Rows
 * that were drawn twice count twice; where weights cannot say so, or some rows are left out by their number, they stand there twice.
 * @returns gives null where some expert is left without what it needs.
 */
function learner(
  { task, k }: Pick<Problem, 'task' | 'k'>,
  { method, parameters, expert, gate }: LoadedRecipe,
  { assignment, ...whole }: Mixture & { readonly assignment: Uint32Array },
): (streams: Problem['stream']) => Mixture | null {
  const { outliers = 0, starts = FEW } = parameters as { readonly outliers?: number; readonly starts?: number };
  const few = { ...parameters, starts: Math.min(starts, FEW) };
  const common = { k, expert, keepCourse: false };
  const ended = { experts: whole.experts, gate: whole.gate?.state, assignment };
  const weighted = method.resume !== undefined && expert.bound.weighted && outliers === 0;
  const problemOf = (drawn: Task, streams: Problem['stream']): Problem => ({ ...common, task: drawn, stream: streams });
  const resumed = weighted
    ? method.resume!(
        problemOf(task, (stage) => stream(stage)),
        parameters,
        ended,
      )
    : undefined;
  const learn = (problem: Problem, labels: Uint32Array): Learnt => {
    const { task, stream } = problem;
    const resample = { weights: weightsOf(task), stream };
    if (resumed !== undefined) return resumed(resample);
    const again = method.resume?.(problem, parameters, { ...ended, assignment: labels });
    return again === undefined ? method.learn(problem, few) : again(resample);
  };

  return (streams) => {
    const counts = countsOf(task, streams('rows'));
    const drawn = weighted ? byWeights(task, counts) : repeated(task, counts);
    const labels = weighted ? assignment : repeatedValues(assignment, counts);
    if (!allHeld(labels, drawn.weights, k)) return null;
    const problem = problemOf(drawn, streams);
    try {
      const found = learn(problem, labels);
      const { model, log } = found;
      if (model === null || model.experts.length !== k || log.degenerate !== null) return null;
      if (!allHeld(found.assignment, drawn.weights, k)) return null;
      if (gate === null) return model;
      return { ...model, gate: fitGate(problem, gate, found.assignment, found.outside, ended.gate) };
    } catch (error) {
      // Too few rows of a class, or for so many experts, were drawn.
      if (error instanceof InputError) return null;
      throw error;
    }
  };
}

/** How often each row is drawn: as many draws, with replacement, as there are rows that weigh something. */
function countsOf({ x, weights }: Task, rng: Rng): Uint32Array {
  const all = Uint32Array.from({ length: x.rows }, (_, i) => i);
  const among = weights === undefined ? all : all.filter((i) => weights[i]! > 0);
  const counts = new Uint32Array(x.rows);
  for (let draw = 0; draw < among.length; draw++) counts[among[below(rng, among.length)]!]!++;
  return counts;
}

function byWeights(task: Task, counts: Uint32Array): Task {
  return { ...task, weights: Float64Array.from(counts, (count, i) => count * (task.weights?.[i] ?? 1)) };
}

/** The task with each row as often as it was drawn. */
function repeated(task: Task, counts: Uint32Array): Task {
  const of = Uint32Array.from(repeatedValues(Uint32Array.from(counts.keys()), counts));
  const rowsIn = (x: Features): Matrix => {
    const { data, cols } = dense(x, 'a resample');
    const out = matrix(of.length, cols);
    of.forEach((i, to) => {
      out.data.set(data.subarray(i * cols, (i + 1) * cols), to * cols);
    });
    return out;
  };
  const valuesIn = (values: Float64Array) => Float64Array.from(of, (i) => values[i]!);
  const { x, gateX, y, weights } = task;
  return {
    ...{ ...task, x: rowsIn(x), y: valuesIn(y) },
    ...(gateX === undefined ? {} : { gateX: rowsIn(gateX) }),
    ...(weights === undefined ? {} : { weights: valuesIn(weights) }),
  };
}

/** Each value as often as its row was drawn. */
function repeatedValues(values: Uint32Array, counts: Uint32Array): Uint32Array {
  return Uint32Array.from([...values].flatMap((value, i) => new Array<number>(counts[i]!).fill(value)));
}

/** Whether each of k experts has a row that weighs something. */
function allHeld(labels: Uint32Array, weights: Float64Array | undefined, k: number): boolean {
  const held = new Uint8Array(k);
  for (let i = 0; i < labels.length; i++) if (weights?.[i] !== 0) held[labels[i]!] = 1;
  return !held.includes(0);
}

/**
 * Says which of the fit's experts each expert of another mixture is, by the experts of the rows there and here: so that the
 * greatest number of rows keeps its expert.
 */
async function matcher(own: Uint32Array, k: number, { assignments }: LearningParts) {
  const { bound: assign } = await load(assignments.get('lap'));
  const lost = matrix(k, k);
  const experts = new Uint32Array(k);
  return (labels: Uint32Array): number[] => {
    lost.data.fill(0);
    for (let i = 0; i < own.length; i++) lost.data[labels[i]! * k + own[i]!]!--;
    assign(lost, stream('match'), experts);
    return [...experts];
  };
}
