/** `moe predict`: a table goes through a model part by part. */
import { readFileSync } from 'node:fs';
import { didYouMean, fileProblem, InputError, shown } from '../../errors.js';
import { type Applied, apply } from '../../fit/apply.js';
import { type Scored, scoring } from '../../fit/scoring.js';
import { decodeModel } from '../../model/codec.js';
import { type BoundModel, bindModel, loader } from '../../model/predict.js';
import { writeAsTheyCome } from '../../results/atomic.js';
import { listed, toCsv } from '../../tables/csv.js';
import type { ColumnKind } from '../../tables/frame.js';
import type { Expected } from '../../tables/frame-builder.js';
import { streamTable } from '../../tables/stream-table.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, printBeside, printFile, printJson } from '../output.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';
import { scoredDocument } from './document.js';

/** The flags of the command. */
export interface PredictFlags extends GlobalOptions, UseOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** @returns the exit code. @throws InputError for a model or a table that cannot be used. */
export async function predict(file: string, table: string, flags: PredictFlags): Promise<number> {
  const { vocabulary } = await knownWith(flags.use);
  const model = await openModel(file, vocabulary);
  const { likelihood } = vocabulary.experts.get(model.model.expert.name);
  if (model.gate === null)
    throw new InputError(`${file} has no gate, so nothing says which expert predicts a row: fit with --gate`);
  const source = await streamTable(table);
  const expected = expectedOf(model, table, source.names);
  const score = source.names.includes(model.model.target.name) ? scoring(model) : null;
  const said = (async function* () {
    let first = true;
    for await (const frame of source.parts(() => expected)) {
      const applied = apply(model, likelihood, frame);
      score?.add(frame, applied);
      yield linesOf(model, applied, first);
      first = false;
    }
  })();
  if (flags.out !== undefined) await writeAsTheyCome(flags.out, said);
  else for await (const lines of said) if (!flags.json) printFile(lines);
  tell(score?.end() ?? null, flags);
  return exit.ok;
}

function tell(scored: Scored | null, flags: PredictFlags): void {
  if (flags.json) printJson({ version: 1, score: scored });
  else if (!flags.quiet) printBeside(scoredDocument(scored, flags.out), flags);
}

/** @throws InputError for a file that is not there or is no model. */
export async function openModel(file: string, vocabulary: Vocabulary): Promise<BoundModel> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fileProblem(error, 'read', file);
  }
  try {
    return await bindModel(decodeModel(text, vocabulary), loader(vocabulary));
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

/** The columns that are needed, of the kinds that were learned from. @throws InputError for one that is not there. */
function expectedOf({ model: { encoding, target } }: BoundModel, table: string, names: readonly string[]): Expected {
  const kinds = new Map<string, ColumnKind>(encoding.inputs.map(({ name, kind }) => [name, kind]));
  for (const name of kinds.keys()) {
    if (names.includes(name)) continue;
    throw new InputError(
      `${table} must have the column ${shown(name)}${didYouMean(name, names)}; it has ${listed(names)}`,
    );
  }
  kinds.set(target.name, target.kind === 'regression' ? 'number' : 'category');
  return { kinds, only: new Set(kinds.keys()) };
}

function linesOf({ model: { target } }: BoundModel, applied: Applied, header: boolean): string {
  const labels = target.kind === 'classes' ? target.labels : [];
  const classes = applied.classes === null ? [] : labels;
  const rows = Array.from(applied.known, (known, i) => {
    const outside = applied.outside[i]!;
    if (known === 0) return [null, null, null, outside, ...classes.map(() => null)];
    const value = applied.prediction[i]!;
    const shares = classes.map((_, c) => applied.classes![i * classes.length + c]!);
    return [labels[value] ?? value, applied.expert[i]!, applied.share[i]!, outside, ...shares];
  });
  const text = toCsv({
    columns: ['prediction', 'expert', 'share', 'outside', ...classes.map((label) => `p_${label}`)],
    rows,
  });
  return header ? text : text.slice(text.indexOf('\n') + 1);
}
