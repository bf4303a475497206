/** What `moe run` says at the end: the cells, the claims, what failed, and where to go on. */
import { counted } from '../../counted.js';
import { badge, type Document, paragraph, strong } from '../../documents/contract.js';
import type { MachineRun } from '../../results/provenance.js';
import type { RunReport } from '../../runner/run.js';
import { spokenShard } from '../../runner/shards/shard.js';
import { type Asked, commandFor, ending, type Next } from '../ending.js';
import { cellTable } from './cells.js';
import { claimsDocument, judgesAll } from './claims.js';
import { spoken } from './progress.js';

interface Told {
  readonly asked: Asked;
  /** How long it took. */
  readonly seconds: number;
  /** Every cell and claim; else the first cells, and the claims that differ from what was expected. */
  readonly all: boolean;
}

export function runDocument(report: RunReport, { asked, seconds, all }: Told): Document {
  const { plan, counts, computed, machines, results, file } = report;
  const { spec, folder, shard } = plan.request;
  const cached = plan.trials.length - computed;
  const from = cached > 0 ? `, ${cached} of them from the journal` : '';
  const by = machines.length > 0 ? ` ${computers(machines)},` : '';
  const what = shard === undefined ? '' : `, shard ${spokenShard(shard)}`;
  return [
    paragraph([
      strong(spec.name),
      `${what}: ${counted(plan.trials.length, 'trial')}${by} in ${spoken(seconds)}${from}`,
    ]),
    ...(results === undefined ? [] : [cellTable(plan, results, all), ...claimsDocument(plan, results.claims, all)]),
    ...lost(counts, file ?? `${folder}/trials.csv`),
    ...ending({ wrote: [file ?? `${folder}/`], next: nextOf(report, asked) }),
  ];
}

/** ` of 4 shards from 2 machines`. */
function computers(machines: readonly MachineRun[]): string {
  const hosts = new Set(machines.map(({ host }) => host)).size;
  const shards = machines.filter(({ shard }) => shard !== undefined).length;
  return `${shards > 0 ? `of ${counted(shards, 'shard')} ` : ''}from ${counted(hosts, 'machine')}`;
}

function lost({ failed, timeout }: RunReport['counts'], file: string): Document {
  if (failed + timeout === 0) return [];
  const told = `${counted(failed, 'trial')} failed and ${timeout} timed out`;
  return [paragraph([badge('bad', told), `; ${file} has the reasons`])];
}

function nextOf({ plan, counts, results }: RunReport, asked: Asked): Next[] {
  const { quick: _, ...whole } = asked;
  const { shard, spec } = plan.request;
  const again: Next = [`${commandFor('run', asked, '--out')} --retry-failed`, 'runs those trials again'];
  const ahead: Next[] =
    shard !== undefined
      ? [[commandFor('merge', asked, '--out'), 'puts the results together once all shards are there']]
      : [
          ...(spec.whole === undefined && judgesAll(plan, results?.claims ?? [])
            ? []
            : [[commandFor('run', whole, '--out'), 'runs every trial'] as const]),
          [commandFor('plot', asked), 'draws its figures'],
          [commandFor('report', asked), 'puts all of it on one page'],
        ];
  return [...(counts.failed + counts.timeout > 0 ? [again] : []), ...ahead];
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
