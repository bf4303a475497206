import { type Check, hold, inCase, refuses, same, says, trials } from '../components/conformance.js';
import type { Loaded, PlainParameters, Registries, Registry } from '../components/contract.js';
import { bindParameters, load } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { type BoundExpert, type Expert, isFor } from '../experts/contract.js';
import type { Gate } from '../gates/contract.js';
import { stream } from '../math/random.js';
import { decodeModel, encodeModel } from '../model/codec.js';
import { bindModel, loader, losses, predictionsOf, responsibilities } from '../model/predict.js';
import type { Learnt, Method, Problem, Resample } from './contract.js';

/** What methods are tried on. */
export interface Trial {
  /** Of both kinds of target. */
  readonly tasks: readonly Task[];
  readonly registries: Registries & { readonly experts: Registry<Expert>; readonly gates: Registry<Gate> };
}

/** A method on a task with an expert of its kind, its parameters chosen. */
export interface Combination {
  readonly title: string;
  readonly method: Method;
  readonly task: Task;
  readonly expert: Expert;
  readonly given: PlainParameters;
}

const k = 3;

/** Parameters that differ from the defaults, and what they are called. */
interface Choice {
  readonly title: string;
  readonly given: PlainParameters;
}

/** Every task with every expert of its kind, the defaults and each other value of a choice or a flag; few steps of each. */
export function combinationsOf(method: Method, { tasks, registries }: Trial): Combination[] {
  const few = Object.entries({ iterations: 15, steps: 150, starts: 3, perturbations: 2 }).filter(
    ([key]) => key in method.parameters,
  );
  const choices = Object.entries(method.parameters).flatMap(([key, parameter]): Choice[] => {
    if (parameter.kind === 'flag') return [{ title: key, given: { [key]: parameter.default !== true } }];
    if (parameter.kind !== 'choice') return [];
    const others = parameter.of.filter((value) => value !== parameter.default);
    return others.map((value) => ({ title: value, given: { [key]: value } }));
  });
  const [start] = trials(method);
  return [{ title: '', given: {} }, ...choices].flatMap((choice) =>
    tasks.flatMap((task) =>
      registries.experts.all
        .filter((expert) => isFor(expert, task.target.kind))
        .map((expert): Combination => {
          const title = `${[method.name, choice.title].join(' ').trim()}, ${task.target.kind}, ${expert.name}`;
          return { title, method, task, expert, given: { ...start, ...Object.fromEntries(few), ...choice.given } };
        }),
    ),
  );
}

export function problemOf(task: Task, expert: Loaded<BoundExpert>, seed: number): Problem {
  return { task, k, expert, keepCourse: true, stream: (stage: string) => stream(seed, stage) };
}

/** A combination that is learnt, with what came of several seeds, so that whole and degenerate mixtures occur. */
interface Case {
  readonly task: Task;
  readonly expert: Loaded<BoundExpert>;
  readonly learnt: readonly Learnt[];
  learn(seed: number, changed?: Partial<Problem>): Learnt;
  /** From where a mixture ended; null where the method has no such way. */
  resume(seed: number, learnt: Learnt): ((resample: Resample) => Learnt) | null;
}

async function caseOf({ method, task, expert, given }: Combination, registries: Registries): Promise<Case | undefined> {
  const parameters = await bindParameters(method, given, registries);
  const one = await load(expert);
  const learn = (seed: number, changed: Partial<Problem> = {}) =>
    method.learn({ ...problemOf(task, one, seed), ...changed }, parameters);
  if (refuses(() => learn(0))) return undefined;
  const resume: Case['resume'] = (seed, { model, assignment }) => {
    if (method.resume === undefined || model === null || !one.bound.weighted) return null;
    const fitted = { experts: model.experts, gate: model.gate?.state, assignment };
    return method.resume(problemOf(task, one, seed), parameters, fitted);
  };
  return { task, expert: one, learn, resume, learnt: [0, 1, 2, 3].map((seed) => learn(seed)) };
}

/** The checks of methods on these tasks. Combinations that a method refuses by an InputError are passed over. */
export function methodChecks(on: Trial): readonly Check<Method>[] {
  const parts = loader(on.registries);
  const known = new WeakMap<Method, Promise<[string, Case][]>>();
  const casesOf = (method: Method): Promise<[string, Case][]> => {
    const found = known.get(method) ?? learntBy(method, on);
    known.set(method, found);
    return found;
  };
  const inAll = async (method: Method, run: (one: Case) => void | Promise<void>) => {
    for (const [title, one] of await casesOf(method)) await inCase(title, () => run(one));
  };
  const models = ({ learnt }: Case) =>
    Promise.all(learnt.flatMap(({ model }) => (model === null ? [] : [bindModel(model, parts)])));

  return [
    says,
    {
      title: 'learns something: not every task with every expert is refused',
      run: async (method) => hold((await casesOf(method)).length > 0, 'it refuses them all'),
    },
    {
      title: 'gives n labels, an expert for each unless it stopped at the start, and sizes that sum to n',
      run: (method) =>
        inAll(method, ({ task, learnt }) => {
          const n = task.x.rows;
          for (const { assignment, model, log } of learnt) {
            const held = log.history[0]?.sizes.length ?? 0;
            hold(held === 1 || held === k, `its history begins with the sizes of ${held} experts; k = ${k}`);
            hold(assignment.length === n, `there are ${assignment.length} labels of ${n} samples`);
            const wrong = assignment.find((label) => label >= held);
            hold(wrong === undefined, `a label is ${wrong}; there are ${held} experts`);
            same(model?.experts.length, log.iterations === 0 ? undefined : held, 'its model has other experts');
            for (const { sizes } of log.history) {
              same(sizes.length, held, 'the number of experts changes');
              same(
                sizes.reduce((sum, size) => sum + size, 0),
                n,
                'sizes do not sum to n',
              );
            }
          }
        }),
    },
    {
      title:
        'learns from resamples, where it goes on from where it ended: the same of the same, whatever others came between',
      run: (method) =>
        inAll(method, ({ task, learnt, resume }) => {
          const n = task.x.rows;
          const resample = (of: (i: number) => number, seed: number): Resample => ({
            weights: Float64Array.from({ length: n }, (_, i) => of(i)),
            stream: (stage) => stream('resample', seed, stage),
          });
          // Of the first every third sample was not drawn.
          const [one, other] = [resample((i) => i % 3, 0), resample((i) => 1 + (i % 2), 1)];
          const before = structuredClone({ weights: one.weights, learnt: learnt[0]!.assignment });
          const again = resume(0, learnt[0]!);
          if (again === null) return;
          const first = again(one);
          same(first.assignment.length, n, 'it gives other labels than n');
          again(other);
          const second = again(one);
          same(
            { weights: one.weights, learnt: learnt[0]!.assignment },
            before,
            'what it was given is another afterwards',
          );
          same(second.assignment, first.assignment, 'it gives another assignment');
          same(second.model?.experts, first.model?.experts, 'it gives other experts');
        }),
    },
    {
      title: 'begins its history with the initial assignment, of unknown loss, and ends it with the last',
      run: (method) =>
        inAll(method, ({ learnt }) => {
          for (const { assignment, log } of learnt) {
            const { history, iterations } = log;
            same([history[0]?.iteration, history.at(-1)?.iteration], [0, iterations], 'it begins or ends elsewhere');
            const finite = history.map(({ loss }) => Number.isFinite(loss));
            same(
              finite,
              history.map((_, step) => step > 0),
              'a loss is no number, or that of iteration 0 is',
            );
            same(history.at(-1)?.assignment, assignment, 'it ends with another assignment');
            for (const { sizes, assignment: kept } of history) {
              hold(kept !== undefined, 'assignments are not kept, although they are asked for');
              same(
                sizes,
                sizes.map((_, j) => count(kept, j)),
                'sizes are not those of the assignment',
              );
            }
          }
        }),
    },
    {
      title: 'has converged only where the last fits of its experts have, and has a gradient that is a number',
      run: (method) =>
        inAll(method, ({ learnt }) => {
          for (const { model, log } of learnt) {
            const { converged, fitsConverged, gradientNorm } = log;
            const fitted = (fitsConverged ?? 1) * (model?.experts.length ?? 1);
            hold(
              Math.abs(fitted - Math.round(fitted)) < 1e-9 && fitted >= 0,
              `${fitted} of its experts' fits converged`,
            );
            hold(!converged || (fitsConverged ?? 1) === 1, `it converged; ${fitsConverged} of its experts' fits did`);
            const norm = gradientNorm?.() ?? 0;
            hold(Number.isFinite(norm) && norm >= 0, `the norm of its gradient is ${norm}`);
          }
        }),
    },
    {
      title: 'keeps assignments and experts of its iterations only when asked to, and ends with those of its model',
      run: (method) =>
        inAll(method, ({ learn, learnt }) => {
          for (const { assignment, experts } of learn(0, { keepCourse: false }).log.history) {
            hold(assignment === undefined && experts === undefined, 'it keeps them without being asked');
          }
          for (const { model, log } of learnt) {
            same(log.history[0]?.experts, [], 'it has experts before it fitted any');
            const last = method.ownExperts ? [] : (model?.experts ?? []);
            same(log.history.at(-1)?.experts, last, 'its last experts are not those of its model');
          }
        }),
    },
    {
      title: 'says degenerate exactly where, without a gate, an expert is empty or, where it matters, holds one class',
      run: (method) =>
        inAll(method, ({ task, expert, learnt }) => {
          for (const { assignment, log } of learnt) {
            const classes = Array.from(
              { length: k },
              (_, j) => new Set(task.y.filter((_, i) => assignment[i] === j)).size,
            );
            const single = !method.ownExperts && expert.bound.needsBothClasses && classes.includes(1);
            const kind = method.gated ? undefined : classes.includes(0) ? 'empty' : single ? 'single-class' : undefined;
            same(log.degenerate?.kind, kind, `it says ${log.degenerate?.kind ?? 'nothing'}`);
            const culprit = classes.indexOf(classes.includes(0) ? 0 : 1);
            const named = log.degenerate?.reason.startsWith(`expert ${culprit} holds`) ?? true;
            hold(named, `it is expert ${culprit}; it says "${log.degenerate?.reason}"`);
          }
        }),
    },
    {
      title: 'gives the same for the same streams, and leaves the data as it was',
      run: (method) =>
        inAll(method, ({ task, learn }) => {
          const before = text(task);
          same(text(learn(1)), text(learn(1)), 'it learns something else');
          same(text(task), before, 'the data is another afterwards');
        }),
    },
    {
      title: 'gives experts of finite losses, which predict values or class indices',
      run: (method) =>
        inAll(method, async (one) => {
          const { x, target } = one.task;
          for (const model of await models(one)) {
            hold(losses(model, one.task).data.every(Number.isFinite), 'a loss is no number');
            for (const j of model.states.keys()) {
              const { predictions } = predictionsOf(x, new Uint32Array(x.rows).fill(j), model);
              const fits = (value: number) =>
                target.kind === 'classes' ? value in target.labels : Number.isFinite(value);
              hold(predictions.every(fits), `expert ${j} predicts ${predictions.find((value) => !fits(value))}`);
            }
          }
        }),
    },
    {
      title: 'gives a gate, where it says so, whose responsibilities are at least 0 and sum to one',
      run: (method) =>
        inAll(method, async (one) => {
          for (const model of await models(one)) {
            hold((model.gate !== null) === method.gated, `it says ${method.gated}`);
            if (model.gate === null) continue;
            const { data, rows, cols } = responsibilities(model, one.task.x);
            hold(
              data.every((share) => share >= 0),
              'one is below 0',
            );
            for (let i = 0; i < rows; i++) {
              const sum = data.subarray(i * cols, (i + 1) * cols).reduce((total, share) => total + share, 0);
              hold(Math.abs(sum - 1) < 1e-12, `those of sample ${i} sum to ${sum}`);
            }
          }
        }),
    },
    {
      title: 'gives models that lose and answer to the same bits after they were written as JSON and read back',
      run: (method) =>
        inAll(method, async (one) => {
          for (const model of await models(one)) {
            const text = JSON.stringify(encodeModel(model.model, on.registries));
            const copy = await bindModel(decodeModel(text, on.registries), parts);
            same(losses(copy, one.task), losses(model, one.task), 'its losses are others');
            const { x } = one.task;
            if (model.gate !== null)
              same(responsibilities(copy, x), responsibilities(model, x), 'its shares are others');
            same(JSON.stringify(encodeModel(copy.model, on.registries)), text, 'it is written otherwise');
          }
        }),
    },
    {
      title: 'says which components its models are made of, where nobody named them',
      run: (method) =>
        inAll(method, ({ expert, learnt }) => {
          for (const { model } of learnt) {
            if (model === null) continue;
            const own = method.runs ?? [];
            if (model.expert.name !== expert.reference.name) {
              hold(own.includes(`experts/${model.expert.name}`), `runs must name experts/${model.expert.name}`);
            }
            const gate = model.gate?.reference.name;
            const asked = Object.values(method.parameters).some(
              (one) => one.kind === 'component' && one.registry === 'gates',
            );
            hold(gate === undefined || asked || own.includes(`gates/${gate}`), `runs must name gates/${gate}`);
          }
        }),
    },
  ];
}

async function learntBy(method: Method, on: Trial): Promise<[string, Case][]> {
  const found: [string, Case][] = [];
  for (const combination of combinationsOf(method, on)) {
    const one = await inCase(combination.title, () => caseOf(combination, on.registries));
    if (one !== undefined) found.push([combination.title, one]);
  }
  return found;
}

const text = (value: unknown): string => JSON.stringify(value);

function count(labels: Uint32Array, j: number): number {
  return labels.filter((label) => label === j).length;
}
