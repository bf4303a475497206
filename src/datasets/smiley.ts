import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { matrix } from '../math/matrix.js';
import { normal, type Rng, uniform } from '../math/random.js';
import type { Dataset, Target, Task } from './contract.js';
import { denseSize } from './size.js';

const parameters = {
  n: { kind: 'integer', default: 5000, min: 4, about: 'samples to learn from, a multiple of 2: half are positive' },
  test: { kind: 'integer', default: 5000, min: 4, about: 'samples to judge by, a multiple of 2' },
} as const satisfies ParameterTable;

/** How far an eye's points are from its centre, and the mouth's from radius 0.6: standard deviations. */
const [eye, lip] = [0.08, 0.05];

/** The face, which is class 1, and what is around and behind it, class 0; shares are of all samples. */
const groups: readonly {
  readonly name: string;
  readonly share: number;
  readonly positive: boolean;
  readonly draw: (rng: Rng) => readonly [x1: number, x2: number];
}[] = [
  {
    name: 'left-eye',
    share: 1 / 8,
    positive: true,
    draw: (rng) => [-0.5 + eye * normal(rng), 0.5 + eye * normal(rng)],
  },
  {
    name: 'right-eye',
    share: 1 / 8,
    positive: true,
    draw: (rng) => [0.5 + eye * normal(rng), 0.5 + eye * normal(rng)],
  },
  {
    name: 'mouth',
    share: 1 / 4,
    positive: true,
    draw: (rng) => {
      const radius = 0.6 + lip * normal(rng);
      const angle = uniform(rng, (7 * Math.PI) / 6, (11 * Math.PI) / 6);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    },
  },
  {
    name: 'background',
    share: 1 / 2,
    positive: false,
    draw: (rng) => [uniform(rng, -1, 1), uniform(rng, -1, 1)],
  },
];

/**
 * A face before a background, new in each trial, with fresh samples to judge by. Exactly half of each is positive: a
 * quarter of that each eye, N((-+.5, .5), .08^2 I), and half the mouth, an arc of 210 to 330 degrees with radius
 * N(.6, .05^2). The other half is uniform on [-1, 1]^2, the face included: 91.6 % is the best accuracy there is. The
 * samples to learn from are drawn first.
 *
 * A deviation: section 4.3.1 calls Smiley the data of Figure 1, whose features hold both classes (`smile-features`).
 */
export const smiley: Dataset<typeof parameters> = {
  name: 'smiley',
  about: 'two features, two classes: a face before a uniform background, and another to test; new in each trial',
  parameters,
  has: ['classes', 'two features', 'plane', 'groups', 'test'],
  fixed: false,
  size: ({ n, test }) => {
    requireEven(n, test);
    return denseSize(n, test, 2, target);
  },
  load: ({ n, test }, rng) => {
    requireEven(n, test);
    const learn = generate(n, rng);
    const { x, y } = generate(test, rng);
    return { ...learn, test: { x, y } };
  },
};

const target: Target = { kind: 'classes', labels: ['0', '1'] };

function requireEven(n: number, test: number): void {
  for (const [name, count] of Object.entries({ n, test })) {
    if (count % 2 === 0) continue;
    throw new InputError(`smiley ${name} must be a multiple of 2, for half of it is positive; got ${count}`);
  }
}

function generate(n: number, rng: Rng): Task {
  const x = matrix(n, 2);
  const y = new Float64Array(n);
  const from = new Uint32Array(n);
  let [i, share] = [0, 0];
  groups.forEach(({ share: own, positive, draw }, group) => {
    share += own;
    // Rounded ends, so that parts of any n add up to it and its half is exact.
    for (const end = Math.round(n * share); i < end; i++) {
      x.data.set(draw(rng), 2 * i);
      y[i] = positive ? 1 : 0;
      from[i] = group;
    }
  });
  return { x, y, target, groups: from, groupNames: groups.map(({ name }) => name) };
}
