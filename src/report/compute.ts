/** What the computing took: the run as a whole, and each method beside the fastest on its task. */
import { counted } from '../counted.js';
import type { Run } from '../results/provenance.js';
import type { Results } from '../results/results.js';
import type { SummaryLine } from '../results/summary.js';
import { type Html, html } from './html.js';
import { sweptOf } from './summary.js';
import { firstOf, folded, tableOf } from './table.js';
import { duration, quoted, said } from './words.js';

/** Cells shown of an experiment. */
const mostCells = 200;

/** @param where the file that has all of them. */
export function computeUsed(run: Run, results: Pick<Results, 'seconds' | 'lines'>, where: string): Html {
  const { wallSeconds, cpuSeconds, jobs, machine, trials } = run;
  const kept = trials.fromJournal > 0 && ` ${trials.fromJournal} of its trials were computed in earlier runs.`;
  const timed = results.lines('timings_summary.csv').filter(({ median }) => median !== null);
  const { shown, note } = firstOf(timed, mostCells, 'cells', where);
  return html`<p>The run took ${duration(wallSeconds)} of wall time and ${duration(cpuSeconds)} of CPU time, with
${counted(jobs, 'thread')} on ${counted(machine.cores, 'core')} (${quoted(machine.cpu, 100)}).${kept} Learning, over all trials, took
${duration([...results.seconds.values()].reduce((sum, each) => sum + each, 0))}. Seconds are of learning alone; they differ between machines, and their ratios less.</p>
${folded(
  'Time of a trial in each cell',
  shown.length,
  tableOf({
    caption: 'Time of a trial',
    columns: [
      { title: 'task' },
      { title: 'method' },
      { title: 'swept' },
      ...['n', 'median', 'mean [95 % interval]', 'median over the fastest'].map((title) => ({ title, number: true })),
    ],
    rows: shown.map((line) => [
      line.task,
      line.method,
      quoted(sweptOf(line.sweep) || '–', 300),
      line.n,
      duration(line.median),
      line.low === null || line.high === null
        ? duration(line.mean)
        : `${duration(line.mean)} [${duration(line.low)}, ${duration(line.high)}]`,
      `${said(ratio(line, timed))} ×`,
    ]),
    note,
  }),
)}`;
}

/** The median beside the least of the cells of the same task and swept values. */
function ratio(line: SummaryLine, all: readonly SummaryLine[]): number {
  const key = placeOf(line);
  return Number(
    (
      line.median! / Math.min(...all.filter((other) => placeOf(other) === key).map(({ median }) => median!))
    ).toPrecision(3),
  );
}

const placeOf = ({ task, sweep }: SummaryLine): string => JSON.stringify([task, sweep]);
