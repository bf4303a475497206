/** What a model says of one row, and why: by the same modules as `moe predict`, here and in a page. */
import { type Applied, apply } from '../../fit/apply.js';
import { type Step, whereOf } from '../../fit/trust/rule-text.js';
import { type BoundModel, responsibilities } from '../../model/predict.js';
import type { RuleNode } from '../../model/trust-contract.js';
import { encode, nameOf, rawOf } from '../../tables/encode.js';
import type { Encoding } from '../../tables/encoding.js';
import type { Asked } from './asked.js';
import { partsOf } from './decision.js';
import { frameOfRows, type Row } from './rows.js';

/** The answer to "why this row?", plain data. */
export interface Why {
  /** In the target's units, or the index of a class. */
  readonly prediction: number;
  readonly expert: number;
  /** Its responsibility. */
  readonly share: number;
  /** An input lies beyond what was learned from, as `moe predict` has it; and which inputs do. */
  readonly outside: boolean;
  readonly beyond: readonly number[];
  /** Where the target lies, of a regression, or which classes may be its own, as their indices; null without intervals. */
  readonly within: Within | null;
  /** Share of the fits to rows drawn anew in which the same expert decides; null where there are none. */
  readonly stability: number | null;
  /** A probability for each class, by the expert that decides; null where it has none. */
  readonly classes: readonly number[] | null;
  /** Who would decide next; null of one expert, and where the gate gives no share to any other. */
  readonly second: Second | null;
  /** What leads through the readable rule to this row; null where the model has none. */
  readonly path: RulePath | null;
}

/** As often as `coverage` says, over new rows. */
export type Within = { readonly coverage: number } & (
  | { readonly low: number; readonly high: number }
  | { readonly set: readonly number[] }
);

export interface Second {
  readonly expert: number;
  readonly share: number;
  /** What the decision between the two is made of, greatest first; null where the gate's features do not add up. */
  readonly parts: Parts | null;
}

export interface Parts {
  /** What they sum to, in words, and how much that is: above 0. */
  readonly sum: string;
  readonly margin: number;
  /** By input, categories as one, products of inputs on their own; in favor of who decides. The last stands for no input. */
  readonly of: readonly { readonly name: string; readonly value: number }[];
  readonly rest: number;
}

export interface RulePath {
  /** What is so of the row: `weight <= 3200 and origin = japan`. */
  readonly where: string;
  readonly expert: number;
  readonly fidelity: number;
}

/**
 * What the model says of a row, to the last bit as `moe predict` does.
 * @throws InputError for a cell that the model refuses, and for a model without a gate.
 */
export function whyOf(asked: Asked, row: Row): Why {
  const { bound: model, likelihood } = asked;
  const { encoding } = model.model;
  const applied = apply(model, likelihood, frameOfRows(encoding.inputs, [row]));
  const expert = applied.expert[0]!;
  return {
    prediction: applied.prediction[0]!,
    expert,
    share: applied.share[0]!,
    outside: applied.outside[0] === 1,
    beyond: encoding.inputs.flatMap((_, at) => (beyond(encoding, row, at) ? [at] : [])),
    within: withinOf(applied, model),
    stability: applied.stability?.[0] ?? null,
    classes: applied.classes === null ? null : [...applied.classes],
    second: secondOf(asked, row, expert),
    path: pathOf(model, row),
  };
}

function withinOf({ band, sets }: Applied, { model: { trust } }: BoundModel): Within | null {
  const coverage = trust?.intervals?.coverage ?? 0;
  if (band !== null) return { coverage, low: band.low[0]!, high: band.high[0]! };
  return sets === null ? null : { coverage, set: Array.from(sets.keys()).filter((c) => sets[c] === 1) };
}

function beyond({ inputs }: Encoding, row: Row, at: number): boolean {
  const [input, cell] = [inputs[at]!, row[at]!];
  if (cell === null) return false;
  if (input.kind === 'category') return !input.levels.includes(String(cell));
  return input.range !== null && (Number(cell) < input.range[0] || Number(cell) > input.range[1]);
}

function secondOf({ bound: model, layers }: Asked, row: Row, expert: number): Second | null {
  const k = model.states.length;
  if (k === 1) return null;
  const { encoding } = model.model;
  const encoded = encode(encoding, frameOfRows(encoding.inputs, [row]), Uint32Array.of(0));
  const x = encoded.gateX ?? encoded.x;
  const { data } = responsibilities(model, x);
  const others = Array.from({ length: k }, (_, l) => l).filter((l) => l !== expert);
  const parts = partsOf(layers);
  if (parts === null) {
    const second = others.reduce((best, l) => (data[l]! > data[best]! ? l : best));
    return data[second] === 0 ? null : { expert: second, share: data[second]!, parts: null };
  }
  const against = others.map((l) => ({ l, of: parts.of(x.data, expert, l) }));
  const sum = (of: Float64Array) => of.reduce((all, part) => all + part, 0);
  const { l, of } = against.reduce((best, one) => (sum(one.of) < sum(best.of) ? one : best));
  return { expert: l, share: data[l]!, parts: { sum: parts.sum, margin: sum(of), ...byInput(encoding, of) } };
}

/** Parts of features put together by what they are made of. */
function byInput(encoding: Encoding, of: Float64Array): Pick<Parts, 'of' | 'rest'> {
  const features = encoding.gate ?? encoding.experts;
  const sums = new Map<string, number>();
  features.forEach(({ factors }, f) => {
    const [first] = factors;
    const name = factors.length === 1 ? encoding.inputs[first!.input]!.name : nameOf(factors, encoding.inputs);
    sums.set(name, (sums.get(name) ?? 0) + of[f]!);
  });
  const parts = Array.from(sums, ([name, value]) => ({ name, value }));
  return { of: parts.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)), rest: of.at(-1)! };
}

function pathOf({ model: { trust, encoding } }: BoundModel, row: Row): RulePath | null {
  const rule = trust?.rule;
  if (!rule) return null;
  const raw = rawOf(encoding.inputs, frameOfRows(encoding.inputs, [row]));
  const steps: Step[] = [];
  let node: RuleNode = rule.root;
  while (!('expert' in node)) {
    const { input, test } = node;
    const yes: boolean =
      'most' in test
        ? raw([{ input }], 0) <= test.most
        : raw([{ input, level: levelsOf(encoding, input).indexOf(test.level) }], 0) === 1;
    steps.push({ input, test, yes });
    node = yes ? node.yes : node.no;
  }
  return { where: whereOf(steps, encoding.inputs), expert: node.expert, fidelity: rule.fidelity };
}

function levelsOf({ inputs }: Encoding, at: number): readonly string[] {
  const input = inputs[at]!;
  return input.kind === 'category' ? input.levels : [];
}
