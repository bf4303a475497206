/** Whether the summaries that figures draw are those of the trials beside them. */
import { InputError } from '../errors.js';
import type { Row, Spec } from '../experiment/contract.js';
import type { Results } from '../results/results.js';
import { placeKey, present, rowsByPlace, type SummaryLine, secondsOf } from '../results/summary.js';

/** What a summary tells of the trials of a cell. */
interface Source {
  readonly file: 'summary.csv' | 'timings_summary.csv';
  metrics(row: Row): readonly string[];
  value(row: Row, metric: string): number | null | undefined;
}

/**
 * Each cell of trials.csv must be in summary.csv with each metric of its task, and in timings_summary.csv, and nothing
 * else; the numbers of values and their means must be those of the trials. Intervals are not computed again.
 *
 * @param command what makes the results, for messages.
 * @throws InputError naming the file and the first cell and metric that differ.
 */
export function checkSummaries(results: Results, tasks: Spec['tasks'], command: string): void {
  const cells = rowsByPlace(results.rows);
  const anew = `\`${command}\` makes the file anew`;
  const sources: readonly Source[] = [
    {
      file: 'summary.csv',
      metrics: (row) => tasks[row.task]!.metrics.filter((metric) => Object.hasOwn(row.metrics, metric)),
      value: (row, metric) => row.metrics[metric],
    },
    {
      file: 'timings_summary.csv',
      metrics: () => ['seconds'],
      value: (row, metric) => (metric === 'seconds' ? secondsOf(row, results.seconds) : null),
    },
  ];
  for (const { file, metrics, value } of sources) {
    const told = new Set<string>();
    for (const line of results.lines(file)) {
      const name = nameOf(line, line.metric);
      const values = present((cells.get(placeKey(line)) ?? []).map((row) => value(row, line.metric)));
      const differs = !cells.has(placeKey(line)) || line.n !== values.length || !isMean(line.mean, values);
      if (differs) throw new InputError(`${results.folder}/${file} differs from trials.csv in ${name}; ${anew}`);
      if (told.has(name)) throw new InputError(`${results.folder}/${file} has ${name} twice; ${anew}`);
      told.add(name);
    }
    for (const [first] of cells.values()) {
      const lacking = metrics(first!).find((metric) => !told.has(nameOf(first!, metric)));
      if (lacking === undefined) continue;
      throw new InputError(`${results.folder}/${file} lacks ${nameOf(first!, lacking)}; ${anew}`);
    }
  }
}

/** `error of smile/argmin/noise=0.5`. */
function nameOf(
  { task, method, sweep }: Pick<SummaryLine, 'task' | 'method'> & Pick<Row, 'sweep'>,
  metric: string,
): string {
  const swept = Object.entries(sweep).map(([name, value]) => `${name}=${value}`);
  return `${metric} of ${[task, method, ...swept.sort()].join('/')}`;
}

/** Whether a mean that was written is that of the values, up to the rounding of their sum. */
function isMean(told: number | null, values: readonly number[]): boolean {
  if (told === null || values.length === 0) return told === null && values.length === 0;
  const sum = values.reduce((before, value) => before + value, 0);
  const size = values.reduce((before, value) => before + Math.abs(value), 0);
  return Math.abs(told * values.length - sum) <= 1e-9 * size;
}
