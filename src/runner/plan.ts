/** What a run will do, found without writing anything: its trials, which of them are in the journal, which are left. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory } from '../components/memory.js';
import { counted } from '../counted.js';
import { InputError } from '../errors.js';
import type { Behavior } from '../experiment/behavior.js';
import type { Catalog } from '../experiment/catalog.js';
import type { Cell, Spec, TrialList } from '../experiment/contract.js';
import { cellsOf, type Filter } from '../experiment/grid.js';
import { checkCells } from '../experiment/spec/cells.js';
import { partOf, select, type TrialGrid, trialsOf } from '../experiment/trials.js';
import { type Run, readRun } from '../results/provenance.js';
import { filesIn, openResults } from '../results/results.js';
import { readJournal } from './journal.js';
import { fitsIn, type MemoryLimit } from './memory.js';
import { type OutcomeStore, outcomeStore } from './outcomes.js';
import { type GridIdentity, identityOf } from './shards/identity.js';
import { loadOf, partAt } from './shards/partition.js';
import { type Shard, spokenShard } from './shards/shard.js';
import { type Batch, type Costs, costsOf, firstOf, type Timed, timesOf, withTimes } from './times.js';
import { journalOf, workplaceOf } from './workplace.js';

export interface RunRequest {
  readonly spec: Spec;
  /** What its trials are made of. */
  readonly catalog: Catalog;
  readonly source: Run['spec'];
  /** The results folder of this experiment. */
  readonly folder: string;
  readonly filter: Filter;
  /** Trials per cell, instead of the spec's. */
  readonly trials?: number;
  /** The spec's seed was overridden. */
  readonly seedGiven: boolean;
  /** Take nothing from the journal. */
  readonly fresh: boolean;
  /** Run trials again that failed or timed out. */
  readonly retryFailed: boolean;
  /** Digests of the code that its trials run. */
  readonly behavior: Behavior;
  /** What a trial may take; anything when absent, as where it runs elsewhere. */
  readonly memory?: MemoryLimit;
  /** Further results folders that may tell how long its trials take. */
  readonly timesIn: readonly string[];
  /** Only this part of the grid. */
  readonly shard?: Shard;
}

export interface Plan {
  readonly request: RunRequest;
  /** Of the whole grid. */
  readonly cells: readonly Cell[];
  /** Those of the grid or, of a shard, of its part. */
  readonly trials: TrialGrid;
  /** What is known of them: at first those in journals, in the end all. */
  readonly outcomes: OutcomeStore;
  /** How many were in journals. */
  readonly cached: number;
  /** What is left, the longest first. */
  readonly pending: TrialList;
  /** How many that are, cell by cell. */
  readonly left: readonly Batch[];
  /** What trials are expected to take. */
  readonly costs: Costs;
  /** The most that a trial holds at once. */
  readonly memory: Memory;
  /** Journal lines that are not what a run writes. */
  readonly dropped: number;
  /** Bytes of lines of the journal that are of no use to this run. */
  readonly idle: number;
  /** What the folder held when it was looked at; another stamp means to plan again. */
  readonly stamp: string;
  /** Of a shard: what it is a part of. */
  readonly partOf?: WholeGrid;
}

/** A grid that was parted. */
export interface WholeGrid {
  readonly grid: GridIdentity;
  /** Digest of the partition. */
  readonly cut: string;
}

/** Tells whether another run has written to the folder: its files are replaced or grow. */
export function stampOf(request: Pick<RunRequest, 'folder' | 'shard'>): string {
  const { folder } = request;
  const files = [join(folder, 'run.json'), join(folder, 'trials.csv'), ...journalsOf(request)];
  const stamps = files.map((file) => {
    try {
      const { ino, size, mtimeNs } = statSync(file, { bigint: true });
      return `${ino} ${size} ${mtimeNs}`;
    } catch {
      return '-';
    }
  });
  return stamps.join();
}

/** The journal that a run writes, and those that it also takes trials from: a shard from that of the whole grid. */
function journalsOf({ folder, shard }: Pick<RunRequest, 'folder' | 'shard'>): string[] {
  const own = journalOf(workplaceOf({ folder, ...(shard && { shard }) }));
  return shard === undefined ? [own] : [own, journalOf(workplaceOf({ folder }))];
}

/** @throws InputError for a grid that cannot be run, or that must not be written to this folder. */
export function planRun(request: RunRequest): Plan {
  const { spec, catalog, filter, trials: perCell, behavior, fresh, retryFailed } = request;
  const cells = cellsOf(spec, catalog, { filter, ...(perCell === undefined ? {} : { trials: perCell }) });
  if (cells.length === 0) throw new InputError(`${spec.name}: no cell of the grid is left by --filter`);
  const memory = checkedCells(request, cells);
  const all = trialsOf(spec, cells, catalog, behavior);
  const stamp = stampOf(request);
  checkFolder(request, (id) => all.findId(id) !== undefined);
  const timed = timesFor(request);
  const { trials, ...part } = partFor(request, all, costsOf(cells, timed));
  const outcomes = outcomeStore(trials);
  const byKey = { get: (key: string) => (fresh ? undefined : trials.at(trials.find(key) ?? trials.length)) };
  const [journal] = journalsOf(request).map((path) => readJournal(path, byKey, outcomes));
  const { dropped, idle } = journal!;
  if (retryFailed) outcomes.dropFailures();
  const costs = costsOf(cells, withTimes(timed, outcomes.times()));
  const cached = outcomes.size;
  const left = leftOf(trials, outcomes, costs);
  return { request, cells, trials, outcomes, cached, ...left, costs, memory, dropped, idle, stamp, ...part };
}

/** The trials without an outcome, the longest first, of equal ones in grid order. */
function leftOf(trials: TrialGrid, outcomes: OutcomeStore, costs: Costs): Pick<Plan, 'pending' | 'left'> {
  const { cells, digests, starts } = trials;
  const cost = (c: number) => costs.get(cells[c]!)?.seconds ?? 0;
  const places = new Uint32Array(trials.length - outcomes.size);
  let count = 0;
  const left = [...cells.keys()]
    .sort((a, b) => cost(b) - cost(a))
    .map((c): Batch => {
      const before = count;
      for (let place = starts[c]!; place < starts[c + 1]!; place++) if (!outcomes.hasAt(place)) places[count++] = place;
      return { cell: cells[c]!, digest: digests[c]!, trials: count - before };
    });
  return { pending: select(trials, places), left: left.filter((batch) => batch.trials > 0) };
}

/**
 * The trials of the shard; without one all. What is in journals has no part in it, not even as times: every shard cuts the
 * grid in the same way, whatever was computed by then.
 * @throws InputError for more shards than there are trials.
 */
function partFor(
  { spec, shard, catalog, behavior }: RunRequest,
  all: TrialGrid,
  costs: Costs,
): Pick<Plan, 'trials' | 'partOf'> {
  if (shard === undefined) return { trials: all };
  if (shard.of > all.length) {
    const most = `${spec.name} has ${counted(all.length, 'trial')}, so at most as many shards`;
    throw new InputError(`--shard ${spokenShard(shard)}: ${most}`);
  }
  const loads = all.cells.map((cell) => loadOf(cell, costs, cell.trials));
  const { places, cut } = partAt(loads, shard);
  return { trials: partOf(all, places), partOf: { cut, grid: identityOf(all, spec, catalog, behavior) } };
}

/** The most memory that a trial needs. @throws InputError, located, for a cell that cannot be run or does not fit. */
function checkedCells({ catalog, source, memory }: RunRequest, cells: readonly Cell[]): Memory {
  try {
    return checkCells(cells, catalog, memory && fitsIn(memory));
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${source.file} ${error.message}`) : error;
  }
}

/** Refuses to write over the results of another spec, or over a fuller grid of the same one. */
function checkFolder(
  { spec, source, folder, filter, trials, seedGiven, fresh }: RunRequest,
  has: (id: string) => boolean,
): void {
  const written = writtenRun(folder);
  if (written === undefined) {
    checkNothingLost(folder, has, 'the spec');
    return;
  }
  const elsewhere = 'Write elsewhere with --out DIR';
  if (written.experiment !== spec.name) {
    throw new InputError(`${folder} holds results of ${written.experiment}, not of ${spec.name}. ${elsewhere}`);
  }
  const { file, place, digest } = written.spec;
  // The spec of the very same place may have been edited since. Results of moe before 0.3 know no place.
  const same = place === '' ? file === source.file : place === source.place;
  if (!same && digest !== source.digest && !fresh) {
    throw new InputError(
      `${folder} holds results of another spec with the name ${spec.name}: ${file}, not ${source.file}. ` +
        `${elsewhere}, or start over with --fresh`,
    );
  }
  const changed = [
    Object.keys(filter).length > 0 && '--filter',
    trials !== undefined && '--trials',
    seedGiven && '--seed',
  ];
  const flags = changed.filter((flag) => flag !== false).join(', ');
  if (flags === '') return;
  checkNothingLost(folder, has, flags);
  if (written.seed !== spec.seed) {
    throw new InputError(`${folder} holds results of seed ${written.seed}, not ${spec.seed}. ${elsewhere}`);
  }
}

function checkNothingLost(folder: string, has: (id: string) => boolean, by: string): void {
  const lost = writtenIds(folder).filter((id) => !has(id));
  if (lost.length === 0) return;
  const more = lost.length > 1 ? ` and ${lost.length - 1} more` : '';
  throw new InputError(
    `${folder} holds a fuller grid than ${by} leaves: ${lost[0]}${more} would be lost. Write elsewhere with --out DIR`,
  );
}

/** Whose results a folder holds; undefined for one without any. */
function writtenRun(folder: string): Run | undefined {
  const run = readRun(folder);
  if (run !== undefined) return run;
  // A journal beside it: a run of ours, whose run.json was lost.
  if (!existsSync(join(folder, 'trials.csv')) || existsSync(journalOf(workplaceOf({ folder })))) return undefined;
  throw new InputError(
    `${folder} holds a trials.csv but no run.json, so whose results they are is not known. Move them away, or write elsewhere with --out DIR`,
  );
}

function writtenIds(folder: string): string[] {
  const trials = openResults(filesIn(folder), true).found('trials.csv');
  return trials?.rows.map((line) => line.text('trial_id')) ?? [];
}

/** The times of each place, by the first of the folders that has some. */
function timesFor({ folder, timesIn }: RunRequest): Timed {
  return firstOf([folder, ...timesIn].map((place) => timesOf(openResults(filesIn(place), true))));
}
