/** How many trials there are and how each is seeded, what their intervals are, and what became of those that did not end ok. */
import { counted, grouped } from '../../counted.js';
import type { Row } from '../../experiment/contract.js';
import { present, rowsByPlace } from '../../results/summary.js';
import { statuses } from '../../results/trials.js';
import type { ChecklistEntry, ChecklistParts, ChecklistSource, ChecklistTable } from '../contract.js';
import { askedOf } from '../provenance.js';
import { groupedBy, span, total } from './settings.js';

/** How many trials there are, and how each is seeded. */
export const runsEntry: ChecklistEntry = (sources) => {
  const trials = total(sources.map(({ results }) => results.rows.length));
  return {
    id: 'runs',
    title: 'Number of runs, and seeds',
    answer:
      `${counted(trials, 'trial')} in ${counted(sources.length, 'experiment')}, each a row of trials.csv with its seed. ` +
      "A trial's seed is a hash of the spec's seed, the task's name and the trial's index, and each stage of the trial " +
      '(data, initial assignment, assigning) draws from a stream of its own, a hash of that seed and the stage. So all ' +
      'methods and swept values of a task meet the same draws, the first 10 of 1000 trials are the 10, and no result ' +
      'depends on the number of threads.',
    tables: [...sources.map(runsTable), ...narrowed(sources)],
  };
};

function runsTable({ run, results }: ChecklistSource): ChecklistTable {
  const tasks = [...new Set(results.rows.map(({ task }) => task))];
  return {
    title: `${run.experiment}, seed ${run.seed}`,
    columns: ['task', 'methods', 'cells', 'trials a cell', 'trials', 'distinct seeds'],
    rows: tasks.map((task) => {
      const rows = results.rows.filter((row) => row.task === task);
      const cells = [...rowsByPlace(rows).values()];
      return [
        task,
        distinct(rows.map(({ method }) => method)),
        String(cells.length),
        span(cells.map(({ length }) => length)),
        String(rows.length),
        distinct(rows.map(({ seed }) => seed)),
      ];
    }),
  };
}

function distinct(values: readonly unknown[]): string {
  return String(new Set(values).size);
}

/** What the command line asked for instead of the spec's. */
function narrowed(sources: readonly ChecklistSource[]): ChecklistTable[] {
  const rows = sources.flatMap(({ run }) => {
    const asked = askedOf(run);
    return asked === '' ? [] : [[run.experiment, asked]];
  });
  return rows.length === 0
    ? []
    : [{ title: 'Runs of another grid than the spec’s', columns: ['experiment', 'asked for'], rows }];
}

const kinds = { share: 'Wilson', mean: 'Student’s t' } as const;

/** What the intervals are, and over how many trials. */
export const intervalsEntry: ChecklistEntry = (sources, parts) => ({
  id: 'error-bars',
  title: 'Error bars',
  answer:
    'Every interval of summary.csv is a two-sided one of 95%, over the trials of one cell, and stands beside mean, ' +
    'standard deviation and median: Wilson’s score interval where a trial counts as 0 or 1, else Student’s t of the mean. ' +
    'n is the number of trials of a cell that have a value; a mean of one value has no interval. Those of tests.csv are ' +
    'two-sided ones of 90%, made as the column interval says: each end is a one-sided bound of 95%, whose coverage by ' +
    'simulation is in the report. Where all trials share their data, an interval says nothing about other data sets.',
  tables: sources.map((source) => intervalsTable(source, parts)).filter(({ rows }) => rows.length > 0),
});

function intervalsTable({ run, results, cells }: ChecklistSource, { metrics }: ChecklistParts): ChecklistTable {
  const byPlace = [...rowsByPlace(results.rows).values()];
  const asked = new Set(cells.map(({ task, metrics: names }) => JSON.stringify([task, names])));
  const byTask = new Map([...asked].map((text) => JSON.parse(text) as [string, string[]]));
  return {
    title: run.experiment,
    columns: ['metric', 'what it is', 'interval', 'n'],
    rows: metrics.flatMap(({ name, about, summary }) => {
      const rows = byPlace.filter(([first]) => byTask.get(first!.task)?.includes(name));
      const counts = rows.map((cell) => present(cell.map((row) => row.metrics[name])).length);
      return counts.length === 0 ? [] : [[name, about, kinds[summary], span(counts)]];
    }),
  };
}

/** Trials that did not end ok, and what became of them. */
export const exclusionsEntry: ChecklistEntry = (sources) => {
  const rows = sources.flatMap(({ results }) => results.rows);
  const ended = statuses.map((status) => [status, rows.filter((row) => row.status === status).length] as const);
  const counts = ended.filter(([, count]) => count > 0).map(([status, count]) => `${grouped(count)} ${status}`);
  return {
    id: 'exclusions',
    title: 'Exclusions',
    answer:
      `No trial is dropped: of ${counted(rows.length, 'trial')}, ${counts.join(', ')}; each is a row of trials.csv with its ` +
      'reason. A degenerate trial (an expert without samples, or with one class where it needs two) is a result: it ' +
      'counts as not stable, metrics over stable trials leave it out, and those over all trials score it as their ' +
      'definition says. A trial that failed or ran out of time has no metrics and is in no mean; the claims that it ' +
      'touches say so.',
    tables: sources.map(exclusionsTable).filter((table) => table.rows.length > 0),
  };
};

/** A row per task and method with a trial that did not end ok. */
function exclusionsTable({ run, results }: ChecklistSource): ChecklistTable {
  const groups = groupedBy(results.rows, ({ task, method }) => JSON.stringify([task, method]));
  return {
    title: run.experiment,
    columns: ['task', 'method', 'trials', ...statuses, 'most frequent reason'],
    rows: [...groups.values()].flatMap((rows) => {
      if (rows.every(({ status }) => status === 'ok')) return [];
      const { task, method } = rows[0]!;
      const counts = statuses.map((status) => String(rows.filter((row) => row.status === status).length));
      return [[task, method, String(rows.length), ...counts, mostFrequent(rows)]];
    }),
  };
}

/** The reason that most rows give, the first of equally many; experts are alike, so their numbers are left out. */
function mostFrequent(rows: readonly Row[]): string {
  const reasons = rows.map(({ reason }) => reason.replace(/^expert \d+ /, 'an expert '));
  const byReason = groupedBy(
    reasons.filter((reason) => reason !== ''),
    (reason) => reason,
  );
  const [first] = [...byReason].sort(([, a], [, b]) => b.length - a.length);
  return first === undefined ? '' : `${first[0]} (${first[1].length})`;
}
