/** The trials that a report shows side by side, computed again. */

import { type Runner, raceOf } from '../../charts/trace/race.js';
import { rounded } from '../../documents/numbers.js';
import { InputError } from '../../errors.js';
import { metricOf } from '../../experiment/catalog.js';
import type { Cell, Outcome, Row, Spec } from '../../experiment/contract.js';
import { cellsOf } from '../../experiment/grid.js';
import { isCarried, liveOf } from '../../experiment/live.js';
import type { LiveRace } from '../../experiment/live-contract.js';
import { type PlannedTrace, planTrace } from '../../experiment/trace.js';
import type { Trace } from '../../experiment/trace-contract.js';
import type { RacedTask } from '../../report/contract.js';
import { type RaceChoice, racesOf } from '../../report/race/choice.js';
import { raceFigure } from '../../report/race/figure.js';
import { placeKey } from '../../results/summary.js';
import type { Executor } from '../../runner/executors/contract.js';
import type { OpenSource } from '../sources.js';
import { differences } from '../trace/document.js';

/** Seconds that a trial may have taken to be computed again. */
const patience = 10;

/**
 * The races of each task with a plane to draw on: those that the spec names, else one of methods that learn an assignment
 * for the samples at hand. Costs these trials, at most five a race.
 * @param shown the ids of the races of the page so far, by their course; those of this experiment are added.
 */
export async function racedTasks(
  source: OpenSource,
  executor: Executor,
  shown: Map<string, string>,
): Promise<RacedTask[]> {
  const { spec, vocabulary, run, results } = source;
  const seeded = { ...spec, seed: run.seed };
  const cells = new Map(cellsOf(spec, vocabulary).map((cell) => [placeKey(cell), cell]));
  const eligible = (row: Row): boolean => {
    const cell = cells.get(placeKey(row));
    const known = cell !== undefined && row.trial < cell.trials && !vocabulary.methods.get(cell.learn.name).gated;
    return known && (results.seconds.get(row.id) ?? Number.POSITIVE_INFINITY) <= patience;
  };
  const plan = (row: Row) => planTrace(seeded, cells.get(placeKey(row))!, row.trial, vocabulary);
  const planned = racesOf(spec, results.rows, eligible).map((choice) => plannedRace(choice, plan));
  const outcomes = new Map<string, Outcome>();
  const keep = (finished: readonly Outcome[]) => {
    for (const outcome of finished) outcomes.set(outcome.key, outcome);
  };
  const trials = planned.flatMap(({ traces }) => traces.map(({ trial }) => trial));
  await executor.run(trials, keep, new AbortController().signal);
  return planned
    .filter(({ drawable }) => drawable)
    .map(({ task, rows, metrics, traces, missing }, r): RacedTask => {
      const runners = traces.map((trace): Runner => {
        const found = trace.traceOf(outcomes.get(trace.trial.key)!);
        return { trace: found, result: resultOf(found, metrics, trace.trial.cell, source) };
      });
      const drawn = runners.filter(({ trace }) => trace.steps.length > 0);
      const checked = runners.map(({ trace }, i) => {
        return { id: trace.row.id, differs: differences(trace.row, rows[i]!).map(({ column }) => column) };
      });
      const id = `${spec.name}.race-${r + 1}`;
      const course = drawn.length > 0 ? courseOf(drawn) : id;
      const sameAs = shown.get(course);
      if (sameAs !== undefined) return { task, trials: checked, sameAs };
      shown.set(course, id);
      return {
        ...{ task, trials: checked },
        ...(drawn.length > 0 && { figure: raceFigure(id, drawn, liveRaceOf(seeded, rows)) }),
        ...(missing !== undefined && { missing }),
      };
    });
}

/** What a race shows, whatever its spec says of the methods and tells at the end. */
function courseOf(runners: readonly Runner[]): string {
  const { lanes, ...race } = raceOf(runners);
  return JSON.stringify([race, lanes.map(({ name, steps }) => [name, steps])]);
}

/** Of the task that the page's readers can play with: its methods, from any seed. */
function liveRaceOf(spec: Spec, rows: readonly Row[]): LiveRace | undefined {
  const [{ task, trial }] = rows as readonly [Row];
  const live = spec.play?.task === task ? liveOf(spec) : null;
  if (live === null) return undefined;
  const { experiment, seed, cells } = live;
  const about = Object.fromEntries(cells.map(({ method }) => [method, spec.methods[method]!.about]));
  const others = rows
    .filter((row) => cells.every(({ method }) => method !== row.method))
    .map(({ method }) => ({ method, carried: isCarried(spec, task, method) }));
  return { experiment, seed, cells, trial, about, others };
}

interface PlannedRace extends RaceChoice {
  readonly traces: readonly PlannedTrace[];
  readonly drawable: boolean;
  readonly missing?: string;
}

/** None where a trial cannot be run, which is said, or has no place on a line or a plane. */
function plannedRace(choice: RaceChoice, plan: (row: Row) => PlannedTrace): PlannedRace {
  try {
    const traces = choice.rows.map(plan);
    const drawable = traces.every((trace) => trace.drawable);
    return { ...choice, traces: drawable ? traces : [], drawable };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...choice, traces: [], drawable: true, missing: error.message };
  }
}

/** `Training error under the last assignment: 0%; test accuracy: 52.7%`; empty where nothing is to be told. */
function resultOf({ row, target }: Trace, columns: readonly string[], cell: Cell, { vocabulary }: OpenSource): string {
  const told = columns.flatMap((column) => {
    const value = row.metrics[column];
    if (value === undefined || value === null) return [];
    const { unit, about } = vocabulary.metrics.get(metricOf(cell, column).name);
    const share = unit.startsWith('share of ');
    // The error of a classification is a share as well.
    const percent = share || (unit.includes('share of ') && target.kind === 'classes');
    const name = share ? column.replaceAll('_', ' ') : about.split(/[,;]/)[0]!;
    return [`${name}: ${percent ? `${rounded(100 * value, 3)}%` : rounded(value, 3)}`];
  });
  const [first = '', ...others] = told;
  return [first.slice(0, 1).toUpperCase() + first.slice(1), ...others].join('; ');
}
