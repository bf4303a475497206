import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import { below, type Rng, uniform } from '../math/random.js';
import { modelOf } from '../model/contract.js';
import type { Fitted, Learnt, Method, Problem, Resample, StartEnd } from './contract.js';
import { type Descended, descend, resampledLog, sumsOver, weightsOf } from './descent.js';
import { type FitRows, lossesOf, minimalSample, minimalSize, type Start, startKinds, startsOf } from './starts.js';

const parameters = {
  assign: { kind: 'component', registry: 'assignments', default: 'argmin', about: 'rule that assigns the samples' },
  starts: { kind: 'integer', default: 20, min: 1, about: 'how many starts' },
  from: {
    kind: 'choice',
    of: ['mixed', ...startKinds],
    default: 'mixed',
    about: 'planes through d + 1 samples each, k-means of features and target, random labels; mixed: in turn',
  },
  perturbations: {
    kind: 'integer',
    default: 800,
    min: 0,
    about:
      'after the starts the best is perturbed until so many in a row do not better it, at most four times as many; of one start none',
  },
  outliers: { kind: 'number', default: 0, min: 0, max: 0.5, about: 'share of the samples that no expert has to fit' },
  iterations: { kind: 'integer', default: 100, min: 1, about: 'at most this many from each start' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * Algorithm 1 from many starts: fit each expert to its samples, assign all samples anew by the losses, until nothing changes;
 * the start of least objective is kept. Then one of its experts is replaced by one through d + 1 samples that are fitted
 * badly, Algorithm 1 goes on from there, and the next perturbation from where that ends, if it is hardly worse or what it came
 * from has withstood many, until `perturbations` in a row do not better the best, or four times as many were made (iterated local
 * search, Lourenço, Martin and Stützle 2003). Where experts are planes of few samples, and losses alone assign them, single samples are then exchanged, too,
 * wherever alternation has ended (Späth 1979): of few samples it ends far from the best. One start alone is Algorithm 1 and
 * no more.
 *
 * Objective: the sum of the losses, times weights, each sample under its own expert, without the floor(outliers n) samples
 * of greatest loss, which no expert is fitted to (trimming: García-Escudero et al. 2010); all of them have an expert in the
 * assignment. From each start it never rises with the rule argmin, and without outliers with rules that solve exactly
 * within bounds, where experts minimize their loss (linear without ridge, constant); with rules that draw it may. Experts
 * that have nothing to be fitted to get the worst-fitted samples (`repair`), so no mixture is degenerate.
 *
 * Random draws: of start s from the stream `start/s`, of perturbation p from `perturbation/p`, so that neither depends on
 * how many there are. Cost: each iteration of each start k fits, n k losses and one assignment.
 * @throws InputError for k > n, and where classes have too few samples for experts that need both.
 */
export const multistart = {
  name: 'multistart',
  about: 'Algorithm 1 from many starts, the best of which is perturbed; outliers may be left out',
  parameters,
  needsRelaxable: false,
  alternates: true,
  gated: false,
  ownExperts: false,
  learn: learnFromMany,
  resume: resumed,
} satisfies Method<typeof parameters>;

function learnFromMany<S>(problem: Problem<S>, given: Parameters): Learnt<S> {
  const { task, k, expert } = problem;
  const { x, weights } = task;
  if (k > x.rows) throw new InputError(`multistart needs a sample for each expert; got k = ${k}, n = ${x.rows}`);
  const sums = sumsOver(problem, weights);
  const outside = Math.floor(given.outliers * x.rows);
  const common = { problem, assign: given.assign.bound, outside, limit: given.iterations, sums };
  const starts = startsOf(problem);
  const ends: StartEnd[] = [];
  let best: Descended<S> | undefined;
  let evaluations: number | undefined = 0;
  let [stopped, tried, idle] = [false, 0, 0];

  /** Descends from there; whether that betters the best by more than rounding. */
  const descendFrom = (rng: Rng, begin: (fit: FitRows<S>) => Start<S>, exchange = false): Descended<S> => {
    const found = descend({ ...common, exchange }, rng, begin);
    if (found.log.evaluations === undefined) evaluations = undefined;
    else if (evaluations !== undefined) evaluations += found.log.evaluations;
    idle = best === undefined || found.objective < best.objective * (1 - ROUNDING) ? 0 : idle + 1;
    if (best === undefined || found.objective < best.objective) best = found;
    return found;
  };
  // One start is Algorithm 1 alone; where one expert or no loss is left, nothing can be bettered.
  const patience = given.starts > 1 && k > 1 ? given.perturbations : 0;
  const told = (): void => {
    const of = given.starts + tried + patience - (ends.length < given.starts ? 0 : idle);
    problem.progress?.({ done: ends.length + tried, of, best: best!.objective });
  };

  const stop = (): boolean => {
    stopped ||= best !== undefined && (problem.stop?.() ?? false);
    return stopped;
  };

  while (ends.length < given.starts && !stop()) {
    const s = ends.length;
    const from = given.from === 'mixed' ? startKinds[s % startKinds.length]! : given.from;
    const rng = problem.stream(`start/${s}`);
    const { objective, log } = descendFrom(rng, (fit) => starts[from](rng, fit));
    const { iterations, converged, history } = log;
    ends.push({ from, objective, iterations, converged, ...lossesOf(problem, history) });
    told();
  }
  idle = 0;
  const exchange = exchanges(problem, given);
  let [incumbent, withstood] = [best!, 0];
  while (idle < patience && tried < MOST * patience && best!.objective > 0 && !stop()) {
    const rng = problem.stream(`perturbation/${tried}`);
    const from: Descended<S> = incumbent;
    const found = descendFrom(rng, (fit) => perturbed(problem, from, tried, rng, fit), exchange);
    withstood = found.objective < from.objective * (1 - ROUNDING) ? 0 : withstood + 1;
    if (found.objective < from.objective * (1 + NEAR) || withstood === STUCK) incumbent = found;
    if (withstood === STUCK) withstood = 0;
    tried++;
    told();
  }
  const { experts, assignment, log, outside: flags } = best!;
  return {
    model: modelOf(task, expert.reference, experts, null),
    assignment,
    ...(outside > 0 ? { outside: flags } : {}),
    log: {
      ...log,
      ...(evaluations === undefined ? {} : { evaluations }),
      starts: ends,
      objective: best!.objective,
      ...(stopped ? { stopped } : {}),
    },
  };
}

/** From the assignment where it ended: no other start, and no perturbation. */
function resumed<S>(problem: Problem<S>, given: Parameters, { assignment }: Fitted): (resample: Resample) => Learnt<S> {
  const { task, expert } = problem;
  const sums = sumsOver(problem, weightsOf(task));
  const outside = Math.floor(given.outliers * task.x.rows);
  const common = { assign: given.assign.bound, outside, limit: given.iterations, sums };
  const exchange = exchanges(problem, given);
  return ({ weights, stream }) => {
    sums?.weigh(weights);
    const own = { ...problem, task: { ...task, weights }, stream };
    const found = descend({ ...common, problem: own, exchange }, stream('start'), () => ({ labels: assignment }));
    return {
      model: modelOf(task, expert.reference, found.experts, null),
      assignment: found.assignment,
      ...(outside > 0 ? { outside: found.outside } : {}),
      log: resampledLog(found),
    };
  };
}

/** Of many features and samples nearly every perturbation betters the best a little: no more than this many times the patience. */
const MOST = 4;

/** Of so many samples a coefficient the single one hardly pulls its expert towards itself. */
const MANY = 100;

/** Whether samples are exchanged one by one, where alternation has ended: it decides by losses alone, and they are few. */
function exchanges({ task: { x }, k }: Problem, { outliers, assign }: Parameters): boolean {
  return outliers === 0 && assign.bound.least === true && x.rows <= MANY * k * (x.cols + 1);
}

/** An end that is worse by less than this share is gone on from, too. */
const NEAR = 0.02;

/** What has withstood so many perturbations is left for the next end, however bad. */
const STUCK = 100;

/** What is less than this share of an objective is no improvement. */
const ROUNDING = 1e-9;

/**
 * The experts with one, drawn, replaced by one through as many samples as determine it: two turns of three each drawn in proportion to its loss,
 * else all from a cluster that is drawn so. With either alone more fits end in one place or another.
 */
function perturbed<S>(
  { task, k, expert }: Problem<S>,
  { experts, assignment, own, outside, objective }: Descended<S>,
  turn: number,
  rng: Rng,
  fit: FitRows<S>,
): Start<S> {
  const drawn = (): number => {
    const share = uniform(rng, 0, objective);
    let [i, sum] = [0, 0];
    for (; i < own.length && sum <= share; i++) if (outside[i] === 0) sum += own[i]!;
    return Math.max(0, i - 1);
  };
  let among: Uint32Array;
  if (turn % 3 < 2) among = Uint32Array.from({ length: minimalSize(task, expert.bound) }, drawn);
  else {
    const worst = assignment[drawn()];
    among = Uint32Array.from(own.keys()).filter((i) => assignment[i] === worst && outside[i] === 0);
  }
  const j = below(rng, k);
  return { experts: experts.with(j, fit(j, minimalSample(task, expert.bound, rng, [...new Set(among)]))) };
}
