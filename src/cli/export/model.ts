/** `moe export` of a model file: the code that predicts as it does. */
import { existsSync, statSync } from 'node:fs';
import { portableOf } from '../../export/portable.js';
import { languages } from '../../export/registry.js';
import { decodeModel, format } from '../../model/codec.js';
import { writeAtomically } from '../../results/atomic.js';
import { readBytes } from '../../tables/file.js';
import { ending } from '../ending.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { printBeside, printFile } from '../output.js';
import { located } from '../predict/predict.js';
import { knownWith } from '../vocabulary.js';
import { requireOutput } from '../written.js';

export interface ModelExportOptions extends GlobalOptions, UseOptions {
  /** The name of a language. */
  readonly format: string;
  /** The table that a query reads. */
  readonly table?: string;
  readonly out?: string;
}

/** Whether there is such a file, and it says that it is a model; of no model is more than its format believed here. */
export function isModelFile(path: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  const text = readBytes(path, 'a model file').toString('utf8');
  return text.trimStart().startsWith('{') && text.includes(`"${format}"`);
}

/**
 * Prints the code, or writes it to `out`.
 * @throws InputError for a model that cannot be used, and one that the language cannot write.
 */
export async function exportModel(file: string, options: ModelExportOptions): Promise<void> {
  const { vocabulary } = await knownWith(options.use);
  const language = languages.find(({ name }) => name === options.format)!;
  if (options.out !== undefined) requireOutput(options.out, [file]);
  const text = located(file, () => {
    const model = decodeModel(readBytes(file, 'a model file').toString('utf8'), vocabulary);
    return language.write(portableOf(model, vocabulary), { table: options.table ?? 'data' });
  });
  if (options.out === undefined) return printFile(text);
  writeAtomically(options.out, text);
  printBeside(ending({ wrote: [options.out] }), options);
}
