import { expect, it } from 'vitest';
import { assignmentRules } from '../assignments/registry.js';
import type { PlainParameters } from '../components/contract.js';
import { bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { logistic } from '../experts/logistic.js';
import { gates } from '../gates/registry.js';
import { fromRows } from '../math/matrix.js';
import { below, stream } from '../math/random.js';
import { sparseOf } from '../math/sparse.js';
import { alternating } from './alternating.js';
import type { Method } from './contract.js';
import { kmeans } from './kmeans.js';
import { kmeansAlternating } from './kmeans-alternating.js';
import { flat } from './majority.fixture.js';
import { parametric } from './parametric.js';
import { single } from './single.js';

const rng = stream('bytes');
const bytes = Array.from({ length: 90 }, () => Array.from({ length: 8 }, () => below(rng, 2) && below(rng, 256)));
const y = Float64Array.from(bytes, ([a, b, c]) => (a! > b! ? 0 : c! > 100 ? 1 : 2));
const target = { kind: 'classes', labels: ['a', 'b', 'c'] } as const;
const sparse: Task = { x: sparseOf(bytes), y, target };
const dense: Task = { x: fromRows(bytes.map((row) => row.map((byte) => byte / 255))), y, target };

const expert = await load(logistic, { iterations: 20 });
const registries = { assignments: assignmentRules, gates };

it.each<readonly [string, Method, PlainParameters]>([
  ['single', single, {}],
  ['alternating', alternating, { iterations: 3 }],
  ['kmeans', kmeans, {}],
  ['kmeans, softmax gate', kmeans, { gate: 'softmax' }],
  ['kmeans-alternating, literal', kmeansAlternating, { labels: 'log-loss', refit: false, iterations: 3 }],
  ['kmeans-alternating, refit', kmeansAlternating, { labels: 'zero-one', refit: true, iterations: 3 }],
  ['parametric', parametric, { steps: 20, batch: 40, precision: 'double' }],
])('%s: sparse rows give the mixture of the same rows, dense', async (_, method, given) => {
  const parameters = await bindParameters(method, given, registries);
  const [a, b] = [dense, sparse].map((task) =>
    flat(method.learn({ task, k: 3, expert, keepCourse: true, stream: (stage) => stream(2, stage) }, parameters)),
  );
  expect(b!.assignment).toEqual(a!.assignment);
  expect(b!.history.map(({ sizes }) => sizes)).toEqual(a!.history.map(({ sizes }) => sizes));
  expect(b!.history.at(-1)!.loss).toBeCloseTo(a!.history.at(-1)!.loss, 9);
  expect(a!.evaluations).toBeGreaterThan(0);
});
