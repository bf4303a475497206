import type { ChecklistEntry } from './contract.js';
import { spoken, total } from './words.js';

/** What the runs cost. */
export const computeEntry: ChecklistEntry = (sources) => ({
  id: 'compute',
  title: 'Compute',
  answer:
    'Wall and CPU time of the last run of each experiment, and the wall time that learning took, summed over all trials ' +
    'that came to a result, data and metrics not counted. A run takes the trials that an earlier run of the same code and ' +
    'spec had finished from its journal: then its times are less than the whole, and the learning time is the measure. ' +
    'No GPU is used.',
  tables: [
    {
      title: 'Of each run',
      columns: [
        'experiment',
        'ended',
        'wall',
        'CPU',
        'learning',
        'threads',
        'computed',
        'from a journal',
        'limit a trial',
      ],
      rows: sources.map(({ run, results }) => [
        run.experiment,
        run.ended.slice(0, 10),
        spoken(run.wallSeconds),
        spoken(run.cpuSeconds),
        spoken(total([...results.seconds.values()])),
        String(run.jobs),
        String(run.trials.computed),
        String(run.trials.fromJournal),
        spoken(run.timeoutSeconds),
      ]),
    },
  ],
});
