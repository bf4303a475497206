/** Mixtures for callers of the library: fitted to their samples, saved, and loaded again. */
import { countedTarget, sampleClasses } from '../assignments/contract.js';
import type { ParameterTable, Reference } from '../components/contract.js';
import { bindParameters, load, parametersOf, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { classesOf } from '../datasets/prepare.js';
import { InputError, shown } from '../errors.js';
import { type Catalog, catalogOf } from '../experiment/catalog.js';
import { checkLearning } from '../experiment/spec/cells.js';
import { type GivenMatrix, givenMatrix, type Matrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import type { Log, Method, Problem } from '../methods/contract.js';
import { fitGate } from '../methods/gated.js';
import { decodeModel, encodeModel, type ModelJson } from '../model/codec.js';
import type { Model, ModelParts } from '../model/contract.js';
import { type BoundModel, bindModel, loader, type Prediction, predict, totalLoss } from '../model/predict.js';
import { listed } from '../tables/csv.js';
import { encode } from '../tables/encode.js';
import type { Encoding } from '../tables/encoding.js';
import type { GivenColumns } from '../tables/frame.js';
import type { FitReport } from './contract.js';
import { fitColumns, inputsIn, type TableOptions } from './fit-columns.js';

/** The samples that a mixture is fitted to. */
export interface FitData {
  /** n x d features, finite. */
  readonly x: GivenMatrix;
  /** n targets, of two or more values: finite numbers for a regression, texts for classes. */
  readonly y: ArrayLike<number> | readonly string[];
}

/** Named columns, the target among them; or with the target beside them, which is then called y. */
export type TableData =
  | { readonly columns: GivenColumns }
  | { readonly x: GivenColumns; readonly y: GivenColumns[string] };

/** A registered component: its name, or its name with parameters; `moe list` prints both. */
export type Choice = string | Reference;

/** What to fit, and how. */
export interface FitOptions {
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

/** What a mixture says of m samples. */
export interface Predicted {
  /** m values, or labels of classes. */
  readonly prediction: Float64Array | string[];
  /** The most responsible expert of each sample, 0..k-1; ties to the lowest. */
  readonly expert: Uint32Array;
  /** Its responsibility, 0..1. */
  readonly share: Float64Array;
}

/** A mixture that predicts. */
export interface Mixture {
  /** All that was learnt, as plain data. */
  readonly model: Model;
  /**
   * What the most responsible expert of each sample says. Cost: the gate's, and one evaluation of an expert a sample.
   * @param x m x d features, finite; or, where it was fitted to columns, columns of these names, in any order.
   * @throws InputError for other features than it was fitted to, a value that is not finite, a cell that its encoding refuses,
   * and a mixture without a gate.
   */
  predict(x: GivenMatrix | GivenColumns): Predicted;
  /** The content of a model file, for `JSON.stringify`. */
  toJSON(): ModelJson;
}

/** A mixture with what is known of the samples that it was fitted to. */
export interface FittedMixture extends Mixture {
  /** The expert of each of the n samples, as the method left it. */
  readonly assignment: Uint32Array;
  /** Sum of the losses of the n samples, each under its own expert: of a linear expert the sum of squared errors, in squared units of y. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Why some expert is of no use, such as "expert 2 holds no sample"; null where all are. */
  readonly degenerate: string | null;
}

/** A mixture fitted to columns. */
export interface FittedTableMixture extends FittedMixture {
  /** The rows that it was learned from, ascending; the assignment has an expert for each of these. */
  readonly rows: Uint32Array;
  /** What `moe fit` tells, in the units of the columns. */
  readonly report: FitReport;
}

const options = {
  k: { kind: 'integer', min: 1, about: 'number of experts' },
  expert: { kind: 'component', registry: 'experts', about: 'what each of them is' },
  method: { kind: 'component', registry: 'methods', default: 'alternating', about: 'how they are learnt' },
  gate: { kind: 'component', registry: 'gates', default: 'softmax', about: 'who is responsible for other samples' },
  seed: { kind: 'integer', min: 0, default: 0, about: 'of all random draws' },
} as const satisfies ParameterTable;

/**
 * Fits a mixture of k experts by a registered method, from one start:
 * `await fitMixture({ x, y }, { k: 3, expert: 'linear', method: { name: 'alternating', assign: 'argmin' }, seed: 1 })`.
 * A trial of an experiment with this seed learns the same from the same samples.
 * @param data is read, never changed.
 * @returns equal bytes for equal data, options and seed.
 * @throws InputError (as a rejection) for data or options that cannot be used, naming them; where the first assignment is
 * degenerate, so that nothing could be fitted; and where numbers overflow on the way. Cost: the method's, and the gate's.
 */
export async function fitMixture(data: FitData, given: FitOptions): Promise<FittedMixture>;
/**
 * Fits a mixture to named columns, which may be categories, dates and have missing cells, as `moe fit` fits one to a file:
 * `await fitMixture({ columns: { weight, origin, mpg } }, { formula: 'mpg ~ weight | origin', k: 3, seed: 1 })`.
 * @param data is read, never changed.
 * @returns equal bytes for equal data, options and seed, whatever `progress` does.
 * @throws InputError (as a rejection) for columns or options that cannot be used, naming them; the reason of `signal` where it
 * was aborted. Cost: the method's, times folds and numbers of experts where these are chosen.
 */
export async function fitMixture(data: TableData, given: TableOptions): Promise<FittedTableMixture>;
export async function fitMixture(
  data: FitData | TableData,
  given: FitOptions | TableOptions,
): Promise<FittedMixture | FittedTableMixture> {
  const columns = columnsIn(data);
  if (columns === null) return fitMatrix(data as FitData, given as FitOptions);
  const catalog = catalogOf();
  const formula = 'columns' in data ? {} : { formula: 'y ~ .' };
  const { model, learned, report } = await fitColumns(columns, { ...formula, ...(given as TableOptions) }, catalog);
  const { assignment, log } = learned.learnt;
  const { objective } = report;
  return { ...mixtureOf(model, catalog), assignment, objective, ...ending(log), rows: learned.rows, report };
}

/** The named columns of data; null where it is a matrix. */
function columnsIn(data: FitData | TableData): GivenColumns | null {
  if (typeof data !== 'object' || data === null) return null;
  if ('columns' in data) return isColumns(data.columns) ? data.columns : wrongColumns('data.columns', data.columns);
  if (!isColumns(data.x)) return null;
  if (Object.hasOwn(data.x, 'y')) throw new InputError('x must have no column y beside the target y; got one');
  return { ...data.x, y: data.y as GivenColumns[string] };
}

function isColumns(given: unknown): given is GivenColumns {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
  return !['data', 'rows', 'cols'].every((key) => Object.hasOwn(given, key));
}

function wrongColumns(what: string, got: unknown): never {
  throw new InputError(`${what} must be lists of cells by their columns' names; got ${shown(got)}`);
}

async function fitMatrix(data: FitData, given: FitOptions): Promise<FittedMixture> {
  const catalog = catalogOf();
  const task = taskOf(data);
  const { method, learn, k, expert, gate, seed } = chosen(given, catalog);
  checkLearning({ k, expert, learn }, { n: task.x.rows, target: countedTarget(sampleClasses(task)) }, catalog);
  const problem: Problem = {
    ...{ task, k, expert: await load(catalog.experts.get(expert.name), parametersOf(expert), catalog) },
    ...{ stream: (stage) => stream(seed, stage), keepCourse: false },
  };
  const { model, assignment, outside, log } = method.learn(
    problem,
    await bindParameters(method, parametersOf(learn), catalog),
  );
  if (model === null)
    throw new InputError(`nothing was fitted: ${log.degenerate!.reason} at the start; try another seed`);
  const own =
    gate === null
      ? model.gate
      : fitGate(problem, await load(catalog.gates.get(gate.name), parametersOf(gate)), assignment, outside);
  const whole = { ...model, gate: own };
  const bound = await bindModel(whole, loader(catalog));
  return { ...mixtureOf(bound, catalog), assignment, objective: totalLoss(task, assignment, bound), ...ending(log) };
}

function ending({ iterations, converged, degenerate }: Log) {
  return { iterations, converged, degenerate: degenerate?.reason ?? null };
}

/** The options with every default written out; the gate is null where none is fitted after the method. */
function chosen(given: FitOptions, catalog: Catalog) {
  if (typeof given !== 'object' || given === null)
    throw new InputError(`options must be a mapping; got ${shown(given)}`);
  const { gate: wanted, ...rest } = given;
  const named = wanted === undefined || wanted === 'none' ? rest : given;
  const parsed = parseParameters({ name: 'options', parameters: options }, { ...named }, catalog);
  const { k, expert, method: learn, seed } = parsed;
  const method = catalog.methods.get(learn.name);
  if (!method.gated) return { method, learn, k, expert, seed, gate: wanted === 'none' ? null : parsed.gate };
  return { method, learn: withGate(method, learn, wanted, parsed.gate, given), k, expert, seed, gate: null };
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

function mixtureOf(bound: BoundModel, parts: ModelParts): Mixture {
  const { model } = bound;
  const { encoding, target } = model;
  return {
    model,
    predict(given) {
      const { prediction, ...who } = isColumns(given)
        ? ofColumns(bound, given)
        : predict(bound, matrixOf(given, encoding));
      return { prediction: target.kind === 'classes' ? labelled(prediction, target.labels) : prediction, ...who };
    },
    toJSON: () => encodeModel(model, parts),
  };
}

function ofColumns(bound: BoundModel, given: GivenColumns): Prediction {
  const { encoding } = bound.model;
  const frame = inputsIn(given, encoding.inputs);
  const rows = Uint32Array.from({ length: frame.rows }, (_, row) => row);
  const { x, gateX } = encode(encoding, frame, rows);
  return predict(bound, x, gateX);
}

function matrixOf(given: GivenMatrix, { inputs, experts, gate }: Encoding): Matrix {
  const plain = experts.every(({ factors, center, scale }, f) => {
    return factors.length === 1 && factors[0]!.input === f && center === 0 && scale === 1;
  });
  if (!plain || gate !== null || experts.length !== inputs.length) {
    const names = inputs.map(({ name }) => name);
    throw new InputError(`x must be named columns, ${listed(names)}, as the mixture was fitted to; got a matrix`);
  }
  const x = givenMatrix('x', given);
  if (x.cols === inputs.length) return x;
  const names = inputs.slice(0, 10).map(({ name }) => name);
  const all = `${names.join(', ')}${inputs.length > names.length ? ', ...' : ''}`;
  throw new InputError(`x must have ${inputs.length} columns, ${all}; got ${x.cols}`);
}

function labelled(classes: Float64Array, labels: readonly string[]): string[] {
  return Array.from(classes, (index) => labels[index]!);
}

/**
 * The text of a model file: JSON on one line, with every number in the shortest form that is read back to the same bits.
 * Equal mixtures give equal bytes, those of `JSON.stringify`. The samples are not in it, nor their assignment.
 * @throws InputError for what is no mixture, and for one with a number that is not finite.
 */
export function saveMixture(mixture: Pick<Mixture, 'toJSON'>): string {
  if (typeof mixture?.toJSON !== 'function') {
    throw new InputError(`a mixture must be what fitMixture or loadMixture gave; got ${shown(mixture)}`);
  }
  return JSON.stringify(mixture);
}

/**
 * The mixture of a model file; it predicts what the saved one did, to the last bit. Nothing in a file is run.
 * @param given the file's text, or the JSON in it.
 * @throws InputError (as a rejection), saying where, for what is cut, edited, foreign, of a newer version or wrong in shape.
 */
export async function loadMixture(given: unknown): Promise<Mixture> {
  const catalog = catalogOf();
  return mixtureOf(await bindModel(decodeModel(given, catalog), loader(catalog)), catalog);
}
