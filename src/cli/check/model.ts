/** `moe check model.json --data cars.csv`: a model is a claim, too. */
import { type Document, listOf, paragraph, strong } from '../../documents/contract.js';
import { shown } from '../../errors.js';
import { again, expectedBy, planAgain, refit } from '../../fit/origin.js';
import { encodeModel } from '../../model/codec.js';
import { readTable } from '../../tables/read-table.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { openModel } from '../predict/predict.js';
import { knownWith } from '../vocabulary.js';

/** The flags that count for a model. */
export interface ModelCheckFlags extends GlobalOptions, UseOptions {
  readonly data: string;
  readonly format: string;
}

/** A number or a text of the file that comes out otherwise. */
interface Difference {
  readonly at: string;
  readonly file: unknown;
  readonly again: unknown;
}

/** Differences that are told. */
const most = 10;

/** @returns 0 where the model comes out again to the last digit, else 3. */
export async function checkModel(file: string, flags: ModelCheckFlags): Promise<number> {
  const { vocabulary } = await knownWith(flags.use);
  const { model } = await openModel(file, vocabulary);
  const { options, versions } = again(model.origin);
  const table = await readTable(flags.data, expectedBy(planAgain(options, vocabulary), flags.data));
  const fitted = await refit(model, flags.data, table, vocabulary);
  const plain = (of: typeof model): unknown => {
    const { digest: _, ...content } = encodeModel({ ...of, origin: { ...of.origin!, versions } }, vocabulary);
    return content;
  };
  const found = [...differences(plain(model), plain(fitted), 'model')];
  const major = (node: string) => node.split('.')[0];
  const sameNode = major(versions.node) === major(process.versions.node);
  if (flags.format === 'json')
    printJson({ version: 1, model: file, equal: found.length === 0, sameNode, differences: found });
  else if (!flags.quiet) print(checkedDocument(file, found, sameNode ? null : versions.node), flags);
  return found.length === 0 ? exit.ok : exit.regression;
}

function* differences(file: unknown, again: unknown, at: string): Generator<Difference> {
  if (Object.is(file, again)) return;
  const nested = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!nested(file) || !nested(again)) {
    yield { at, file, again };
    return;
  }
  for (const key of new Set([...Object.keys(file), ...Object.keys(again)]))
    yield* differences(file[key], again[key], Array.isArray(file) ? `${at}[${key}]` : `${at}.${key}`);
}

function checkedDocument(file: string, found: readonly Difference[], node: string | null): Document {
  if (found.length === 0) return [paragraph([strong(file), ': fitted again, it is the same to the last digit'])];
  const lines = found
    .slice(0, most)
    .map(({ at, file: was, again: is }) => `${at}: ${shown(was)} in the file, ${shown(is)} fitted again`);
  return [
    paragraph([strong(file), `: fitted again, it differs in ${found.length} places`]),
    ...listOf(found.length > most ? [...lines, `and ${found.length - most} more`] : lines),
    ...(node === null
      ? []
      : [paragraph(`It was fitted by Node ${node}; last digits may depend on Node's major version.`)]),
  ];
}
