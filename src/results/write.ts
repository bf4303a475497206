/** A finished run: what follows from its rows, and its files, written together. */
import type { Cell, Row, Spec } from '../experiment/contract.js';
import { csvParts, type Sheet, toCsv } from '../tables/csv.js';
import { type Content, makeFolder, writeAllAtomically } from './atomic.js';
import { shortfall } from './claims/cells.js';
import { type JudgedClaim, judgeClaims } from './claims/judge.js';
import { claimsCodec, testsCodec } from './claims/tables.js';
import { type EffectLine, effectsCodec, effectsOf } from './effects.js';
import type { Outcomes } from './outcomes.js';
import { digested } from './provenance.js';
import { correctIn, type RecordedLines, recorded } from './recorded.js';
import { once, type TableName, timingsCodec } from './results.js';
import {
  type MetricMeta,
  type Seconds,
  type SummaryLine,
  summarise,
  summariseSeconds,
  summaryCodec,
} from './summary.js';
import { trialsCodec } from './trials.js';

export interface ResultSet {
  readonly spec: Pick<Spec, 'claims' | 'methods' | 'sweeps'>;
  /** The cells that were run, in grid order. */
  readonly cells: readonly Cell[];
  /** All cells of the whole spec: a claim needs each of its cells, with all its trials, also where they were not run. */
  readonly grid: readonly Cell[];
  readonly outcomes: Outcomes;
  /** All registered metrics, in their order, which is that of the columns. */
  readonly metrics: readonly MetricMeta[];
  /** The text of run.json, from the digests of the other files by name. */
  runJson?(files: Readonly<Record<string, string>>): string;
}

/** What a run came to, from its rows alone. */
export interface Derived {
  readonly summary: readonly SummaryLine[];
  readonly timings: readonly SummaryLine[];
  readonly claims: readonly JudgedClaim[];
  readonly effects: readonly EffectLine[];
}

/** Tables whose rows are of single trials; each begins with the column trial_id. */
export const trialTables = [
  'trials.csv',
  'timings.csv',
  ...(Object.keys(recorded) as (keyof RecordedLines)[]),
] as const;
type TrialTable = (typeof trialTables)[number];
export type DerivedTable = Exclude<TableName, TrialTable>;

/**
 * Writes all files of a run, making the folder where it is missing; a file that this run has nothing for is removed.
 * @throws InputError when the folder cannot be made or written; the files that were there are then untouched.
 */
export function writeResults(folder: string, results: ResultSet): Derived {
  const { derived, sheets } = sheetsOf(results);
  const digests: Record<string, string> = {};
  const files: Record<string, Content | null> = {};
  for (const [name, sheet] of Object.entries(sheets)) {
    const tell = (digest: string) => {
      digests[name] = digest;
    };
    files[name] = sheet === null ? null : digested(csvParts(sheet), tell);
  }
  makeFolder(folder);
  const { runJson } = results;
  // run.json is written last, as it lists the others, and is there first: a reader then refuses the files of an earlier
  // run, should the process be killed amid the renames.
  if (runJson !== undefined) files['run.json'] = made(() => runJson(digests));
  writeAllAtomically(folder, files);
  return derived;
}

/** A text that is made when it is written. */
function* made(text: () => string): Generator<string> {
  yield text();
}

/** The tables of a run by name, as text, without writing them; null for those that the run has nothing for. */
export function compileResults(results: ResultSet): { derived: Derived; files: Record<string, string | null> } {
  const { derived, sheets } = sheetsOf(results);
  const texts = Object.entries(sheets).map(([name, sheet]) => [name, sheet === null ? null : toCsv(sheet)] as const);
  return { derived, files: Object.fromEntries(texts) };
}

function sheetsOf(results: ResultSet): { derived: Derived; sheets: Record<TableName, Sheet | null> } {
  const { rows, seconds, kept } = results.outcomes;
  const derived = derive(results, rows, seconds, () => correctByTrial(kept));
  const sweeps = sweepsOf(results.cells);
  const others = Object.entries(derivedSheets).map(([name, sheetOf]) => [name, sheetOf(derived, sweeps)] as const);
  const sheets = { ...trialSheets(results), ...(Object.fromEntries(others) as Record<DerivedTable, Sheet | null>) };
  return { derived, sheets };
}

/** The tables whose rows are of single trials; null for those that the outcomes have nothing for. */
export function trialSheets({
  cells,
  metrics,
  outcomes,
}: Pick<ResultSet, 'cells' | 'metrics' | 'outcomes'>): Record<TrialTable, Sheet | null> {
  const { rows, seconds, kept: keeping } = outcomes;
  const times = {
    *[Symbol.iterator]() {
      for (const { id } of rows) yield { id, seconds: seconds.get(id) ?? null };
    },
  };
  const columns = metrics.map(({ name }) => name).filter((name) => cells.some((cell) => cell.metrics.includes(name)));
  const kept = Object.entries(recorded).map(([name, table]) => [name, table.sheetOf(keeping)] as const);
  return {
    'trials.csv': trialsCodec(sweepsOf(cells), columns).toSheet(rows),
    'timings.csv': timingsCodec.toSheet(times),
    ...(Object.fromEntries(kept) as Record<keyof RecordedLines, Sheet | null>),
  };
}

/**
 * What follows from the rows, each part derived when it is asked for.
 * @param seconds of learning by trial id.
 * @param correct which test samples each trial got right, where that was kept.
 */
export function derive(
  { spec, cells, grid, metrics }: Pick<ResultSet, 'spec' | 'cells' | 'grid' | 'metrics'>,
  rows: readonly Row[],
  seconds: Seconds,
  correct: () => ReadonlyMap<string, Uint8Array> = () => new Map(),
): Derived {
  const summary = once(() => summarise(rows, cells, metrics));
  const timings = once(() => summariseSeconds(rows, cells, seconds));
  const claims = once(() => {
    const lacks = shortfall(cells, grid);
    const evidence = { rows, seconds, metrics, grid, methods: spec.methods, correct: correct(), lacks };
    return judgeClaims(spec.claims, evidence);
  });
  const effects = once(() => effectsOf(spec.sweeps, cells, rows, metrics));
  return {
    get summary() {
      return summary();
    },
    get timings() {
      return timings();
    },
    get claims() {
      return claims();
    },
    get effects() {
      return effects();
    },
  };
}

/** The tables that are derived from those of trials; null for those that there is nothing for. */
export const derivedSheets: {
  readonly [N in DerivedTable]: (derived: Derived, sweeps: readonly string[]) => Sheet | null;
} = {
  'summary.csv': ({ summary }, sweeps) => summaryCodec(sweeps).toSheet(summary),
  'timings_summary.csv': ({ timings }, sweeps) => summaryCodec(sweeps).toSheet(timings),
  'claims.csv': ({ claims }) => (claims.length > 0 ? claimsCodec.toSheet(claims) : null),
  'tests.csv': ({ claims }) => (claims.length > 0 ? testsCodec.toSheet(claims.flatMap(({ tests }) => tests)) : null),
  'effects.csv': ({ effects }) => (effects.length > 0 ? effectsCodec.toSheet(effects) : null),
};

function sweepsOf(cells: readonly Cell[]): string[] {
  return [...new Set(cells.flatMap(({ sweep }) => Object.keys(sweep)))];
}

/** Which test samples each trial got right, by its id. */
function correctByTrial(outcomes: Outcomes['kept']): Map<string, Uint8Array> {
  return new Map(
    outcomes.flatMap((outcome) => {
      const correct = correctIn(outcome);
      return correct === undefined ? [] : [[outcome.row.id, correct] as const];
    }),
  );
}
