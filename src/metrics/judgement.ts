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
  compute: ({ judge }) => judge('test')?.accuracy ?? null,
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
