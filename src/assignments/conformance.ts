import { type Check, hold, inCase, refuses, same, says, variants } from '../components/conformance.js';
import type { ParameterTable, PlainParameters } from '../components/contract.js';
import { bind, parseParameters } from '../components/parameters.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { stream, uniform } from '../math/random.js';
import type { AssignmentRule } from './contract.js';

/** Losses of n samples under k experts that pull towards the first ones, so that the least loss would leave some empty. */
export function pulled(n: number, k: number): Matrix {
  const rng = stream('conformance', n, k);
  return matrix(
    n,
    k,
    Float64Array.from({ length: n * k }, (_, at) => uniform(rng, -1, 1) + (at % k)),
  );
}

const shapes = [
  [200, 4],
  [30, 3],
  [31, 4],
  [7, 1],
  [2, 5],
  [1, 1],
] as const;

/** The rule's labels over a buffer that held `before`; undefined where it says that its parameters cannot hold. */
export async function labelsOf(rule: AssignmentRule, parameters: PlainParameters, n: number, k: number, before = 0) {
  const labels = new Uint32Array(n).fill(before);
  const assign = await bind(rule, parameters);
  if (refuses(() => rule.check?.(parseParameters(rule, parameters), n, k))) return undefined;
  assign(pulled(n, k), stream('draw', n), labels);
  return labels;
}

async function inAll(rule: AssignmentRule, run: (parameters: PlainParameters, n: number, k: number) => Promise<void>) {
  for (const parameters of variants(rule)) {
    for (const [n, k] of shapes) {
      await inCase(`${JSON.stringify(parameters)}, n = ${n}, k = ${k}`, () => run(parameters, n, k));
    }
  }
}

/** Size bounds of which every data set has some that hold, as multiples of n / k. */
const bounds = [
  { low: 0.5, high: 1.5 },
  { low: 1, high: 1 },
];

const isBounded = ({ min, max }: ParameterTable): boolean => min?.kind === 'size' && max?.kind === 'size';

/** @throws where a cluster has another size than low n / k, rounded down, to high n / k, rounded up. */
export function holdSizes(labels: Uint32Array, k: number, { low, high }: (typeof bounds)[number]): void {
  const equal = labels.length / k;
  for (let j = 0; j < k; j++) {
    const size = labels.filter((label) => label === j).length;
    const [least, most] = [Math.floor(low * equal), Math.ceil(high * equal)];
    hold(least <= size && size <= most, `expert ${j} must have ${least} to ${most} samples; it has ${size}`);
  }
}

export const ruleChecks: readonly Check<AssignmentRule>[] = [
  says,
  {
    title: 'can assign 30 samples to 3 experts',
    run: async (rule) => {
      const found = await Promise.all(variants(rule).map((parameters) => labelsOf(rule, parameters, 30, 3)));
      hold(
        found.some((labels) => labels !== undefined),
        'it refuses to, whatever its parameters are',
      );
    },
  },
  {
    title: 'gives each of n samples a label 0..k-1, whatever the buffer held',
    run: (rule) =>
      inAll(rule, async (parameters, n, k) => {
        const labels = await labelsOf(rule, parameters, n, k, 4_000_000_000);
        const wrong = labels?.findIndex((label) => label >= k) ?? -1;
        hold(wrong < 0, `sample ${wrong} has the label ${labels?.[wrong]}`);
        same(await labelsOf(rule, parameters, n, k), labels, 'another buffer gives other labels');
      }),
  },
  {
    title: 'leaves the losses as they are',
    run: (rule) =>
      inAll(rule, async (parameters, n, k) => {
        const loss = pulled(n, k);
        if ((await labelsOf(rule, parameters, n, k)) === undefined) return;
        (await bind(rule, parameters))(loss, stream(3), new Uint32Array(n));
        same(loss, pulled(n, k), 'they are others afterwards');
      }),
  },
  {
    title: 'gives the same labels for the same losses and seed, from call to call and when it is bound again',
    run: (rule) =>
      inAll(rule, async (parameters, n, k) => {
        if ((await labelsOf(rule, parameters, n, k)) === undefined) return;
        const [once, again] = [await bind(rule, parameters), await bind(rule, parameters)];
        const [first, second, bound] = [once, once, again].map((assign) => {
          const labels = new Uint32Array(n);
          assign(pulled(n, k), stream(3), labels);
          return labels;
        });
        same(second, first, 'a second call gives other labels');
        same(bound, first, 'another binding gives other labels');
      }),
  },
  {
    title: 'keeps cluster sizes within min and max, where it has these parameters',
    run: async (rule) => {
      if (!isBounded(rule.parameters)) return;
      for (const { low, high } of bounds) {
        const parameters = { ...rule.suggested, min: { ofEqual: low }, max: { ofEqual: high } };
        for (const [n, k] of shapes) {
          await inCase(`${JSON.stringify(parameters)}, n = ${n}, k = ${k}`, async () => {
            const labels = await labelsOf(rule, parameters, n, k);
            hold(labels !== undefined, 'these bounds can hold; it refuses them');
            holdSizes(labels, k, { low, high });
          });
        }
      }
    },
  },
  {
    title: 'refuses bounds that cannot hold, when asked and when it assigns, where it has min and max',
    run: async (rule) => {
      if (!isBounded(rule.parameters)) return;
      const parameters = parseParameters(rule, { ...rule.suggested, min: 20, max: 30 });
      hold(
        refuses(() => rule.check?.(parameters, 50, 3)),
        'check must refuse k x min = 60 > n = 50 by an InputError',
      );
      hold(!refuses(() => rule.check?.(parameters, 60, 3)), 'check must not refuse k x min = 60 = n');
      const assign = await rule.bind(parameters);
      hold(
        refuses(() => assign(pulled(50, 3), stream(1), new Uint32Array(50))),
        'it must refuse k x min = 60 > n = 50 when it assigns by an InputError',
      );
    },
  },
];
