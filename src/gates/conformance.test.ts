/** What every registered gate keeps to. A new entry is tested by being registered. */
import { describe, expect, it, test } from 'vitest';
import { drawn } from '../arbitraries.fixture.js';
import { faultOf } from '../components/conformance.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { matrix } from '../math/matrix.js';
import { normal, stream } from '../math/random.js';
import { gateChecks } from './conformance.js';
import type { BoundGate, Gate, RoutedSamples } from './contract.js';
import { gates } from './registry.js';

describe.each(gates.all.map((gate) => ({ gate, name: gate.name })))('$name', async ({ gate }) => {
  it.each(gateChecks)('$title', async (check) => {
    expect(await faultOf(check, gate)).toBeUndefined();
  });

  const [N, K, d] = [30, 4, 2];
  const bound = await bind(gate);
  const rng = stream('gates', d);
  const x = drawn(N, d, () => normal(rng));
  const targets = Uint32Array.from({ length: N }, (_, i) => i % (K - 1));

  test.each<[string, Partial<RoutedSamples>]>([
    ['at least one sample; got 0', { x: matrix(0, d), targets: new Uint32Array(0) }],
    ['30 sample weights; got 1', { weights: Float64Array.of(1) }],
    ['weights of at least 0; got -1 in sample 1', { weights: new Float64Array(N).fill(1).with(1, -1) }],
    ['weights of at least 0; got Infinity in sample 2', { weights: new Float64Array(N).with(2, Infinity) }],
    ['a weight above 0; all are 0', { weights: new Float64Array(N) }],
    ['class indices 0..3; got 4 in sample 5', { targets: targets.with(5, 4) }],
    ['shares must be 30 x 4; got 30 x 3', { targets: matrix(N, 3) }],
    ['at least 0 and sum to one; got 0, 0, 0, 0 in sample 0', { targets: matrix(N, K) }],
  ])('needs %s', (message, changed) => {
    const fit = () => bound.fit({ x, targets, k: K, ...changed }, stream('fit'));
    expect(fit).toThrow(InputError);
    expect(fit).toThrow(message);
  });
});

describe('a broken gate is caught', () => {
  const softmax = gates.get('softmax');
  const changed = (change: (bound: BoundGate) => Partial<BoundGate>, own: Partial<Gate> = {}): Gate => ({
    ...softmax,
    ...own,
    bind: async (parameters) => {
      const bound = await softmax.bind(parameters);
      return { ...bound, ...change(bound) };
    },
  });
  const fitting = (change: (samples: RoutedSamples) => RoutedSamples): Gate =>
    changed(({ fit }) => ({ fit: (samples, rng) => fit(change(samples), rng) }));

  it.each<[string, Gate, RegExp]>([
    [
      'gives twice the shares',
      changed(() => ({ responsibilities: (_, __, out) => void out.data.fill(0.5) })),
      /^gives responsibilities/,
    ],
    [
      'changes its samples',
      fitting((samples) => {
        if ('data' in samples.x) samples.x.data.fill(0);
        return samples;
      }),
      /^leaves what it is given/,
    ],
    [
      'draws from elsewhere',
      fitting((samples) => ({
        ...samples,
        targets:
          samples.targets instanceof Uint32Array
            ? samples.targets.map((label) => (Math.random() < 0.5 ? label : 0))
            : samples.targets,
      })),
      /^leaves what it is given/,
    ],
    ['has another state than its table says', { ...softmax, state: [] }, /^has a state/],
    ['ignores weights', fitting(({ weights: _, ...samples }) => samples), /^takes a whole weight/],
    [
      'takes every weight for 2',
      fitting((samples) => ({ ...samples, weights: samples.weights?.map(() => 2) })),
      /^follows what has weight/,
    ],
    [
      'takes anything',
      changed(({ fit }) => ({
        fit: (samples, rng) => {
          try {
            return fit(samples, rng);
          } catch {
            return undefined;
          }
        },
      })),
      /^refuses no samples/,
    ],
  ])('that %s', async (_, gate, title) => {
    const faults = await Promise.all(
      gateChecks.map(async (check) => [check.title, await faultOf(check, gate)] as const),
    );
    expect(faults.filter(([name, fault]) => title.test(name) && fault !== undefined)).toHaveLength(1);
  });
});
