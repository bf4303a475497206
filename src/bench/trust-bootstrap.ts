/** How often bootstrap intervals hold the coefficients that the objective is after, and how far these are from the true ones. */
import { type Document, paragraph } from '../documents/contract.js';
import { fitMixture, type TableOptions } from '../index.js';
import { normal, type Rng, stream, uniform } from '../math/random.js';
import { wilson } from '../math/shares.js';
import { mean } from '../math/statistics.js';
import { tableOf } from './comparison.js';

/** Tables drawn of each setting, rows of each, and resamples of these. */
const TABLES = 500;
const ROWS = 150;
const RESAMPLES = 200;

/** Rows of the table whose fit stands for the optimum of the whole population. */
const POPULATION = 1_000_000;

/** Two lines, intercept and slope, the one that falls first; z tells them apart where there is a gate. */
interface Setting {
  readonly name: string;
  readonly lines: readonly [Line, Line];
  readonly gated: boolean;
}

type Line = readonly [intercept: number, slope: number];

const settings: readonly Setting[] = [
  {
    name: 'lines that lie apart',
    lines: [
      [-6, -1],
      [6, 1],
    ],
    gated: false,
  },
  {
    name: 'lines that cross',
    lines: [
      [0, -2],
      [0, 2],
    ],
    gated: false,
  },
  {
    name: 'lines that cross, with a gate',
    lines: [
      [0, -2],
      [0, 2],
    ],
    gated: true,
  },
];

/** Noise has deviation 1; x lies in -2..2. */
function drawn({ lines, gated }: Setting, n: number, rng: Rng) {
  const columns = { x: new Array<number>(n), z: new Array<number>(n), y: new Array<number>(n) };
  for (let i = 0; i < n; i++) {
    const [x, z] = [uniform(rng, -2, 2), uniform(rng, -1, 1)];
    const [intercept, slope] = lines[z < 0 ? 0 : 1];
    columns.x[i] = x;
    columns.z[i] = z;
    columns.y[i] = intercept + slope * x + normal(rng);
  }
  return gated ? columns : { x: columns.x, y: columns.y };
}

interface Estimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** Intercept and slope of both experts, the one that falls first. */
async function estimates(setting: Setting, n: number, seed: number, bootstrap: number): Promise<Estimate[]> {
  const method = setting.gated
    ? { name: 'gated-alternating', lambda: 1 }
    : { name: 'multistart', perturbations: bootstrap === 0 ? 0 : 20 };
  const options: TableOptions = {
    ...{ formula: setting.gated ? 'y ~ x | z' : 'y ~ x', k: 2, ridge: 0, method, starts: 4 },
    ...{ gate: setting.gated ? 'softmax' : 'none', intervals: 'none', bootstrap, seed },
  };
  const columns = drawn(setting, n, stream('bootstrap', setting.name, seed, n));
  const { experts } = (await fitMixture({ columns }, options)).report;
  return experts
    .map(({ coefficients }) => coefficients!)
    .sort(([, a], [, b]) => a!.value - b!.value)
    .flat();
}

const names = ['falling: intercept', 'falling: slope', 'rising: intercept', 'rising: slope'];

/** @param tables of each setting. */
export async function bootstrapSection(tables = TABLES): Promise<Document> {
  const rows = [['', 'true', 'optimum', 'mean estimate', 'optimum within, %', 'truth within, %']];
  const held: number[] = [];
  for (const setting of settings) {
    const optimum = await estimates(setting, POPULATION, 0, 0);
    const found: Estimate[][] = [];
    for (let s = 1; s <= tables; s++) found.push(await estimates(setting, ROWS, s, RESAMPLES));
    rows.push([setting.name, '', '', '', '', '']);
    setting.lines.flat().forEach((truth, c) => {
      const own = found.map((one) => one[c]!);
      const known = (value: number) => own.filter(({ low, high }) => low! <= value && value <= high!).length;
      const within = (value: number): string => {
        const { low, high } = wilson(known(value), own.length)!;
        return `${percent(known(value) / own.length)} (${percent(low)} to ${percent(high)})`;
      };
      held.push(known(optimum[c]!.value) / own.length);
      const middle = mean(own.map(({ value }) => value))!;
      const numbers = [truth, optimum[c]!.value, middle].map((value) => value.toFixed(3));
      rows.push([names[c]!, ...numbers, within(optimum[c]!.value), within(truth)]);
    });
  }
  const title = `95% bootstrap intervals of ${RESAMPLES} resamples, over ${tables} tables of ${ROWS} rows each`;
  return [tableOf(title, rows), ...remarks(held).map(paragraph)];
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** @param held of each coefficient, the share of its intervals that hold the optimum. */
const remarks = (held: readonly number[]): readonly string[] => [
  `Two lines in x, which lies in -2..2, with normal noise of deviation 1. The optimum is that of the objective over the population: a fit to ${POPULATION} rows. In parentheses is Wilson's 95% interval of the share of tables.`,
  `Intervals that are named by 95% hold the optimum in ${percent(Math.min(...held))}% to ${percent(Math.max(...held))}% of the tables, by coefficient.`,
  'Where lines cross, rows near the crossing go to whichever line is nearer, so that the optimum of hard assignment has steeper lines than the truth: the distance between the columns "true" and "optimum" is that bias, which no interval over resamples tells of.',
];
