/** What a run recorded beyond its rows: the course of some trials, and trials as pictures need them. */
import type { Example, ExampleStep, Outcome } from '../experiment/contract.js';
import type { Sheet, Value } from './table.js';

/**
 * history.csv: mean loss and cluster sizes by iteration, as far as the method keeps them; iteration 0 is the initial assignment, which has no
 * loss. Null when no outcome keeps its history.
 */
export function historyTable(outcomes: readonly Outcome[]): Sheet | null {
  const kept = outcomes.flatMap(({ row, history }) => (history === undefined ? [] : [{ id: row.id, history }]));
  if (kept.length === 0) return null;
  const k = Math.max(0, ...kept.flatMap(({ history }) => history.map(({ sizes }) => sizes.length)));
  return {
    columns: ['trial_id', 'iteration', 'loss', ...upTo(k, (j) => `size_${j}`)],
    rows: kept.flatMap(({ id, history }) =>
      history.map(({ iteration, loss, sizes }) => [id, iteration, loss, ...upTo(k, (j) => sizes[j] ?? null)]),
    ),
  };
}

/** examples.csv: the samples with their expert, at each iteration kept. Null when no outcome keeps an example. */
export function examplesTable(outcomes: readonly Outcome[]): Sheet | null {
  const d = Math.max(0, ...outcomes.flatMap(({ example }) => example?.x.map((features) => features.length) ?? []));
  return sheetOfSteps(
    outcomes,
    ['sample', ...upTo(d, (j) => `x${j + 1}`), 'y', 'group', 'expert'],
    ({ assignment }, { x, y, group }) =>
      assignment.map((expert, i) => [i, ...upTo(d, (j) => x[i]?.[j] ?? null), y[i] ?? null, group[i] ?? null, expert]),
  );
}

/** example_curves.csv: where d = 1, each expert's prediction along x. */
export function curvesTable(outcomes: readonly Outcome[]): Sheet | null {
  return sheetOfSteps(outcomes, ['expert', 'x', 'prediction'], ({ curves }) =>
    curves.flatMap((curve, expert) => curve.map(({ x, prediction }) => [expert, x, prediction])),
  );
}

/** example_regions.csv: where d = 2, the plane as rectangles of equal predicted class, per expert. */
export function regionsTable(outcomes: readonly Outcome[]): Sheet | null {
  const columns = ['expert', 'x1_low', 'x1_high', 'x2_low', 'x2_high', 'prediction'];
  return sheetOfSteps(outcomes, columns, ({ regions }) =>
    regions.flatMap((plane, expert) => plane.map(({ x1, x2, prediction }) => [expert, ...x1, ...x2, prediction])),
  );
}

/** What `linesOf` gives for each step of each example, after the trial and the iteration; null when there is nothing. */
function sheetOfSteps(
  outcomes: readonly Outcome[],
  columns: readonly string[],
  linesOf: (step: ExampleStep, example: Example) => Value[][],
): Sheet | null {
  const rows = outcomes.flatMap(({ row, example }) =>
    (example?.steps ?? []).flatMap((step) =>
      linesOf(step, example!).map((values): Value[] => [row.id, step.iteration, ...values]),
    ),
  );
  return rows.length === 0 ? null : { columns: ['trial_id', 'iteration', ...columns], rows };
}

function upTo<T>(count: number, of: (j: number) => T): T[] {
  return Array.from({ length: count }, (_, j) => of(j));
}
