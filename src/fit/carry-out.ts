/** One fit of rows of a table, carried out where it is asked for. */
import type { Prepared } from '../datasets/prepare.js';
import type { LearningParts } from '../experiment/catalog.js';
import type { Problem } from '../methods/contract.js';
import { loader } from '../model/predict.js';
import { criteria } from './criteria.js';
import { without } from './held-out.js';
import type { Answer, FitAnswer, FitJob, FitLanes, FittedRows, Job, JobContext } from './job-contract.js';
import { score } from './judge.js';
import { decided, giveWay, type Learned, learn, type Recipe } from './learn.js';
import { trainingOf } from './origin.js';
import { reportOf } from './report.js';
import { fitResamples } from './trust/resample.js';
import { ruleOf } from './trust/rule.js';
import { ruleCases } from './trust/rule-text.js';

/** @throws InputError (as a rejection) for what cannot be learned or judged. Cost: the method's, and a few passes over the rows. */
export async function carryOut<J extends Job>(job: J, context: JobContext, hooks: Hooks): Promise<Answer<J>> {
  return ('fitted' in job ? fitResamples(job, context, hooks) : fit(job, context, hooks)) as Promise<Answer<J>>;
}

type Hooks = Pick<Problem, 'progress' | 'stop'>;

async function fit(
  { recipe, of, rows, held, simulated }: FitJob,
  { prepared: table, catalog, loader }: JobContext,
  hooks: Hooks,
): Promise<FitAnswer> {
  const prepared = simulated === undefined ? table : { ...table, y: simulated.y };
  const seen = held === null ? rows : without(rows, held);
  let stopped = false;
  const stop = (): boolean => {
    stopped ||= hooks.stop?.() ?? false;
    return stopped;
  };
  const learned = await learn(prepared, seen, recipe, of, catalog, loader, { ...hooks, stop });
  const common = { experts: learned.model.states.length, stopped };
  if (held !== null) return { ...score(learned.model, prepared, held), whole: null, ...common };
  const whole = told(learned, recipe, prepared, catalog);
  return { score: Number.NaN, losses: new Float64Array(0), whole, ...common };
}

function told(learned: Learned, recipe: Recipe, prepared: Prepared, catalog: LearningParts): FittedRows {
  const { model, learnt, rows } = learned;
  const { iterations, converged, degenerate } = learnt.log;
  const { encoding } = model.model;
  const chosen = decided(learned);
  const rule = chosen === null ? null : ruleOf(encoding, prepared.frame, rows, chosen);
  return {
    ...{ model: model.model, rows, assignment: learnt.assignment, log: { iterations, converged, degenerate } },
    report: {
      ...reportOf(learned, recipe, prepared, catalog),
      rule: rule && { fidelity: rule.fidelity, cases: ruleCases(rule, encoding.inputs) },
    },
    rule,
    criteria: criteria(learned, catalog),
    training: trainingOf(learned),
  };
}

/** This thread, which gives way before each job, and not amid one: there only its own listener can end it, at the next start. */
export function lanesHere(catalog: LearningParts): FitLanes {
  return {
    most: 1,
    start(prepared) {
      const context = { prepared, catalog, loader: loader(catalog) };
      let ended = false;
      return {
        async run(job, progress) {
          await giveWay();
          if (ended) throw new Error('the lane has ended');
          return carryOut(job, context, { progress, stop: () => ended });
        },
        async end() {
          ended = true;
        },
      };
    },
  };
}
