/** What `moe compare` is given: folders or git revisions, and which experiment of one belongs to which of the other. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../documents/printable.js';
import { didYouMean, InputError, messageOf, shown } from '../../errors.js';
import { filesIn, type ResultFiles } from '../../results/results.js';

/** An experiment of both sides. */
interface Matched {
  readonly name: string;
  readonly a: ResultFiles;
  readonly b: ResultFiles;
}

export interface Sides {
  readonly matched: readonly Matched[];
  /** Names of experiments that one side alone has. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/**
 * Two places with one experiment each are compared whatever its name, so that a quick run can be held beside a full
 * one; else experiments are matched by name.
 * @param wanted names of experiments, all when empty.
 * @throws InputError for a place without results, a name that neither has, and sides that have nothing in common.
 */
export function openSides(a: string, b: string, wanted: readonly string[]): Sides {
  const sides = pairUp(openSide(a), openSide(b));
  const known = [...sides.matched.map(({ name }) => name), ...sides.onlyA, ...sides.onlyB];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `--experiment must be among ${names(known)}; got ${shown(unknown)}${didYouMean(unknown, known)}`,
    );
  }
  const taken = (name: string) => wanted.length === 0 || wanted.includes(name);
  const matched = sides.matched.filter(({ name }) => taken(name));
  if (matched.length > 0) return { matched, onlyA: sides.onlyA.filter(taken), onlyB: sides.onlyB.filter(taken) };
  throw new InputError(
    `nothing to compare: ${a} has ${names(sides.onlyA.filter(taken))}, ${b} has ${names(sides.onlyB.filter(taken))}`,
  );
}

function pairUp(a: readonly ResultFiles[], b: readonly ResultFiles[]): Sides {
  const [first, other] = [a[0]!, b[0]!];
  if (a.length === 1 && b.length === 1) {
    return { matched: [{ name: first.name, a: first, b: other }], onlyA: [], onlyB: [] };
  }
  const ofB = new Map(b.map((run) => [run.name, run]));
  const ofA = new Set(a.map(({ name }) => name));
  return {
    matched: a.flatMap((run) => {
      const same = ofB.get(run.name);
      return same === undefined ? [] : [{ name: run.name, a: run, b: same }];
    }),
    onlyA: a.flatMap(({ name }) => (ofB.has(name) ? [] : [name])),
    onlyB: b.flatMap(({ name }) => (ofA.has(name) ? [] : [name])),
  };
}

function names(list: readonly string[]): string {
  return list.length === 0 ? 'nothing else' : printable(list.join(', '));
}

/** A folder that is there is a folder, even where a branch has the same name: `NAME:results` says the branch. */
function openSide(given: string): ResultFiles[] {
  const runs = existsSync(given) ? folderRuns(given) : revisionRuns(given);
  if (runs.length > 0) return runs;
  throw new InputError(`${given} has no results: no trials.csv is in it or in a folder of it`);
}

function folderRuns(folder: string): ResultFiles[] {
  try {
    return runsIn(folder);
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot read ${folder}: ${messageOf(error)}`);
  }
}

function runsIn(folder: string): ResultFiles[] {
  if (!statSync(folder).isDirectory()) throw new InputError(`${folder} is a file; results are a folder`);
  if (existsSync(join(folder, 'trials.csv'))) return [filesIn(folder)];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter((inner) => existsSync(join(inner, 'trials.csv')))
    .map(filesIn);
}

/** A revision and a folder in it. */
interface Place {
  /** As the user wrote it. */
  readonly given: string;
  readonly commit: string;
  /** From the repository's root, or, as git has it, from the current folder where it begins with `./`. */
  readonly path: string;
  /** The same for messages, such as `HEAD~1:results`. */
  readonly where: string;
}

/**
 * The results in a revision: of the folder itself where it has a trials.csv, else of each folder in it that has one.
 * @param given `REV` or `REV:path`; without a path it is `results` beneath the current folder.
 * @throws InputError where there is no such revision or folder, no repository, or no git.
 */
function revisionRuns(given: string): ResultFiles[] {
  const place = placeOf(given);
  const listing = git(given, ['ls-tree', '-r', '-z', '--full-tree', `${place.commit}:${place.path}`]);
  if (listing.status !== 0) throw new InputError(`${place.where}: the revision has no such folder`);
  const blobs = new Map<string, Map<string, string>>();
  for (const entry of listing.stdout.split('\0')) {
    const [, blob, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
    const [, folder = '', file] = /^(?:([^/]+)\/)?([^/]+)$/s.exec(path ?? '') ?? [];
    if (blob === undefined || file === undefined) continue;
    blobs.set(folder, (blobs.get(folder) ?? new Map<string, string>()).set(file, blob));
  }
  const whole = [...blobs].filter(([, files]) => files.has('trials.csv')).sort(([a], [b]) => (a < b ? -1 : 1));
  const own = whole.filter(([folder]) => folder === '');
  return (own.length > 0 ? own : whole).map(([folder, files]) => runFiles(place, folder, files));
}

function runFiles({ given, path, where }: Place, folder: string, files: ReadonlyMap<string, string>): ResultFiles {
  return {
    name: folder === '' ? (path.split('/').at(-1) ?? '') : folder,
    where: folder === '' ? where : `${where}/${printable(folder)}`,
    text(file) {
      const blob = files.get(file);
      if (blob === undefined) return null;
      const { status, stdout, stderr } = git(given, ['cat-file', 'blob', blob]);
      if (status !== 0) throw new InputError(`git cannot read ${where}/${file}: ${firstLine(stderr)}`);
      return stdout;
    },
  };
}

/** A revision never begins with `-`, which git would take for an option; what is passed on after this is a hash. */
function placeOf(given: string): Place {
  const [, revision = '', path] = /^([^:]*)(?::(.*))?$/s.exec(given) ?? [];
  const found =
    revision === '' || revision.startsWith('-')
      ? undefined
      : git(given, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (found?.status !== 0) throw new InputError(`${shown(given)} is neither a folder nor a git revision${why(given)}`);
  const inside = path ?? `${git(given, ['rev-parse', '--show-prefix']).stdout.trimEnd()}results`;
  const trimmed = inside.replace(/\/+$/, '');
  return { given, commit: found.stdout.trim(), path: trimmed, where: printable(`${revision}:${path ?? 'results'}`) };
}

function why(given: string): string {
  const { status, stderr } = git(given, ['rev-parse', '--git-dir']);
  return status === 0 ? '' : `: git says ${shown(firstLine(stderr))}`;
}

function firstLine(text: string): string {
  return printable(text.split('\n')[0] ?? '');
}

/** Runs git without a shell. */
function git(given: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { error, status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 29 });
  if (error === undefined) return { status, stdout, stderr };
  const absent = 'code' in error && error.code === 'ENOENT';
  const reason = absent ? 'git, which reads revisions, is not installed' : `git failed: ${error.message}`;
  throw new InputError(`${shown(given)} is no folder, and ${reason}`);
}
