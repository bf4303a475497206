/** What is wrong or left open in the paper's text, and what was done instead. */

interface Erratum {
  /** The paper's section. */
  readonly section: string;
  /** Experiments that it bears on, by their names; a quick run is of the same experiment. */
  readonly experiments: readonly string[];
  /** Code between backticks. */
  readonly text: string;
}

export const errata: readonly Erratum[] = [
  {
    section: '3.1',
    experiments: ['fixed-data'],
    text:
      'The linear program printed in section 3.1 lacks the size bounds that its text describes; without them it is argmin. ' +
      'That its solutions are integral follows from the total unimodularity of transportation constraints; the theorem of ' +
      'Birkhoff and von Neumann covers the square case only.',
  },
  {
    section: '3.1',
    experiments: ['fixed-data'],
    text: '“Inversely proportional to the error” is a Boltzmann weight, exp(−loss / temperature).',
  },
  {
    section: '4.1',
    experiments: ['inference', 'constraints'],
    text:
      'The dual updates of section 4.1 are printed with the signs of descent, rho/2 covers only the first penalty, and the ' +
      'text does not say that the multipliers stay at or above 0. The printed Lagrangian is unbounded below if the dual ' +
      'step exceeds rho. `parametric` and `minimize` use Rockafellar’s form.',
  },
  {
    section: '3.3, 4.4',
    experiments: ['fixed-data', 'inference', 'constraints'],
    text:
      '“Figure 1 illustrates the results on these three tasks” means Table 1, and “Figure 1, top left” is the regression ' +
      'data. Figure 3 has ten experts in its caption and five in the text; we run both.',
  },
  {
    section: '4.4',
    experiments: ['inference'],
    text:
      'K-means alternating is said to have “higher train accuracy” than parametric on Pendulum, but Table 1 has 75.56 ' +
      'against 76.11, so there is no overfitting to explain.',
  },
  {
    section: '4.2',
    experiments: ['inference'],
    text: 'In the reduction to k-means the expert is a constant, so it does not use its input as a predictor.',
  },
];

/** The errata that bear on some experiments, full or quick; none where they are a user's own. */
export function errataOf(names: readonly string[]): readonly Erratum[] {
  return errata.filter(({ experiments }) =>
    experiments.some((name) => names.includes(name) || names.includes(`${name}-quick`)),
  );
}
