/** How often `--needed` says that experts are needed, over tables that are drawn: where one is the truth, and where several are. */

import { prepare } from '../datasets/prepare.js';
import { type Document, paragraph } from '../documents/contract.js';
import { catalogOf } from '../experiment/catalog.js';
import { carryOut } from '../fit/carry-out.js';
import type { Job } from '../fit/job-contract.js';
import { planOf } from '../fit/plan.js';
import { comparison } from '../fit/trust/needed.js';
import { normal, type Rng, stream, uniform } from '../math/random.js';
import { wilson } from '../math/shares.js';
import { loader } from '../model/predict.js';
import { type Frame, frameOf } from '../tables/frame.js';
import { tableOf } from './comparison.js';

/** Tables of one kind: y over two uniform inputs, both for the experts and the gate. */
export interface NeededCase {
  readonly name: string;
  readonly rows: number;
  readonly tables: number;
  y(x: number, z: number, rng: Rng): number | string;
}

/** Simulated tables for each, the fewest that may be: p is at most 0.05 where none of them reaches the gain. */
const SIMULATIONS = 19;

const EXPERTS = '1..2';

/** A line in both inputs. */
const line = (x: number, z: number): number => 1 + 2 * x - z;

const exponential = (rng: Rng): number => -Math.log(1 - uniform(rng)) - 1;

/** A case of lines whose slopes in x are s for one sign of z and -s for the other. */
const crossed = (name: string, slope: number, rows: number): NeededCase => ({
  ...{ name, rows, tables: 40 },
  y: (x, z, rng) => (z < 0 ? slope : -slope) * x + normal(rng),
});

const heteroscedastic = (rows: number, tables: number): NeededCase => ({
  ...{ name: 'heteroscedastic noise, from 0.3 to 3.3', rows, tables },
  y: (x, z, rng) => line(x, z) + Math.exp(1.2 * x) * normal(rng),
});

const chance = (score: number): number => 1 / (1 + Math.exp(-score));

const noNeed: readonly NeededCase[] = [
  { name: 'normal noise', rows: 60, tables: 400, y: (x, z, rng) => line(x, z) + normal(rng) },
  { name: 'skewed noise (exponential)', rows: 60, tables: 400, y: (x, z, rng) => line(x, z) + exponential(rng) },
  heteroscedastic(60, 800),
  heteroscedastic(120, 400),
  {
    name: 'skewed and heteroscedastic noise',
    ...{ rows: 60, tables: 400 },
    y: (x, z, rng) => line(x, z) + Math.exp(1.2 * x) * exponential(rng),
  },
  {
    name: 'two classes of one logistic',
    ...{ rows: 100, tables: 200 },
    y: (x, z, rng) => (uniform(rng) < chance(2 * line(x, z)) ? 'yes' : 'no'),
  },
];

const need: readonly NeededCase[] = [
  crossed('weakly apart: slopes of 0.75 and -0.75', 0.75, 60),
  crossed('moderately: 1.25 and -1.25', 1.25, 60),
  ...[60, 120].map((rows) => crossed('well apart: 2.5 and -2.5', 2.5, rows)),
];

export const neededCases: readonly NeededCase[] = [...noNeed, ...need];

/** Of how many of the tables of a case, from one on, it is said that experts are needed. Tables are drawn by the case's name. */
export async function saidNeeded(one: NeededCase, from = 0): Promise<number> {
  const catalog = catalogOf();
  const load = loader(catalog);
  let said = 0;
  for (let s = from; s < one.tables; s++) {
    const frame = drawn(one, s);
    const plan = planOf({ formula: 'y ~ x + z', experts: EXPERTS, seed: s, needed: SIMULATIONS }, frame, catalog);
    const prepared = prepare(frame, 'table', plan, 'any');
    const run = <J extends Job>(job: J) => carryOut(job, { prepared, catalog, loader: load }, {});
    const { gain, simulate } = await comparison({ prepared, plan, catalog, run }, prepared.rows);
    let b = 0;
    // Once one has reached it, others would change nothing of what is said.
    while (b < SIMULATIONS && (await simulate(b)) < gain) b++;
    if (b === SIMULATIONS) said++;
  }
  return said;
}

function drawn({ name, rows: n, y }: NeededCase, s: number): Frame {
  const rng = stream('needed', name, n, s);
  const x = Array.from({ length: n }, () => uniform(rng, -1, 1));
  const z = Array.from({ length: n }, () => uniform(rng, -1, 1));
  return frameOf({ x, z, y: x.map((own, i) => y(own, z[i]!, rng)) as number[] });
}

/** Computes for ten minutes and more. @param count what to take for `saidNeeded`. */
export async function neededSection(count: typeof saidNeeded = saidNeeded): Promise<Document> {
  const rowsOf = async (cases: readonly NeededCase[]): Promise<string[][]> => {
    const out: string[][] = [['tables', 'rows', 'tables drawn', 'said to need experts', '95 % interval (Wilson)']];
    for (const one of cases) {
      const said = await count(one);
      const { low, high } = wilson(said, one.tables)!;
      const ends = [low, high].map((end) => (100 * end).toFixed(1)).join('..');
      out.push([one.name, `${one.rows}`, `${one.tables}`, `${((100 * said) / one.tables).toFixed(1)} %`, `${ends} %`]);
    }
    return out;
  };
  return [
    tableOf('False alarms of --needed: one expert is the truth, and 5 % are allowed', await rowsOf(noNeed)),
    tableOf('Power of --needed: two experts are the truth, for the signs of z; noise of 1', await rowsOf(need)),
    paragraph(
      `moe fit 'y ~ x + z' --experts ${EXPERTS} --needed ${SIMULATIONS} --intervals none, all else by default; x and z uniform in -1..1. Experts are said to be needed where p is at most 0.05. Where the noise of some rows is eleven times that of others, alarms are more than 5 % in tables of 60 rows, and not in those of 120.`,
    ),
  ];
}
