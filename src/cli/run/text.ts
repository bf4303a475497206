/** What `moe run` prints at the end: a table of the cells, the claims, what failed. */

import { painter } from '../../documents/paint.js';
import { plainTable, width } from '../../documents/terminal-table.js';
import type { Cell } from '../../experiment/contract.js';
import type { JudgedClaim } from '../../results/claims/judge.js';
import type { SummaryLine } from '../../results/summary.js';
import { estimatedSeconds, type Plan } from '../../runner/plan.js';
import type { RunReport } from '../../runner/run.js';
import { short, timed } from '../numbers.js';
import type { GlobalOptions } from '../options.js';
import { spoken } from './progress.js';

type Shown = GlobalOptions & { readonly json?: boolean };

/** The table of cells, then the claims. */
export function printReport(report: RunReport, options: Shown, took: string): void {
  const { plan, counts, computed, results } = report;
  if (results === undefined) return;
  const paint = painter(options.color && process.stdout.isTTY === true);
  const cached = plan.trials.length - computed;
  const from = cached > 0 ? `, ${cached} of them from the journal` : '';
  const lines = [
    `${paint.bold(plan.request.spec.name)}: ${plan.trials.length} trials in ${took}${from} -> ${plan.request.folder}/`,
    cellTable(report, options),
    ...(results.claims.length > 0 ? [claimTable(results.claims, options)] : []),
    ...failures(report, counts),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Cells shown at the end of a run; of a longer grid the rest is named, not shown. */
const shownCells = 40;

/** The metrics that a task names first are those to look at first. */
const metricsShown = 2;

function cellTable({ plan, results }: RunReport, options: Shown): string {
  const sweeps = new Set(plan.cells.flatMap(({ sweep }) => Object.keys(sweep)));
  const metrics = [...new Set(plan.cells.flatMap((cell) => cell.metrics.slice(0, metricsShown)))];
  const line = (lines: readonly SummaryLine[], cell: Cell, metric: string) =>
    lines.find(
      (found) =>
        found.metric === metric && found.task === cell.task && found.method === cell.method && sameSweep(found, cell),
    );
  const narrow = width() < 78 + 13 * metrics.length;
  const range = narrow ? (found?: SummaryLine) => short(found?.mean) : interval;
  const rows = plan.cells
    .slice(0, shownCells)
    .map((cell) => [
      cell.task,
      cell.method,
      ...(sweeps.size > 0 ? [swept(cell)] : []),
      String(cell.trials),
      ...metrics.map((metric) => range(line(results!.summary, cell, metric))),
      timed(line(results!.timings, cell, 'seconds')?.median),
    ]);
  const head = ['trials', ...metrics.map((name) => (narrow ? name : `${name} [95 %]`)), 'time'];
  const names = ['task', 'method', ...(sweeps.size > 0 ? ['swept'] : [])];
  const more = plan.cells.length - rows.length;
  const rest = more > 0 ? [`  ... and ${more} more cells: ${plan.request.folder}/summary.csv`] : [];
  return [plainTable([...names, ...head], rows, options, names.length), ...rest].join('\n');
}

function swept({ sweep }: Cell): string {
  return Object.entries(sweep)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function sameSweep(a: Pick<SummaryLine, 'sweep'>, b: Cell): boolean {
  return JSON.stringify(a.sweep) === JSON.stringify(b.sweep);
}

function interval(line: SummaryLine | undefined): string {
  if (line === undefined || line.n === 0) return '-';
  const range = line.low === null ? '' : ` [${short(line.low)}, ${short(line.high)}]`;
  return `${short(line.mean)}${range}`;
}

function claimTable(claims: readonly JudgedClaim[], options: Shown): string {
  const paint = painter(options.color && process.stdout.isTTY === true);
  const rows = claims.map(({ id, verdict, expected, paper, value, sentence }) => {
    const as = verdict === expected ? '' : ` (expected: ${expected})`;
    return [id, `${verdict}${as}`, short(value), paper, sentence];
  });
  // Cut to the terminal before anything is coloured: a colour's code must not be cut, nor counted.
  const lines = plainTable(['claim', 'verdict', 'here', 'paper', 'sentence'], rows, { ...options, color: false })
    .split('\n')
    .map((text) => (text.length >= width() ? `${text.slice(0, width() - 4)}...` : text));
  return [paint.dim(lines[0]!), ...lines.slice(1)]
    .map((text) => text.replace(/\(expected: [^)]*\)/, (part) => paint.yellow(part)))
    .join('\n');
}

function failures({ results, plan }: RunReport, counts: RunReport['counts']): string[] {
  if (results === undefined || counts.failed + counts.timeout === 0) return [];
  return [
    `  ${counts.failed} trials failed and ${counts.timeout} timed out: their reasons are in ${plan.request.folder}/trials.csv;` +
      ' --retry-failed runs them again',
  ];
}

/** What `--dry-run` says, a line per experiment or an array of JSON. */
export function printDryRun(plans: readonly Plan[], { json }: Shown): void {
  const facts = plans.map((plan) => ({
    experiment: plan.request.spec.name,
    folder: plan.request.folder,
    cells: plan.cells.length,
    trials: plan.trials.length,
    cached: plan.cached.size,
    pending: plan.pending.length,
    expectedSeconds: estimatedSeconds(plan),
  }));
  const lines = facts.map(({ experiment, folder, cells, trials, cached, pending, expectedSeconds }) => {
    const time =
      expectedSeconds === null
        ? 'time not known: some cells were never timed'
        : `about ${spoken(expectedSeconds)} of one core`;
    return `${experiment}: ${cells} cells, ${trials} trials, ${cached} in the journal, ${pending} to compute (${time}) -> ${folder}/`;
  });
  process.stdout.write(`${json ? JSON.stringify(facts, null, 2) : lines.join('\n')}\n`);
}

/** The report as data, for `--json`. */
export function reportJson({ plan, complete, counts, computed, results }: RunReport): object {
  return {
    experiment: plan.request.spec.name,
    folder: plan.request.folder,
    complete,
    trials: plan.trials.length,
    computed,
    status: counts,
    summary: results?.summary ?? [],
    timings: results?.timings ?? [],
    claims: results?.claims ?? [],
  };
}
