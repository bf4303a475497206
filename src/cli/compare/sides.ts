/** What `moe compare` is given: folders or git revisions, and which experiment of one belongs to which of the other. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../../documents/printable.js';
import { didYouMean, InputError, messageOf, shown } from '../../errors.js';
import { filesIn, type ResultFiles } from '../../results/results.js';
import { revisionRuns } from './revision.js';

/** An experiment of both sides. */
export interface Matched {
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
