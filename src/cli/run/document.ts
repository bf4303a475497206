/** What `moe run` says at the end: a table of the cells, the claims, what failed. */

import { inBytes } from '../../components/memory.js';
import { counted } from '../../counted.js';
import { type Document, paragraph, strong, type Table } from '../../documents/contract.js';
import { duration, rounded } from '../../documents/numbers.js';
import type { Cell } from '../../experiment/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import type { SummaryLine } from '../../results/summary.js';
import type { Plan } from '../../runner/plan.js';
import type { RunReport } from '../../runner/run.js';
import { spokenShard } from '../../runner/shards/partition.js';
import { expectationOf } from '../../runner/times.js';
import { claimsDocument } from './claims.js';
import { spoken } from './progress.js';

/** Cells shown at the end of a run; of a longer grid the rest is named, not shown. */
const shownCells = 40;

/** The metrics that a task names first are those to look at first. */
const metricsShown = 2;

/** @param took seconds. */
export function runDocument(report: RunReport, took: number): Document {
  const { plan, counts, computed, machines, results, file } = report;
  const { spec, folder, shard } = plan.request;
  const cached = plan.trials.length - computed;
  const from = cached > 0 ? `, ${cached} of them from the journal` : '';
  const by = machines.length > 0 ? ` ${computers(machines)},` : '';
  const what = shard === undefined ? '' : `, shard ${spokenShard(shard)}`;
  const where = file ?? `${folder}/`;
  const lost = counts.failed + counts.timeout > 0;
  return [
    paragraph([strong(spec.name), `${what}: ${plan.trials.length} trials${by} in ${spoken(took)}${from} -> ${where}`]),
    ...(results === undefined ? [] : [cellTable(report), ...claimsDocument(plan, results.claims)]),
    ...(lost
      ? [
          paragraph(
            `${counted(counts.failed, 'trial')} failed and ${counts.timeout} timed out: their reasons are in ` +
              `${file ?? `${folder}/trials.csv`}; --retry-failed runs them again`,
          ),
        ]
      : []),
  ];
}

/** ` of 4 shards from 2 machines`. */
function computers(machines: readonly MachineRun[]): string {
  const hosts = new Set(machines.map(({ host }) => host)).size;
  const shards = machines.filter(({ shard }) => shard !== undefined).length;
  return `${shards > 0 ? `of ${counted(shards, 'shard')} ` : ''}from ${counted(hosts, 'machine')}`;
}

function cellTable({ plan, results }: RunReport): Table {
  const { cells, request } = plan;
  const swept = cells.some(({ sweep }) => Object.keys(sweep).length > 0);
  const metrics = [...new Set(cells.flatMap((cell) => cell.metrics.slice(0, metricsShown)))];
  const find = (lines: readonly SummaryLine[], cell: Cell, metric: string) =>
    lines.find(
      (line) =>
        line.metric === metric && line.task === cell.task && line.method === cell.method && sameSweep(line, cell),
    );
  const more = cells.length - shownCells;
  return {
    kind: 'table',
    caption: '',
    columns: [
      ...['task', 'method', ...(swept ? ['swept'] : [])].map((title) => ({ title })),
      { title: 'trials', number: true },
      ...metrics.flatMap((title) => [
        { title, number: true },
        { title: '95 %', number: true, spare: true },
      ]),
      { title: 'time', number: true },
    ],
    rows: cells.slice(0, shownCells).map((cell) => [
      cell.task,
      cell.method,
      ...(swept
        ? [
            Object.entries(cell.sweep)
              .map(([name, value]) => `${name}=${value}`)
              .join(' '),
          ]
        : []),
      String(cell.trials),
      ...metrics.flatMap((metric) => estimate(find(results!.summary, cell, metric))),
      duration(find(results!.timings, cell, 'seconds')?.median),
    ]),
    ...(more > 0 ? { note: `... and ${more} more cells: ${request.folder}/summary.csv` } : {}),
  };
}

function sameSweep(a: Pick<SummaryLine, 'sweep'>, b: Cell): boolean {
  return JSON.stringify(a.sweep) === JSON.stringify(b.sweep);
}

function estimate(line: SummaryLine | undefined): [mean: string, interval: string] {
  if (line === undefined || line.n === 0) return ['-', ''];
  return [rounded(line.mean), line.low === null ? '' : `[${rounded(line.low)}, ${rounded(line.high)}]`];
}

/** What a plan would do on so many threads. */
export function planFacts(plan: Plan, threads: number) {
  const { seconds, guessed } = expectationOf(plan.left, plan.costs, threads);
  const { spec, folder, shard } = plan.request;
  return {
    experiment: spec.name,
    ...(shard === undefined ? {} : { shard: spokenShard(shard) }),
    folder,
    cells:
      shard === undefined
        ? plan.cells.length
        : plan.cells.filter((_, c) => plan.trials.starts[c]! < plan.trials.starts[c + 1]!).length,
    trials: plan.trials.length,
    cached: plan.cached,
    pending: plan.pending.length,
    expectedSeconds: seconds,
    guessed,
    /** The most that a trial needs. */
    memory: plan.memory,
  };
}
type PlanFacts = ReturnType<typeof planFacts>;

export function planDocument(plans: readonly PlanFacts[]): Document {
  return plans.map((facts) => {
    const { experiment, shard, folder, cells, trials, cached, pending, memory } = facts;
    return paragraph([
      strong(experiment),
      `${shard === undefined ? '' : `, shard ${shard}`}: ${cells} cells, ${trials} trials, ${cached} in the journal, ${pending} to compute (${expected([facts])}), at most ${inBytes(memory.bytes)} of memory a trial -> ${folder}/`,
    ]);
  });
}

/** How long the plans will take, one after the other, and how much of that is a guess. */
export function expected(plans: readonly PlanFacts[]): string {
  const untimed = plans.filter(({ expectedSeconds }) => expectedSeconds === null);
  const sum = (of: (plan: PlanFacts) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  const seconds = sum(({ expectedSeconds }) => expectedSeconds ?? 0);
  if (untimed.length === plans.length) return 'how long is not known: nothing like it was timed';
  const guessed = sum(({ expectedSeconds, guessed }) => (expectedSeconds ?? 0) * guessed) / seconds;
  const without = untimed.length > 0 ? `, without ${untimed.map(({ experiment }) => experiment).join(', ')}` : '';
  const guess = guessed > 0 ? `; ${rounded(100 * guessed, 2)}% of that is a guess by the likest cells` : '';
  return `about ${spoken(seconds)}${without}${guess}`;
}

/** The report as data, for `--json`. */
export function reportJson({ plan, complete, counts, computed, results, file }: RunReport): object {
  const { spec, folder, shard } = plan.request;
  return {
    experiment: spec.name,
    ...(shard === undefined ? {} : { shard: spokenShard(shard), file }),
    folder,
    complete,
    trials: plan.trials.length,
    computed,
    status: counts,
    summary: results?.summary ?? [],
    timings: results?.timings ?? [],
    claims: results?.claims ?? [],
  };
}
