/** `moe check model.json --data cars.csv`: a model is a claim, too. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { counted } from '../../counted.js';
import { expectedBy } from '../../datasets/prepare.js';
import { badge, type Document, listOf, paragraph } from '../../documents/contract.js';
import { markdown } from '../../documents/markdown.js';
import { InputError, shown } from '../../errors.js';
import { again, planAgain, refit } from '../../fit/refit.js';
import { encodeModel, format, unsealModel } from '../../model/codec.js';
import type { Model } from '../../model/contract.js';
import { fitThreads } from '../../runner/executors/fit-threads.js';
import { readBytes } from '../../tables/file.js';
import { shareable } from '../../tables/frame.js';
import { readTable } from '../../tables/read-table.js';
import { version } from '../../version.js';
import { watched } from '../fit/progress.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printFile, printJson } from '../output.js';
import { located } from '../predict/predict.js';
import { knownWith } from '../vocabulary.js';

/** The flags that count for a model. */
export interface ModelCheckFlags extends GlobalOptions, UseOptions {
  readonly data: string;
  readonly format: string;
  readonly jobs?: number;
}

/** A number or a text of the file that comes out otherwise. */
interface Difference {
  readonly at: string;
  readonly file: unknown;
  readonly again: unknown;
}

/** Differences that are told. */
const most = 10;

/** @returns whether a file says of itself that it is a model; what is no such file is not read. */
export function isModelFile(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  return readBytes(path, 'a model file').subarray(0, headLength).includes(`"${format}"`);
}

/** Within so many bytes a model file says what it is. */
const headLength = 1024;

/**
 * @returns 0 where the model comes out again to the last digit, else 3; also for a file that was edited.
 * @throws InputError for what is no model, cannot be fitted again, or was learned from another table.
 */
export async function checkModel(file: string, flags: ModelCheckFlags): Promise<number> {
  if (flags.format === 'junit')
    throw new InputError('--format of a model must be one of text, json, markdown; got junit');
  const { used, vocabulary } = await knownWith(flags.use);
  const text = readBytes(file, 'a model file').toString('utf8');
  const { model, digest, got } = located(file, () => unsealModel(text, vocabulary));
  const { options, versions } = located(file, () => again(model.origin));
  const plan = located(file, () => planAgain(options, vocabulary));
  const table = await readTable(flags.data, expectedBy(plan, flags.data));
  const { jobs = availableParallelism() } = flags;
  const threads = fitThreads({ jobs, used, until: Number.POSITIVE_INFINITY });
  const shared = { ...table, frame: shareable(table.frame) };
  const fitted = await watched(flags, 'the check was interrupted', (hooks) =>
    refit(model, flags.data, shared, vocabulary, hooks, threads),
  ).finally(threads.end);
  if (fitted === null) return exit.interrupted;
  const content = (of: Model): unknown => {
    const { digest: _, ...rest } = encodeModel({ ...of, origin: { ...of.origin!, versions } }, vocabulary);
    return rest;
  };
  const found = [...differences(content(model), content(fitted), 'model')];
  const edited = got !== digest;
  const sameNode = majorOf(versions.node) === majorOf(process.versions.node);
  const here = sameNode && versions.moe === version();
  const by = here ? null : `moe ${versions.moe} on Node ${versions.node}`;
  const told = checkedDocument(file, { found, edited, by });
  const all = edited ? [...found, { at: 'model.digest', file: got, again: digest }] : found;
  if (flags.format === 'json')
    printJson({ version: 1, model: file, equal: all.length === 0, sameNode, differences: all });
  else if (flags.format === 'markdown') printFile(markdown(told));
  else if (!flags.quiet) print(told, flags);
  return all.length === 0 ? exit.ok : exit.regression;
}

const majorOf = (version: string): string => version.split('.')[0]!;

function* differences(file: unknown, again: unknown, at: string): Generator<Difference> {
  if (Object.is(file, again)) return;
  const nested = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!nested(file) || !nested(again)) {
    yield { at, file, again };
    return;
  }
  const own = (of: Record<string, unknown>, key: string) => (Object.hasOwn(of, key) ? of[key] : undefined);
  for (const key of new Set([...Object.keys(file), ...Object.keys(again)]))
    yield* differences(own(file, key), own(again, key), Array.isArray(file) ? `${at}[${key}]` : `${at}.${key}`);
}

/**
 * @param edited the file is not as it was written.
 * @param by the versions that fitted it, where they are not those that fitted it again.
 */
function checkedDocument(
  file: string,
  {
    found,
    edited,
    by,
  }: { readonly found: readonly Difference[]; readonly edited: boolean; readonly by: string | null },
): Document {
  const same = found.length === 0;
  const lines = found
    .slice(0, most)
    .map(({ at, file: was, again: is }) => `${at}: ${shown(was)} in the file, ${shown(is)} fitted again`);
  const told = same ? 'is the same to the last digit' : `differs in ${counted(found.length, 'place')}`;
  return [
    paragraph([badge(same && !edited ? 'good' : 'bad', file), `: fitted again, it ${told}`]),
    ...listOf(found.length > most ? [...lines, `and ${found.length - most} more`] : lines),
    ...(edited ? [paragraph('The file was edited after it was written: its digest is of something else.')] : []),
    ...(same || by === null ? [] : [paragraph(`It was fitted by ${by}; last digits may depend on that.`)]),
  ];
}
