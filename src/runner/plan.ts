/** What a run will do, found without writing anything: its trials, which of them are in the journal, which are left. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory } from '../components/memory.js';
import { InputError } from '../errors.js';
import type { Behavior } from '../experiment/behavior.js';
import type { Catalog } from '../experiment/catalog.js';
import type { Cell, Outcome, Spec, TrialList } from '../experiment/contract.js';
import { cellsOf, type Filter } from '../experiment/grid.js';
import { checkCells } from '../experiment/spec/cells.js';
import { type TrialGrid, trialsOf } from '../experiment/trials.js';
import { type Run, readRun } from '../results/provenance.js';
import { filesIn, openResults } from '../results/results.js';
import { isFailure, readJournal } from './journal.js';
import { fitsIn, type MemoryLimit } from './memory.js';
import { type Batch, batchesOf, type Costs, costsOf, firstOf, longestFirst, timesOf, withTimes } from './times.js';

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
}

export interface Plan {
  readonly request: RunRequest;
  readonly cells: readonly Cell[];
  readonly trials: TrialGrid;
  readonly cached: ReadonlyMap<string, Outcome>;
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
  /** What the folder held when it was looked at; another stamp means to plan again. */
  readonly stamp: string;
}

export const journalOf = (folder: string): string => join(folder, '.journal.ndjson');

/** Tells whether another run has written to the folder: its files are replaced or grow. */
export function stampOf(folder: string): string {
  const files = [join(folder, 'run.json'), join(folder, 'trials.csv'), journalOf(folder)];
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

/** @throws InputError for a grid that cannot be run, or that must not be written to this folder. */
export function planRun(request: RunRequest): Plan {
  const { spec, catalog, folder, filter, trials: perCell, behavior, fresh, retryFailed } = request;
  const cells = cellsOf(spec, catalog, { filter, ...(perCell === undefined ? {} : { trials: perCell }) });
  if (cells.length === 0) throw new InputError(`${spec.name}: no cell of the grid is left by --filter`);
  const memory = checkedCells(request, cells);
  const grid = trialsOf(spec, cells, catalog, behavior);
  const trials = [...grid];
  const stamp = stampOf(folder);
  checkFolder(request, new Set(trials.map(({ id }) => id)));
  const byKey = new Map(trials.map((trial) => [trial.key, trial]));
  const { outcomes, dropped } = readJournal(journalOf(folder), fresh ? new Map() : byKey);
  const cached = retryFailed ? new Map([...outcomes].filter(([, outcome]) => !isFailure(outcome))) : outcomes;
  const costs = costsFor(request, cells, cached.values());
  const pending = longestFirst(
    trials.filter(({ key }) => !cached.has(key)),
    costs,
  );
  return { request, cells, trials: grid, cached, pending, left: batchesOf(pending), costs, memory, dropped, stamp };
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
  ids: ReadonlySet<string>,
): void {
  const written = writtenRun(folder);
  if (written === undefined) {
    checkNothingLost(folder, ids, 'the spec');
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
  checkNothingLost(folder, ids, flags);
  if (written.seed !== spec.seed) {
    throw new InputError(`${folder} holds results of seed ${written.seed}, not ${spec.seed}. ${elsewhere}`);
  }
}

function checkNothingLost(folder: string, ids: ReadonlySet<string>, by: string): void {
  const lost = writtenIds(folder).filter((id) => !ids.has(id));
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
  if (!existsSync(join(folder, 'trials.csv')) || existsSync(journalOf(folder))) return undefined;
  throw new InputError(
    `${folder} holds a trials.csv but no run.json, so whose results they are is not known. Move them away, or write elsewhere with --out DIR`,
  );
}

function writtenIds(folder: string): string[] {
  const trials = openResults(filesIn(folder), true).found('trials.csv');
  return trials?.rows.map((line) => line.text('trial_id')) ?? [];
}

/** The costs of trials, by those in the journal, else by the first of the folders that has times of their place. */
function costsFor({ folder, timesIn }: RunRequest, cells: readonly Cell[], cached: Iterable<Outcome>): Costs {
  const known = [folder, ...timesIn].map((place) => timesOf(openResults(filesIn(place), true)));
  return costsOf(cells, withTimes(firstOf(known), cached));
}
