/**
 * How often bounds that are said to hold in 95 % of samples do, by simulation: the table is what `simulated` gives, which
 * a test holds. A bound whose coverage is below `trusted` decides nothing; `results/claims/decide.ts` takes a stricter one.
 */
import { simulations, trialsSimulated } from './coverage-simulations.js';
import type { Basis, IntervalName, SampleKind } from './estimate.js';
import { stream } from './random.js';
import type { Interval } from './statistics.js';

/** The coverage below which a bound decides nothing. */
export const trusted = 0.93;

/** Coverage of the lower and of the upper one-sided 95 % bound at n trials. */
export interface CoverageLine extends Basis {
  /** What was drawn. */
  readonly drawn: string;
  readonly low: number;
  readonly high: number;
}

/** One line for each sample drawn and number of trials. */
export const coverage: readonly CoverageLine[] = simulations.flatMap(({ interval, sample, drawn: what, covers }) =>
  covers.map(([low, high], i) => ({ interval, sample, drawn: what, n: trialsSimulated[i]!, low, high })),
);

/** A line of the table, drawn again; the table is of 20 000 samples a line, 5000 where n = 1000. */
export function simulated({ interval, drawn: what, n }: CoverageLine, samples: number, alpha = 0.05): Interval {
  const s = simulations.findIndex((one) => one.interval === interval && one.drawn === what);
  const { draw, truth } = simulations[s]!;
  const rng = stream('coverage', s, n);
  let [low, high] = [0, 0];
  for (let i = 0; i < samples; i++) {
    const bounds = draw(n, rng).bounds(alpha);
    if (bounds.low <= truth) low++;
    if (bounds.high >= truth) high++;
  }
  return { low: low / samples, high: high / samples };
}

/** Coverage of the bounds at the greatest n simulated that is not above theirs; 0 where they have fewer trials than any. */
export function coverageOf({ interval, sample, n }: Basis): Interval {
  const mirrored = sample === 'skewed down';
  const kind = likened(interval, mirrored ? 'skewed' : sample);
  const lines = coverage.filter(
    (line) => line.interval === kind.interval && line.sample === kind.sample && line.n <= n,
  );
  const most = Math.max(...lines.map((line) => line.n));
  const at = lines.filter((line) => line.n === most);
  if (at.length === 0) return { low: 0, high: 0 };
  const [low, high] = [Math.min(...at.map((line) => line.low)), Math.min(...at.map((line) => line.high))];
  return mirrored ? { low: high, high: low } : { low, high };
}

/** What is simulated in place of what is not: exact intervals suit every sample, a ratio by a constant is a mean. */
function likened(interval: IntervalName, sample: SampleKind): Pick<Basis, 'interval' | 'sample'> {
  if (interval === 'Clopper-Pearson') return { interval, sample: 'two-valued' };
  if (interval === 'order statistics') return { interval, sample: 'skewed' };
  if (interval === 'Fieller' && sample === 'skewed') return { interval: 'Student t', sample };
  return { interval, sample };
}
