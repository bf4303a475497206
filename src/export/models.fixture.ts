/** Models of every expert and gate over columns of every kind, and what moe predicts by them, row by row. */
import fc from 'fast-check';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { likelihoodOf } from '../experts/contract.js';
import { experts } from '../experts/registry.js';
import { type Applied, apply } from '../fit/apply.js';
import { ownParts } from '../fit/mixture.js';
import { gates } from '../gates/registry.js';
import { normal, stream, uniform } from '../math/random.js';
import { decodeModel, encodeModel } from '../model/codec.js';
import type { Model, ModelTarget } from '../model/contract.js';
import { type BoundModel, bindModel, loader } from '../model/predict.js';
import { lineOf } from '../tables/csv.js';
import { readDelimited } from '../tables/delimited.js';
import { encode } from '../tables/encode.js';
import { frameOf, type MissingPolicy, missingPolicies, type UnseenPolicy, unseenPolicies } from '../tables/frame.js';
import { learnEncoding } from '../tables/learn-encoding.js';

export const catalog: LearningParts = ownParts;

/** What columns and categories are called. */
export interface Names {
  readonly number: string;
  readonly other: string;
  readonly date: string;
  readonly category: string;
  readonly levels: readonly [string, string, string];
  readonly target: string;
  readonly labels: readonly [string, string, string];
}

export const plainNames: Names = {
  ...{ number: 'weight', other: 'size', date: 'built', category: 'color', levels: ['blue', 'green', 'red'] },
  ...{ target: 'price', labels: ['high', 'low', 'middle'] },
};

export interface Asked {
  readonly expert: { readonly name: string; readonly [parameter: string]: unknown };
  readonly gate: { readonly name: string; readonly [parameter: string]: unknown };
  /** How many classes; 0 of a regression. */
  readonly classes: number;
  readonly missing: MissingPolicy;
  readonly unseen: UnseenPolicy;
  /** Whether the gate has features of its own, and the model intervals. */
  readonly apart: boolean;
  readonly intervals: boolean;
  readonly seed: number;
  readonly names: Names;
}

/** Each expert, in each of its ways, with each gate; policies are drawn. */
export function everyKind(seed: number): Asked[] {
  const ways = experts.all.flatMap(({ name, target, needsBothClasses }) => {
    const of = (classes: number, parameters = {}) => ({ expert: { name, ...parameters }, classes });
    if (target === 'regression') return [of(0)];
    if (needsBothClasses) return [of(2)];
    const multiclass = Object.hasOwn(experts.get(name).parameters, 'multiclass');
    const classes = [of(2), of(3), ...(multiclass ? [of(2, { multiclass: 'ovr' }), of(3, { multiclass: 'ovr' })] : [])];
    return target === 'any' ? [of(0), ...classes] : classes;
  });
  const drawn = fc.record({
    missing: fc.constantFrom(...missingPolicies),
    unseen: fc.constantFrom(...unseenPolicies),
    apart: fc.boolean(),
    intervals: fc.boolean(),
    seed: fc.nat(1e6),
  });
  const grid = ways.flatMap((way) => gates.all.map(({ name }) => ({ ...way, gate: { name } })));
  const policies = fc.sample(drawn, { seed, numRuns: grid.length });
  return grid.map((one, at) => ({ ...one, ...policies[at]!, names: plainNames }));
}

const n = 60;
const k = 3;

/** A model whose experts were fitted to thirds of random rows; its gate knows two of three. */
export async function modelOfKind(asked: Asked): Promise<BoundModel> {
  const { names, classes, seed } = asked;
  const rng = stream('rows', seed);
  const list = <T>(value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
  const holes = asked.missing === 'refuse' || asked.missing === 'drop' ? 0 : 0.1;
  const some = <T>(value: T): T | null => (uniform(rng) < holes ? null : value);
  const columns = {
    [names.number]: list(() => some(300 + 40 * normal(rng))),
    [names.other]: list(() => some(normal(rng) / 1000)),
    [names.date]: list(() => some(new Date(Date.UTC(2020, 0, 1 + Math.floor(900 * uniform(rng)))))),
    [names.category]: list((i) => some(names.levels[i % 3]!)),
  };
  const frame = frameOf(columns);
  const rows = Uint32Array.from({ length: n }, (_, i) => i);
  const terms = [[names.number], [names.category], [names.number, names.category], [names.date]];
  const gateTerms = asked.apart ? [[names.other], [names.category, names.other]] : null;
  const policies = { missing: asked.missing, unseen: asked.unseen };
  const { encoding } = learnEncoding(frame, { experts: terms, gate: gateTerms }, policies, rows);
  const { x, gateX } = encode(encoding, frame, rows);
  const y = Float64Array.from(rows, (i) => (classes === 0 ? normal(rng) + x.data[i * x.cols]! : (i % 7) % classes));
  const expert = await bind(experts.get(asked.expert.name), parametersOf(asked.expert));
  const gate = await bind(gates.get(asked.gate.name), parametersOf(asked.gate));
  const states = Array.from({ length: k }, (_, j) => {
    const held = rows.filter((i) => Math.floor(i / 2) % k === j);
    return expert.fit({ x, y, rows: held, ...(classes > 0 && { classes }) }, stream('fit', seed, j));
  });
  const targets = Uint32Array.from(rows, (i) => (x.data[i * x.cols]! + normal(rng) > 0 ? 1 : 0));
  const state = gate.fit({ x: gateX ?? x, k, targets }, stream('gate', seed));
  const target: ModelTarget =
    classes === 0
      ? { name: names.target, kind: 'regression', center: 5000, scale: 700.1 }
      : { name: names.target, kind: 'classes', labels: names.labels.slice(0, classes) };
  const width = classes === 0 ? 800 : 0.6;
  const intervals = { coverage: 0.9, rows: 100, all: width, experts: [null, width / 2, width] };
  const model: Model = {
    ...{ encoding, target, expert: asked.expert, experts: states, origin: null },
    gate: { reference: asked.gate, state },
    ...(asked.intervals && { trust: { intervals, bootstrap: null, needed: null, rule: null } }),
  };
  return bindModel(decodeModel(JSON.stringify(encodeModel(model, catalog)), catalog), loader(catalog));
}

function parametersOf({ name: _, ...parameters }: Asked['expert']) {
  return parameters as Record<string, never>;
}

/** A cell for each input, as texts of a CSV file; empty where it is missing. */
export type Row = Readonly<Record<string, string>>;

/** Rows within what was learned from, beyond it, with missing cells and with categories that are new. */
export function rowsFor({ names, seed }: Asked, many = 24): Row[] {
  const rng = stream('new rows', seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(values.length * uniform(rng))]!;
  return Array.from({ length: many }, (_, i) => {
    const number = String(i % 5 === 4 ? 1e4 * normal(rng) : 300 + 40 * normal(rng));
    const row: Record<string, string> = {
      [names.number]: pick([number, number, String(Math.round(Number(number))), `+${Math.abs(Number(number))}`]),
      [names.other]: String((normal(rng) / 1000) * (i % 6 === 5 ? 1e3 : 1)),
      [names.date]: pick([
        '2021-05-31',
        '2020-02-29',
        '1969-12-31',
        '2021-03-04T05:06:07.891Z',
        '2021-03-04 05:06+02:30',
      ]),
      [names.category]: pick(names.levels),
    };
    if (i % 4 === 1) row[pick(Object.keys(row))] = pick(['', 'NA', '?', 'NaN']);
    if (i % 8 === 2) row[names.category] = 'violet';
    return row;
  });
}

/** What moe predicts of a row: null where it leaves it out, and why not where it refuses it. */
export type Said =
  | { readonly refused: string }
  | null
  | {
      readonly prediction: number | string;
      readonly expert: number;
      readonly share: number;
      readonly outside: boolean;
      readonly p?: Readonly<Record<string, number>>;
      readonly set?: readonly string[];
      readonly low?: number;
      readonly high?: number;
    };

/** What `moe predict` says of each row, on its own. */
export function predictedBy(model: BoundModel, rows: readonly Row[]): Said[] {
  const { encoding, target, expert } = model.model;
  const likelihood = likelihoodOf(experts.get(expert.name), target.kind);
  const kinds = new Map(encoding.inputs.map(({ name, kind }) => [name, kind]));
  return rows.map((row) => {
    const header = Object.keys(row);
    const bytes = new TextEncoder().encode(lineOf(header) + lineOf(header.map((name) => row[name]!)));
    try {
      const applied = apply(
        model,
        likelihood,
        readDelimited(bytes, 'new.csv', () => ({ kinds })),
      );
      return applied.rows.length === 0 ? null : saidOf(applied, target);
    } catch (error) {
      if (error instanceof InputError) return { refused: error.message };
      throw error;
    }
  });
}

function saidOf({ prediction, expert, share, outside, classes, band, sets }: Applied, target: ModelTarget): Said {
  const labels = target.kind === 'classes' ? target.labels : [];
  return {
    prediction: target.kind === 'classes' ? labels[prediction[0]!]! : prediction[0]!,
    ...{ expert: expert[0]!, share: share[0]!, outside: outside[0] === 1 },
    ...(classes !== null && { p: Object.fromEntries(labels.map((label, c) => [label, classes[c]!])) }),
    ...(band !== null && { low: band.low[0]!, high: band.high[0]! }),
    ...(sets !== null && { set: labels.filter((_, c) => sets[c] === 1) }),
  };
}
