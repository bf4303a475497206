import type { ParameterTable } from '../components/contract.js';
import type { Metric } from './contract.js';

const parameters = {
  episodes: { kind: 'integer', min: 1, max: 10_000, default: 100, about: 'episodes that are played' },
} as const satisfies ParameterTable;

const ofEpisodes = {
  parameters,
  needs: ['gate', 'control'],
  summary: 'mean',
  unit: 'sum of the rewards of an episode',
} as const;

/** How the mixture fares as a policy (section 4.4, Figure 2); null without a gate or a control task. */
export const meanReturn: Metric<typeof parameters> = {
  ...ofEpisodes,
  name: 'return',
  about: 'mean return over episodes of the mixture as a policy',
  better: 'higher',
  compute: ({ returns }, { episodes }) => returns(episodes)?.mean ?? null,
};

/** How much it depends on the state an episode starts from. */
export const returnSpread: Metric<typeof parameters> = {
  ...ofEpisodes,
  name: 'return_sd',
  about: 'standard deviation of the return over these episodes',
  better: 'lower',
  compute: ({ returns }, { episodes }) => returns(episodes)?.sd ?? null,
};
