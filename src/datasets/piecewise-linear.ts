import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { matrix } from '../math/matrix.js';
import { normal, type Rng, uniform } from '../math/random.js';
import type { Dataset, Task } from './contract.js';
import { equalParts } from './parts.js';
import { denseSize } from './size.js';

const parameters = {
  n: { kind: 'integer', default: 90, min: 1, max: 10_000_000, about: 'samples' },
  segments: { kind: 'integer', default: 3, min: 1, max: 10_000, about: 'linear pieces, of equal width in x' },
  slope: { kind: 'number', default: 1, min: 0, about: 'slopes are uniform in plus or minus this' },
  intercept: { kind: 'number', default: 3, min: 0, about: 'intercepts are uniform in plus or minus this' },
  noise: { kind: 'number', default: 0, min: 0, about: 'standard deviation of normal noise on y' },
  continuous: { kind: 'flag', default: false, about: 'pieces join, from y = 0 at x = 0; intercepts are not used' },
} as const satisfies ParameterTable;

/**
 * A piecewise linear function of x in [0, 1), new in each trial (section 3, Figure 1 top left): sample i of segment s
 * has x = (s + u) / segments and y = a_s x + b_s + noise, with u uniform in [0, 1).
 *
 * The lines are drawn first (a, b per segment), then x, and the noise last: trials that differ in
 * noise, slope or continuity alone share every other draw.
 */
export const piecewiseLinear: Dataset<typeof parameters> = {
  name: 'piecewise-linear',
  about: 'one feature, a line per segment of equal width; new in each trial',
  parameters,
  has: ['regression', 'one feature', 'groups'],
  fixed: false,
  size: ({ n }) => denseSize(n, 0, 1, { kind: 'regression' }),
  load: generate,
};

type Parameters = ParametersOf<typeof parameters>;

function generate({ n, segments, slope, intercept, noise, continuous }: Parameters, rng: Rng): Task {
  const lines = Array.from({ length: segments }, () => ({
    slope: slope * uniform(rng, -1, 1),
    intercept: intercept * uniform(rng, -1, 1),
  }));
  if (continuous) join(lines);
  const x = matrix(n, 1);
  const y = new Float64Array(n);
  const groups = new Uint32Array(n);
  let i = 0;
  equalParts(n, segments).forEach((count, segment) => {
    const line = lines[segment]!;
    for (const end = i + count; i < end; i++) {
      const at = (segment + uniform(rng)) / segments;
      x.data[i] = at;
      y[i] = line.slope * at + line.intercept;
      groups[i] = segment;
    }
  });
  if (noise > 0) for (let s = 0; s < n; s++) y[s]! += noise * normal(rng);
  return { x, y, target: { kind: 'regression' }, groups, groupNames: lines.map((_, s) => `segment ${s}`) };
}

/** Keeps the slopes and sets the intercepts so that each line starts where the one before it ends. */
function join(lines: { slope: number; intercept: number }[]): void {
  lines.forEach((line, s) => {
    const before = lines[s - 1];
    line.intercept = before === undefined ? 0 : before.intercept + ((before.slope - line.slope) * s) / lines.length;
  });
}
