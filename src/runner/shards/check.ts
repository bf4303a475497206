/** Whether shards are of one grid, all there, and each trial in one of them. */
import { isDeepStrictEqual } from 'node:util';
import { counted } from '../../counted.js';
import { InputError, shown } from '../../errors.js';
import type { Outcome, Trial } from '../../experiment/contract.js';
import { belongs, isFailure } from '../journal.js';
import type { Plan } from '../plan.js';
import { askedFor } from '../provenance.js';
import { journalOf, workplaceOf } from '../workplace.js';
import type { ShardHeader } from './contract.js';
import { type GridIdentity, identityOf } from './identity.js';
import { outcomesOf, type ShardFile } from './read.js';
import { spokenShard } from './shard.js';

/** The parts of a whole, as far as they are there. */
export interface ShardSet {
  /** In their order. */
  readonly files: readonly ShardFile[];
  readonly of: number;
  /** Indices of those that are not there. */
  readonly missing: readonly number[];
}

/**
 * The shards as parts of one whole.
 * @param files at least one.
 * @throws InputError for shards of several numbers of shards, specs, codes, data sets.
 */
export function shardSet(files: readonly ShardFile[]): ShardSet {
  const [first] = files as readonly [ShardFile];
  const { of } = first.header.shard;
  const other = files.find(({ header }) => header.shard.of !== of);
  if (other !== undefined) {
    const two = `${first.path} is one of ${of} shards and ${other.path} one of ${other.header.shard.of}`;
    throw new InputError(`${two}: they are not parts of one whole; move those away that are not to be merged`);
  }
  for (const { path, header } of files) {
    const difference = differenceOf(partsOf(header), partsOf(first.header));
    if (difference !== undefined) throw new InputError(`${path} is of another grid than ${first.path}: ${difference}`);
  }
  const there = new Set(files.map(({ header }) => header.shard.index));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !there.has(index));
  return { files, of, missing };
}

/** @throws InputError for shards of another grid than that of the plan, with the difference. */
export function checkGrid({ files: [first] }: ShardSet, { request, trials }: Plan): void {
  const { spec, catalog, behavior } = request;
  const here = { grid: identityOf(trials, spec, catalog, behavior), asked: askedFor(request) };
  const difference = differenceOf(partsOf(first!.header), here);
  if (difference !== undefined)
    throw new InputError(`${first!.path} is of another grid than ${request.source.file} here: ${difference}`);
}

interface Parts {
  readonly grid: GridIdentity;
  readonly asked: Pick<ReturnType<typeof askedFor>, 'experiment' | 'seed' | 'options'> & {
    readonly settings?: unknown;
  };
}

const partsOf = ({ grid, run }: ShardHeader): Parts => ({ grid, asked: run });

/** The first thing in which grids differ, in words; undefined where all their trials are the same. */
function differenceOf(a: Parts, b: Parts): string | undefined {
  const not = (what: string, one: unknown, other: unknown) =>
    JSON.stringify(one) === JSON.stringify(other) ? undefined : `${what} ${shown(one)}, not ${shown(other)}`;
  if (a.grid.keys === b.grid.keys && a.asked.experiment === b.asked.experiment) return undefined;
  return (
    not('experiment', a.asked.experiment, b.asked.experiment) ??
    not('computed with', a.grid.runtime, b.grid.runtime) ??
    not('seed', a.asked.seed, b.asked.seed) ??
    not('--trials', a.asked.options.trials, b.asked.options.trials) ??
    not('--filter', a.asked.options.filter, b.asked.options.filter) ??
    differing('other code of', a.grid.code, b.grid.code) ??
    differing('other content of the data in', a.grid.data, b.grid.data) ??
    settingOf(a.asked.settings, b.asked.settings, '') ??
    'its trials have other keys'
  );
}

function differing(what: string, a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) {
  const names = Object.keys(a).filter((name) => Object.hasOwn(b, name) && a[name] !== b[name]);
  return names.length === 0 ? undefined : `${what} ${names.slice(0, 5).join(', ')}`;
}

/** The first setting of a spec that is another one, by its path. */
function settingOf(a: unknown, b: unknown, path: string): string | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return a === b ? undefined : `the spec's ${path} is ${shown(a)}, not ${shown(b)}`;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const difference = settingOf(one[key], other[key], path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/**
 * Reads all shards through, and sees that each trial of the grid is in one of them.
 * @param plan with what the results folder's own journal has: two results of one trial must be the same.
 * @throws InputError for a shard that is damaged or holds what is not in the grid, for trials that are missing or in two
 * shards, and for results that contradict each other.
 */
export function checkOutcomes(
  { files }: ShardSet,
  { request, trials, outcomes }: Pick<Plan, 'request' | 'trials' | 'outcomes'>,
): void {
  /** By the trial's place: 0, or the number of the shard that has it, from 1. */
  const seen = new Uint32Array(trials.length);
  const doubled: string[] = [];
  for (const [f, file] of files.entries()) {
    let line = 1;
    for (const outcome of outcomesOf(file)) {
      line += 1;
      const place = trials.find(outcome.key);
      const trial = place === undefined ? undefined : trials.at(place);
      if (trial === undefined || !belongs(outcome, trial))
        throw new InputError(`${file.path}:${line} is of no trial of the grid: ${shown(outcome.row.id)}`);
      const first = files[seen[place!]! - 1];
      if (first === undefined) seen[place!] = f + 1;
      else doubled.push(`${trial.id} in ${spokenShard(first.header.shard)} and ${spokenShard(file.header.shard)}`);
      const known = outcomes.get(outcome.key);
      if (known !== undefined && !agree(known, outcome))
        throw contradiction(trial, file, journalOf(workplaceOf({ folder: request.folder })));
    }
  }
  const missing = [...seen.keys()].filter((place) => seen[place] === 0).map((place) => trials.at(place)!.id);
  if (missing.length + doubled.length > 0) throw notWhole(files, missing, doubled);
}

/** Whether two outcomes of a trial say the same: two results must, but for how long they took. */
function agree(a: Outcome, b: Outcome): boolean {
  if (isFailure(a) || isFailure(b)) return true;
  return isDeepStrictEqual({ ...a, seconds: 0 }, { ...b, seconds: 0 });
}

function contradiction({ id }: Trial, { path, header }: ShardFile, journal: string): InputError {
  return new InputError(
    `${id} came out otherwise in ${path}, computed on ${header.machines.map(({ host }) => host).join(', ')}, than in ${journal}: one of the two machines is at ` +
      'fault. Without the journal the shard is taken',
  );
}

function notWhole(files: readonly ShardFile[], missing: readonly string[], doubled: readonly string[]): InputError {
  const told = (ids: readonly string[]) => `${ids[0]}${ids.length > 1 ? ` and ${ids.length - 1} more` : ''}`;
  const found = [
    ...(missing.length > 0 ? [`${counted(missing.length, 'trial is', 'trials are')} missing (${told(missing)})`] : []),
    ...(doubled.length > 0 ? [`${counted(doubled.length, 'trial is', 'trials are')} in two (${told(doubled)})`] : []),
  ].join(', ');
  return new InputError(`the shards do not make up the grid: ${found}${cutsOf(files)}`);
}

/** Which shards were cut by which times, where these were not the same. */
function cutsOf(files: readonly ShardFile[]): string {
  const byCut = new Map<string, string[]>();
  for (const { header } of files) byCut.set(header.cut, [...(byCut.get(header.cut) ?? []), spokenShard(header.shard)]);
  if (byCut.size < 2) return '';
  const groups = [...byCut.values()].map(
    (shards) => shards.slice(0, 5).join(', ') + (shards.length > 5 ? ', ...' : ''),
  );
  return (
    `. They were cut by different times of earlier runs (${groups.join(' | ')}): give all machines the same ` +
    'timings_summary.csv and run.json of these results, and run all shards again: what is in journals is not computed again'
  );
}
