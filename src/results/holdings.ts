/** What trials keep of their clusters and responsibilities. */
import type { Outcome } from '../experiment/contract.js';
import type { Sheet, Value } from '../tables/csv.js';

/** clusters.csv: how many samples of each class an expert holds. */
export function clustersTable(outcomes: readonly Outcome[]): Sheet | null {
  return sheetOf(['expert', 'class', 'samples'], outcomes, ({ clusters = [] }) =>
    clusters.flatMap(({ classes }, expert) => classes.map(({ label, samples }) => [expert, label, samples])),
  );
}

/** cluster_means.csv: the mean features of what each expert holds, features from 0; those that are 0 are left out. */
export function clusterMeansTable(outcomes: readonly Outcome[]): Sheet | null {
  return sheetOf(['expert', 'feature', 'mean'], outcomes, ({ clusters = [] }) =>
    clusters.flatMap(({ means }, expert) =>
      means.flatMap((mean, feature): Value[][] => (mean === 0 ? [] : [[expert, feature, mean]])),
    ),
  );
}

/** responsibilities.csv: how many of the n k responsibilities, and of each sample's greatest, lie in each bin. */
export function responsibilitiesTable(outcomes: readonly Outcome[]): Sheet | null {
  return sheetOf(['low', 'high', 'all', 'greatest'], outcomes, ({ responsibilities = [] }) =>
    responsibilities.map(({ low, high, all, greatest }) => [low, high, all, greatest]),
  );
}

function sheetOf(
  columns: readonly string[],
  outcomes: readonly Outcome[],
  linesOf: (outcome: Outcome) => Value[][],
): Sheet | null {
  const rows = outcomes.flatMap((outcome) => linesOf(outcome).map((values): Value[] => [outcome.row.id, ...values]));
  return rows.length === 0 ? null : { columns: ['trial_id', ...columns], rows };
}
