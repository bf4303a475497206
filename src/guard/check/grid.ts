/** The committed files against the grid of the spec: what can be seen without computing a trial. */
import type { Kept } from '../../experiment/kept-contract.js';
import type { TableName } from '../../results/results.js';
import { hasResult } from '../../results/summary.js';
import { trialTables } from '../../results/write.js';
import { changedLeaves } from '../compare/changes.js';
import type { Difference } from '../differences.js';
import { derivedTables } from '../verify.js';
import type { CheckInput } from './contract.js';

/**
 * The rows are of the trials of the grid, with their seeds; the other tables have rows of those that keep some, and of no
 * others; run.json counts them as they are, and was made with the spec's settings.
 */
export function gridDifferences(input: CheckInput): Difference[] {
  return [...rowDifferences(input), ...unkept(input), ...strangers(input), ...runDifferences(input)];
}

function rowDifferences({ results: { folder, rows }, trials }: CheckInput): Difference[] {
  const of = { file: `${folder}/trials.csv`, line: null, from: 'files' } as const;
  const [found, wanted] = [new Map(rows.map((row) => [row.id, row])), new Set(trials.map(({ id }) => id))];
  return [
    ...trials.flatMap(({ id, seed }): Difference[] => {
      const row = found.get(id);
      if (row === undefined) return [{ ...of, row: id, column: '', committed: 'no row', now: 'a trial of the grid' }];
      if (row.seed === seed) return [];
      return [{ ...of, row: id, column: 'seed', committed: String(row.seed), now: String(seed) }];
    }),
    ...rows.flatMap(({ id }): Difference[] =>
      wanted.has(id) ? [] : [{ ...of, row: id, column: '', committed: '1 row', now: 'no trial of the grid' }],
    ),
  ];
}

/** Tables that are not those which run.json lists, where nothing else is found to be wrong with them. */
export function changedFiles({ results }: CheckInput, found: readonly Difference[]): Difference[] {
  const told = new Set(found.map(({ file }) => file));
  return [...trialTables, ...derivedTables].flatMap((name): Difference[] => {
    const file = `${results.folder}/${name}`;
    if (results.isOfRun(name) || told.has(file)) return [];
    const of = { file, line: null, row: 'the file', column: '', from: 'files' } as const;
    return [{ ...of, committed: results.found(name) === null ? 'missing' : 'changed', now: 'as run.json lists it' }];
  });
}

/** Tables that must have rows of a trial that keeps this, where it came to a result. */
const kept: Readonly<Partial<Record<Kept, TableName>>> = { history: 'history.csv', example: 'examples.csv' };

/** Trials that keep something of which there is no row. */
function unkept({ results, trials }: CheckInput): Difference[] {
  const ended = new Set(results.rows.filter(({ status }) => hasResult(status)).map(({ id }) => id));
  return Object.entries(kept).flatMap(([what, name]) => {
    const ids = new Set(results.table(name)?.rows.map((line) => line.text('trial_id')));
    const lacking = trials.filter(({ id, keep }) => keep.includes(what as Kept) && ended.has(id) && !ids.has(id));
    const of = {
      file: `${results.folder}/${name}`,
      line: null,
      column: '',
      committed: 'no row',
      from: 'files',
    } as const;
    return lacking.map(({ id }): Difference => ({ ...of, row: id, now: 'a trial that keeps some' }));
  });
}

/** Rows of trials that the grid does not have. */
function strangers({ results, trials }: CheckInput): Difference[] {
  const wanted = new Set(trials.map(({ id }) => id));
  const others = trialTables.filter((name) => name !== 'trials.csv');
  return others.flatMap((name) => {
    const ids = new Set(results.table(name)?.rows.map((line) => line.text('trial_id')));
    const of = { file: `${results.folder}/${name}`, line: null, column: '', committed: 'rows', from: 'files' } as const;
    const strange = [...ids].filter((id) => !wanted.has(id));
    return strange.map((row): Difference => ({ ...of, row, now: 'no trial of the grid' }));
  });
}

function runDifferences(input: CheckInput): Difference[] {
  const { results, run, cells, trials, spec, seed, places } = input;
  const told = (row: string, column: string, committed: unknown, now: unknown): Difference[] => {
    if (committed === now) return [];
    const of = { file: `${results.folder}/run.json`, line: null, row, column, from: 'files' } as const;
    return [{ ...of, committed: String(committed), now: String(now) }];
  };
  const { tasks, methods, sweeps } = spec;
  const now: unknown = JSON.parse(JSON.stringify({ tasks, methods, sweeps }));
  const settings = run.settings === undefined ? [] : changedLeaves(run.settings, now, 'settings');
  return [
    ...Object.entries(run.status).flatMap(([status, count]) =>
      told('status', status, count, results.rows.filter((row) => row.status === status).length),
    ),
    ...told('grid', 'cells', run.grid.cells, cells.length),
    ...told('grid', 'trials', run.grid.trials, trials.length),
    ...(run.options.seed === null ? told('the spec', 'seed', run.seed, seed) : []),
    ...settings
      .filter(({ path }) => !places.has(path))
      .flatMap(({ path, a = '', b = '' }) => told('the spec', path.replace(/^settings\./, ''), a, b)),
  ];
}
