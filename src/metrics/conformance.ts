import { type Check, hold, inCase, same, says, trials } from '../components/conformance.js';
import type { PlainParameters, Registries, Registry } from '../components/contract.js';
import { bindParameters, load, parseParameters } from '../components/parameters.js';
import { traitsOf } from '../datasets/conformance.js';
import type { Dataset, Trait } from '../datasets/contract.js';
import type { Expert } from '../experts/contract.js';
import type { Gate } from '../gates/contract.js';
import { stream } from '../math/random.js';
import type { Method } from '../methods/contract.js';
import { bindModel, loader } from '../model/predict.js';
import type { Finished, Metric } from './contract.js';
import { finish } from './finished.js';

type Parts = Registries & {
  readonly datasets: Registry<Dataset>;
  readonly experts: Registry<Expert>;
  readonly gates: Registry<Gate>;
  readonly methods: Registry<Method>;
};

/** A trial that ended, as its metrics see it, and what it has of what they may need. */
interface Ended {
  readonly title: string;
  readonly has: readonly (Trait | 'gate')[];
  finished(): Finished;
}

/** Small tasks with, between them, every trait; methods with a gate and without, and one that descends a gradient. */
const tried: readonly (readonly [
  data: string,
  given: PlainParameters,
  expert: string,
  method: string,
  settings?: PlainParameters,
])[] = [
  ['piecewise-linear', { n: 40 }, 'linear', 'alternating'],
  ['piecewise-linear', { n: 12 }, 'linear', 'single'],
  ['smile', { n: 60 }, 'logistic', 'alternating'],
  ['smiley', { n: 200, test: 60 }, 'logistic', 'kmeans'],
  ['smiley', { n: 200, test: 60 }, 'logistic', 'kmeans-alternating', { gate: 'softmax' }],
  ['smiley', { n: 200, test: 60 }, 'logistic', 'parametric', { steps: 300, learningRate: 0.01 }],
  ['smiley', { n: 200, test: 60 }, 'logistic', 'parametric', { steps: 30, gateHidden: 4, expertHidden: 4 }],
  ['pendulum', { episodes: 1 }, 'logistic', 'kmeans'],
];

/** Trials of moe's own data sets, experts and methods. */
export async function endedTrials(parts: Parts): Promise<readonly Ended[]> {
  const loading = loader(parts);
  return Promise.all(
    tried.map(async ([data, given, expert, name, settings = {}]): Promise<Ended> => {
      const [dataset, method] = [parts.datasets.get(data), parts.methods.get(name)];
      const task = dataset.load(parseParameters(dataset, given), stream('data', 1));
      const one = await load(parts.experts.get(expert));
      const problem = { task, k: 3, expert: one, keepCourse: false, stream: (stage: string) => stream(1, stage) };
      const learnt = method.learn(problem, await bindParameters(method, settings, parts));
      const model = learnt.model === null ? null : await bindModel(learnt.model, loading);
      return {
        title: `${name} on ${data}`,
        has: [...traitsOf(task), ...(method.gated ? (['gate'] as const) : [])],
        finished: () => finish({ task, learnt, model, expert: method.ownExperts ? null : one.bound, seed: 1 }),
      };
    }),
  );
}

/** The checks of metrics on these trials. */
export function metricChecks(ended: readonly Ended[]): readonly Check<Metric>[] {
  const valuesOf = async (metric: Metric, changed: (finished: Finished) => void = () => {}) => {
    const values: (readonly [Ended, number | null])[] = [];
    const parameters = parseParameters(metric, trials(metric)[0]!);
    for (const one of ended) {
      await inCase(one.title, async () => {
        const finished = one.finished();
        values.push([one, await metric.compute(finished, parameters)]);
        changed(finished);
      });
    }
    return values;
  };
  return [
    says,
    {
      title: 'gives a finite number or null, where it is a share 0, 1 or null, and a number of some trial',
      run: async (metric) => {
        const values = await valuesOf(metric);
        for (const [{ title }, value] of values) {
          hold(value === null || Number.isFinite(value), `${title}: it is ${value}`);
          if (metric.summary === 'share') hold([null, 0, 1].includes(value), `${title}: a share is ${value}`);
        }
        hold(
          values.some(([, value]) => value !== null),
          'it is null of every trial that it was tried on',
        );
      },
    },
    {
      title: 'has no value without what it says that it needs',
      run: async (metric) => {
        for (const [{ title, has }, value] of await valuesOf(metric)) {
          const lacking = (metric.needs ?? []).filter((need) => !has.includes(need));
          hold(lacking.length === 0 || value === null, `${title}: it is ${value} without ${lacking.join(', ')}`);
        }
      },
    },
    {
      title: 'gives the same value of the same trial, and leaves the trial as it is',
      run: async (metric) => {
        const first = await valuesOf(metric);
        const before = ended.map((one) => text(one.finished()));
        same(await valuesOf(metric), first, 'a second time it is another');
        same(
          ended.map((one) => text(one.finished())),
          before,
          'the trial is another afterwards',
        );
      },
    },
  ];
}

const text = ({ task, learnt }: Finished): string => JSON.stringify([task, learnt]);
