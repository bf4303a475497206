import { counted } from '../../counted.js';
import type { Row } from '../../experiment/contract.js';
import { statuses } from '../../results/trials.js';
import type { ChecklistEntry, ChecklistSource, ChecklistTable } from './contract.js';
import { groupedBy } from './grouped.js';

/** Trials that did not end ok, and what became of them. */
export const exclusionsEntry: ChecklistEntry = (sources) => {
  const rows = sources.flatMap(({ results }) => results.rows);
  const ended = statuses.map((status) => [status, rows.filter((row) => row.status === status).length] as const);
  const counts = ended.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
  return {
    id: 'exclusions',
    title: 'Exclusions',
    answer:
      `No trial is dropped: of ${counted(rows.length, 'trial')} ${counts.join(', ')}, each a row of trials.csv with its ` +
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
