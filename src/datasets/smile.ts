/** The smiling face of section 3, two eyes and a mouth, each of both classes: one for all trials, and one for each. */
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { type Rng, stream, uniform } from '../math/random.js';
import type { Dataset, Target } from './contract.js';
import { equalParts } from './parts.js';
import { denseSize } from './size.js';

/** A point in the plane, before scaling, and whether it is positive. */
type Point = readonly [x1: number, x2: number, positive: boolean];

interface Face {
  /** n x 2. */
  readonly x: Matrix;
  /** 0 or 1 (positive). */
  readonly y: Float64Array;
  /** Index of the feature that each point is from. */
  readonly groups: Uint32Array;
}

const degree = Math.PI / 180;

/** Draws one point of each facial feature; both classes occur in each. */
const features: readonly { readonly name: string; readonly draw: (rng: Rng) => Point }[] = [
  {
    name: 'left-eye',
    draw: (rng) => {
      const [u, v] = inDisc(rng, 0.5);
      return [-1 + u, 1 + v, v > 0];
    },
  },
  {
    name: 'right-eye',
    draw: (rng) => {
      const [u, v] = inDisc(rng, 0.5);
      return [1 + u, 1 + v, v <= 0];
    },
  },
  {
    name: 'mouth',
    draw: (rng) => {
      const angle = uniform(rng, 200 * degree, 340 * degree);
      const radius = uniform(rng, 1, 1.5);
      return [radius * Math.cos(angle), radius * Math.sin(angle), radius > 1.25];
    },
  },
];

const target: Target = { kind: 'classes', labels: ['-1', '1'] };
const featureNames: readonly string[] = features.map(({ name }) => name);

/** A uniform point of the disc about the origin. */
function inDisc(rng: Rng, limit: number): [number, number] {
  const angle = uniform(rng, 0, 2 * Math.PI);
  const radius = limit * Math.sqrt(uniform(rng));
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/**
 * Draws n points in three equal parts: eyes, uniform discs of radius 0.5 about (-1, 1) and (1, 1), and a mouth, an arc
 * of 200 to 340 degrees between radius 1 and 1.5. Positive are the upper half of the left eye, the lower half of the
 * right eye and the outer half of the mouth. Two draws a point.
 * @param scale factor on both coordinates.
 */
export function drawFace(n: number, scale: number, rng: Rng): Face {
  const x = matrix(n, 2);
  const y = new Float64Array(n);
  const groups = new Uint32Array(n);
  let i = 0;
  equalParts(n, features.length).forEach((count, group) => {
    for (const end = i + count; i < end; i++) {
      const [x1, x2, positive] = features[group]!.draw(rng);
      x.data[2 * i] = scale * x1;
      x.data[2 * i + 1] = scale * x2;
      y[i] = positive ? 1 : 0;
      groups[i] = group;
    }
  });
  return { x, y, groups };
}

const fixed = {
  n: { kind: 'integer', default: 150, min: 3, max: 10_000_000, about: 'samples, in three equal parts' },
  seed: { kind: 'integer', default: 12345, min: 0, about: 'seed of the data, the same in every trial' },
  scale: { kind: 'number', default: 3, above: 0, about: 'factor on both coordinates' },
} as const satisfies ParameterTable;

/**
 * A smiling face in two classes (section 3, Figure 1 bottom left), as `drawFace` draws it. One data set per `seed`: the
 * trial's stream is not used.
 */
export const smile: Dataset<typeof fixed> = {
  name: 'smile',
  about: 'two features, two classes: two eyes and a mouth, each of both classes; the same in each trial',
  parameters: fixed,
  has: ['classes', 'two features', 'plane', 'groups'],
  fixed: true,
  size: ({ n }) => denseSize(n, 0, 2, target),
  load: ({ n, seed, scale }) => {
    return { ...drawFace(n, scale, stream('smile', seed)), target, groupNames: featureNames };
  },
};

const fresh = {
  n: { kind: 'integer', default: 4998, min: 3, about: 'samples to learn from, a multiple of 3' },
  test: { kind: 'integer', default: 4998, min: 3, about: 'samples to judge by, a multiple of 3' },
} as const satisfies ParameterTable;

/**
 * The smiling face of section 3 (`drawFace`, unscaled), new in each trial and with fresh samples to judge by: what
 * section 4.3.1 calls Smiley, "Figure 1". The samples to learn from are drawn first.
 */
export const smileFeatures: Dataset<typeof fresh> = {
  name: 'smile-features',
  about: 'two features, two classes: the face of smile, unscaled, and another to test; new in each trial',
  parameters: fresh,
  has: ['classes', 'two features', 'plane', 'groups', 'test'],
  fixed: false,
  size: ({ n, test }) => {
    requireThirds(n, test);
    return denseSize(n, test, 2, target);
  },
  load: ({ n, test }, rng) => {
    requireThirds(n, test);
    const learn = drawFace(n, 1, rng);
    const { x, y } = drawFace(test, 1, rng);
    return { ...learn, target, groupNames: featureNames, test: { x, y } };
  },
};

function requireThirds(n: number, test: number): void {
  for (const [name, count] of Object.entries({ n, test })) {
    if (count % 3 !== 0) throw new InputError(`smile-features ${name} must be a multiple of 3; got ${count}`);
  }
}
