/** Trials as pictures need them: samples with their experts, what the experts say, the plane, the returns. */
import type { Example, ExampleStep, Outcome } from '../experiment/contract.js';
import { type Sheet, upTo, type Value } from '../tables/csv.js';

/** examples.csv: the kept samples with their expert, at each iteration kept. Null when no outcome keeps an example. */
export function examplesTable(outcomes: readonly Outcome[]): Sheet | null {
  const d = Math.max(0, ...outcomes.flatMap(({ example }) => example?.x.map((features) => features.length) ?? []));
  return sheetOfSteps(
    outcomes,
    ['sample', ...upTo(d, (j) => `x${j + 1}`), 'y', 'group', 'expert'],
    ({ assignment }, { samples, x, y, group }) =>
      assignment.map((expert, i) => [
        ...[samples[i]!, ...upTo(d, (j) => x[i]?.[j] ?? null)],
        ...[y[i] ?? null, group[i] ?? null, expert],
      ]),
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

/** example_map.csv: the plane as rectangles of equal responsible expert and predicted class, of mixtures with a gate. */
export function mapTable(outcomes: readonly Outcome[]): Sheet | null {
  const columns = ['x1_low', 'x1_high', 'x2_low', 'x2_high', 'expert', 'prediction'];
  return sheetOfExamples(outcomes, columns, ({ map = [] }) =>
    map.map(({ x1, x2, expert, prediction }) => [...x1, ...x2, expert, prediction]),
  );
}

/** example_returns.csv: the return of each episode, where the data is of a control task. */
export function returnsTable(outcomes: readonly Outcome[]): Sheet | null {
  return sheetOfExamples(outcomes, ['episode', 'return'], ({ returns = [] }) =>
    returns.map((value, episode) => [episode, value]),
  );
}

/** What `linesOf` gives for each step of each example, after the trial and the iteration; null when there is nothing. */
function sheetOfSteps(
  outcomes: readonly Outcome[],
  columns: readonly string[],
  linesOf: (step: ExampleStep, example: Example) => Value[][],
): Sheet | null {
  return sheetOfExamples(outcomes, ['iteration', ...columns], (example) =>
    example.steps.flatMap((step) => linesOf(step, example).map((values) => [step.iteration, ...values])),
  );
}

/** What `linesOf` gives for each example, after the trial; null when there is nothing. */
function sheetOfExamples(
  outcomes: readonly Outcome[],
  columns: readonly string[],
  linesOf: (example: Example) => Value[][],
): Sheet | null {
  const rows = outcomes.flatMap(({ row, example }) =>
    example === undefined ? [] : linesOf(example).map((values): Value[] => [row.id, ...values]),
  );
  return rows.length === 0 ? null : { columns: ['trial_id', ...columns], rows };
}
