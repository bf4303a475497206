/** Trials computed afresh against every committed table that has rows of theirs. */
import type { Outcome } from '../../experiment/contract.js';
import { outcomesOf } from '../../results/outcomes.js';
import { trialSheets, trialTables } from '../../results/write.js';
import { type Difference, differences } from '../differences.js';
import type { CheckInput } from './contract.js';

/** Tables that differ from run to run. */
const timeTables: readonly string[] = ['timings.csv'];

/**
 * What differs, and the ids of the trials that were compared: not those that ran out of time in the committed run, which
 * says nothing of what they would have come to. One that had a result there and runs out of time now has lost it.
 */
export function rerunDifferences(input: CheckInput): {
  readonly differences: readonly Difference[];
  readonly compared: ReadonlySet<string>;
} {
  const { results, fresh } = input;
  const statuses = new Map(results.rows.map(({ id, status }) => [id, status]));
  const compared = fresh.filter(({ row }) => statuses.get(row.id) !== 'timeout');
  const late = compared.filter(({ row }) => row.status === 'timeout');
  const lost = late.map(({ row: { id, status } }): Difference => {
    const of = { file: `${results.folder}/trials.csv`, line: null, row: id, column: 'status', from: 'rerun' } as const;
    return { ...of, committed: statuses.get(id) ?? '', now: status };
  });
  const ended = compared.filter(({ row }) => row.status !== 'timeout');
  return {
    differences: [...lost, ...tableDifferences(input, ended)],
    compared: new Set(compared.map(({ row }) => row.id)),
  };
}

function tableDifferences({ results, cells, metrics, same }: CheckInput, outcomes: readonly Outcome[]): Difference[] {
  if (outcomes.length === 0) return [];
  const only = new Set(outcomes.map(({ row }) => row.id));
  const sheets = trialSheets({ cells, metrics, outcomes: outcomesOf(outcomes) });
  return trialTables
    .filter((name) => !timeTables.includes(name))
    .flatMap((name) => {
      const file = `${results.folder}/${name}`;
      return differences(results.table(name), sheets[name], { file, from: 'rerun', same, key: ['trial_id'], only });
    });
}
