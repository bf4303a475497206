/**
 * Outcomes, and whatever else is kept or sent, as lines of text: a JSON list of the format's number, a digest of the object's
 * text and the object. What was cut, edited or damaged is not believed.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import * as z from 'zod/mini';
import type { Outcome, Status } from '../experiment/contract.js';
import { statuses } from '../results/trials.js';
import { sha256 } from '../tables/file.js';

/** Changes with the shape of an outcome: lines of another format are dropped. */
const format = 2;

/** An outcome, or another object, as a line without its end. */
export function sealJson(value: object): string {
  const text = JSON.stringify(value);
  return `${head(text)}${text}]`;
}

/** The same with its end. */
export const formatLine = (value: object): string => `${sealJson(value)}\n`;

/** The outcome of a line without its end; undefined for what `formatLine` did not write. */
export function parseLine(line: Buffer): Outcome | undefined {
  const value = unsealJson(line);
  return isOutcome(value) ? value : undefined;
}

/** The object of a line without its end, whatever it is; undefined for what `sealJson` did not write. */
export function unsealJson(line: Buffer): unknown {
  const start = line.indexOf('{');
  if (start < 0 || line.at(-1) !== 0x5d) return undefined;
  const text = line.subarray(start, -1);
  if (line.toString('latin1', 0, start) !== head(text)) return undefined;
  try {
    return JSON.parse(text.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function head(text: string | Buffer): string {
  // The first is twice as fast for short texts; Node 20.11 and older do not have it.
  const digest = crypto.hash?.('sha256', text) ?? sha256(text);
  return `[${format},"${digest.slice(0, 16)}",`;
}

/** By hand, as far as every outcome has it: a journal may have 10^6 lines, and a schema takes as long as all else together. */
function isOutcome(value: unknown): value is Outcome {
  if (!isRecord(value)) return false;
  const { key, row, seconds, ...more } = value;
  if (typeof key !== 'string' || !isRow(row) || !isNumber(seconds) || seconds < 0) return false;
  return isEmpty(more) || kept.safeParse(more).success;
}

/** Of a row, all of which are read below. */
const rowFields = 11;

function isRow(value: unknown): boolean {
  if (!isRecord(value) || Object.keys(value).length !== rowFields) return false;
  const { id, task, method, sweep, trial, seed, status, reason, iterations, converged, metrics } = value;
  return (
    [id, task, method, reason].every((text) => typeof text === 'string') &&
    isRecord(sweep) &&
    Object.values(sweep).every((set) => isNumber(set) || typeof set === 'string' || typeof set === 'boolean') &&
    isCount(trial) &&
    isCount(seed) &&
    statuses.includes(status as Status) &&
    (iterations === null || isCount(iterations)) &&
    (converged === null || typeof converged === 'boolean') &&
    isRecord(metrics) &&
    Object.values(metrics).every((metric) => metric === null || isNumber(metric))
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** JSON can say 1e999. */
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

const count = z.int().check(z.minimum(0));
const list = z.array(z.number());
const range = z.tuple([z.number(), z.number()]);
const region = z.strictObject({ x1: range, x2: range, prediction: z.number(), expert: z.optional(count) });

/** What only some outcomes have, as `Outcome` has it. */
const kept = z.strictObject({
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
  correct: z.optional(z.strictObject({ samples: count, bits: z.string() })),
});

export const newline = 0x0a;
const blockBytes = 2 ** 20;
/** No outcome comes near; a longer line is damage, and is passed over without being held. */
const longestLine = 2 ** 26;

/**
 * The lines of a file without their ends, empty ones left out; each is good until the next is asked for. A block is in
 * memory at a time.
 * @throws what the system says of a file that is missing or cannot be read, and an Error for what is no regular file.
 */
export function* linesOf(path: string): Generator<Buffer> {
  checkRegular(path);
  const file = fs.openSync(path, 'r');
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
    for (let read = fs.readSync(file, block); read > 0; read = fs.readSync(file, block)) {
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

/** To open a pipe is to wait for its other end. */
export function checkRegular(path: string): void {
  if (!fs.statSync(path).isFile()) throw new Error('it is no regular file');
}
