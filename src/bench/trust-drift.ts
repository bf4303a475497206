/** How often `moe predict` says that something has drifted where nothing has, over tables that are drawn. */
import { prepare } from '../datasets/prepare.js';
import { type Document, paragraph } from '../documents/contract.js';
import { catalogOf } from '../experiment/catalog.js';
import { likelihoodOf } from '../experts/contract.js';
import { apply } from '../fit/apply.js';
import { fitTable } from '../fit/fit-table.js';
import { withOrigin } from '../fit/origin.js';
import { type FitRequest, planOf } from '../fit/plan.js';
import { scoring } from '../fit/scoring.js';
import { tally } from '../fit/tally.js';
import { CHANCE, type Drift, driftOf } from '../fit/trust/drift.js';
import { normal, type Rng, stream, uniform } from '../math/random.js';
import { wilson } from '../math/shares.js';
import { type BoundModel, bindModel, loader } from '../model/predict.js';
import type { LossSample } from '../model/trust-contract.js';
import { type Frame, frameOf } from '../tables/frame.js';
import { tableOf } from './comparison.js';

/** Models of each kind of tables, the rows that each is given, and the new rows that come to it. */
const MODELS = 60;
const ROWS = 300;
const FRESH: readonly number[] = [30, 300, 2000];

const PROMISED = 0.9;

/** Two planes in three inputs, told apart by the sign of a fourth, z. */
interface Kind {
  readonly name: string;
  /** Deviation of what is added to z before its sign is taken: how much groups overlap. */
  readonly overlap: number;
  /** The target, of a row whose plane is at this height. */
  target(height: number, rng: Rng): number | string;
}

const kinds: readonly Kind[] = [
  { name: 'normal noise', overlap: 0, target: (height, rng) => height + normal(rng) },
  { name: 'normal noise, groups that overlap', overlap: 0.5, target: (height, rng) => height + normal(rng) },
  { name: 'heavy tails (lognormal noise)', overlap: 0, target: (height, rng) => height + Math.exp(normal(rng)) },
  {
    ...{ name: 'two classes', overlap: 0 },
    target: (height, rng) => (uniform(rng) < 1 / (1 + Math.exp(-height)) ? 'a' : 'b'),
  },
];

function drawn({ overlap, target }: Kind, n: number, rng: Rng): Frame {
  const [u, v, w, z] = Array.from({ length: 4 }, () => Array.from({ length: n }, () => normal(rng))) as number[][];
  const y = z!.map((own, i) => {
    const up = own + overlap * normal(rng) < 0;
    return target(up ? 2 + u![i]! - 2 * v![i]! : -2 - 2 * u![i]! + v![i]!, rng);
  });
  return frameOf({ u: u!, v: v!, w: w!, z: z!, y: y as number[] });
}

/** Which of the questions raised an alarm. */
interface Alarms {
  readonly inputs: boolean;
  readonly experts: boolean;
  readonly losses: boolean;
}

const alarmsOf = ({ inputs, experts }: Drift): Alarms => ({
  inputs: inputs.some(({ p }) => p !== null && p < CHANCE),
  experts: experts.some(({ p }) => p < CHANCE),
  losses: experts.some(({ loss }) => loss !== null && loss.p < CHANCE),
});

/** What is said of one model's new rows, and which losses would raise an alarm beside those of the rows learned from. */
interface Said {
  readonly told: Alarms;
  readonly besideLearned: boolean;
}

/** Of the s-th table of a kind, an entry for each number of new rows. Cost: two fits. */
async function saidOf(kind: Kind, s: number): Promise<Said[]> {
  const rng = stream('drift', kind.name, s);
  const frame = drawn(kind, ROWS, rng);
  const [held, whole] = [await fitted(frame, s, PROMISED), await fitted(frame, s, 'none')];
  const learned = seen(whole, frame).rows.map(({ losses }) => losses);
  return FRESH.map((m) => {
    const fresh = drawn(kind, m, rng);
    const told = compared(held, fresh, held.model.trust?.intervals?.losses ?? null);
    return { told: alarmsOf(told), besideLearned: alarmsOf(compared(whole, fresh, learned)).losses };
  });
}

const catalog = catalogOf();
const load = loader(catalog);

async function fitted(frame: Frame, seed: number, intervals: number | 'none'): Promise<BoundModel> {
  const asked: FitRequest = {
    ...{ formula: 'y ~ u + v + w | z', experts: 2, seed, intervals, bootstrap: 0, starts: 2 },
    method: { name: 'gated-alternating', lambda: 1 },
  };
  const plan = planOf(asked, frame, catalog);
  const prepared = prepare(frame, 'table', plan, catalog.experts.get(plan.expert.name).target);
  return bindModel(withOrigin(await fitTable(prepared, plan, catalog, {}, null), plan, '0'.repeat(64)), load);
}

/** The rows and losses that each expert has of a table, and the inputs' ranges. */
function seen(model: BoundModel, frame: Frame) {
  const { expert, target } = model.model;
  const applied = apply(model, likelihoodOf(catalog.experts.get(expert.name), target.kind), frame);
  const [tallied, scored] = [tally(model), scoring(model)];
  tallied.add(frame, applied);
  scored.add(frame, applied);
  const { inputs, shares } = tallied.end();
  const { experts } = scored.end();
  return { inputs, rows: shares.map(({ rows }, j) => ({ rows, losses: experts[j]!.losses })) };
}

function compared(model: BoundModel, fresh: Frame, losses: readonly (LossSample | null)[] | null): Drift {
  const { inputs, rows } = seen(model, fresh);
  return driftOf(inputs, rows, model.model.origin!, losses);
}

/** @param models of each kind. */
export async function driftSection(models = MODELS): Promise<Document> {
  const rows = [
    ['', 'new rows', 'any alarm, %', 'inputs, %', 'experts, %', 'losses, %', 'losses beside those learned from, %'],
  ];
  const all: Said[][] = [];
  const told = (name: string, own: readonly Said[][]) => {
    FRESH.forEach((m, at) => {
      const said = own.map((one) => one[at]!);
      const count = (is: (one: Said) => boolean) => said.filter(is).length;
      const percent = (is: (one: Said) => boolean) => ((100 * count(is)) / said.length).toFixed(1);
      const any = ({ told: { inputs, experts, losses } }: Said) => inputs || experts || losses;
      const ends = wilson(count(any), said.length)!;
      const [low, high] = [ends.low, ends.high].map((end) => (100 * end).toFixed(1));
      rows.push([
        ...[name, String(m), `${percent(any)} (${low} to ${high})`],
        ...[percent((one) => one.told.inputs), percent((one) => one.told.experts), percent((one) => one.told.losses)],
        percent(({ besideLearned }) => besideLearned),
      ]);
    });
  };
  for (const kind of kinds) {
    const own: Said[][] = [];
    for (let s = 0; s < models; s++) own.push(await saidOf(kind, s));
    told(kind.name, own);
    all.push(...own);
  }
  told('all four', all);
  const title = `Alarms where nothing has changed, of ${models} models of each kind, of tables of ${ROWS} rows; 5% are allowed`;
  return [tableOf(title, rows), ...remarks.map(paragraph)];
}

const remarks: readonly string[] = [
  `Each table is fitted as the library fits it, 'y ~ u + v + w | z', two linear (of classes logistic) experts and a softmax gate, two starts, intervals: ${PROMISED}: a quarter of the rows is kept apart, and losses are compared with those. Two planes lie in u, v and w, one for each sign of z, all normal. In parentheses is Wilson's 95% interval of the share of models.`,
  'The last column is of models of --intervals none, whose losses of new rows are compared with those of the rows learned from. moe predict does not do that.',
];
