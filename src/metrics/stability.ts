import type { Metric } from './contract.js';

const shareOfTrials = { parameters: {}, summary: 'share', unit: 'share of trials' } as const;

/** Whether the trial ended with a usable mixture. */
export const stable: Metric = {
  ...shareOfTrials,
  name: 'stable',
  about: 'share of trials that did not end degenerate',
  better: 'higher',
  compute: ({ learnt: { log } }) => (log.degenerate === null ? 1 : 0),
};

/** Whether it did not: the paper's side of the same share. */
export const degenerate: Metric = {
  ...shareOfTrials,
  name: 'degenerate',
  about: 'share of trials that ended degenerate: with an expert of no samples, or of one class where it needs both',
  better: 'lower',
  compute: ({ learnt: { log } }) => (log.degenerate === null ? 0 : 1),
};

/** Whether some expert ended without a sample. */
export const empty: Metric = {
  ...shareOfTrials,
  name: 'empty',
  about: 'share of trials that ended because an expert held no sample',
  better: 'lower',
  compute: ({ learnt: { log } }) => (log.degenerate?.kind === 'empty' ? 1 : 0),
};

/** Whether some expert that needs both classes ended with one. */
export const singleClass: Metric = {
  ...shareOfTrials,
  name: 'single_class',
  needs: ['classes'],
  about: 'share of trials that ended because an expert held samples of one class only',
  better: 'lower',
  compute({ task, learnt: { log } }) {
    if (task.target.kind !== 'classes') return null;
    return log.degenerate?.kind === 'single-class' ? 1 : 0;
  },
};
