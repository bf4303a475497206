import type { Metric } from './contract.js';

const perSample = {
  parameters: {},
  summary: 'mean',
  better: 'lower',
  unit: 'evaluations of an expert per sample',
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
