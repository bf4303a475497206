/** From what a caller asks, with words such as `auto`, to the plan of a fit. */
import type { Component, PlainParameters, Reference } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import type { Target } from '../datasets/contract.js';
import { InputError, shown } from '../errors.js';
import type { Catalog } from '../experiment/catalog.js';
import { columnOf } from '../tables/encode.js';
import { parseFormula, quoted } from '../tables/formula.js';
import type { Frame } from '../tables/frame.js';
import { type FitPlan, fitParameters } from './contract.js';

/** A component: its name, or its name with parameters. */
export type Choice = string | Reference;

/** What may be asked of a fit; what is left out has a default. */
export interface FitRequest {
  /** `mpg ~ weight + horsepower | origin`; or a target alone, which is predicted from all other columns. */
  readonly formula?: string;
  readonly target?: string;
  /** A number, a range such as `2..6`, or `auto`, which is 1..6. */
  readonly experts?: number | string;
  /** `auto`: linear for numbers, logistic for classes. */
  readonly expert?: Choice;
  readonly rule?: Choice;
  /** Bounds of the experts' sizes: shares below 1, else numbers of rows. Without a rule they ask for `lp`. */
  readonly min?: number;
  readonly max?: number;
  /** Least rows of each class for each expert. */
  readonly minPerClass?: number;
  /** `none`: nobody decides about other rows. */
  readonly gate?: Choice;
  /** `auto`: `gated-alternating` where there is a gate, else `multistart`. */
  readonly method?: Choice;
  readonly starts?: number;
  readonly ridge?: number;
  readonly outliers?: number;
  readonly categories?: readonly string[];
  readonly missing?: string;
  readonly unseen?: string;
  readonly weights?: string;
  readonly validate?: string;
  readonly seed?: number;
}

/** The greatest number of experts that `auto` tries. */
const AUTO = 6;

/**
 * @returns the plan, every default written out.
 * @throws InputError for what contradicts itself, or is for other components than those that are asked for.
 */
export function planOf(request: FitRequest, frame: Frame, catalog: Catalog): FitPlan {
  const formula = formulaOf(request);
  const { from, to } = rangeOf(request.experts ?? 'auto');
  const expert = expertOf(request, frame, formula, catalog);
  const gate =
    request.gate === undefined ? { name: 'softmax' } : request.gate === 'none' ? null : reference(request.gate);
  const method = methodOf(request, gate !== null, catalog);
  const { categories, missing, unseen, weights, validate, seed } = request;
  const tunes = Object.keys(catalog.methods.get(method.name).tunes ?? {});
  const given: PlainParameters = {
    ...{ formula, from, to, expert, method, categories, missing, unseen, weights, validate, seed },
    ...(gate === null ? {} : { gate }),
    tune: !tunes.some((key) => Object.hasOwn(method, key)),
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return parseParameters({ name: 'fit', parameters: fitParameters }, known, catalog);
}

function reference(choice: Choice): Reference {
  return typeof choice === 'string' ? { name: choice } : choice;
}

/** The formula that was asked for, or that of a target alone. */
export function formulaOf({ formula, target }: Pick<FitRequest, 'formula' | 'target'>): string {
  if (formula === undefined && target === undefined)
    throw new InputError(
      'a formula such as "mpg ~ weight", or --target with the column to predict, must be given; got neither',
    );
  if (formula === undefined) return `${quoted(target!)} ~ .`;
  const own = parseFormula(formula).target.name;
  if (target !== undefined && target !== own)
    throw new InputError(`--target must be that of the formula, ${shown(own)}; got ${shown(target)}`);
  return formula;
}

function rangeOf(experts: number | string): { readonly from: number; readonly to: number } {
  if (experts === 'auto') return { from: 1, to: AUTO };
  const [, low, high = low] = /^(\d+)(?:\.\.(\d+))?$/.exec(String(experts)) ?? [];
  const [from, to] = [Number(low), Number(high)];
  if (from >= 1 && from <= to && to <= 1000) return { from, to };
  throw new InputError(`--experts must be a number such as 3, a range such as 2..6, or auto; got ${shown(experts)}`);
}

function expertOf(request: FitRequest, frame: Frame, formula: string, catalog: Catalog): Reference {
  const { expert: asked = 'auto', ridge } = request;
  const found = asked === 'auto' ? { name: byTarget(frame, formula) } : reference(asked);
  return ridge === undefined ? found : setting(found, { ridge }, catalog.experts.get(found.name), 'expert');
}

/** What the experts are where nobody says it. */
const usual: Readonly<Record<Target['kind'], string>> = { regression: 'linear', classes: 'logistic' };

function byTarget(frame: Frame, formula: string): string {
  return usual[columnOf(frame, parseFormula(formula).target.name).kind === 'category' ? 'classes' : 'regression'];
}

function methodOf(request: FitRequest, gated: boolean, catalog: Catalog): Reference {
  const { method: asked = 'auto', starts, outliers } = request;
  const found = asked === 'auto' ? { name: gated ? 'gated-alternating' : 'multistart' } : reference(asked);
  const assign = ruleOf(request, catalog);
  const given = { starts, outliers, assign };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return setting(found, known, catalog.methods.get(found.name), 'method');
}

function ruleOf({ rule, min, max, minPerClass }: FitRequest, catalog: Catalog): Reference | undefined {
  const size = (value: number | undefined) => (value !== undefined && value < 1 ? { share: value } : value);
  const given = { min: size(min), max: size(max), minPerClass };
  const bounds = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const bounded = Object.keys(bounds).length > 0;
  if (rule === undefined && !bounded) return undefined;
  const found = reference(rule ?? 'lp');
  return setting(found, bounds, catalog.assignments.get(found.name), 'rule');
}

/** The reference with these parameters too. @throws InputError for one that the component does not have, or has already. */
function setting(found: Reference, given: PlainParameters, component: Component, what: string): Reference {
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(component.parameters, key)) throw new InputError(`${what} ${found.name} has no ${key}`);
    if (Object.hasOwn(found, key)) throw new InputError(`${key} of ${what} ${found.name} is given twice`);
  }
  return { ...found, ...given };
}
