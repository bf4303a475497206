/**
 * Outcomes as lines of text: a JSON list of the format's number, a digest of the outcome's text and the outcome. What was
 * cut, edited or damaged is not believed.
 */
import fs from 'node:fs';
import * as z from 'zod/mini';
import type { Outcome } from '../experiment/contract.js';
import { sha256 } from '../tables/file.js';

/** Changes with the shape of an outcome: lines of another format are dropped. */
const format = 2;

/** An outcome, or another object, as a line, its end included. */
export function formatLine(value: object): string {
  const text = JSON.stringify(value);
  return `${head(text)}${text}]\n`;
}

/** The outcome of a line without its end; undefined for what `formatLine` did not write. */
export function parseLine(line: Buffer): Outcome | undefined {
  return shape.safeParse(parseObject(line)).data as Outcome | undefined;
}

/** The object of a line without its end, whatever it is; undefined for what `formatLine` did not write. */
export function parseObject(line: Buffer): unknown {
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
