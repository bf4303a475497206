import { type Check, hold, inCase, refuses, same, says, trials } from '../components/conformance.js';
import type { ParameterTable, ParsedParameters } from '../components/contract.js';
import { bind, parseParameters } from '../components/parameters.js';
import { readState, writeState } from '../components/state.js';
import type { Target, Task } from '../datasets/contract.js';
import { throughLayers } from '../math/layers.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { normal, type Rng, stream } from '../math/random.js';
import { type BoundExpert, type Expert, isFor, likelihoodOf } from './contract.js';

/** A task that can be learnt in part: normal features, y follows the sine of the first with some noise, or its sign. */
export function learnable(kind: Target['kind'], n: number, d: number, rng: Rng): Task & { readonly x: Matrix } {
  const features = Float64Array.from({ length: n * d }, () => 2 * normal(rng));
  const x = matrix(n, d, features);
  const scores = Float64Array.from({ length: n }, (_, i) => Math.sin(x.data[i * d]!) + 0.3 * normal(rng));
  if (kind === 'regression') return { x, y: scores, target: { kind } };
  return { x, y: scores.map((score) => Number(score > 0)), target: { kind, labels: ['no', 'yes'] } };
}

const n = 40;

/** The kinds of target that an expert is for. */
export function kindsOf(expert: Expert): readonly Target['kind'][] {
  return (['regression', 'classes'] as const).filter((kind) => isFor(expert, kind));
}

/** An expert fitted to two of three samples of a task. */
interface Fitted {
  readonly expert: Expert;
  readonly kind: Target['kind'];
  readonly parameters: ParsedParameters<ParameterTable>;
  readonly bound: BoundExpert;
  readonly d: number;
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly rows: Uint32Array;
  readonly state: unknown;
}

/** Says with all samples how many classes there are, to an expert that could else take them for numbers. */
function told(bound: BoundExpert, { target }: Expert, kind: Target['kind']): BoundExpert {
  if (target !== 'any' || kind !== 'classes') return bound;
  return {
    ...bound,
    fit: (samples, rng, warm) => bound.fit({ classes: 2, ...samples }, rng, warm),
    ...(bound.sums === undefined ? {} : { sums: (samples) => bound.sums!({ classes: 2, ...samples }) }),
  };
}

async function inAll(expert: Expert, run: (fitted: Fitted) => void): Promise<void> {
  for (const kind of kindsOf(expert)) {
    for (const parameters of trials(expert)) {
      for (const d of [1, 2, 5]) {
        await inCase(`${JSON.stringify(parameters)}, ${kind}, d = ${d}`, async () => {
          const bound = told(await bind(expert, parameters), expert, kind);
          const { x, y } = learnable(kind, n, d, stream('conformance', kind, d));
          const rows = Uint32Array.from(y.keys()).filter((i) => i % 3 !== 0);
          const state = bound.fit({ x, y, rows }, stream('fit'));
          run({ ...{ expert, kind, parameters: parseParameters(expert, parameters), bound }, d, x, y, rows, state });
        });
      }
    }
  }
}

function lossesOf({ bound, x }: Fitted, state: unknown, y: Float64Array): Float64Array {
  const out = new Float64Array(n);
  bound.losses(state, x, y, out, 0, 1);
  return out;
}

function predictionsOf({ bound, state, x }: Fitted): Float64Array {
  const out = new Float64Array(n);
  bound.predict(state, x, out);
  return out;
}

const farthest = (a: Float64Array, b: ArrayLike<number>): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

export const expertChecks: readonly Check<Expert>[] = [
  says,
  {
    title: 'is bound under its name, with what it says that it needs and can',
    run: (expert) =>
      inAll(expert, ({ bound }) => {
        const said = [expert.name, expert.needsBothClasses, expert.likelihood, expert.relaxable];
        same([bound.name, bound.needsBothClasses, bound.likelihood, bound.relax !== undefined], said, 'it differs');
        hold(typeof bound.weighted === 'boolean', 'weighted must be true or false');
      }),
  },
  {
    title: 'has finite losses of at least 0, and predicts numbers, or class indices',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const losses = lossesOf(fitted, fitted.state, fitted.y);
        hold(
          losses.every((loss) => Number.isFinite(loss) && loss >= 0),
          `a loss is ${losses.find((loss) => !(loss >= 0 && loss < Infinity))}`,
        );
        const fits = (value: number) =>
          fitted.kind === 'regression' ? Number.isFinite(value) : value === 0 || value === 1;
        const wrong = predictionsOf(fitted).find((value) => !fits(value));
        hold(wrong === undefined, `a prediction is ${wrong}`);
      }),
  },
  {
    title: 'has the loss that it says: -log p(y | x), whose exp(-loss) sum to one over the classes, or a squared error',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, kind, state, y } = fitted;
        const of = (label: number) => lossesOf(fitted, state, new Float64Array(n).fill(label));
        const [no, yes] = [of(0), of(1)];
        const isLog =
          farthest(
            no.map((loss, i) => Math.exp(-loss) + Math.exp(-yes[i]!)),
            new Float64Array(n).fill(1),
          ) < 1e-12;
        const predicted = predictionsOf(fitted);
        const isSquare =
          farthest(
            y.map((value, i) => (value - predicted[i]!) ** 2),
            lossesOf(fitted, state, y),
          ) < 1e-12;
        const found = isLog ? 'log' : isSquare ? 'normal' : 'none';
        const said = likelihoodOf(bound, kind);
        hold(found === said, `it is ${found}; it says ${said}`);
      }),
  },
  {
    title: 'learns: the loss of what it was fitted to is below that of other targets',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { state, y, rows } = fitted;
        const others = fitted.kind === 'regression' ? y.map((value) => value + 3) : y.map((label) => 1 - label);
        const mean = (targets: Float64Array) => {
          const losses = lossesOf(fitted, state, targets);
          return rows.reduce((sum, i) => sum + losses[i]!, 0) / rows.length;
        };
        hold(mean(y) < mean(others), `it is ${mean(y)}; that of others is ${mean(others)}`);
      }),
  },
  {
    title: 'takes a whole weight as a repeated sample and 0 as none, where it is weighted, and else refuses weights',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, x, y, rows, state } = fitted;
        const weights = Float64Array.from(rows, (_, r) => r % 3);
        const fit = () => bound.fit({ x, y, rows, weights }, stream('fit'), state);
        if (!bound.weighted) return hold(refuses(fit), 'it must refuse them by an InputError');
        const repeated = Uint32Array.from([...rows].flatMap((row, r) => Array<number>(r % 3).fill(row)));
        const again = lossesOf(fitted, bound.fit({ x, y, rows: repeated }, stream('fit'), state), y);
        const found = lossesOf(fitted, fit(), y);
        hold(farthest(found, again) < 1e-2, `a loss is ${farthest(found, again)} from that of repeated samples`);
        const plain = lossesOf(fitted, bound.fit({ x, y, rows }, stream('fit'), state), y);
        hold(farthest(found, plain) > 0, 'weights change nothing');
      }),
  },
  {
    title: 'writes losses at offset + i stride, predictions from the start, and nothing elsewhere',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, state, x, y } = fitted;
        const [offset, stride] = [2, 3];
        const out = new Float64Array(offset + n * stride + 1).fill(-7);
        bound.losses(state, x, y, out, offset, stride);
        const losses = lossesOf(fitted, state, y);
        same(out, spread(losses, offset, stride, out.length), 'losses are written elsewhere');
        const predicted = new Float64Array(n + 1).fill(-7);
        bound.predict(state, x, predicted);
        same([...predicted], [...predictionsOf(fitted), -7], 'predictions are written elsewhere');
      }),
  },
  {
    title: 'has for chosen rows, in any order, repeated or not, the losses and predictions that they have among all',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, state, x, y, rows } = fitted;
        const [losses, predictions] = [lossesOf(fitted, state, y), predictionsOf(fitted)];
        for (const chosen of [Uint32Array.of(31, 4, 4, 0, 39, 4), rows.toReversed(), new Uint32Array(0)]) {
          const [offset, stride] = [1, 2];
          const out = new Float64Array(offset + chosen.length * stride + 1).fill(-7);
          bound.losses(state, x, y, out, offset, stride, chosen);
          const picked = Float64Array.from(chosen, (i) => losses[i]!);
          same(out, spread(picked, offset, stride, out.length), 'losses of chosen rows are others');
          const predicted = new Float64Array(chosen.length + 1).fill(-7);
          bound.predict(state, x, predicted, chosen);
          same(
            [...predicted],
            [...Array.from(chosen, (i) => predictions[i]), -7],
            'predictions of chosen rows are others',
          );
        }
      }),
  },
  {
    title: 'counts evaluations in every fit or in none, as positive whole numbers, and fits as it does uncounted',
    run: (expert) =>
      inAll(expert, ({ bound, x, y, rows, state }) => {
        const counts = [undefined, state].map((warm) => {
          const counted: number[] = [];
          const count = (evaluations: number) => void counted.push(evaluations);
          const fitted = bound.fit({ x, y, rows, count }, stream('fit'), warm);
          same(fitted, bound.fit({ x, y, rows }, stream('fit'), warm), 'it fits otherwise when it is counted');
          return counted;
        });
        const wrong = counts.flat().find((evaluations) => !(Number.isInteger(evaluations) && evaluations > 0));
        hold(wrong === undefined, `it counts ${wrong}`);
        hold(counts[0]!.length > 0 === counts[1]!.length > 0, 'it counts cold fits or warm ones alone');
      }),
  },
  {
    title: 'says once whether a fit converged, in every fit or in none, and fits as it does unasked',
    run: (expert) =>
      inAll(expert, ({ bound, x, y, rows, state }) => {
        const said = [undefined, state].map((warm) => {
          const ends: unknown[] = [];
          const ended = (converged: boolean) => void ends.push(converged);
          const fitted = bound.fit({ x, y, rows, ended }, stream('fit'), warm);
          same(fitted, bound.fit({ x, y, rows }, stream('fit'), warm), 'it fits otherwise when it is asked');
          hold(
            ends.every((end) => typeof end === 'boolean'),
            `it says ${String(ends[0])}`,
          );
          return ends.length;
        });
        hold(
          said[0] === said[1] && said[0]! <= 1,
          `it says it ${said[0]} times of a cold fit, ${said[1]} of a warm one`,
        );
      }),
  },
  {
    title: 'leaves what it is given as it is',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, kind, d, rows, state } = fitted;
        // Those that it was fitted to may have been changed by that.
        const { x, y } = learnable(kind, n, d, stream('conformance', kind, d));
        const before = structuredClone({ x, y, rows, state });
        bound.fit({ x, y, rows, weights: new Float64Array(rows.length).fill(1) }, stream('fit'), state);
        lossesOf({ ...fitted, x }, state, y);
        predictionsOf({ ...fitted, x });
        bound.relax?.(x, y);
        same({ x, y, rows, state }, before, 'samples or state are others afterwards');
      }),
  },
  {
    title: 'gives the same state for the same seed, also where all weights are one',
    run: (expert) =>
      inAll(expert, ({ bound, x, y, rows, state }) => {
        same(bound.fit({ x, y, rows }, stream('fit')), state, 'a second fit gives another state');
        const weights = new Float64Array(rows.length).fill(1);
        same(bound.fit({ x, y, rows, weights }, stream('fit')), state, 'weights of one give another state');
      }),
  },
  {
    title: 'is the same, to 1e-9 of its losses, fitted from sums, where it can be: also of few rows, and with weights',
    run: (expert) =>
      inAll(expert, ({ bound, d, x, y, rows }) => {
        const all = Float64Array.from(y, (_, i) => (i % 4) / 2 + 0.25);
        for (const weights of [undefined, all]) {
          const sums = bound.sums?.({ x, y, k: 2, weights });
          if (sums === undefined || sums === null) return;
          for (const chosen of [rows, rows.subarray(0, d + 3), rows.subarray(4, 5), Uint32Array.of(7, 7, 7)]) {
            const own = weights === undefined ? {} : { weights: Float64Array.from(chosen, (i) => weights[i]!) };
            const [state, other] = [sums.fit(chosen), bound.fit({ x, y, rows: chosen, ...own }, stream('fit'))];
            const found = sums.losses([state, other]).data.slice();
            for (const [j, one] of [other, other].entries()) {
              const wanted = new Float64Array(n);
              bound.losses(one, x, y, wanted, 0, 1);
              const most = 1e-9 * Math.max(1, ...wanted);
              const away = farthest(
                wanted.map((_, i) => found[2 * i + j]!),
                wanted,
              );
              hold(away <= most, `a loss is ${away} from that of the fit to ${chosen.length} rows`);
            }
          }
        }
      }),
  },
  {
    title: 'has a state as its table says, which is the same after it was written as JSON and read back',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { d, state, y } = fitted;
        const text = JSON.stringify(writeState(expert.state, state, ['state']));
        const copy = readState(expert.state, JSON.parse(text), ['state'], { d });
        same(copy, state, 'the state that is read back is another');
        same(lossesOf(fitted, copy, y), lossesOf(fitted, state, y), 'its losses are others');
      }),
  },
  {
    title: 'predicts to 1e-12 what its layers say, whose shares are exp(-loss), where it has layers',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { kind, parameters, state, d, x } = fitted;
        if (expert.layers === undefined) return;
        const { scores, shares } = expert.layers(state, parameters);
        const said = Array.from({ length: n }, (_, i) =>
          throughLayers(scores, [...x.data.subarray(i * d, (i + 1) * d)]),
        );
        const predicted = predictionsOf(fitted);
        if (kind === 'regression') {
          const away = farthest(
            predicted,
            said.map(([value]) => value!),
          );
          hold(away <= 1e-12 * Math.max(...predicted.map(Math.abs)), `a layer's value is off by ${away}`);
          return;
        }
        const labels = said.map((row) => row.indexOf(Math.max(...row)));
        same([...predicted], labels, 'the greatest score is that of another class');
        for (const label of [0, 1]) {
          const found = said.map((row) => throughLayers(shares, row)[label]!);
          const wanted = lossesOf(fitted, state, new Float64Array(n).fill(label)).map((loss) => Math.exp(-loss));
          hold(farthest(wanted, found) < 1e-12, `a share is off by ${farthest(wanted, found)}`);
        }
      }),
  },
  {
    title: 'keeps no memory of its samples in its state',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, x, y, rows } = fitted;
        const given = { x: structuredClone(x), y: y.slice(), rows: rows.slice() };
        const state = bound.fit(given, stream('fit'));
        const before = lossesOf(fitted, state, y);
        for (const part of [given.x.data, given.y, given.rows]) part.fill(0);
        same(lossesOf(fitted, state, y), before, 'the state follows samples that are changed later');
      }),
  },
  {
    title: 'starts relaxed from its stream alone, in its own place, where it can be relaxed',
    run: (expert) =>
      inAll(expert, (fitted) => {
        const { bound, x, y } = fitted;
        const given = { x: structuredClone(x), y: y.slice() };
        const relaxed = bound.relax?.(given.x, given.y);
        if (relaxed === undefined) return;
        const [theta, again] = [new Float64Array(relaxed.size + 2), new Float64Array(relaxed.size + 2)];
        relaxed.start(stream('start'), theta, 1);
        relaxed.start(stream('start'), again, 1);
        same(theta, again, 'a second start is another');
        same([theta[0], theta[relaxed.size + 1]], [0, 0], 'it writes outside its place');
        hold(
          theta.some((value) => value !== 0),
          'it starts from zeros',
        );
        const state = relaxed.state(theta, 1);
        const before = lossesOf(fitted, state, y);
        for (const part of [given.x.data, given.y, theta]) part.fill(9);
        same(lossesOf(fitted, state, y), before, 'its state follows what is changed later');
      }),
  },
];

/** The values at offset + i stride of an array that holds -7 elsewhere. */
function spread(values: Float64Array, offset: number, stride: number, length: number): Float64Array {
  const out = new Float64Array(length).fill(-7);
  values.forEach((value, i) => {
    out[offset + i * stride] = value;
  });
  return out;
}
