/** The results of one experiment: a folder's files, each read when it is asked for, and once. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../errors.js';
import type { Row, Spec } from '../experiment/contract.js';
import { type Codec, codec, numberOrNull, text } from '../tables/columns.js';
import { parseTable, type Table } from '../tables/csv.js';
import { readBytes } from '../tables/file.js';
import { type ClaimLine, claimsCodec, type TestLine, testsCodec } from './claims/tables.js';
import { type EffectLine, effectsCodec } from './effects.js';
import { digestOf, parseRun, type Run } from './provenance.js';
import { type RecordedLines, recorded } from './recorded.js';
import { type SummaryLine, summaryOf } from './summary.js';
import { trialsOf } from './trials.js';

/** Seconds of learning of a trial; null where it came to no result. */
export interface TimingLine {
  /** The trial's id. */
  readonly id: string;
  readonly seconds: number | null;
}

/** The tables of a results folder, with what a line of each is. */
export interface TableLines extends RecordedLines {
  'trials.csv': Row;
  'timings.csv': TimingLine;
  'summary.csv': SummaryLine;
  'timings_summary.csv': SummaryLine;
  'claims.csv': ClaimLine;
  'tests.csv': TestLine;
  'effects.csv': EffectLine;
}
export type TableName = keyof TableLines;

/** Tables that every run has; of the others there is no file where there is nothing to hold. */
export const always: readonly TableName[] = ['trials.csv', 'summary.csv', 'timings.csv', 'timings_summary.csv'];

/** The files of one experiment's results, wherever they lie: in a folder, or in a git revision. */
export interface ResultFiles {
  /** The name of their folder. */
  readonly name: string;
  /** Where they lie, as messages name it. */
  readonly where: string;
  /** The text of a file; null where there is none. @throws InputError for one that cannot be read. */
  text(file: string): string | null;
}

/** Every access reads, parses and checks what it needs, the first time. */
export interface Results {
  /** The name of their folder. */
  readonly name: string;
  /** What they are results of, as run.json or else their folder names it. */
  readonly experiment: string;
  /** Where they lie, as messages name it. */
  readonly folder: string;
  /** Where they come from; undefined where no run.json is. */
  readonly run: Run | undefined;
  readonly rows: readonly Row[];
  /** The swept columns of the rows, in their order. */
  readonly sweeps: readonly string[];
  /** Seconds of learning by trial id; empty where no timings.csv is. */
  readonly seconds: ReadonlyMap<string, number>;
  /** Which test samples a trial predicted rightly, 1 or 0 each, by trial id; empty where no correct.csv is. */
  readonly correct: ReadonlyMap<string, Uint8Array>;
  /** Whether a table, there or not, is as run.json lists it; true where that lists none, as before moe 0.3. */
  isOfRun(name: TableName): boolean;
  /** A table as it lies there, for whoever holds it against something; null for one that does not. */
  found(name: TableName): Table | null;
  /**
   * A table as it was written; null for one that is not there.
   * @throws InputError for one that is not of the run, one that every run has and is missing, and one that is no table.
   */
  table(name: TableName): Table | null;
  /** The lines of a table; none where it is not there. @throws InputError, naming line and column, for malformed ones. */
  lines<N extends TableName>(name: N): readonly TableLines[N][];
}

export const timingsCodec: Codec<TimingLine> = codec<TimingLine>({
  id: text('trial_id'),
  seconds: numberOrNull('seconds'),
});

/**
 * Opens results without reading any.
 * @param asFound takes tables that are not those which run.json lists, too, for whoever compares them himself.
 */
export function openResults({ name, where, text }: ResultFiles, asFound = false): Results {
  const run = once(() => {
    const json = text('run.json');
    return json === null ? undefined : parseRun(json, `${where}/run.json`);
  });
  const textIn = byName((file: TableName) => text(file));
  const found = byName((file: TableName): Table | null => {
    const csv = textIn(file);
    return csv === null ? null : parseTable(csv, `${where}/${file}`);
  });
  const isOfRun = byName((file: TableName): boolean => {
    const [csv, listed] = [textIn(file), run()?.files];
    return listed === undefined || listed[file] === (csv === null ? undefined : digestOf(csv));
  });
  const readers: { readonly [N in TableName]: (table: Table) => readonly TableLines[N][] } = {
    ...recordedReaders,
    'trials.csv': (table) => trialsOf(table, sweepsOf(run())),
    'timings.csv': (table) => timingsOf(table, results.rows),
    'summary.csv': summaryOf,
    'timings_summary.csv': summaryOf,
    'claims.csv': claimsCodec.fromTable,
    'tests.csv': testsCodec.fromTable,
    'effects.csv': effectsCodec.fromTable,
  };
  const lines = byName((file: TableName): readonly TableLines[TableName][] => {
    const table = results.table(file);
    return table === null ? [] : readers[file](table);
  });
  const seconds = once(() => {
    const timed = textIn('timings.csv') === null ? [] : results.lines('timings.csv');
    return new Map(timed.flatMap((line) => (line.seconds === null ? [] : [[line.id, line.seconds]])));
  });
  const correct = once(() => new Map(results.lines('correct.csv').map((line) => [line.id, line.correct])));
  const sweeps = once(() => {
    const used = new Set(results.rows.flatMap(({ sweep }) => Object.keys(sweep)));
    return results.table('trials.csv')!.columns.filter((column) => used.has(column));
  });
  const results: Results = {
    ...{ name, folder: where },
    get experiment() {
      return run()?.experiment ?? name;
    },
    get run() {
      return run();
    },
    get rows() {
      return results.lines('trials.csv');
    },
    get correct() {
      return correct();
    },
    get sweeps() {
      return sweeps();
    },
    get seconds() {
      return seconds();
    },
    isOfRun,
    found,
    table(file) {
      if (!asFound && !isOfRun(file)) {
        const wrong = textIn(file) === null ? 'is missing' : 'is not of the run that run.json is of';
        throw new InputError(
          `${where}/${file} ${wrong}: it was changed since, or a run ended while it wrote its files`,
        );
      }
      if (textIn(file) === null && always.includes(file)) throw new InputError(`${where}/${file} is missing`);
      return found(file);
    },
    lines: <N extends TableName>(file: N) => lines(file) as readonly TableLines[N][],
  };
  return results;
}

const recordedReaders = Object.fromEntries(
  Object.entries(recorded).map(([name, { fromTable }]) => [name, fromTable]),
) as { readonly [N in keyof RecordedLines]: (table: Table) => RecordedLines[N][] };

/** @throws InputError for times of other trials than the rows'. */
function timingsOf(table: Table, rows: readonly Row[]): TimingLine[] {
  const lines = timingsCodec.fromTable(table);
  if (lines.length !== rows.length)
    throw new InputError(`${table.file} has ${lines.length} trials; trials.csv beside it has ${rows.length}`);
  const other = rows.findIndex(({ id }, r) => lines[r]!.id !== id);
  if (other >= 0) throw table.rows[other]!.wrong('trial_id', `must be ${rows[other]!.id}, as in trials.csv`);
  return lines;
}

/** The names of the sweeps; undefined for a run of moe before 0.2, which did not record them. */
function sweepsOf(run: Run | undefined): string[] | undefined {
  return run?.settings?.sweeps.flatMap(({ over }) => Object.keys(over));
}

/** Makes a value when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function byName<N extends string, T>(make: (name: N) => T): (name: N) => T {
  const made = new Map<N, { readonly value: T }>();
  return (name) => {
    const known = made.get(name) ?? { value: make(name) };
    made.set(name, known);
    return known.value;
  };
}

/** The files of a results folder. */
export function filesIn(folder: string): ResultFiles {
  return {
    name: basename(resolve(folder)),
    where: folder,
    text(file) {
      const path = join(folder, file);
      return existsSync(path) ? readBytes(path, 'a text').toString() : null;
    },
  };
}

/**
 * Where the results of an experiment come from.
 * @throws InputError where that is not known, and where they are of another experiment: two may share the names of tasks
 * and methods, as a quick run does with the full one.
 */
export function runOf({ folder, run }: Results, experiment: string): Run {
  if (run === undefined) throw new InputError(`${folder}/run.json is missing: whose results these are is not known`);
  if (run.experiment === experiment) return run;
  throw new InputError(`${folder} holds results of ${run.experiment}, not of ${experiment}`);
}

/**
 * Opens a results folder and reads its trials with their times.
 * @param spec when given, the results must be of this spec: those of another experiment, and a row of a task, method or
 *   sweep that it does not have, are refused.
 * @param asFound as in `openResults`.
 * @throws InputError for files that are missing, malformed, contradict each other or belong to another spec.
 */
export function readResults(
  folder: string,
  spec?: Pick<Spec, 'name' | 'tasks' | 'methods' | 'sweeps'>,
  asFound = false,
): Results {
  if (!existsSync(folder)) throw new InputError(`${folder} is missing: there are no results`);
  const results = openResults(filesIn(folder), asFound);
  if (spec !== undefined) {
    runOf(results, spec.name);
    checkSpec(results, spec);
  }
  results.table('timings.csv');
  results.lines('timings.csv');
  return results;
}

function checkSpec({ folder, rows }: Results, spec: Pick<Spec, 'name' | 'tasks' | 'methods' | 'sweeps'>): void {
  const sweeps = new Set(spec.sweeps.flatMap(({ over }) => Object.keys(over)));
  for (const { id, task, method, sweep } of rows) {
    const foreign =
      (!Object.hasOwn(spec.tasks, task) && `task "${task}"`) ||
      (!Object.hasOwn(spec.methods, method) && `method "${method}"`) ||
      Object.keys(sweep).flatMap((name) => (sweeps.has(name) ? [] : [`sweep "${name}"`]))[0];
    if (!foreign) continue;
    const where = `${folder}/trials.csv has ${id}, whose ${foreign}`;
    throw new InputError(`${where} is not in ${spec.name}: results of another spec`);
  }
}
