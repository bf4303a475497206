/** A mixture fitted to a matrix of features that a caller of the library has: one run of a registered method. */
import { countedTarget, sampleClasses } from '../assignments/contract.js';
import type { ParameterTable, Reference } from '../components/contract.js';
import { bindParameters, load, parametersOf, parseParameters } from '../components/parameters.js';
import { counted } from '../counted.js';
import type { Task } from '../datasets/contract.js';
import { classesOf } from '../datasets/prepare.js';
import { InputError, shown } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { checkLearning } from '../experiment/spec/cells.js';
import { type GivenMatrix, givenMatrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Log, Method, Problem } from '../methods/contract.js';
import { fitGate } from '../methods/gated.js';
import { type BoundModel, bindModel, loader, totalLoss } from '../model/predict.js';
import type { FitHooks, FitProgress } from './contract.js';
import { giveWay } from './learn.js';
import { hookKinds, requireOptions } from './options.js';
import type { Choice } from './plan.js';

/** Numbers, of a regression, or texts, of classes. */
export type Targets = ArrayLike<number> | readonly string[];

/** The samples that a mixture is fitted to. */
export interface FitData<Y extends Targets = Targets> {
  /** n x d features, finite. */
  readonly x: GivenMatrix;
  /** n targets, of two or more values: finite numbers for a regression, texts for classes. */
  readonly y: Y;
}

/** What to fit, and how. */
export interface FitOptions extends Pick<FitHooks, 'progress' | 'signal'> {
  /** Number of experts. */
  readonly k: number;
  readonly expert: Choice;
  /** `alternating` when absent. */
  readonly method?: Choice;
  /**
   * Learns from the assignment which expert is responsible for samples that were not fitted; `softmax` when absent. Where a
   * method learns a gate by itself, it learns this one, or, having one of its own, takes none. 'none': no gate.
   */
  readonly gate?: Choice;
  /** Of all random draws; 0 when absent. */
  readonly seed?: number;
}

const options = {
  k: { kind: 'integer', min: 1, about: 'number of experts' },
  expert: { kind: 'component', registry: 'experts', about: 'what each of them is' },
  method: { kind: 'component', registry: 'methods', default: 'alternating', about: 'how they are learnt' },
  gate: { kind: 'component', registry: 'gates', default: 'softmax', about: 'who is responsible for other samples' },
  seed: { kind: 'integer', min: 0, default: 0, about: 'of all random draws' },
} as const satisfies ParameterTable;

/** A fitted model, the expert of each sample, the sum of their losses, and how it was learned. */
export interface FittedMatrix {
  readonly model: BoundModel;
  readonly assignment: Uint32Array;
  readonly objective: number;
  readonly log: Log;
}

/** Fits a mixture to a matrix. @throws InputError (as a rejection), as `fitMixture`; the signal's reason where it was aborted. */
export async function fitMatrix(data: FitData, given: FitOptions, parts: LearningParts): Promise<FittedMatrix> {
  const task = taskOf(data);
  const { method, learn, k, expert, gate, seed, hooks } = chosen(given, parts);
  checkLearning({ k, expert, learn }, { n: task.x.rows, target: countedTarget(sampleClasses(task)) }, parts);
  await giveWay(hooks.signal);
  const fits = { done: 0, of: 1 };
  const tell = (starts: FitProgress['starts']) =>
    hooks.progress?.({ what: counted(k, 'expert'), fits: { ...fits }, starts });
  tell(null);
  const problem: Problem = {
    ...{ task, k, expert: await load(parts.experts.get(expert.name), parametersOf(expert), parts) },
    ...{ stream: (stage) => stream(seed, stage), keepCourse: false, progress: tell },
    // By the listener itself: nobody else has a turn before the method is done.
    stop: () => hooks.signal?.aborted === true,
  };
  const { model, assignment, outside, log } = method.learn(
    problem,
    await bindParameters(method, parametersOf(learn), parts),
  );
  if (model === null)
    throw new InputError(`nothing was fitted: ${log.degenerate!.reason} at the start; try another seed`);
  await giveWay(hooks.signal);
  const own =
    gate === null
      ? model.gate
      : fitGate(problem, await load(parts.gates.get(gate.name), parametersOf(gate)), assignment, outside);
  const bound = await bindModel({ ...model, gate: own }, loader(parts));
  fits.done++;
  tell(null);
  return { model: bound, assignment, objective: totalLoss(task, assignment, bound), log };
}

/** The options with every default written out; the gate is null where none is fitted after the method. */
function chosen(given: FitOptions, parts: LearningParts) {
  if (typeof given !== 'object' || given === null)
    throw new InputError(`options must be a mapping; got ${shown(given)}`);
  const { progress, signal, gate: wanted, ...rest } = given;
  requireOptions({ progress, signal }, hookKinds);
  const named = wanted === undefined || wanted === 'none' ? rest : { ...rest, gate: wanted };
  const hooks: FitHooks = { ...(progress && { progress }), ...(signal && { signal }) };
  const parsed = parseParameters({ name: 'options', parameters: options }, named, parts);
  const { k, expert, method: learn, seed } = parsed;
  const method = parts.methods.get(learn.name);
  if (!method.gated) return { method, learn, k, expert, seed, hooks, gate: wanted === 'none' ? null : parsed.gate };
  return { method, learn: withGate(method, learn, wanted, parsed.gate, given), k, expert, seed, hooks, gate: null };
}

/** The choice of a method that learns a gate by itself, with the gate that was asked for among its parameters. */
function withGate(
  { name, parameters }: Method,
  learn: Reference,
  wanted: Choice | undefined,
  gate: Reference,
  given: FitOptions,
) {
  if (wanted === undefined) return learn;
  const takes = Object.hasOwn(parameters, 'gate');
  const twice = typeof given.method === 'object' && Object.hasOwn(given.method, 'gate');
  if (takes && wanted !== 'none' && !twice) return { ...learn, gate };
  const why = takes ? (twice ? 'has one among its parameters' : 'always learns one') : 'learns one of its own';
  throw new InputError(`options.gate must be left out, as method ${name} ${why}; got ${shown(wanted)}`);
}

function taskOf(data: FitData): Task {
  if (typeof data !== 'object' || data === null) throw new InputError(`data must be { x, y }; got ${shown(data)}`);
  const x = givenMatrix('x', data.x);
  return { x, ...targetOf(data.y, x.rows) };
}

function targetOf(given: FitData['y'], n: number): Pick<Task, 'y' | 'target'> {
  const listed = typeof given === 'object' && given !== null && Number.isSafeInteger(given.length);
  if (!listed) throw new InputError(`y must be a list of numbers, or of texts for classes; got ${shown(given)}`);
  if (given.length !== n) throw new InputError(`y must have ${n} values, one for each row of x; got ${given.length}`);
  const values: unknown[] = Array.from<unknown>(given);
  const kind = typeof values[0] === 'string' ? 'a text, as y[0]' : 'a finite number';
  const fits = (value: unknown) => (typeof values[0] === 'string' ? typeof value === 'string' : Number.isFinite(value));
  const off = values.findIndex((value) => !fits(value));
  if (off >= 0) throw new InputError(`y[${off}] must be ${kind}; got ${shown(values[off])}`);
  if (new Set(values).size < 2) throw new InputError(`y must have two or more values; got only ${shown(values[0])}`);
  if (typeof values[0] === 'string') return classesOf(values as string[]);
  return { y: Float64Array.from(values as number[]), target: { kind: 'regression' } };
}
