/** Two sets of runs beside each other, cell by cell. Pure: same runs, same answer. */
import { holm } from '../../math/significance.js';
import { matchCells, type Tested, testMetric } from './cells.js';
import { changesOf } from './changes.js';
import type {
  CellComparison,
  Comparison,
  ComparisonVerdict,
  Direction,
  ExperimentComparison,
  RunsComparison,
  SavedRun,
} from './contract.js';
import { judgementChanges } from './verdicts.js';

/** The level at which a corrected p is a difference. */
export const LEVEL = 0.05;

type UntestedCell = Omit<CellComparison, 'comparisons'> & { readonly comparisons: readonly Tested[] };

/**
 * Compares runs in pairs, A and B. Cells are matched by task, method and swept values, trials by their index; where
 * seeds are equal, a trial of B is compared with that of A on the same data (sign-flip test of the mean difference),
 * else the samples are compared as they are. Values that are the same are no test: the sign-flip test takes the sizes
 * of the differences as given, so which of them are 0 tells nothing of their signs. All other p are corrected together.
 * @param directions every known metric; one that is not among them has no better direction.
 * @param chosen names of metrics; without, those of both runs that have a better direction.
 */
export function compareRuns(
  runs: readonly (readonly [a: SavedRun, b: SavedRun])[],
  directions: readonly Direction[],
  chosen?: readonly string[],
): RunsComparison {
  const untested = runs.map(([a, b]) => compareExperiment(a, b, directions, chosen));
  const ps = untested.flatMap(({ cells }) => cells.flatMap((cell) => cell.comparisons.flatMap(({ p }) => p ?? [])));
  const corrected = holm(ps).values();
  const experiments = untested.map(
    (experiment): ExperimentComparison => ({
      ...experiment,
      cells: experiment.cells.map((cell) => ({
        ...cell,
        comparisons: cell.comparisons.map((tested) =>
          judged(tested, tested.p === null ? null : corrected.next().value!),
        ),
      })),
    }),
  );
  const worse = experiments.some(({ cells }) => cells.some((cell) => verdictsOf(cell).has('worse')));
  const lost = experiments.reduce((sum, experiment) => sum + lostIn(experiment), 0);
  return { experiments, tests: ps.length, level: LEVEL, lost, worse: worse || lost > 0 };
}

/** What A has and B has not. Fewer trials of a cell are no loss: a quick run holds them beside a full one. */
function lostIn({ cells, cellsOnlyA, metricsOnlyA }: ExperimentComparison): number {
  const emptied = cells.flatMap(({ comparisons }) => comparisons.filter(({ nA, nB }) => nA > 0 && nB === 0));
  return cellsOnlyA.length + metricsOnlyA.length + emptied.length;
}

/** Every verdict on a cell, those on its statuses among them. */
export function verdictsOf({ comparisons, statuses }: CellComparison): Set<ComparisonVerdict> {
  return new Set([...comparisons, ...statuses].map(({ verdict }) => verdict));
}

/** The claims of which a run tells the verdict. */
function verdictsIn({ judgements = [] }: SavedRun): string[] {
  return judgements.flatMap(({ claim, of }) => (of === '' ? [claim] : []));
}

/** The metrics of a run: the columns of its rows. */
export function metricsOf({ rows }: SavedRun): string[] {
  return Object.keys(rows[0]?.metrics ?? {});
}

function compareExperiment(
  a: SavedRun,
  b: SavedRun,
  directions: readonly Direction[],
  chosen: readonly string[] | undefined,
): Omit<ExperimentComparison, 'cells'> & { readonly cells: readonly UntestedCell[] } {
  const [ofA, ofB] = [metricsOf(a), metricsOf(b)];
  const better = new Map(directions.map((direction) => [direction.name, direction.better]));
  const common = ofA
    .filter((name) => ofB.includes(name))
    .map((name): Direction => ({ name, better: better.get(name) ?? 'none' }));
  const taken = common.filter((metric) =>
    chosen === undefined ? metric.better !== 'none' : chosen.includes(metric.name),
  );
  const { cells, onlyA, onlyB } = matchCells(
    a,
    b,
    common.map(({ name }) => name),
  );
  return {
    ...{ experimentA: a.experiment, experimentB: b.experiment, changes: changesOf(a.run, b.run) },
    verdicts: verdictsIn(a).filter((claim) => verdictsIn(b).includes(claim)).length,
    judgements: judgementChanges(a.judgements ?? [], b.judgements ?? []),
    cells: cells.map(({ facts, matched }) => ({
      ...facts,
      comparisons: taken.flatMap((metric) => testMetric(matched, metric) ?? []),
    })),
    ...{ cellsOnlyA: onlyA, cellsOnlyB: onlyB },
    metricsOnlyA: ofA.filter((name) => !ofB.includes(name)),
    metricsOnlyB: ofB.filter((name) => !ofA.includes(name)),
    metricsLeftOut: chosen === undefined ? common.flatMap(({ name, better }) => (better === 'none' ? [name] : [])) : [],
  };
}

function judged({ same, ...tested }: Tested, corrected: number | null): Comparison {
  return { ...tested, corrected, verdict: verdictOf(tested, same, corrected) };
}

function verdictOf(tested: Omit<Tested, 'same'>, same: boolean, corrected: number | null): ComparisonVerdict {
  if (same) return 'same';
  if (tested.difference === null) return 'not compared';
  if (corrected === null || corrected >= LEVEL) return 'no difference found';
  if (tested.better === 'none') return 'changed';
  return tested.difference > 0 === (tested.better === 'higher') ? 'better' : 'worse';
}
