import type { ParametersOf, ParameterTable, PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { didYouMean, InputError, shown } from '../errors.js';
import { checkGradients } from './gradient-check.js';
import { minimizeBySteps, minimizeExactly } from './minimize-modes.js';
import { type ConstrainedProblem, checkProblem, type Found, type Watch } from './minimize-problem.js';

const common = {
  tolerance: { kind: 'number', default: 1e-6, above: 0, about: 'of constraints, and of slopes relative to gradient' },
  checkGradients: { kind: 'flag', default: false, about: 'compare gradient and jacobian with differences at x0' },
} as const satisfies ParameterTable;

const exact = {
  ...common,
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many inner minimisations' },
  innerIterations: { kind: 'integer', default: 1000, min: 1, about: 'at most this many steps of each' },
  rho: { kind: 'number', default: 0, min: 0, about: 'weight of the penalty at first; 0: by the sizes at x0' },
} as const satisfies ParameterTable;

const step = {
  ...common,
  iterations: { kind: 'integer', default: 100_000, min: 1, about: 'at most this many steps' },
  learningRate: { kind: 'number', default: 0.01, above: 0, about: 'step size of Adam' },
  rho: { kind: 'number', default: 10, above: 0, about: 'weight of the penalty' },
  dualRate: { kind: 'number', default: 0.1, above: 0, about: 'step size of the multipliers; at most rho' },
} as const satisfies ParameterTable;

const modes = { exact, step } as const;

type Given<T extends ParameterTable> = Partial<ParametersOf<T>>;

/**
 * A problem, and how it is solved. Defaults by mode: `exact` has tolerance 1e-6, iterations 100, innerIterations 1000, and rho 0,
 * which is then chosen by the sizes at x0; `step` has tolerance 1e-6, iterations 100000, learningRate 0.01, rho 10 and dualRate
 * 0.1. `checkGradients` is false.
 */
export type MinimizeOptions = ConstrainedProblem & {
  /** Called after each iteration; the lists that it gets are buffers. */
  readonly watch?: Watch;
} & (({ readonly mode?: 'exact' } & Given<typeof exact>) | ({ readonly mode: 'step' } & Given<typeof step>));

/** Where it ended. */
export interface Minimum extends Found {
  /** True where the Karush-Kuhn-Tucker conditions hold to the tolerance: a stationary point, not always the least. */
  readonly converged: boolean;
}

/**
 * Minimizes a differentiable function under equality and inequality constraints by the augmented Lagrangian: the
 * paper's tool for people who are no experts in optimization (section 4.1). Cost of an evaluation: one of each function and
 * O(m p). No randomness.
 *
 * ```ts
 * minimize({                                                   // the point of x + y = 1 nearest to the origin
 *   objective: ([x, y]) => ({ value: x * x + y * y, gradient: [2 * x, 2 * y] }),
 *   constraints: ([x, y]) => ({ values: [x + y - 1], jacobian: [[1, 1]] }),
 *   kinds: 'eq',
 *   x0: [0, 0],
 * });                                                          // x = (.5, .5), multipliers = (-1), converged
 * ```
 *
 * `mode: 'exact'` (default; section 4.1) minimizes over x by L-BFGS between dual steps: accurate, for whole functions.
 * `mode: 'step'` (section 4.1.1) takes one Adam step, then a dual step: for objectives that are costly or drawn anew at
 * each call, such as the loss of a batch. Form, signs and bounds of the multipliers are
 * Rockafellar's: L = f + u'g + v'h at the minimum, u >= 0.
 *
 * Sources: Hestenes 1969, Powell 1969, Rockafellar 1973; Nocedal and Wright 2006, chapter 17; Birgin and Martinez 2014.
 *
 * @param options `objective(x)` gives `{ value, gradient }`; `constraints(x)` gives `{ values, jacobian }`, m values c and
 * m x p slopes, and `kinds` says `eq` (c = 0) or `le` (c <= 0; default) for each or for all; `x0` need not be feasible.
 * Further, by mode: `tolerance`, `iterations`, `rho`, `innerIterations` (exact), `learningRate`, `dualRate` (step);
 * `checkGradients: true` finds a wrong derivative; `watch` sees every iteration.
 * @returns x, the objective's value, m multipliers, the largest violation, iterations, converged and, in `stopped`, why
 * it ended. Infeasible and unbounded problems are results that did not converge, not errors.
 * @throws InputError for lists of wrong lengths, what is not finite at x0, and options that are unknown or not allowed.
 */
export function minimize(options: MinimizeOptions): Minimum {
  if (typeof options !== 'object' || options === null) {
    throw new InputError(`minimize takes { objective, constraints, kinds, x0, mode, ... }; got ${shown(options)}`);
  }
  const { objective, constraints, kinds, x0, mode = 'exact', watch = ignore, ...given } = options;
  if (!Object.hasOwn(modes, mode)) {
    const names = Object.keys(modes);
    const near = didYouMean(String(mode), names);
    throw new InputError(`minimize.mode must be one of ${names.join(', ')}; got ${shown(mode)}${near}`);
  }
  checkNames(mode, Object.keys(given));
  const settings = mode === 'exact' ? parsed(exact, given) : parsed(step, given);
  const parts = { objective, x0, ...(constraints && { constraints }), ...(kinds && { kinds }) };
  const problem = checkProblem(parts);
  if (settings.checkGradients) checkGradients(problem);
  const found =
    'dualRate' in settings ? minimizeBySteps(problem, settings, watch) : minimizeExactly(problem, settings, watch);
  return { ...found, multipliers: found.multipliers.slice(), converged: found.stopped === 'converged' };
}

const parsed = <T extends ParameterTable>(parameters: T, given: PlainParameters) =>
  parseParameters({ name: 'minimize', parameters }, given);

const ignore: Watch = () => undefined;

function checkNames(mode: keyof typeof modes, given: readonly string[]): void {
  const known = ['objective', 'constraints', 'kinds', 'x0', 'mode', 'watch', ...Object.keys(modes[mode])];
  const wrong = given.find((key) => !known.includes(key));
  if (wrong === undefined) return;
  const takes = `minimize in mode ${mode} takes ${known.join(', ')}${didYouMean(wrong, known)}`;
  throw new InputError(`minimize.${wrong} is unknown: ${takes}`);
}
