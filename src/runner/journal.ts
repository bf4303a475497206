/**
 * The journal of a results folder: a line for each finished trial, appended as they finish, so that a killed run loses at
 * most the chunks that were under way. Lines are found again by the trial's content key; of two with one key the first that
 * is a result counts, and else the last: a trial that failed may have been retried.
 */
import fs from 'node:fs';
import { InputError, messageOf } from '../errors.js';
import type { Outcome, Trial } from '../experiment/contract.js';
import { checkRegular, formatLine, linesOf, newline, parseLine } from './lines.js';

/** Finished trials by key. */
export interface Finished {
  get(key: string): Outcome | undefined;
  set(key: string, outcome: Outcome): unknown;
}

export interface Journal<F extends Finished> {
  readonly outcomes: F;
  /** Lines that are not what a run of these trials wrote, the last one perhaps cut by a kill. */
  readonly dropped: number;
  /** Bytes of lines that do not count: of other trials, or of a trial that has a result before. */
  readonly idle: number;
}

export interface JournalWriter {
  append(outcomes: readonly Outcome[]): void;
  /** Takes out all outcomes of a trial, by writing the journal anew. */
  forget(key: string): void;
  close(): void;
}

/**
 * Reads the outcomes of the given trials, line by line; an absent journal is empty. Holds no more than these outcomes.
 * @param trials by key.
 * @param outcomes to which they are added; what is there stays, unless it failed.
 * @throws InputError for a journal that cannot be read or is no regular file.
 */
export function readJournal<F extends Finished = Map<string, Outcome>>(
  path: string,
  trials: Pick<ReadonlyMap<string, Trial>, 'get'>,
  outcomes: F = new Map<string, Outcome>() as Finished as F,
): Journal<F> {
  let [dropped, idle] = [0, 0];
  try {
    for (const line of linesOf(path)) {
      const outcome = parseLine(line);
      const trial = outcome && trials.get(outcome.key);
      if (outcome === undefined || (trial !== undefined && !belongs(outcome, trial))) dropped += 1;
      else if (trial !== undefined && isFailure(outcomes.get(outcome.key))) outcomes.set(outcome.key, outcome);
      else idle += line.length;
    }
  } catch (error) {
    // A folder that cannot be one is refused when it is made, with what is wrong with it.
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw new InputError(`cannot read the journal ${path}: ${messageOf(error)}`);
  }
  return { outcomes, dropped, idle };
}

/** A trial that has no result: none yet, or one that failed or ran out of time. */
export function isFailure(outcome: Outcome | undefined): boolean {
  return outcome === undefined || outcome.row.status === 'failed' || outcome.row.status === 'timeout';
}

/** Whether the outcome is one of this trial, with the metrics that it was asked for. */
export function belongs({ row }: Outcome, { id, cell, trial, seed }: Trial): boolean {
  const { task, method, sweep, metrics } = cell;
  const [found, wanted] = [Object.entries(row.sweep), Object.entries(sweep)];
  return (
    row.id === id &&
    row.seed === seed &&
    row.trial === trial &&
    row.task === task &&
    row.method === method &&
    found.length === wanted.length &&
    wanted.every(([name, value], s) => found[s]![0] === name && found[s]![1] === value) &&
    Object.keys(row.metrics).length === metrics.length &&
    metrics.every((name) => Object.hasOwn(row.metrics, name))
  );
}

/**
 * Opens the journal for appending, after its last whole line.
 * @param keep what stays of it: `all`, `nothing`, or of the lines that can be read those of which it says so.
 * @throws InputError, as its methods do, for what cannot be written.
 */
export function openJournal(path: string, keep: 'all' | 'nothing' | ((outcome: Outcome) => boolean)): JournalWriter {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new InputError(`cannot write the journal ${path}: ${messageOf(error)}`);
    }
  };
  let file = attempt(() => {
    if (fs.existsSync(path)) checkRegular(path);
    if (typeof keep === 'function') writeAnew(path, keep);
    return fs.openSync(path, keep === 'nothing' ? 'w+' : 'a+');
  });
  attempt(() => cutPartialLine(file));
  return {
    append: (outcomes) => attempt(() => appendWhole(file, Buffer.from(outcomes.map(formatLine).join('')))),
    forget: (key) =>
      attempt(() => {
        writeAnew(path, (outcome) => outcome.key !== key);
        const before = file;
        file = fs.openSync(path, 'a+');
        fs.closeSync(before);
      }),
    close: () => {
      try {
        attempt(() => fs.fsyncSync(file));
      } finally {
        fs.closeSync(file);
      }
    },
  };
}

/** A short write (a full disk) must not leave half a line that a later append would continue. */
function appendWhole(file: number, bytes: Buffer): void {
  const before = fs.fstatSync(file).size;
  try {
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(file, bytes, at);
  } catch (error) {
    fs.ftruncateSync(file, before);
    throw error;
  }
}

/** Writes the journal anew without the lines that are damaged, of another format, or not to be kept. */
function writeAnew(path: string, keep: (outcome: Outcome) => boolean): void {
  const beside = `${path}.${process.pid}.tmp`;
  const file = fs.openSync(beside, 'w');
  try {
    for (const line of linesOf(path)) {
      const outcome = parseLine(line);
      if (outcome !== undefined && keep(outcome)) appendWhole(file, Buffer.concat([line, Buffer.of(newline)]));
    }
    fs.fsyncSync(file);
    fs.renameSync(beside, path);
  } finally {
    fs.closeSync(file);
    fs.rmSync(beside, { force: true });
  }
}

/** Looks back from the end for the last newline. */
function cutPartialLine(file: number): void {
  const { size } = fs.fstatSync(file);
  const block = Buffer.allocUnsafe(2 ** 16);
  let whole = 0;
  for (let end = size; end > 0 && whole === 0; end -= block.length) {
    const start = Math.max(0, end - block.length);
    const read = fs.readSync(file, block, 0, end - start, start);
    const at = block.subarray(0, read).lastIndexOf(newline);
    if (at >= 0) whole = start + at + 1;
  }
  if (whole < size) fs.ftruncateSync(file, whole);
}
