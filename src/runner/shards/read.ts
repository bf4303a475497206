/** Reads the files of shards, and believes none that is not whole and as it was written. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileProblem, InputError, messageOf } from '../../errors.js';
import type { Outcome } from '../../experiment/contract.js';
import { linesOf, parseLine, unsealJson } from '../lines.js';
import { shardName, shardsIn } from '../workplace.js';
import { endShape, format, headerShape, type ShardHeader } from './contract.js';
import { spokenShard } from './shard.js';

/** A shard's file, of which the first line has been read. */
export interface ShardFile {
  readonly path: string;
  readonly header: ShardHeader;
}

/**
 * The shards of a results folder by what their files say of themselves, in their order; none where there is no folder.
 * @throws InputError for a file that is no shard, and for one that has another shard's name.
 */
export function findShards(folder: string): ShardFile[] {
  const files = namesIn(shardsIn(folder)).map((name): ShardFile => {
    const path = join(shardsIn(folder), name);
    return { path, header: headerOf(path) };
  });
  for (const { path, header } of files) {
    const own = `${shardName(header.shard)}.ndjson`;
    if (basename(path) === own) continue;
    const twice = files.find((other) => basename(other.path) === own);
    const also = twice === undefined ? `its name must be ${own}` : `${twice.path} holds it, too: one of them must go`;
    throw new InputError(`${path} holds shard ${spokenShard(header.shard)}; ${also}`);
  }
  return files.sort((a, b) => a.header.shard.of - b.header.shard.of || a.header.shard.index - b.header.shard.index);
}

/** Journals and locks of shards under way are hidden. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.') && name.endsWith('.ndjson'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileProblem(error, 'read', folder);
  }
}

function headerOf(path: string): ShardHeader {
  for (const line of readLines(path)) return parseHeader(line, path);
  throw new InputError(`${path} is empty, so no shard`);
}

function parseHeader(line: Buffer, path: string): ShardHeader {
  const value = unsealJson(line);
  const { success, data } = headerShape.safeParse(value, { jitless: true });
  if (success) return data;
  const other = (value as { readonly format?: unknown } | undefined)?.format;
  if (Number.isSafeInteger(other) && other !== format)
    throw new InputError(
      `${path} is a shard of format ${other}, which another version of moe wrote; this one reads ${format}`,
    );
  throw new InputError(
    `${path}:1 is not what \`moe run --shard\` wrote: the file was changed, damaged, or is no shard`,
  );
}

/**
 * The outcomes of a shard, one by one. What comes after the last one may be told only at the end: take none for good before.
 * @throws InputError, naming file and line, for a shard that is cut short, changed, or not the one that was found.
 */
export function* outcomesOf({ path, header }: ShardFile): Generator<Outcome> {
  const digest = createHash('sha256');
  const trials = header.run.grid.trials;
  let line = 0;
  let ended = false;
  for (const bytes of readLines(path)) {
    line += 1;
    if (ended) throw new InputError(`${path}:${line} comes after the last line of the shard: the file was changed`);
    if (line === 1) {
      if (JSON.stringify(parseHeader(bytes, path)) !== JSON.stringify(header))
        throw new InputError(`${path} was written anew while it was read; run the same command again`);
    } else if (line <= trials + 1) {
      const outcome = parseLine(bytes);
      if (outcome === undefined) throw new InputError(`${path}:${line} ${damagedOrCut(bytes)}`);
      yield outcome;
    } else {
      const end = endShape.safeParse(unsealJson(bytes), { jitless: true }).data;
      if (end === undefined)
        throw new InputError(`${path}:${line} was changed or damaged: it is not the last line of the shard`);
      if (end.digest !== digest.digest('hex'))
        throw new InputError(
          `${path} was changed: its ${trials} trials are not those that were written, or in another order`,
        );
      ended = true;
    }
    if (!ended) digest.update(bytes).update('\n');
  }
  if (!ended)
    throw new InputError(`${path} is cut short: it ends after ${Math.max(0, line - 1)} of its ${trials} trials`);
}

/** The last line ends the count: a shard that lacks trials has it too early. */
function damagedOrCut(bytes: Buffer): string {
  return endShape.safeParse(unsealJson(bytes), { jitless: true }).success
    ? 'is its last line too early: trials were taken out'
    : 'was changed, damaged or cut short';
}

function* readLines(path: string): Generator<Buffer> {
  try {
    yield* linesOf(path);
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot read the shard ${path}: ${messageOf(error)}`);
  }
}
