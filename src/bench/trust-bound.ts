/** How far branch and bound comes: what a fit without a gate can be from the best assignment, over tables that are drawn. */
import { type Document, paragraph } from '../documents/contract.js';
import { NODES } from '../fit/trust/bound.js';
import { clusterwiseBound } from '../fit/trust/clusterwise-bound.js';
import { fitMixture } from '../index.js';
import { matrix } from '../math/matrix.js';
import { normal, stream } from '../math/random.js';
import { median } from '../math/statistics.js';
import { tableOf } from './comparison.js';
import { cpuSeconds } from './timing.js';

/** Tables of each kind. */
const TABLES = 3;

const sizes = [20, 50, 200] as const;

/** Deviations of what is added to planes whose coefficients have deviation 2, of features that have 1. */
const noises = [0.1, 0.5] as const;

/** Small tables need few perturbations. */
const method = { name: 'multistart', perturbations: 100 } as const;

interface Reached {
  readonly gap: number;
  readonly nodes: number;
  readonly complete: boolean;
  readonly seconds: number;
}

async function reached(n: number, d: number, k: number, noise: number, table: number): Promise<Reached> {
  const rng = stream('bound', n, d, k, noise, table);
  const slopes = Array.from({ length: k }, () => Array.from({ length: d + 1 }, () => 2 * normal(rng)));
  const x = matrix(
    n,
    d,
    Float64Array.from({ length: n * d }, () => normal(rng)),
  );
  const y = Float64Array.from({ length: n }, (_, i) => {
    const own = slopes[i % k]!;
    return own.slice(1).reduce((sum, slope, t) => sum + slope * x.data[i * d + t]!, own[0]! + noise * normal(rng));
  });
  const { objective } = await fitMixture({ x, y }, { k, expert: 'linear', method, gate: 'none' });
  const { value, seconds } = await cpuSeconds(() => clusterwiseBound({ x, y }, k, objective, NODES));
  return { ...value, gap: (objective - Math.min(objective, value.lower)) / objective, seconds };
}

/** Some minutes. */
export async function boundSection(): Promise<Document> {
  const rows = [['experts', 'features', 'noise', ...sizes.map((n) => `n = ${n}`)]];
  for (const k of [2, 3]) {
    for (const d of [1, 2, 3]) {
      for (const noise of noises) {
        const cells: string[] = [];
        for (const n of sizes) {
          const found: Reached[] = [];
          for (let table = 0; table < TABLES; table++) found.push(await reached(n, d, k, noise, table));
          cells.push(told(found));
        }
        rows.push([String(k), String(d), String(noise), ...cells]);
      }
    }
  }
  return [
    tableOf(`Branch and bound for the least sum of squared errors within ${NODES} boxes: ${TABLES} tables each`, rows),
    ...remarks.map(paragraph),
  ];
}

/** How many were proved, the median gap where not all were, boxes and seconds. */
function told(found: readonly Reached[]): string {
  const of = (value: (one: Reached) => number) => median(found.map(value))!;
  const proved = found.filter(({ complete }) => complete).length;
  const share = 100 * of(({ gap }) => gap);
  const gap = proved === found.length ? 'proved' : `${proved} proved, gap ${share.toFixed(share < 1 ? 2 : 0)}%`;
  return `${gap}; ${of(({ nodes }) => nodes)} boxes, ${of(({ seconds }) => seconds).toFixed(2)} s`;
}

const remarks = [
  'Rows lie about planes whose coefficients are normal with deviation 2, each plane has as many, features are normal with deviation 1, and noise of the given deviation is added. The fit is multistart by 20 starts and at least 100 perturbations. Gap: (objective - bound) / objective; a gap of 0 and "proved" say that no assignment is better, up to a share of 1e-9. Medians over the tables; seconds are CPU time, and vary.',
  'Boxes of planes have k (d + 1) numbers: up to 6 are split finely enough, 8 where the noise is low, 9 and 12 hardly. More rows help, as more of them speak in each box.',
];
