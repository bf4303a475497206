/** How often prediction intervals and sets hold what they promise, over tables that are drawn. */
import type { Document } from '../documents/contract.js';
import { paragraph } from '../documents/contract.js';
import { fitMixture, type TableOptions } from '../index.js';
import { tInterval } from '../math/intervals.js';
import { normal, type Rng, stream, uniform } from '../math/random.js';
import { mean } from '../math/statistics.js';
import { tableOf } from './comparison.js';

/** Tables drawn of each kind, and rows of each that nothing was learned from, to count. */
const TABLES = 2000;
const FRESH = 500;

const PROMISED = 0.9;

/** Two lines in x, one for each sign of z, and what is added to them. */
interface Kind {
  readonly name: string;
  readonly rows: number;
  /** Of a row with this x, in the first region or the second. */
  noise(rng: Rng, x: number, first: boolean): number;
}

const kinds: readonly Kind[] = [
  { name: 'normal noise', rows: 200, noise: (rng) => 2 * normal(rng) },
  { name: 'skewed noise (exponential)', rows: 200, noise: (rng) => -2 * Math.log(1 - uniform(rng)) - 2 },
  { name: 'heteroscedastic noise, growing with x', rows: 200, noise: (rng, x) => (0.2 + 0.5 * x) * normal(rng) },
  {
    name: 'noise of one expert five times the other’s',
    rows: 200,
    noise: (rng, _, first) => (first ? 1 : 5) * normal(rng),
  },
  { name: 'the same', rows: 1000, noise: (rng, _, first) => (first ? 1 : 5) * normal(rng) },
];

type Columns = Readonly<Record<'x' | 'z', number[]>> & Readonly<Record<'y', number[] | string[]>>;

function lines({ noise }: Kind, n: number, rng: Rng): Columns {
  const [x, z, y]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < n; i++) {
    x.push(uniform(rng, 0, 10));
    z.push(uniform(rng, -1, 1));
    const first = z[i]! < 0;
    y.push((first ? 5 * x[i]! : 60 - 4 * x[i]!) + noise(rng, x[i]!, first));
  }
  return { x, z, y };
}

/** Three classes, of which x tells more or less, in another order for each sign of z. */
function classes(n: number, rng: Rng): Columns {
  const [x, z, y]: [number[], number[], string[]] = [[], [], []];
  for (let i = 0; i < n; i++) {
    x.push(uniform(rng, -3, 3));
    z.push(uniform(rng, -1, 1));
    const along = z[i]! < 0 ? x[i]! : -x[i]!;
    const at = along + normal(rng);
    y.push(at < -1 ? 'low' : at < 1 ? 'middle' : 'high');
  }
  return { x, z, y };
}

/** Of one table: the share of the fresh rows that were covered, of all and of each region's expert, and how wide or large. */
interface Covered {
  readonly shares: readonly number[];
  readonly width: number;
}

async function coveredBy(draw: (n: number, rng: Rng) => Columns, n: number, s: number, of: string): Promise<Covered> {
  const options: TableOptions = {
    ...{ formula: 'y ~ x | z', k: 2, intervals: PROMISED, bootstrap: 0, seed: s, starts: 2 },
    method: { name: 'gated-alternating', lambda: 1 },
  };
  const mixture = await fitMixture({ columns: draw(n, stream('coverage', of, s)) }, options);
  const fresh = draw(FRESH, stream('coverage', of, s, 'fresh'));
  const { expert, low, high, set } = mixture.predict(fresh);
  const within = fresh.y.map((y, i) =>
    set === undefined ? low![i]! <= Number(y) && Number(y) <= high![i]! : set[i]!.includes(String(y)),
  );
  const size = set === undefined ? low!.map((end, i) => high![i]! - end) : Float64Array.from(set, (own) => own.length);
  // Experts have no order of their own: the first is the one with more of the rows whose z is negative.
  const first = fresh.z.filter((z, i) => z < 0 === (expert[i] === 0)).length > FRESH / 2 ? 0 : 1;
  const share = (is: (i: number) => boolean) => {
    const own = within.filter((_, i) => is(i));
    return own.filter(Boolean).length / own.length;
  };
  return {
    shares: [share(() => true), share((i) => expert[i] === first), share((i) => expert[i] !== first)],
    width: size.reduce((sum, one) => sum + one) / FRESH,
  };
}

/** A kind of tables, of which so many rows are learned from and calibrate. */
interface CoverageCase {
  readonly name: string;
  readonly rows: number;
  draw(n: number, rng: Rng): Columns;
}

export const coverageCases: readonly CoverageCase[] = [
  ...kinds.map((kind) => ({ ...kind, draw: (n: number, rng: Rng) => lines(kind, n, rng) })),
  { name: 'three classes', rows: 200, draw: classes },
];

/** What is told of one kind. Cost: thousands of fits. */
export async function coverageRow({ name, rows, draw }: CoverageCase): Promise<string[]> {
  const found: Covered[] = [];
  for (let s = 0; s < TABLES; s++) found.push(await coveredBy(draw, rows, s, name));
  const shares = [0, 1, 2].map((which) => percentOf(found.map((one) => one.shares[which]!)));
  return [name, String(rows), ...shares, mean(found.map(({ width }) => width))!.toFixed(2)];
}

/** @param rowOf what to take for `coverageRow`. */
export async function coverageSection(rowOf: typeof coverageRow = coverageRow): Promise<Document> {
  const rows = [['', 'rows', 'covered, %', 'first expert’s', 'second expert’s', 'mean width, or size']];
  for (const one of coverageCases) rows.push(await rowOf(one));
  return [
    tableOf(`Prediction intervals that promise ${100 * PROMISED}%: rows within, over ${TABLES} tables each`, rows),
    ...remarks.map(paragraph),
  ];
}

/** A mean with its 95% interval over the tables. */
function percentOf(shares: readonly number[]): string {
  const known = shares.filter((share) => !Number.isNaN(share));
  const { low, high } = tInterval(known)!;
  return `${(100 * mean(known)!).toFixed(2)} (${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`;
}

const remarks = [
  `Each table is fitted as the library fits it, two linear (of classes logistic) experts and a softmax gate by z, two starts, intervals: ${PROMISED}. A quarter of the rows calibrates. The share covered is that of ${FRESH} fresh rows; the mean over the tables has its 95% interval (Student’s t). With m calibrating rows theory has the mean from 90% to 90% + 1 / (m + 1).`,
  'Within an expert the promise is kept where it has 100 calibrating rows: in tables of 1000 rows, not of 200, where one score serves both experts.',
];
