/** Models with their data for tests of what is shown of them. */
import { prepare } from '../datasets/prepare.js';
import { catalogOf } from '../experiment/catalog.js';
import { bySize } from '../fit/by-size.js';
import { fitTable } from '../fit/fit-table.js';
import { withOrigin } from '../fit/origin.js';
import { type FitRequest, planOf } from '../fit/plan.js';
import { normal, stream, uniform } from '../math/random.js';
import { bindModel, loader } from '../model/predict.js';
import type { Trust } from '../model/trust-contract.js';
import { frameOf, type GivenColumns } from '../tables/frame.js';
import type { Inspected } from './contract.js';
import { inspectModel, withData } from './inspected.js';

export const catalog = catalogOf();

/** Two lines in `x`, one for each sign of `z`, with a category and noise. */
export function twoLines(n: number, kinds: readonly string[] = ['a', 'b']): GivenColumns {
  const rng = stream('inspected');
  const x = Array.from({ length: n }, () => uniform(rng, 0, 10));
  const z = Array.from({ length: n }, () => uniform(rng, -1, 1));
  const kind = x.map((_, i) => kinds[i % kinds.length]!);
  const y = x.map((value, i) => (z[i]! < 0 ? 100 + 5 * value : 400 - 20 * value) + normal(rng));
  return { x, z, kind, y };
}

interface Asked extends FitRequest {
  /** What the model's file says of trust, too. */
  readonly trust?: Trust;
  /** Whether other numbers of experts are tried. */
  readonly sizes?: boolean;
}

/** The model of these columns, without its data and with it. */
export async function inspectedOf(columns: GivenColumns, { trust, sizes = false, ...asked }: Asked) {
  const frame = frameOf(columns);
  const request = {
    target: 'y',
    experts: 2,
    method: 'alternating',
    rule: 'argmin',
    gate: 'softmax',
    seed: 3,
    ...asked,
  };
  const plan = planOf(request, frame, catalog);
  const prepared = prepare(frame, 'rows.csv', plan, catalog.experts.get(plan.expert.name).target);
  const fitted = withOrigin(await fitTable(prepared, plan, catalog, {}, null), plan, 'd'.repeat(64));
  const model = trust === undefined ? fitted : { ...fitted, trust };
  const alone = inspectModel(await bindModel(model, loader(catalog)), 'model.json', catalog);
  const tried = sizes ? await bySize(prepared, plan, alone.experts.length, catalog) : null;
  const whole: Inspected = withData(alone, 'rows.csv', prepared, plan, tried);
  return { alone, whole, prepared, plan };
}

/** Trust of a model of two experts with so many coefficients. */
export const trustOf = (coefficients: number): Trust => ({
  intervals: { coverage: 0.9, rows: 50, all: 2, experts: [1.5, null] },
  bootstrap: {
    ...{ resamples: 200, degenerate: 1, level: 0.95, stability: [0.97, 0.92], stable: 0.9, gates: [] },
    coefficients: [0, 1].map(() => Array.from({ length: coefficients }, (_, c) => ({ low: c - 1, high: c + 1 }))),
  },
  needed: { simulations: 99, gain: 0.4, chance: 0.05, p: 0.01 },
  rule: {
    fidelity: 0.98,
    root: { input: 1, test: { most: 0 }, yes: { expert: 0, rows: 40 }, no: { expert: 1, rows: 60 } },
  },
});
