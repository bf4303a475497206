import { counted } from '../../counted.js';
import { rowsByPlace } from '../../results/summary.js';
import type { ChecklistEntry, ChecklistSource, ChecklistTable } from './contract.js';
import { span, total } from './words.js';

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
  const rows = sources.flatMap(({ run: { experiment, options } }) => {
    const given = [
      ...Object.entries(options.filter).map(([key, values]) => `--filter ${key}=${values.join(',')}`),
      ...(options.trials === null ? [] : [`--trials ${options.trials}`]),
      ...(options.seed === null ? [] : [`--seed ${options.seed}`]),
    ];
    return given.length === 0 ? [] : [[experiment, given.join(' ')]];
  });
  return rows.length === 0
    ? []
    : [{ title: 'Runs of another grid than the spec’s', columns: ['experiment', 'asked for'], rows }];
}
