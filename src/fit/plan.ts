/** From what a caller asks, with words such as `auto`, to the plan of a fit. */
import type { Component, PlainParameters, Reference, Registry } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import type { Target } from '../datasets/contract.js';
import { didYouMean, InputError, shown } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { likelihoodOf } from '../experts/contract.js';
import { columnOf, completeRows } from '../tables/cells.js';
import { columnsOf, parseFormula, quoted, resolve } from '../tables/formula.js';
import { type Frame, titleOf } from '../tables/frame.js';
import { feasible } from './bounds.js';
import { type FitPlan, fitParameters } from './contract.js';
import { requireSimulable } from './trust/simulable.js';

/** A component: its name, or its name with parameters. */
export type Choice = string | Reference;

/** What may be asked of a fit; what is left out has a default. */
export interface FitRequest {
  /** `mpg ~ weight + horsepower | origin`; or a target alone, which is predicted from all other columns. */
  readonly formula?: string;
  /** The column to predict, where no formula says it. */
  readonly target?: string;
  /**
   * A number; a range such as `2..6`, of which the fewest are taken that held-out rows do not tell from the best; or `auto`,
   * which is 1..6, and fewer where each would have less than ten rows.
   */
  readonly experts?: number | string;
  /** `auto`: linear for numbers, logistic for classes. */
  readonly expert?: Choice;
  /** How rows are given to experts, of a method that takes a rule: `argmin`, `softmax`, `lp`, `lap`. */
  readonly rule?: Choice;
  /** Bounds of the experts' sizes: shares below 1, else numbers of rows. Without a rule they ask for `lp`. */
  readonly min?: number;
  readonly max?: number;
  /** Least rows of each class for each expert. */
  readonly minPerClass?: number;
  /** `softmax`, or, where held-out rows prefer it, `tree`, when absent; `none`: nobody decides about other rows. */
  readonly gate?: Choice;
  /** `auto`: `gated-alternating`, or `kmeans` or `model-tree` where held-out rows prefer them; without a gate `multistart`. */
  readonly method?: Choice;
  /** How many starts, of a method of many. */
  readonly starts?: number;
  /** Penalty on squared slopes, of experts that have one, in standardized units; 1 weighs as one more row. */
  readonly ridge?: number;
  /** Share of the rows that no expert has to fit. */
  readonly outliers?: number;
  /** Columns of numbers that are names of categories. */
  readonly categories?: readonly string[];
  /** What is done about missing cells, a `MissingPolicy`; `refuse` when absent. */
  readonly missing?: string;
  /** What a category that was not learned from is taken for, an `UnseenPolicy`; `refuse` when absent. */
  readonly unseen?: string;
  /** The column with the weight of each row, at least 0: one of 2 is the row twice. */
  readonly weights?: string;
  /** Rows to hold out for the score: a share such as `0.3`, folds such as `5fold`; on the command line FILE:COLUMN, too. */
  readonly validate?: string;
  /**
   * Share of new rows whose target is to lie within its prediction interval, or set of classes, calibrated by a quarter of the
   * rows, 2000 at most, which nothing is learned from; or `none`. 0.9 when absent, of 100 rows or more with a gate and experts
   * that can, whose bounds do not count rows.
   */
  readonly intervals?: number | string;
  /**
   * How many tables are simulated from one expert, and all fits repeated on them, to tell whether more are needed: at least 19;
   * none when absent.
   */
  readonly needed?: number;
  /** So many times the mixture is fitted to rows drawn anew, for intervals of its coefficients: none, or 40 and more. */
  readonly bootstrap?: number;
  /** Of all random draws; 0 when absent. */
  readonly seed?: number;
}

/** What the caller calls an option, for messages: `--min-share` on the command line, `options.min` in the library. */
export type OptionNames = (option: keyof FitRequest) => string;

const plainly: OptionNames = (option) => option;

/** The greatest number of experts that `auto` tries, and how many rows it wants for each. */
const AUTO = { experts: 6, rows: 10 };

const MOST = 1000;

/**
 * @param named what messages call the options.
 * @returns the plan, every default written out.
 * @throws InputError for what contradicts itself, or is for other components than those that are asked for.
 */
export function planOf(
  request: FitRequest,
  frame: Frame,
  catalog: LearningParts,
  named: OptionNames = plainly,
): FitPlan {
  const formula = formulaOf(request, named);
  const { experts = 'auto' } = request;
  const { from, to } = rangeOf(experts, frame.rows, named('experts'));
  const gate =
    request.gate === 'none' ? null : reference(usualOr(request.gate), named('gate'), catalog.gates, ['none']);
  const expert = expertOf(request, gate !== null, frame, formula, catalog, named);
  const method = methodOf(request, gate !== null, catalog, named);
  const { categories, missing, unseen, weights, validate, seed, needed } = request;
  const bootstrap = resamplesOf(request, expert, method, frame, catalog, named);
  const { gated, tunes: tunable = {} } = catalog.methods.get(method.name);
  if (gate === null && !gated) requireNothingHeldOut(from, to, validate, named);
  const tunes = Object.keys(tunable);
  const tune = !tunes.some((key) => Object.hasOwn(method, key));
  const given: PlainParameters = {
    ...{ formula, from, to, expert, method },
    ...{ categories, missing, unseen, weights, validate, seed, bootstrap, needed },
    ...(gate === null ? {} : { gate }),
    tune,
    intervals: coverageOf(request, { formula, expert, gated: gate !== null || gated === true }, frame, catalog, named),
    ...(tune && gated && isPlain(request) ? { beside: besides(request, targetOf(frame, formula)) } : {}),
  };
  if (unseen === 'missing' && missing !== 'mean' && missing !== 'own-level')
    throw new InputError(
      `${named('unseen')} can be missing where ${named('missing')} is mean or own-level; got ${shown(missing ?? 'refuse')}`,
    );
  if (needed !== undefined && needed !== 0) {
    const kind = targetOf(frame, formula);
    const asked = { simulations: needed, from, to, gated: gate !== null || gated, expert: expert.name, kind };
    requireSimulable(asked, frame.rows, catalog, named);
  }
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const plan = parseParameters({ name: 'options', parameters: fitParameters }, known, catalog);
  if (experts !== 'auto') return plan;
  return { ...plan, ...feasible(plan.method, plan, frame, parseFormula(formula).target.name, catalog) };
}

/** Fewer resamples than these have no interval that leaves 2.5 % at either side. */
const LEAST = 40;

/** Resamples where nobody says how many, of how many rows at most. */
const USUAL = { resamples: 200, rows: 5000 };

/** How often the mixture is fitted to a resample: by itself where that takes a few seconds at most. */
function resamplesOf(
  { bootstrap }: FitRequest,
  expert: Reference,
  method: Reference,
  { rows }: Frame,
  { experts, methods }: LearningParts,
  named: OptionNames,
): number {
  if (bootstrap === undefined) {
    const quick = experts.get(expert.name).summed === true && methods.get(method.name).resume !== undefined;
    return quick && rows <= USUAL.rows ? USUAL.resamples : 0;
  }
  if (bootstrap === 0 || (Number.isInteger(bootstrap) && bootstrap >= LEAST)) return bootstrap;
  throw new InputError(
    `${named('bootstrap')} must be 0, or a whole number of at least ${LEAST}, as 95 % intervals need; got ${bootstrap}`,
  );
}

/**
 * Where little is to be learned from the losses, clusters of the gate's columns are often the better regions for experts; where
 * borders run along the columns, a tree finds them in few rows. A gate that is named is kept; and experts of classes, which have no
 * closed form, are not fitted thousands of times for a tree.
 */
function besides({ gate }: FitRequest, kind: Target['kind']): readonly string[] {
  return gate === undefined && kind === 'regression' ? ['kmeans', 'model-tree'] : ['kmeans'];
}

/** What is promised where nobody says it, and of how many rows. */
const PROMISED = { coverage: 0.9, rows: 100 };

/** @returns the coverage that intervals are to have, 0 for none. @throws InputError where they are asked for in vain. */
function coverageOf(
  request: FitRequest,
  { formula, expert, gated }: { readonly formula: string; readonly expert: Reference; readonly gated: boolean },
  frame: Frame,
  { experts }: LearningParts,
  named: OptionNames,
): number {
  const { intervals, min = 0, max = 0, minPerClass = 0 } = request;
  const component = experts.get(expert.name);
  const kind = component.target === 'any' ? targetOf(frame, formula) : component.target;
  const why = !gated
    ? `a gate, for without one nothing says which expert predicts a new row; got ${named('gate')} none`
    : kind === 'classes' && likelihoodOf(component, kind) !== 'log'
      ? `probabilities of classes, which expert ${expert.name} has none of`
      : null;
  if (intervals === undefined) {
    const counted = [min, max, minPerClass].some((bound) => bound >= 1);
    return why === null && !counted && usableRows(request, formula, frame) >= PROMISED.rows ? PROMISED.coverage : 0;
  }
  if (intervals === 'none' || intervals === 0) return 0;
  const { max: most } = fitParameters.intervals;
  if (typeof intervals !== 'number' || !(intervals > 0 && intervals <= most))
    throw new InputError(
      `${named('intervals')} must be a share above 0, such as 0.9, and at most ${most}, or none; got ${shown(intervals)}`,
    );
  if (why !== null) throw new InputError(`${named('intervals')} needs ${why}`);
  return intervals;
}

/** At least so many rows are learned from, whichever columns are left out. */
function usableRows({ missing, weights = '' }: FitRequest, formula: string, frame: Frame): number {
  const beside = weights === '' ? [] : [weights];
  const names = [...frame.columns.map(({ name }) => name), ...(frame.unread ?? [])];
  const terms = resolve(parseFormula(formula), titleOf(frame), names, beside);
  const needed = [...(missing === 'drop' ? columnsOf(terms) : [terms.target]), ...beside];
  const rows = completeRows(
    frame,
    needed,
    Uint32Array.from({ length: frame.rows }, (_, row) => row),
  );
  const weigh = weights === '' ? null : columnOf(frame, weights);
  return weigh?.kind === 'number' ? rows.filter((row) => weigh.values[row]! > 0).length : rows.length;
}

/** Whether any method may carry it out: none is named, and no bounds or outliers are asked for. */
function isPlain({ method = 'auto', rule, min, max, minPerClass, outliers }: FitRequest): boolean {
  return method === 'auto' && [rule, min, max, minPerClass, outliers].every((given) => given === undefined);
}

/** @param words that are allowed, too. @throws InputError for a name that is not in the registry. */
function reference(choice: Choice, option: string, { all }: Registry<Component>, words: readonly string[]): Reference {
  const found = typeof choice === 'string' ? { name: choice } : choice;
  const names = [...words, ...all.map(({ name }) => name)];
  if (all.some(({ name }) => name === found.name)) return found;
  throw new InputError(
    `${option} must be one of ${names.join(', ')}; got ${shown(found.name)}${didYouMean(found.name, names)}`,
  );
}

/** @throws InputError where rows are to be held out, about which nobody could decide. */
function requireNothingHeldOut(from: number, to: number, validate: string | undefined, named: OptionNames): void {
  const why = 'for without a gate nothing says which expert predicts a row that is held out';
  const none = `${named('gate')} none`;
  if (validate !== undefined && validate !== '')
    throw new InputError(`${named('validate')} needs a gate, ${why}; got ${none}`);
  if (from < to)
    throw new InputError(`${named('experts')} must be one number with ${none}, ${why}; got ${shown(`${from}..${to}`)}`);
}

/** The formula that was asked for, or that of a target alone. */
export function formulaOf(
  { formula, target }: Pick<FitRequest, 'formula' | 'target'>,
  named: OptionNames = plainly,
): string {
  if (formula === undefined && target === undefined)
    throw new InputError(
      `a formula such as "mpg ~ weight", or ${named('target')} with the column to predict, must be given; got neither`,
    );
  if (formula === undefined) return `${quoted(target!)} ~ .`;
  const own = parseFormula(formula).target.name;
  if (target !== undefined && target !== own)
    throw new InputError(`${named('target')} must be that of the formula, ${shown(own)}; got ${shown(target)}`);
  return formula;
}

function rangeOf(
  experts: number | string,
  rows: number,
  option: string,
): { readonly from: number; readonly to: number } {
  if (experts === 'auto') return { from: 1, to: Math.max(1, Math.min(AUTO.experts, Math.floor(rows / AUTO.rows))) };
  const [, low, high = low] = /^(\d+)(?:\.\.(\d+))?$/.exec(String(experts)) ?? [];
  const [from, to] = [Number(low), Number(high)];
  if (from >= 1 && from <= to && to <= MOST) return { from, to };
  throw new InputError(
    `${option} must be a number from 1 to ${MOST} such as 3, a range such as 2..6, or auto; got ${shown(experts)}`,
  );
}

function expertOf(
  request: FitRequest,
  gated: boolean,
  frame: Frame,
  formula: string,
  { experts }: LearningParts,
  named: OptionNames,
): Reference {
  const { expert: asked = 'auto', ridge } = request;
  const auto = usual[targetOf(frame, formula)](gated && ridge === undefined);
  const found = reference(asked === 'auto' ? auto : asked, named('expert'), experts, ['auto']);
  return setting(found, named('expert'), experts, { ridge: [named('ridge'), ridge] });
}

/**
 * What the experts are where nobody says it. Lines that are to predict other rows get a little ridge: a cell of few rows would
 * else have slopes that explode beyond them. In standardized units 1 is what one more row weighs.
 */
const usual: Readonly<Record<Target['kind'], (ridged: boolean) => Reference>> = {
  regression: (ridged) => (ridged ? { name: 'linear', ridge: 1 } : { name: 'linear' }),
  classes: () => ({ name: 'logistic' }),
};

/** The gate where nobody says it: its features are standardized, too, and sharper borders than those of C = 1 pay. */
const usualGate: Reference = { name: 'softmax', C: 10 };

/** Who says no more than the name of the usual gate gets it as it is usual: the default of a command is such a name. */
const usualOr = (asked: Choice = usualGate): Choice => (asked === usualGate.name ? usualGate : asked);

function targetOf(frame: Frame, formula: string): Target['kind'] {
  return columnOf(frame, parseFormula(formula).target.name).kind === 'category' ? 'classes' : 'regression';
}

function methodOf(
  request: FitRequest,
  gated: boolean,
  { methods, assignments }: LearningParts,
  named: OptionNames,
): Reference {
  const { method: asked = 'auto', starts, outliers } = request;
  const usualMethod = gated ? 'gated-alternating' : 'multistart';
  const found = reference(asked === 'auto' ? usualMethod : asked, named('method'), methods, ['auto']);
  return setting(found, named('method'), methods, {
    starts: [named('starts'), starts],
    outliers: [named('outliers'), outliers],
    assign: [named('rule'), ruleOf(request, assignments, named)],
  });
}

function ruleOf(
  { rule, min, max, minPerClass }: FitRequest,
  rules: LearningParts['assignments'],
  named: OptionNames,
): Reference | undefined {
  if ([rule, min, max, minPerClass].every((given) => given === undefined)) return undefined;
  return setting(reference(rule ?? 'lp', named('rule'), rules, []), named('rule'), rules, {
    min: [named('min'), sizeOf(min, named('min'))],
    max: [named('max'), sizeOf(max, named('max'))],
    minPerClass: [named('minPerClass'), minPerClass],
  });
}

/** A bound below 1 is a share of the rows, else it is their number. */
function sizeOf(value: number | undefined, option: string) {
  if (value === undefined || Number.isInteger(value)) return value;
  if (value > 0 && value < 1) return { share: value };
  throw new InputError(`${option} must be a share below 1, or a whole number of rows; got ${shown(value)}`);
}

/** What an option asks for, or nothing. */
type Asked = readonly [option: string, value: PlainParameters[string] | undefined];

/**
 * The reference with these parameters, too.
 * @param by the option that chose it.
 * @throws InputError for one that the component does not have, or that its reference has already.
 */
function setting(
  found: Reference,
  by: string,
  { all, get }: Registry<Component>,
  given: Readonly<Record<string, Asked>>,
): Reference {
  const asked = Object.entries(given).filter(([, [, value]]) => value !== undefined);
  for (const [key, [option, value]] of asked) {
    const has = ({ parameters }: Component) => Object.hasOwn(parameters, key);
    if (!has(get(found.name))) {
      const able = all.filter(has).map(({ name }) => name);
      const must = able.length === 0 ? `no ${by} takes it` : `it is for ${by} ${able.join(', ')}`;
      throw new InputError(`${option}: ${by} ${found.name} has none; ${must}`);
    }
    if (Object.hasOwn(found, key)) throw new InputError(`${key} of ${found.name} is given twice; got ${shown(value)}`);
  }
  return { ...found, ...Object.fromEntries(asked.map(([key, [, value]]) => [key, value])) } as Reference;
}
