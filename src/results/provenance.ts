/** run.json: where results come from. It holds times, so it is not among the files with the same bytes every time. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { InputError, messageOf } from '../errors.js';
import { readBytes, sha256 } from '../tables/file.js';

const count = z.int().check(z.minimum(0));
const time = z.iso.datetime();

const machine = z.looseObject({
  platform: z.string(),
  arch: z.string(),
  cpu: z.string(),
  cores: count,
  memoryGiB: z.number(),
});

/** Who computed a part of a run: a shard, or a worker of a queue. */
export const machineRunShape = z.looseObject({
  /** Which part it was, where that was fixed beforehand: `2/4`. */
  shard: z.optional(z.string()),
  host: z.string(),
  machine,
  node: z.string(),
  /** Threads. */
  jobs: count,
  started: time,
  /** Absent, as the times are, of one that was killed. */
  ended: z.optional(time),
  wallSeconds: z.optional(z.number()),
  cpuSeconds: z.optional(z.number()),
  /** How many trials it computed. */
  trials: count,
});
export type MachineRun = z.infer<typeof machineRunShape>;

/** What run.json must hold to be taken as a run of moe. Keys that a later version may add are let through. */
export const runShape = z.looseObject({
  experiment: z.string(),
  title: z.string(),
  /** The spec's file as the user named it, a digest of where it lies outside the current folder, and of its text. */
  spec: z.looseObject({ file: z.string(), place: z._default(z.string(), ''), digest: z.string() }),
  seed: count,
  /** What was asked for on the command line instead of the spec's; null where nothing was. */
  options: z.looseObject({
    filter: z.record(z.string(), z.array(z.string())),
    trials: z.nullable(count),
    seed: z.nullable(count),
  }),
  /**
   * The spec's tasks, methods and sweeps with every default filled in: the hyperparameters. Paths of data files are as
   * they were on the machine of the run. Absent in results of moe before 0.2.
   */
  settings: z.optional(
    z.looseObject({
      tasks: z.record(z.string(), z.looseObject({})),
      methods: z.record(z.string(), z.looseObject({ trials: count })),
      sweeps: z.array(z.looseObject({ over: z.record(z.string(), z.looseObject({})) })),
    }),
  ),
  /** SHA-256 of each of the run's other files: what another run or hand has written is not taken for it. Since 0.3. */
  files: z.optional(z.record(z.string(), z.string())),
  grid: z.looseObject({ cells: count, trials: count }),
  status: z.looseObject({ ok: count, degenerate: count, failed: count, timeout: count }),
  trials: z.looseObject({ computed: count, fromJournal: count }),
  moe: z.looseObject({ version: z.string(), code: z.string() }),
  /** Files and packages with components from outside, digests of their code, and what they hold as `registry/name`. */
  use: z.optional(z.array(z.looseObject({ file: z.string(), digest: z.string(), components: z.array(z.string()) }))),
  node: z.string(),
  v8: z.string(),
  /** The one that wrote the results. */
  machine,
  /** Threads, of all machines. */
  jobs: count,
  /**
   * Those that computed, in this run or before, where it was not this process alone; jobs, times and CPU time are then of
   * all of them together.
   */
  machines: z.optional(z.array(machineRunShape)),
  timeoutSeconds: z.number(),
  started: time,
  ended: time,
  wallSeconds: z.number(),
  cpuSeconds: z.number(),
});

export type Run = z.infer<typeof runShape>;

/** What run.json lists of a file, as `sha256sum` prints it; that a checkout has other line ends is no other content. */
export function digestOf(text: string): string {
  return sha256(text.replaceAll('\r\n', '\n'));
}

/** Passes a text on in its parts, none of which ends within a line end, and then tells the digest of the whole. */
export function* digested(parts: Iterable<string>, tell: (digest: string) => void): Generator<string> {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part.replaceAll('\r\n', '\n'));
    yield part;
  }
  tell(hash.digest('hex'));
}

/**
 * The run.json of a results folder; undefined where there is none.
 * @throws InputError for one that cannot be read as provenance of a run.
 */
export function readRun(folder: string): Run | undefined {
  const path = join(folder, 'run.json');
  if (!existsSync(path)) return undefined;
  let text: string;
  try {
    text = readBytes(path, 'a text').toString();
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
  return parseRun(text, path);
}

/**
 * The text of a run.json.
 * @param path stands in messages only.
 * @throws InputError for one that cannot be read as provenance of a run.
 */
export function parseRun(text: string, path: string): Run {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
  const { success, data, error } = runShape.safeParse(value, { jitless: true });
  if (success) return data;
  const where = error.issues[0]?.path.join('.') ?? '';
  throw unreadable(path, where === '' ? 'it is no object' : `${where} is missing or malformed`);
}

function unreadable(path: string, why: string): InputError {
  return new InputError(`${path} cannot be read as provenance of a run: ${why}`);
}
