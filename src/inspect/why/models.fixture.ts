/** Models of every kind that a page explains, fitted to one small table. */
import { prepare } from '../../datasets/prepare.js';
import { catalogOf } from '../../experiment/catalog.js';
import { fitTable } from '../../fit/fit-table.js';
import { withOrigin } from '../../fit/origin.js';
import { type FitRequest, planOf } from '../../fit/plan.js';
import { stream, uniform } from '../../math/random.js';
import type { Model } from '../../model/contract.js';
import { bindModel, loader } from '../../model/predict.js';
import { type Frame, frameOf } from '../../tables/frame.js';
import { askedOf } from './asked.js';

export const catalog = catalogOf();

/** Rows of two numbers, one of them whole, a category, a date, and two targets that change with the first and the category. */
export function table(n: number, seed: number): Frame {
  const rng = stream('inspect', seed);
  const rows = Array.from({ length: n }, (_, i) => {
    const depth = uniform(rng, -3, 3);
    const stations = Math.floor(uniform(rng, 10, 130));
    const place = ['sea', 'land', 'shelf'][i % 3]!;
    const turn = depth + (place === 'sea' ? 1 : 0) - stations / 100;
    const y = (turn < 0 ? 2 * depth - 5 : 40 - 3 * depth + stations / 10) + uniform(rng, -0.3, 0.3);
    const kind = turn < 0 ? (depth < -1 ? 'a' : 'b') : stations > 70 ? 'c' : 'a';
    return { depth, stations, place, day: new Date(Date.UTC(2020, 0, 1 + Math.floor(uniform(rng, 0, 400)))), y, kind };
  });
  const column = <K extends keyof (typeof rows)[0]>(key: K) => rows.map((row) => row[key]);
  return frameOf({
    ...{ depth: column('depth'), stations: column('stations'), place: column('place'), day: column('day') },
    ...{ y: column('y'), kind: column('kind') },
  });
}

/** Fitted to 150 rows. */
export async function fitted(request: FitRequest): Promise<Model> {
  const frame = table(150, 1);
  const plan = planOf({ experts: 3, method: 'alternating', seed: 3, ...request }, frame, catalog);
  const prepared = prepare(frame, 'data', plan, catalog.experts.get(plan.expert.name).target);
  return withOrigin(await fitTable(prepared, plan, catalog, {}, null), plan, '0'.repeat(64));
}

/** The model, ready to be asked. */
export async function asked(model: Model, whole: readonly boolean[] = []) {
  return askedOf(await bindModel(model, loader(catalog)), whole, catalog);
}
