/** How far a method got: numbers that say whether what it ended with is a minimum of what it minimised. */
import type { Metric } from './contract.js';

/** Of methods that fit experts; null for those that learn experts together with their gate, and where none was fitted. */
export const fitsConverged: Metric = {
  name: 'fits_converged',
  about: 'share of the experts whose last fit ended within its tolerance, not at its limit of iterations',
  parameters: {},
  summary: 'mean',
  better: 'higher',
  unit: 'share of experts',
  compute: ({ learnt: { log } }) => log.fitsConverged ?? null,
};

/** Of methods that descend one gradient; null for others. */
export const gradientNorm: Metric = {
  name: 'gradient_norm',
  about: "greatest entry in size of the gradient of parametric's whole objective, over all samples, where it ended",
  parameters: {},
  summary: 'mean',
  better: 'lower',
  unit: 'nats per sample and unit of weight',
  compute: ({ learnt: { log } }) => log.gradientNorm?.() ?? null,
};
