import type { ParametersOf, ParameterTable } from '../component.js';
import { matrix } from '../math/matrix.js';
import { type Rng, stream, uniform } from '../math/random.js';
import type { Dataset, Task } from './contract.js';
import { equalParts } from './parts.js';

const parameters = {
  n: { kind: 'integer', default: 150, min: 3, about: 'samples, in three equal parts' },
  seed: { kind: 'integer', default: 12345, min: 0, about: 'seed of the data, the same in every trial' },
  scale: { kind: 'number', default: 3, above: 0, about: 'factor on both coordinates' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/** A point in the plane, before scaling, and whether it is positive. */
type Point = readonly [x1: number, x2: number, positive: boolean];

const degree = Math.PI / 180;

/** Draws one point of each facial feature, whose halves are of different classes. */
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

/** A uniform point of the disc about the origin. */
function inDisc(rng: Rng, limit: number): [number, number] {
  const angle = uniform(rng, 0, 2 * Math.PI);
  const radius = limit * Math.sqrt(uniform(rng));
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/**
 * A smiling face in two classes (section 3, Figure 1 bottom left): two eyes, uniform discs of radius 0.5 about (-1, 1)
 * and (1, 1), and a mouth, an arc of 200 to 340 degrees between radius 1 and 1.5. Positive are the upper half of the
 * left eye, the lower half of the right eye and the outer half of the mouth. One data set per `seed`: the trial's
 * stream is not used.
 */
export const smile: Dataset = {
  name: 'smile',
  about: 'two features, two classes: two eyes and a mouth, each of both classes; the same in each trial',
  parameters,
  fixed: true,
  load: (given) => generate(given as Parameters),
};

function generate({ n, seed, scale }: Parameters): Task {
  const rng = stream('smile', seed);
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
  const target = { kind: 'classes', labels: ['-1', '1'] } as const;
  return { x, y, target, groups, groupNames: features.map((feature) => feature.name) };
}
