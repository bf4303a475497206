/** What the runs cost, what they ran on, and what their claims came to. */
import { counted } from '../../counted.js';
import { duration } from '../../documents/numbers.js';
import { verdicts } from '../../experiment/claim-contract.js';
import type { ChecklistEntry, ChecklistSource } from '../contract.js';
import { total } from './settings.js';

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
        duration(run.wallSeconds),
        duration(run.cpuSeconds),
        duration(total([...results.seconds.values()])),
        String(run.jobs),
        String(run.trials.computed),
        String(run.trials.fromJournal),
        duration(run.timeoutSeconds),
      ]),
    },
  ],
});

/** Hardware, and the versions that results depend on. */
export const machineEntry: ChecklistEntry = (sources) => ({
  id: 'machine',
  title: 'Hardware and software',
  answer:
    'Results are the same, byte for byte, on the same major version of Node and the same processor architecture. The ' +
    'code is a digest of all that a trial runs, the exact versions of its packages included, which package-lock.json ' +
    'pins; changed code computes every trial anew.',
  tables: [
    {
      title: 'Of each run',
      columns: ['experiment', 'processor', 'cores', 'memory', 'system', 'Node', 'V8', 'moe', 'code', 'spec'],
      rows: sources.map(({ run: { experiment, machine, node, v8, moe, spec } }) => [
        experiment,
        machine.cpu,
        String(machine.cores),
        `${machine.memoryGiB} GiB`,
        `${machine.platform} ${machine.arch}`,
        node,
        v8,
        moe.version,
        moe.code.slice(0, 12),
        spec.digest.slice(0, 12),
      ]),
    },
  ],
});

/** How many claims there are of each verdict that there is. */
export const claimsEntry: ChecklistEntry = (sources) => {
  const counts = sources.map((source) => ({ experiment: source.run.experiment, each: countsOf(source) }));
  const judged = counts.filter(({ each }) => total(each) > 0);
  const all = total(judged.flatMap(({ each }) => each));
  const found = verdicts.flatMap((verdict, v) => (judged.some(({ each }) => each[v]! > 0) ? [{ verdict, v }] : []));
  return {
    id: 'claims',
    title: 'Claims',
    answer:
      all === 0
        ? 'The specs make no claim.'
        : `${counted(all, 'claim')}, each with its sentence, the paper’s value, ours in the same unit with interval and n, and ` +
          'its verdict in claims.csv; each of its tests with role, interval and outcome in tests.csv. Thresholds stand in ' +
          'the spec, and the verdict is computed from the rows: one that holds because a setting was chosen for it is ' +
          'reproduced by calibration. Sentences that are not judged stand in the spec with the reason.',
    tables:
      judged.length === 0
        ? []
        : [
            {
              title: 'Verdicts',
              columns: ['experiment', ...found.map(({ verdict }) => verdict)],
              rows: judged.map(({ experiment, each }) => [experiment, ...found.map(({ v }) => String(each[v]))]),
            },
          ],
  };
};

function countsOf({ results }: ChecklistSource): number[] {
  const found = results.lines('claims.csv').map(({ verdict }) => verdict);
  return verdicts.map((verdict) => found.filter((one) => one === verdict).length);
}
