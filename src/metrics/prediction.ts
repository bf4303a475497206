/** What a mixture with a gate predicts, how well it acts, and at what cost. */
import type { ParameterTable } from '../components/contract.js';
import type { Metric } from './contract.js';

const mean = { parameters: {}, summary: 'mean' } as const;
const accuracy = { ...mean, better: 'higher', unit: 'share of samples' } as const;
const loss = { ...mean, better: 'lower', unit: "that of the experts' loss" } as const;

/** Accuracy of the gate's prediction on the samples learnt from; null without a gate and for regressions. */
export const trainAccuracy: Metric = {
  ...accuracy,
  name: 'train_accuracy',
  needs: ['gate', 'classes'],
  about: 'share of the training samples that the most responsible expert classifies rightly',
  compute: ({ judge }) => judge('train')?.accuracy ?? null,
};

/** The same on the test samples; null without any. */
export const testAccuracy: Metric = {
  ...accuracy,
  name: 'test_accuracy',
  needs: ['gate', 'classes', 'test'],
  about: 'share of the test samples that the most responsible expert classifies rightly',
  ofTestSamples: true,
  compute: ({ judge }) => judge('test')?.accuracy ?? null,
};

/** How much better it is on the samples learnt from than on the test samples, which is what overfitting costs; null without any. */
export const generalizationGap: Metric = {
  ...mean,
  name: 'generalization_gap',
  needs: ['gate', 'classes', 'test'],
  about: 'accuracy on the training samples less that on the test samples',
  better: 'lower',
  unit: 'share of samples',
  compute({ judge }) {
    const [train, test] = [judge('train')?.accuracy ?? null, judge('test')?.accuracy ?? null];
    return train === null || test === null ? null : train - test;
  },
};

/** Mean loss of the most responsible expert over the samples learnt from; null without a gate. */
export const trainLoss: Metric = {
  ...loss,
  name: 'train_loss',
  needs: ['gate'],
  about: 'mean loss of the most responsible expert over the training samples',
  compute: ({ judge }) => judge('train')?.loss ?? null,
};

/** The same over the test samples; null without any. */
export const testLoss: Metric = {
  ...loss,
  name: 'test_loss',
  needs: ['gate', 'test'],
  about: 'mean loss of the most responsible expert over the test samples',
  compute: ({ judge }) => judge('test')?.loss ?? null,
};

const perSample = {
  parameters: {},
  summary: 'mean',
  better: 'lower',
  unit: 'evaluations of an expert per sample',
  values: 'normal', // a sum over experts and iterations
} as const;

/** What section 4.2 promises to save in training: `Log.evaluations` / n; null where they were not counted. */
export const trainEvaluations: Metric = {
  ...perSample,
  name: 'train_evaluations',
  about: 'how often an expert was evaluated on a sample while the mixture was learnt, per training sample',
  compute: ({ task, learnt: { log } }) => (log.evaluations === undefined ? null : log.evaluations / task.x.rows),
};

/** What it promises to save in prediction, where a dense mixture takes k; null without a gate. */
export const predictEvaluations: Metric = {
  ...perSample,
  name: 'predict_evaluations',
  needs: ['gate'],
  about: 'experts evaluated to predict a sample: of the test samples where there are any, else of the training samples',
  compute({ task, judge }) {
    const judgement = judge(task.test === undefined ? 'train' : 'test');
    return judgement === null ? null : judgement.evaluations / (task.test ?? task).x.rows;
  },
};

const playing = {
  episodes: { kind: 'integer', min: 1, max: 10_000, default: 100, about: 'episodes that are played' },
} as const satisfies ParameterTable;

const ofEpisodes = {
  parameters: playing,
  needs: ['gate', 'control'],
  summary: 'mean',
  unit: 'sum of the rewards of an episode',
  values: 'normal', // a mean of many episodes
} as const;

/** How the mixture fares as a policy (section 4.4, Figure 2); null without a gate or a control task. */
export const meanReturn: Metric<typeof playing> = {
  ...ofEpisodes,
  name: 'return',
  about: 'mean return over episodes of the mixture as a policy',
  better: 'higher',
  compute: ({ returns }, { episodes }) => returns(episodes)?.mean ?? null,
};

/** How much it depends on the state an episode starts from. */
export const returnSpread: Metric<typeof playing> = {
  ...ofEpisodes,
  name: 'return_sd',
  about: 'standard deviation of the return over these episodes',
  better: 'lower',
  compute: ({ returns }, { episodes }) => returns(episodes)?.sd ?? null,
};
