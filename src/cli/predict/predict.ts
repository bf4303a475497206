/** `moe predict`: a table goes through a model part by part. */
import { InputError } from '../../errors.js';
import { likelihoodOf } from '../../experts/contract.js';
import { type Applied, apply } from '../../fit/apply.js';
import { type Scored, scoring } from '../../fit/scoring.js';
import { type Tallied, tally } from '../../fit/tally.js';
import { type Drift, driftOf } from '../../fit/trust/drift.js';
import { decodeModel } from '../../model/codec.js';
import { labelInSet } from '../../model/intervals.js';
import { type BoundModel, bindModel, loader } from '../../model/predict.js';
import { tellsStability } from '../../model/stability.js';
import { writeAsTheyCome } from '../../results/atomic.js';
import { lineOf, toText } from '../../tables/csv.js';
import { readBytes } from '../../tables/file.js';
import type { ColumnKind } from '../../tables/frame.js';
import type { Expected } from '../../tables/frame-builder.js';
import { hasNo } from '../../tables/header.js';
import { streamTable } from '../../tables/stream-table.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { exit, printBeside, printFile, printJson } from '../output.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';
import { requireOutput } from '../written.js';
import { predictedDocument } from './document.js';

/** The flags of the command. */
export interface PredictFlags extends GlobalOptions, UseOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** Letters of what is written at once, about. */
const pieceLength = 2 ** 16;

/** @returns the exit code. @throws InputError for a model or a table that cannot be used. */
export async function predict(file: string, table: string, flags: PredictFlags): Promise<number> {
  const { vocabulary } = await knownWith(flags.use);
  const model = await openModel(file, vocabulary);
  if (model.gate === null)
    throw new InputError(`${file} has no gate, so nothing says which expert predicts a row: fit with --gate`);
  if (flags.out !== undefined) requireOutput(flags.out, [file, table]);
  const likelihood = likelihoodOf(vocabulary.experts.get(model.model.expert.name), model.model.target.kind);
  const source = await streamTable(table);
  const expected = expectedOf(model, table, source.names);
  const score = source.names.includes(model.model.target.name) ? scoring(model) : null;
  const tallied = tally(model);
  const writer = writerOf(model, model.model.target.kind === 'classes' && likelihood === 'log');
  const interrupt = onSignal();
  const said = (async function* () {
    yield writer.header;
    for await (const frame of source.parts(() => expected)) {
      if (interrupt.asked()) throw interruption;
      const applied = apply(model, likelihood, frame);
      tallied.add(frame, applied);
      score?.add(frame, applied);
      yield* writer.lines(applied, frame.rows);
    }
  })();
  try {
    if (flags.out !== undefined) await writeAsTheyCome(flags.out, said);
    else if (!(await printAsTheyCome(said, flags))) return exit.ok;
  } catch (error) {
    if (error === interruption) return exit.interrupted;
    throw error;
  } finally {
    interrupt.release();
  }
  const [rows, scored] = [tallied.end(), score?.end() ?? null];
  const drift = driftSince(model, rows, scored);
  const { inputs: _, ...told } = rows;
  if (flags.json) printJson({ version: 1, ...told, score: scored, drift });
  else if (!flags.quiet) printBeside(predictedDocument(rows, scored, drift, likelihood, flags.out), flags);
  return exit.ok;
}

/** What has changed since the model was learned; null where that is not known. */
function driftSince({ model }: BoundModel, { inputs, shares }: Tallied, scored: Scored | null): Drift | null {
  if (model.origin === null) return null;
  const rows = shares.map(({ rows }, j) => ({ rows, losses: scored?.experts[j]?.losses ?? null }));
  return driftOf(inputs, rows, model.origin, model.trust?.intervals?.losses ?? null);
}

/** Thrown where the command is to end, so that what was begun is taken away. */
const interruption = new Error('interrupted');

/** Whether somebody asked for the end; who asks a second time gets it at once. */
function onSignal() {
  let asked = false;
  const handle = (): void => {
    asked = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, handle);
  return {
    asked: () => asked,
    release: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}

/** @returns whether the reader stayed to the end: who asked for the first rows alone, as `head` does, has gone. */
async function printAsTheyCome(lines: AsyncIterable<string>, { json }: PredictFlags): Promise<boolean> {
  for await (const text of lines) {
    if (json) continue;
    printFile(text);
    if (!process.stdout.writable) return false;
  }
  return true;
}

/** @throws InputError for a file that is not there or is no model. */
export async function openModel(file: string, vocabulary: Vocabulary): Promise<BoundModel> {
  const text = readBytes(file, 'a model file').toString('utf8');
  return bindModel(
    located(file, () => decodeModel(text, vocabulary)),
    loader(vocabulary),
  );
}

/** What `read` gives; its errors say of which file they are. */
export function located<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

/** The columns that are needed, of the kinds that were learned from. @throws InputError for one that is not there. */
function expectedOf({ model: { encoding, target } }: BoundModel, table: string, names: readonly string[]): Expected {
  const kinds = new Map<string, ColumnKind>(encoding.inputs.map(({ name, kind }) => [name, kind]));
  for (const name of kinds.keys()) {
    if (names.includes(name)) continue;
    throw new InputError(`${table} ${hasNo(name, names)}; the model needs it`);
  }
  kinds.set(target.name, target.kind === 'regression' ? 'number' : 'category');
  return { kinds, only: new Set(kinds.keys()) };
}

/** The header, and how rows are written. Texts are made ready to be written once. */
function writerOf({ model }: BoundModel, withClasses: boolean) {
  const { target } = model;
  const labels = target.kind === 'classes' ? target.labels : [];
  const classes = withClasses ? labels : [];
  const intervals = (model.trust?.intervals ?? null) !== null;
  const within = intervals ? (target.kind === 'classes' ? ['set'] : ['low', 'high']) : [];
  const more = [...within, ...(tellsStability(model.trust) ? ['stability'] : [])];
  const inSet = setWriter(labels);
  const cells = labels.map((label) => lineOf([toText(label)]).slice(0, -1));
  return {
    header: lineOf([
      'prediction',
      'expert',
      'share',
      'outside',
      ...classes.map((label) => toText(`p_${label}`)),
      ...more,
    ]),
    /** A line for each of `n` rows in pieces of a bounded length; all cells are empty in those that are not judged. */
    *lines(applied: Applied, n: number): Generator<string> {
      const { rows, prediction, expert, share, outside, classes: shares, band, sets, stability } = applied;
      const unjudged = `${','.repeat(3 + classes.length + more.length)}\n`;
      let text = '';
      for (let row = 0, r = 0; row < n; row++) {
        if (rows[r] !== row) text += unjudged;
        else {
          const value = prediction[r]!;
          text += `${cells[value] ?? toText(value)},${expert[r]!},${share[r]!},${outside[r]!}`;
          for (let c = 0; c < classes.length; c++) text += `,${shares![r * classes.length + c]!}`;
          if (band !== null) text += `,${band.low[r]!},${band.high[r]!}`;
          if (sets !== null) text += `,${inSet(sets, r)}`;
          if (stability !== null) text += `,${stability[r]!}`;
          text += '\n';
          r++;
        }
        if (text.length < pieceLength) continue;
        yield text;
        text = '';
      }
      yield text;
    },
  };
}

/**
 * How the sets of rows are written: labels with `|` between, each as in a line of CSV with that delimiter, so that
 * whatever stands in a label, such a reader finds it again. @returns the cell of row r of n x c marks.
 */
function setWriter(labels: readonly string[]): (sets: Uint8Array, r: number) => string {
  const own = labels.map((label) => labelInSet(toText(label)));
  return (sets, r) => {
    const within = own.filter((_, c) => sets[r * own.length + c] === 1);
    return lineOf([within.join('|')]).slice(0, -1);
  };
}
