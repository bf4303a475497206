/** The part `assignment` of `make bench`: the scaling of the bounded assignment, told and written to plots/bench. */
import { mkdtempSync, rmSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { toJson } from '../charts/draw.js';
import { toPng, toSvg } from '../charts/render.js';
import { type Document, listOf, paragraph } from '../documents/contract.js';
import { markdown } from '../documents/markdown.js';
import { makeFolder, writeAllAtomically } from '../results/atomic.js';
import { toCsv } from '../tables/csv.js';
import { type Report, type Result, type Scaling, scale, tolerance, troubles } from './assignment.js';
import { assignmentChart } from './assignment-chart.js';
import { solvers } from './assignment-solvers.js';
import { tableOf } from './comparison.js';

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

export function csvOf({ results, scaling }: Report): string {
  return toCsv({
    columns: ['solver', 'n', 'k', 'cpu_ms', 'ratio', 'calls', 'objective', 'status', 'note'],
    rows: results.map(({ solver, n, ms, ratio, calls, objective, status, note }) => [
      ...[solver, n, scaling.k, ms, ratio, calls, objective, status, note],
    ]),
  });
}

/** The table, what each solver is, and the remarks. */
export function documentOf(report: Report): Document {
  return [
    tableOf('CPU ms of one assignment of n samples to clusters of equal size', scalingRows(report)),
    ...listOf(report.solvers.map(({ name, about }) => `${name}: ${about}`)),
    ...remarks(report).map(paragraph),
  ];
}

const scaling: Scaling = {
  k: 3,
  sizes: [100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
  limit: 3,
  memory: 1,
};

/** Measures for about two minutes with all peers; returns what to print. @param folder for the files. */
export async function assignmentPart(folder: string): Promise<Document> {
  const scratch = mkdtempSync(join(tmpdir(), 'moe-bench-'));
  try {
    const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${platform()} ${arch()}, Node ${process.versions.node}`;
    const report: Report = { ...(await scale(solvers, scaling, scratch)), solvers, scaling, machine };
    await write(folder, report);
    return documentOf(report);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The table and the chart, together. These files hold times: they differ from run to run. */
async function write(folder: string, report: Report): Promise<void> {
  const spec = assignmentChart(report);
  const svg = await toSvg(spec);
  makeFolder(folder);
  writeAllAtomically(folder, {
    'assignment.csv': csvOf(report),
    'assignment.md': markdown(documentOf(report)),
    'assignment.vl.json': toJson(spec),
    'assignment.svg': svg,
    'assignment.png': await toPng(svg),
  });
}
