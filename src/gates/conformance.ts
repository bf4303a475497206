import { type Check, hold, inCase, refuses, same, says, trials } from '../components/conformance.js';
import type { ParameterTable, ParsedParameters } from '../components/contract.js';
import { bind, parseParameters } from '../components/parameters.js';
import { readState, writeState } from '../components/state.js';
import { throughLayers } from '../math/layers.js';
import { argmaxRows, fromRows, type Matrix, matrix } from '../math/matrix.js';
import { below, normal, stream, uniform } from '../math/random.js';
import { type Features, sparseOf } from '../math/sparse.js';
import type { BoundGate, Gate, RoutedSamples } from './contract.js';

const [n, k] = [30, 4];

const drawn = (cols: number, value: (at: number) => number): Matrix =>
  matrix(
    n,
    cols,
    Float64Array.from({ length: n * cols }, (_, at) => value(at)),
  );

/** Samples of every kind that a gate must learn from; the last expert holds none of them by label. */
interface Case {
  readonly gate: Gate;
  readonly parameters: ParsedParameters<ParameterTable>;
  readonly bound: BoundGate;
  readonly d: number;
  readonly x: Matrix;
  readonly targets: Uint32Array;
  /** n x k, following the labels more or less. */
  readonly shares: Matrix;
  /** Whole numbers, some of them 0. */
  readonly weights: Float64Array;
  /** Learnt from x and targets. */
  readonly state: unknown;
}

async function inAll(gate: Gate, run: (one: Case) => void): Promise<void> {
  for (const parameters of trials(gate)) {
    for (const d of [1, 2, 5]) {
      await inCase(`${JSON.stringify(parameters)}, d = ${d}`, async () => {
        const [bound, rng] = [await bind(gate, parameters), stream('gates', d)];
        const x = drawn(d, () => normal(rng));
        const targets = Uint32Array.from({ length: n }, (_, i) => i % (k - 1));
        const weights = Float64Array.from({ length: n }, () => below(rng, 3));
        const state = bound.fit({ x, targets, k }, stream('fit'));
        const parsed = parseParameters(gate, parameters);
        run({ ...{ gate, parameters: parsed, bound, d, x, targets }, shares: sharesOf(targets), weights, state });
      });
    }
  }
}

function sharesOf(labels: Uint32Array): Matrix {
  const rng = stream('shares');
  const sharesBefore = drawn(k, (at) => uniform(rng) + (labels[Math.floor(at / k)] === at % k ? 2 : 0));
  const sums = rowsOf(sharesBefore).map((row) => row.reduce((sum, share) => sum + share));
  return drawn(k, (at) => sharesBefore.data[at]! / sums[Math.floor(at / k)]!);
}

const oneHot = (labels: Uint32Array): Matrix => drawn(k, (at) => Number(labels[Math.floor(at / k)] === at % k));

const rowsOf = ({ data, rows, cols }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);

function responsibilities(gate: BoundGate, state: unknown, x: Features): Float64Array {
  const out = matrix(x.rows, k, new Float64Array(x.rows * k).fill(7));
  gate.responsibilities(state, x, out);
  return out.data;
}

/** The responsibilities for x of the gate that is learnt from these samples. */
const learnt = (gate: BoundGate, samples: RoutedSamples, x: Features): Float64Array =>
  responsibilities(gate, gate.fit(samples, stream('fit')), x);

function close(found: Float64Array, expected: Float64Array, tolerance: number, message: string): void {
  const off = Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)));
  hold(found.length === expected.length && off < tolerance, `${message}, by ${off}`);
}

export const gateChecks: readonly Check<Gate>[] = [
  says,
  {
    title: 'gives responsibilities of 0 to 1 that sum to one, from labels, shares, weights, cold and warm',
    run: (gate) =>
      inAll(gate, ({ bound, x, targets, shares, weights, state }) => {
        same(bound.name, gate.name, 'it goes by another name');
        const all: readonly RoutedSamples[] = [
          { x, targets, k },
          { x, targets, weights, k },
          { x, targets: shares, k },
          { x, targets: shares, weights, k, warm: state },
        ];
        for (const samples of all) {
          const found = learnt(bound, samples, x);
          const wrong = found.find((share) => !(share >= 0 && share <= 1));
          hold(wrong === undefined, `a responsibility is ${wrong}`);
          for (const row of rowsOf(matrix(n, k, found))) {
            const sum = row.reduce((total, share) => total + share, 0);
            hold(Math.abs(sum - 1) < 1e-12, `those of a sample sum to ${sum}`);
          }
        }
      }),
  },
  {
    title: 'decides, where it does so by itself, for the most responsible expert, of equal ones the first',
    run: (gate) =>
      inAll(gate, ({ bound, x, state }) => {
        if (bound.decide === undefined) return;
        const labels = new Float64Array(n).fill(7);
        bound.decide(state, x, labels);
        const most = argmaxRows(matrix(n, k, responsibilities(bound, state, x)));
        same([...labels], [...most], 'it decides for another expert');
      }),
  },
  {
    title: 'leaves what it is given as it is, and gives the same state for the same seed',
    run: (gate) =>
      inAll(gate, ({ bound, d, x, targets, shares, weights, state }) => {
        const samples = { x, targets: shares, weights, k, warm: state };
        const before = structuredClone(samples);
        const [first, second] = [bound.fit(samples, stream('fit')), bound.fit(samples, stream('fit'))];
        responsibilities(bound, state, x);
        same(samples, before, 'samples or state are others afterwards');
        const rng = stream('gates', d);
        same(
          x,
          drawn(d, () => normal(rng)),
          'samples are others after the first fit',
        );
        same(second, first, 'a second fit gives another state');
        same(bound.fit({ x, targets, k }, stream('fit')), state, 'a second fit to labels gives another state');
      }),
  },
  {
    title: 'has a state as its table says, which is the same after it was written as JSON and read back',
    run: (gate) =>
      inAll(gate, ({ bound, d, x, state }) => {
        const text = JSON.stringify(writeState(gate.state, state, ['state']));
        const copy = readState(gate.state, JSON.parse(text), ['state'], { d, k });
        same(copy, state, 'the state that is read back is another');
        same(responsibilities(bound, copy, x), responsibilities(bound, state, x), 'its responsibilities are others');
      }),
  },
  {
    title: 'gives to 1e-12 the responsibilities that its layers say, where it has layers',
    run: (gate) =>
      inAll(gate, ({ parameters, bound, x, state }) => {
        if (gate.layers === undefined) return;
        const layers = gate.layers(state, parameters);
        const said = rowsOf(x).flatMap((row) => throughLayers(layers, row));
        close(responsibilities(bound, state, x), Float64Array.from(said), 1e-12, 'its layers say others');
      }),
  },
  {
    title: 'keeps no memory of its samples in its state',
    run: (gate) =>
      inAll(gate, ({ bound, x, shares, weights, state }) => {
        const given = structuredClone({ x, targets: shares, weights, warm: state });
        const own = bound.fit({ ...given, k }, stream('fit'));
        const before = responsibilities(bound, own, x);
        for (const part of [given.x.data, given.targets.data, given.weights]) part.fill(0);
        same(responsibilities(bound, own, x), before, 'the state follows samples that are changed later');
      }),
  },
  {
    title: 'takes labels as shares of one, and weights of one as none',
    run: (gate) =>
      inAll(gate, ({ bound, x, targets, state }) => {
        const expected = responsibilities(bound, state, x);
        close(learnt(bound, { x, targets: oneHot(targets), k }, x), expected, 1e-12, 'shares of one give others');
        const ones = new Float64Array(n).fill(1);
        close(learnt(bound, { x, targets, weights: ones, k }, x), expected, 1e-12, 'weights of one give others');
      }),
  },
  {
    title: 'takes a whole weight as a repeated sample, and 0 as none, with labels and with shares',
    run: (gate) =>
      inAll(gate, ({ bound, x, targets, shares, weights, state: warm }) => {
        const repeated = [...targets.keys()].flatMap((i) => Array<number>(weights[i]!).fill(i));
        const again = (of: Matrix) => fromRows(repeated.map((i) => rowsOf(of)[i]!));
        const labels = Uint32Array.from(repeated, (i) => targets[i]!);
        for (const [given, repeatedly] of [
          [targets, labels],
          [shares, again(shares)],
        ] as const) {
          const expected = learnt(bound, { x: again(x), targets: repeatedly, k, warm }, x);
          close(
            learnt(bound, { x, targets: given, weights, k, warm }, x),
            expected,
            1e-3,
            'weights are not repetition',
          );
        }
      }),
  },
  {
    title: 'follows what has weight, and nothing else',
    run: (gate) =>
      inAll(gate, ({ bound, x, targets, state }) => {
        const both = Uint32Array.of(...targets, ...targets.map((label) => (label + 1) % k));
        const twice = { x: fromRows([...rowsOf(x), ...rowsOf(x)]), targets: both, k };
        const first = Float64Array.from(both, (_, i) => Number(i < n));
        const alone = learnt(bound, { x, targets, warm: state, k }, x);
        close(learnt(bound, { ...twice, weights: first, warm: state }, x), alone, 1e-3, 'samples of weight 0 count');
        const second = learnt(bound, { ...twice, weights: first.map((weight) => 1 - weight) }, x);
        const plain = responsibilities(bound, state, x);
        hold(
          second.some((share, at) => share !== plain[at]),
          'it gives the same whatever it is learnt from',
        );
      }),
  },
  {
    title: 'stays where it is from its own state',
    run: (gate) =>
      inAll(gate, ({ bound, x, targets, state }) => {
        const expected = responsibilities(bound, state, x);
        close(learnt(bound, { x, targets, k, warm: state }, x), expected, 1e-2, 'it goes elsewhere');
      }),
  },
  {
    title: 'gives for sparse rows the responsibilities of the same rows, dense',
    run: (gate) =>
      inAll(gate, ({ bound, d, targets, shares, weights }) => {
        const rng = stream('bytes', d);
        const bytes = Array.from({ length: n }, () =>
          Array.from({ length: d }, () => below(rng, 2) && below(rng, 256)),
        );
        const dense = fromRows(bytes.map((row) => row.map((byte) => byte / 255)));
        for (const given of [{ targets }, { targets: shares, weights }]) {
          const expected = learnt(bound, { x: dense, ...given, k }, dense);
          const x = sparseOf(bytes);
          close(learnt(bound, { x, ...given, k }, x), expected, 1e-3, 'they are others');
        }
      }),
  },
  {
    title: 'refuses no samples, and targets and weights that are none',
    run: (gate) =>
      inAll(gate, ({ bound, d, x, targets }) => {
        const ones = new Float64Array(n).fill(1);
        const wrong: Readonly<Record<string, Partial<RoutedSamples>>> = {
          'no samples': { x: matrix(0, d), targets: new Uint32Array(0) },
          'one weight for 30 samples': { weights: Float64Array.of(1) },
          'a weight of -1': { weights: ones.with(1, -1) },
          'a weight of Infinity': { weights: ones.with(2, Infinity) },
          'weights of 0 alone': { weights: new Float64Array(n) },
          'a label 4 of 4 experts': { targets: targets.with(5, k) },
          'shares of 3 experts': { targets: matrix(n, k - 1) },
          'shares of 0 alone': { targets: matrix(n, k) },
        };
        for (const [what, changed] of Object.entries(wrong)) {
          const fit = () => bound.fit({ x, targets, k, ...changed }, stream('fit'));
          hold(refuses(fit), `it must refuse ${what} by an InputError`);
        }
      }),
  },
];
