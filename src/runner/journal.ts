/**
 * The journal of a results folder: a line for each finished trial, appended as they finish, so that a killed run loses at
 * most the chunks that were under way. A line is a JSON list of the format's number, a digest of the outcome's text and
 * the outcome: what was cut, edited or damaged is not believed, and its trial runs again. Lines are found again by the
 * trial's content key; of two with one key the first that is a result counts, and else the last: a trial that failed
 * may have been retried.
 */
import fs from 'node:fs';
import * as z from 'zod/mini';
import { InputError, messageOf } from '../errors.js';
import type { Outcome, Trial } from '../experiment/contract.js';
import { identity } from '../experiment/outcome.js';
import { sha256 } from '../tables/file.js';

/** Changes with the shape of an outcome: lines of another format are dropped. */
const format = 2;

export interface Journal {
  /** Finished trials by key. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Lines that are not what a run of these trials wrote, the last one perhaps cut by a kill. */
  readonly dropped: number;
}

export interface JournalWriter {
  append(outcomes: readonly Outcome[]): void;
  close(): void;
}

/**
 * Reads the outcomes of the given trials, line by line; an absent journal is empty. Holds no more than these outcomes.
 * @throws InputError for a journal that cannot be read or is no regular file.
 */
export function readJournal(path: string, trials: ReadonlyMap<string, Trial>): Journal {
  const outcomes = new Map<string, Outcome>();
  let dropped = 0;
  for (const line of linesOf(path)) {
    const outcome = parseLine(line);
    const trial = outcome && trials.get(outcome.key);
    if (outcome === undefined || (trial !== undefined && !belongs(outcome, trial))) dropped += 1;
    else if (trial !== undefined && isFailure(outcomes.get(outcome.key))) outcomes.set(outcome.key, outcome);
  }
  return { outcomes, dropped };
}

/** A trial that has no result: none yet, or one that failed or ran out of time. */
export function isFailure(outcome: Outcome | undefined): boolean {
  return outcome === undefined || outcome.row.status === 'failed' || outcome.row.status === 'timeout';
}

/** Whether the outcome is one of this trial, with the metrics that it was asked for. */
function belongs({ row }: Outcome, trial: Trial): boolean {
  const { metrics } = trial.cell;
  const { sweep, ...same } = identity(trial);
  return (
    Object.entries(same).every(([name, value]) => row[name as keyof typeof same] === value) &&
    JSON.stringify(row.sweep) === JSON.stringify(sweep) &&
    Object.keys(row.metrics).length === metrics.length &&
    metrics.every((name) => Object.hasOwn(row.metrics, name))
  );
}

/** An outcome as a line, its end included. */
export function formatLine(outcome: Outcome): string {
  const text = JSON.stringify(outcome);
  return `${head(text)}${text}]\n`;
}

/** The outcome of a line without its end; undefined for what `formatLine` did not write. */
export function parseLine(line: Buffer): Outcome | undefined {
  const start = line.indexOf('{');
  if (start < 0 || line.at(-1) !== 0x5d) return undefined;
  const text = line.subarray(start, -1);
  if (line.toString('latin1', 0, start) !== head(text)) return undefined;
  try {
    return shape.safeParse(JSON.parse(text.toString())).data as Outcome | undefined;
  } catch {
    return undefined;
  }
}

function head(text: string | Buffer): string {
  return `[${format},"${sha256(text).slice(0, 16)}",`;
}

const count = z.int().check(z.minimum(0));
const list = z.array(z.number());
const range = z.tuple([z.number(), z.number()]);
const region = z.strictObject({ x1: range, x2: range, prediction: z.number(), expert: z.optional(count) });

/** An outcome, as `Outcome` has it. */
const shape = z.strictObject({
  key: z.string(),
  row: z.strictObject({
    id: z.string(),
    task: z.string(),
    method: z.string(),
    sweep: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    trial: count,
    seed: count,
    status: z.enum(['ok', 'degenerate', 'failed', 'timeout']),
    reason: z.string(),
    iterations: z.nullable(count),
    converged: z.nullable(z.boolean()),
    metrics: z.record(z.string(), z.nullable(z.number())),
  }),
  seconds: z.number().check(z.minimum(0)),
  history: z.optional(
    z.array(
      z.strictObject({
        ...{ iteration: count, loss: z.nullable(z.number()), sizes: z.array(count) },
        shares: z.optional(list),
      }),
    ),
  ),
  example: z.optional(
    z.strictObject({
      samples: z.array(count),
      x: z.array(list),
      y: list,
      group: z.array(z.string()),
      steps: z.array(
        z.strictObject({
          iteration: count,
          assignment: z.array(count),
          curves: z.array(z.array(z.strictObject({ x: z.number(), prediction: z.number() }))),
          regions: z.array(z.array(region)),
        }),
      ),
      map: z.optional(z.array(region)),
      returns: z.optional(list),
    }),
  ),
  clusters: z.optional(
    z.array(z.strictObject({ classes: z.array(z.strictObject({ label: z.string(), samples: count })), means: list })),
  ),
  responsibilities: z.optional(
    z.array(z.strictObject({ low: z.number(), high: z.number(), all: count, greatest: count })),
  ),
});

const newline = 0x0a;
const blockBytes = 2 ** 20;
/** No outcome comes near; a longer line is damage, and is passed over without being held. */
const longestLine = 2 ** 26;

/** The lines of a file without their ends, empty ones left out, a block in memory at a time. */
function* linesOf(path: string): Generator<Buffer> {
  const file = openToRead(path);
  if (file === undefined) return;
  try {
    const block = Buffer.allocUnsafe(blockBytes);
    let parts: Buffer[] = [];
    let length = 0;
    const keep = (part: Buffer) => {
      length += part.length;
      if (length <= longestLine) parts.push(part);
    };
    // A line that is too long comes out as what there is of it, which no digest fits.
    const take = () => {
      const line = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      [parts, length] = [[], 0];
      return line;
    };
    for (let read = readBlock(path, file, block); read > 0; read = readBlock(path, file, block)) {
      const filled = block.subarray(0, read);
      let start = 0;
      for (let end = filled.indexOf(newline); end >= 0; end = filled.indexOf(newline, start)) {
        keep(filled.subarray(start, end));
        start = end + 1;
        if (length > 0) yield take();
      }
      if (start < read) keep(Buffer.from(filled.subarray(start)));
    }
    if (length > 0) yield take();
  } finally {
    fs.closeSync(file);
  }
}

function openToRead(path: string): number | undefined {
  try {
    checkRegular(path);
    return fs.openSync(path, 'r');
  } catch (error) {
    // A folder that cannot be one is refused when it is made, with what is wrong with it.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw new InputError(`cannot read the journal ${path}: ${messageOf(error)}`);
  }
}

function readBlock(path: string, file: number, block: Buffer): number {
  try {
    return fs.readSync(file, block);
  } catch (error) {
    throw new InputError(`cannot read the journal ${path}: ${messageOf(error)}`);
  }
}

/** To open a pipe is to wait for its other end. */
function checkRegular(path: string): void {
  if (!fs.statSync(path).isFile()) throw new Error('it is no regular file');
}

/**
 * Opens the journal for appending, after its last whole line.
 * @param keep what stays of it: `all`, the lines that can be read, or `nothing`.
 * @throws InputError, as its methods do, for what cannot be written.
 */
export function openJournal(path: string, keep: 'all' | 'readable' | 'nothing'): JournalWriter {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw error instanceof InputError
        ? error
        : new InputError(`cannot write the journal ${path}: ${messageOf(error)}`);
    }
  };
  const file = attempt(() => {
    if (fs.existsSync(path)) checkRegular(path);
    if (keep === 'readable') dropUnreadable(path);
    return fs.openSync(path, keep === 'nothing' ? 'w+' : 'a+');
  });
  attempt(() => cutPartialLine(file));
  return {
    append: (outcomes) => attempt(() => appendWhole(file, Buffer.from(outcomes.map(formatLine).join('')))),
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

/** Writes the journal anew without the lines that are damaged or of another format. */
function dropUnreadable(path: string): void {
  const beside = `${path}.${process.pid}.tmp`;
  const file = fs.openSync(beside, 'w');
  try {
    for (const line of linesOf(path)) {
      if (parseLine(line) !== undefined) appendWhole(file, Buffer.concat([line, Buffer.of(newline)]));
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
