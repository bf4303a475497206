import type { Metric } from './contract.js';

const ofEpisodes = { parameters: {}, summary: 'mean', unit: 'sum of the rewards of an episode' } as const;

/** How the mixture fares as a policy (section 4.4, Figure 2); null without a gate or a control task. */
export const meanReturn: Metric = {
  ...ofEpisodes,
  name: 'return',
  about: 'mean return over 100 episodes of the mixture as a policy',
  better: 'higher',
  compute: ({ returns }) => returns()?.mean ?? null,
};

/** How much it depends on the state an episode starts from. */
export const returnSpread: Metric = {
  ...ofEpisodes,
  name: 'return_sd',
  about: 'standard deviation of the return over these 100 episodes',
  better: 'lower',
  compute: ({ returns }) => returns()?.sd ?? null,
};
