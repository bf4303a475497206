import { counted } from '../../counted.js';
import { verdicts } from '../../results/claims/tables.js';
import type { ChecklistEntry, ChecklistSource } from './contract.js';
import { total } from './words.js';

/** How many claims there are of each verdict. */
export const claimsEntry: ChecklistEntry = (sources) => {
  const counts = sources.map((source) => ({ experiment: source.run.experiment, each: countsOf(source) }));
  const judged = counts.filter(({ each }) => total(each) > 0);
  const all = total(judged.flatMap(({ each }) => each));
  return {
    id: 'claims',
    title: 'Claims',
    answer:
      all === 0
        ? 'The specs make no claim.'
        : `${counted(all, 'claim')}, each with its sentence, the paper’s value, ours with interval and n, the test and its ` +
          'verdict in claims.csv. Thresholds stand in the spec, and the verdict is computed from the rows: a claim that ' +
          'holds under some of its readings only depends on them, and one that holds because a setting was chosen for it ' +
          'is reproduced by calibration.',
    tables:
      judged.length === 0
        ? []
        : [
            {
              title: 'Verdicts',
              columns: ['experiment', ...verdicts],
              rows: judged.map(({ experiment, each }) => [experiment, ...each.map(String)]),
            },
          ],
  };
};

function countsOf({ results }: ChecklistSource): number[] {
  const claims = results.lines('claims.csv');
  return verdicts.map((verdict) => claims.filter((claim) => claim.verdict === verdict).length);
}
