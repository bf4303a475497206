/** The scaling of the bounded assignment as a table: for a terminal, as CSV, as Markdown. */
import { markdownTable, markdownText } from '../documents/markdown.js';
import { toCsv } from '../tables/csv.js';
import { type Result, type Scaled, type Scaling, tolerance } from './assignment.js';
import type { Solver } from './assignment-solvers.js';

/** What was measured, and where. */
export interface Report extends Scaled {
  readonly solvers: readonly Solver[];
  readonly scaling: Scaling;
  /** Processor, system and version of Node. */
  readonly machine: string;
}

/** A row a size, a column a solver: the header first. */
export function scalingRows({ results, solvers, scaling }: Report): string[][] {
  const cell = (n: number, solver: string) => cellOf(results.find((each) => each.n === n && each.solver === solver)!);
  const names = solvers.map(({ name }) => name);
  return [['n', ...names], ...scaling.sizes.map((n) => [String(n), ...names.map((name) => cell(n, name))])];
}

/** `160 (405)`: CPU ms, and in brackets how often flow's they are; a word where there is none. */
function cellOf({ status, ms, ratio }: Result): string {
  if (ms === null) return status;
  const times = ratio === null ? '' : ` (${digits(ratio, 2)})`;
  return `${digits(ms, 3)}${times}${status === 'differs' ? ' differs' : ''}`;
}

const digits = (value: number, count: number): string => String(Number(value.toPrecision(count)));

/** What one must know to read the table, a line each. */
export function remarks({ results, solvers, scaling, versions, machine }: Report): string[] {
  const { k, limit, memory } = scaling;
  const first = solvers[0]!.name;
  return [
    `CPU is user and system, on one thread; the median of repeats; in brackets, how many times ${first}'s.`,
    `k = ${k}; the same losses for all, uniform, but greater for later experts, so that argmin has unequal sizes.`,
    `beyond: a smaller size took more than ${limit} CPU s a call, or the n x n matrix takes more than ${memory} GiB.`,
    'Building what a Python solver is given is not counted.',
    `Where nothing else is said, each found the total loss of ${first}, to ${tolerance.toExponential()} of it.`,
    `Times are of this machine: ${[machine, ...versions].join(', ')}.`,
    ...troubles(results),
  ];
}

/** Who is absent and how to get it, who found something else, who failed. */
export function troubles(results: readonly Result[]): string[] {
  const absent = results.filter(({ status }) => status === 'absent');
  const other = results.filter(({ status }) => status === 'differs' || status === 'failed');
  return [
    ...new Set(absent.map(({ solver, note }) => `${solver} is absent: ${note}.`)),
    ...other.map(({ solver, n, status, note }) => `${solver} ${status} at n = ${n}: ${note}.`),
  ];
}

export function csvOf({ results, scaling }: Report): string {
  return toCsv({
    columns: ['solver', 'n', 'k', 'cpu_ms', 'ratio', 'calls', 'objective', 'status', 'note'],
    rows: results.map(({ solver, n, ms, ratio, calls, objective, status, note }) => [
      ...[solver, n, scaling.k, ms, ratio, calls, objective, status, note],
    ]),
  });
}

export function markdownOf(report: Report): string {
  const [head, ...rows] = scalingRows(report).map((cells) => cells.map(markdownText));
  return [
    "CPU ms of one assignment of n samples; in brackets, times flow's.",
    '',
    markdownTable(
      head!,
      rows,
      head!.map(() => true),
    ),
    '',
    ...report.solvers.map(({ name, about }) => `- ${markdownText(name)}: ${markdownText(about)}`),
    '',
    ...remarks(report).map((line) => `${markdownText(line)}  `),
    '',
  ].join('\n');
}
