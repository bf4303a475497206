/**
 * The journal of a results folder: one line of JSON for each finished trial, appended as they finish, so that a killed
 * run loses at most the chunks that were under way. Lines are found again by the trial's content key; of two with one
 * key the first that is a result counts, and else the last: a trial that failed may have been retried.
 */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { InputError, messageOf } from '../errors.js';
import type { Outcome } from '../experiment/contract.js';

export interface Journal {
  /** Finished trials by key. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Lines that could not be read and are run again; the last one may have been cut by a kill. */
  readonly dropped: number;
}

export interface JournalWriter {
  append(outcomes: readonly Outcome[]): void;
  close(): void;
}

/** Reads a journal; one that is absent is empty. */
export function readJournal(path: string): Journal {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // A folder that cannot be one is refused when it is made, with what is wrong with it.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return { outcomes: new Map(), dropped: 0 };
    throw new InputError(`cannot read the journal ${path}: ${messageOf(error)}`);
  }
  const outcomes = new Map<string, Outcome>();
  let dropped = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const outcome = parseLine(line);
    if (outcome === undefined) dropped += 1;
    else if (isFailure(outcomes.get(outcome.key))) outcomes.set(outcome.key, outcome);
  }
  return { outcomes, dropped };
}

/** A trial that has no result: none yet, or one that failed or ran out of time. */
export function isFailure(outcome: Outcome | undefined): boolean {
  return outcome === undefined || outcome.row.status === 'failed' || outcome.row.status === 'timeout';
}

function parseLine(line: string): Outcome | undefined {
  try {
    const value = JSON.parse(line) as Partial<Outcome> | null;
    const whole =
      typeof value?.key === 'string' && typeof value.row?.id === 'string' && typeof value.seconds === 'number';
    return whole ? (value as Outcome) : undefined;
  } catch {
    return undefined;
  }
}

/** Opens the journal for appending, after its last whole line; `fresh` empties it. */
export function openJournal(path: string, fresh: boolean): JournalWriter {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new InputError(`cannot write the journal ${path}: ${messageOf(error)}`);
    }
  };
  const file = attempt(() => openSync(path, fresh ? 'w+' : 'a+'));
  if (!fresh) attempt(() => cutPartialLine(path, file));
  return {
    append: (outcomes) =>
      attempt(() => {
        // A short write (a full disk) must not leave half a line that a later append would continue.
        const bytes = Buffer.from(outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
        const before = fstatSync(file).size;
        try {
          for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        } catch (error) {
          ftruncateSync(file, before);
          throw error;
        }
      }),
    close: () => {
      attempt(() => fsyncSync(file));
      closeSync(file);
    },
  };
}

function cutPartialLine(path: string, file: number): void {
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) ftruncateSync(file, whole);
}
