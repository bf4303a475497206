import { present, rowsByPlace } from '../../results/summary.js';
import type { ChecklistEntry, ChecklistParts, ChecklistSource, ChecklistTable } from './contract.js';
import { span } from './words.js';

const kinds = { share: 'Wilson', mean: 'bootstrap of the mean' } as const;

/** What the intervals are, and over how many trials. */
export const intervalsEntry: ChecklistEntry = (sources, parts) => ({
  id: 'error-bars',
  title: 'Error bars',
  answer:
    'Every interval is of 95 %, over the trials of one cell, and stands beside mean, standard deviation and median in ' +
    'summary.csv: Wilson’s score interval where a trial counts as 0 or 1, else a percentile bootstrap of the mean, whose ' +
    'draws come from a stream named after the cell and the metric. n is the number of trials of a cell that have a ' +
    'value; a mean of one value, or of equal ones, has no interval. With fewer than about ten trials a percentile ' +
    'bootstrap is too narrow for its level: with three it is hardly more than their range. Where all trials share their data, an interval says ' +
    'nothing about other data sets.',
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
