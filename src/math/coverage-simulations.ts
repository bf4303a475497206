/** What coverage is simulated with: samples whose truth is known, and how often their bounds held it. */
import type { Estimate, IntervalName, SampleKind } from './estimate.js';
import { meanOf, medianOf, ratioOfMeans } from './intervals.js';
import { normal, type Rng, uniform } from './random.js';
import { comparedShares, shareOf } from './shares.js';
import { components } from './variance-components.js';

/** The numbers of trials that coverage is simulated at. */
export const trialsSimulated = [3, 5, 10, 30, 1000] as const;

interface Simulation {
  readonly interval: IntervalName;
  readonly sample: SampleKind;
  readonly drawn: string;
  /** What the bounds should hold. */
  readonly truth: number;
  /** Coverage of the lower and the upper bound, at each of `trialsSimulated`. */
  readonly covers: readonly (readonly [number, number])[];
  draw(n: number, rng: Rng): Estimate;
}

const drawn = (n: number, one: () => number) => Array.from({ length: n }, one);
const exponential = (rng: Rng) => -Math.log(1 - uniform(rng));
const occurs = (rng: Rng, probability: number) => (uniform(rng) < probability ? 1 : 0);
/** A sum of squares of so many standard normal values, over their number; near normal where they are many. */
function meanSquare(df: number, rng: Rng): number {
  if (df > 1000) return 1 + normal(rng) * Math.sqrt(2 / df);
  return drawn(df, () => normal(rng) ** 2).reduce((sum, square) => sum + square, 0) / df;
}

export const simulations: readonly Simulation[] = [
  {
    ...{ interval: 'Student t', sample: 'normal', drawn: 'normal', truth: 0 },
    covers: [
      [0.9503, 0.9525],
      [0.94905, 0.95005],
      [0.95245, 0.9489],
      [0.94975, 0.94905],
      [0.9528, 0.9478],
    ],
    draw: (n, rng) =>
      meanOf(
        drawn(n, () => normal(rng)),
        'normal',
      ),
  },
  {
    ...{ interval: 'Student t', sample: 'bounded', drawn: 'uniform', truth: 0.5 },
    covers: [
      [0.93655, 0.9357],
      [0.94685, 0.94375],
      [0.94745, 0.9504],
      [0.94885, 0.9523],
      [0.954, 0.954],
    ],
    draw: (n, rng) =>
      meanOf(
        drawn(n, () => uniform(rng)),
        'bounded',
      ),
  },
  {
    ...{ interval: 'Student t', sample: 'skewed', drawn: 'exponential', truth: 1 },
    covers: [
      [0.98455, 0.83565],
      [0.9888, 0.8404],
      [0.98685, 0.86935],
      [0.9762, 0.9008],
      [0.9508, 0.9474],
    ],
    draw: (n, rng) =>
      meanOf(
        drawn(n, () => exponential(rng)),
        'normal',
      ),
  },
  {
    ...{ interval: 'transformed t', sample: 'skewed', drawn: 'exponential', truth: 1 },
    covers: [
      [0.9824, 0.8767],
      [0.9828, 0.90625],
      [0.97155, 0.92335],
      [0.9546, 0.93775],
      [0.9498, 0.9498],
    ],
    draw: (n, rng) =>
      meanOf(
        drawn(n, () => exponential(rng)),
        'skewed',
      ),
  },
  {
    ...{ interval: 'Student t', sample: 'paired skewed', drawn: 'difference of two exponential', truth: 0 },
    covers: [
      [0.9637, 0.9647],
      [0.9599, 0.9584],
      [0.9535, 0.95025],
      [0.948, 0.95265],
      [0.9476, 0.9504],
    ],
    draw: (n, rng) =>
      meanOf(
        drawn(n, () => exponential(rng) - exponential(rng)),
        'paired skewed',
      ),
  },
  {
    ...{ interval: 'Fieller', sample: 'normal', drawn: 'normal, 5 deviations from 0', truth: 1 },
    covers: [
      [0.9515, 0.9515],
      [0.94995, 0.94995],
      [0.95145, 0.9476],
      [0.9514, 0.94805],
      [0.9504, 0.9526],
    ],
    draw: (n, rng) =>
      ratioOfMeans(
        drawn(n, () => 5 + normal(rng)),
        drawn(n, () => 5 + normal(rng)),
        'normal',
      ),
  },
  {
    ...{ interval: 'Fieller', sample: 'bounded', drawn: 'uniform', truth: 1 },
    covers: [
      [0.9784, 0.951],
      [0.9529, 0.9481],
      [0.95085, 0.94835],
      [0.95135, 0.9478],
      [0.9526, 0.9512],
    ],
    draw: (n, rng) =>
      ratioOfMeans(
        drawn(n, () => uniform(rng)),
        drawn(n, () => uniform(rng)),
        'bounded',
      ),
  },
  {
    ...{ interval: 'Fieller', sample: 'paired skewed', drawn: 'two exponential', truth: 1 },
    covers: [
      [0.99025, 0.96875],
      [0.9679, 0.95815],
      [0.95675, 0.9515],
      [0.9527, 0.95195],
      [0.9476, 0.9532],
    ],
    draw: (n, rng) =>
      ratioOfMeans(
        drawn(n, () => exponential(rng)),
        drawn(n, () => exponential(rng)),
        'paired skewed',
      ),
  },
  {
    ...{ interval: 'Clopper-Pearson', sample: 'two-valued', drawn: 'one in five', truth: 0.2 },
    covers: [
      [0.9915, 1],
      [0.9937, 1],
      [0.96695, 1],
      [0.9739, 0.9551],
      [0.9532, 0.9576],
    ],
    draw: (n, rng) =>
      shareOf(
        drawn(n, () => occurs(rng, 0.2)).reduce((sum, value) => sum + value, 0),
        n,
      ),
  },
  {
    ...{ interval: 'Clopper-Pearson', sample: 'two-valued', drawn: 'difference, 3 and 2 in ten', truth: 0.1 },
    covers: [
      [1, 1],
      [1, 1],
      [0.99985, 0.99975],
      [0.99775, 0.99635],
      [0.9968, 0.9932],
    ],
    draw: (n, rng) =>
      comparedShares(
        Array.from({ length: n }, () => [occurs(rng, 0.3), occurs(rng, 0.2)] as const),
        'difference',
      ),
  },
  {
    ...{ interval: 'order statistics', sample: 'skewed', drawn: 'exponential', truth: Math.LN2 },
    covers: [
      [1, 1],
      [0.9694, 0.9688],
      [0.9884, 0.9891],
      [0.95175, 0.95145],
      [0.953, 0.955],
    ],
    draw: (n, rng) =>
      medianOf(
        drawn(n, () => exponential(rng)),
        'skewed',
      ),
  },
  {
    // Of normal effects the mean squares alone are drawn: trials, samples and rest of equal variance, 1000 samples.
    ...{ interval: 'variance components', sample: 'normal', drawn: 'normal, 1000 samples', truth: 0 },
    covers: [
      [0.94725, 0.9483],
      [0.9481, 0.94815],
      [0.9505, 0.9514],
      [0.9501, 0.9493],
      [0.9492, 0.953],
    ],
    draw(n, rng) {
      const samples = 1000;
      const squares = {
        trials: (samples + 1) * meanSquare(n - 1, rng),
        samples: (n + 1) * meanSquare(samples - 1, rng),
        rest: meanSquare((n - 1) * (samples - 1), rng),
      };
      return components(normal(rng) * Math.sqrt(1 / n + 1 / samples + 1 / (n * samples)), squares, n, samples);
    },
  },
];
