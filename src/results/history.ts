/** history.csv: the course of some trials. */
import type { Outcome } from '../experiment/contract.js';
import { type Sheet, upTo } from '../tables/csv.js';

/**
 * Mean loss, cluster sizes and, where they are not the sizes, mean responsibilities by iteration, as far as the method
 * keeps them; iteration 0 is the start, which has no loss. Null when no outcome keeps its history.
 */
export function historyTable(outcomes: readonly Outcome[]): Sheet | null {
  const kept = outcomes.flatMap(({ row, history }) => (history === undefined ? [] : [{ id: row.id, history }]));
  if (kept.length === 0) return null;
  const steps = kept.flatMap(({ history }) => history);
  const k = Math.max(0, ...steps.map(({ sizes }) => sizes.length));
  const shared = Math.max(0, ...steps.map(({ shares }) => shares?.length ?? 0));
  return {
    columns: ['trial_id', 'iteration', 'loss', ...upTo(k, (j) => `size_${j}`), ...upTo(shared, (j) => `share_${j}`)],
    rows: kept.flatMap(({ id, history }) =>
      history.map(({ iteration, loss, sizes, shares }) => [
        ...[id, iteration, loss],
        ...upTo(k, (j) => sizes[j] ?? null),
        ...upTo(shared, (j) => shares?.[j] ?? null),
      ]),
    ),
  };
}
