/** Whether everything that follows from the trials stands in the files beside them as it follows: the one verifier. */
import { counted } from '../counted.js';
import { InputError, shown } from '../errors.js';
import type { Cell, Spec } from '../experiment/contract.js';
import type { Results } from '../results/results.js';
import { type MetricMeta, placeKey } from '../results/summary.js';
import { type Derived, type DerivedTable, derive, derivedSheets } from '../results/write.js';
import { type Difference, differences, type Same } from './differences.js';

export interface Verification {
  readonly results: Results;
  readonly spec: Pick<Spec, 'claims' | 'methods' | 'sweeps'>;
  /** The cells that were run. */
  readonly cells: readonly Cell[];
  /** All cells of the whole spec, which claims are about. */
  readonly grid: readonly Cell[];
  readonly metrics: readonly MetricMeta[];
  readonly same: Same;
}

/** The columns that name a row. */
const keys: Readonly<Record<DerivedTable, (sweeps: readonly string[]) => readonly string[]>> = {
  'summary.csv': (sweeps) => ['task', 'method', ...sweeps, 'metric'],
  'timings_summary.csv': (sweeps) => ['task', 'method', ...sweeps, 'metric'],
  'claims.csv': () => ['id'],
  'tests.csv': () => ['claim', 'test'],
  'effects.csv': () => ['task', 'method', 'metric', 'effect'],
};
export const derivedTables = Object.keys(keys) as readonly DerivedTable[];

/**
 * What follows from the rows, and every cell of the given tables that says otherwise. Results from before tests.csv have
 * none, and lack nothing.
 */
export function verify(
  input: Verification,
  tables = derivedTables,
): { readonly derived: Derived; readonly differences: readonly Difference[] } {
  const { results, cells, same } = input;
  const derived = derive(input, results.rows, results.seconds, () => correctOf(results));
  const sweeps = [...new Set(cells.flatMap(({ sweep }) => Object.keys(sweep)))];
  const found = tables.flatMap((name) => {
    // As it lies there: where it differs is told better than that its digest does.
    const table = results.found(name) ?? results.table(name);
    if (table === null && name === 'tests.csv') return [];
    const of = { file: `${results.folder}/${name}`, from: 'files', same, key: keys[name](sweeps) } as const;
    return differences(table, derivedSheets[name](derived, sweeps), of);
  });
  return { derived, differences: found };
}

/**
 * What follows from the rows, where the files say the same. Cells and metrics that the spec has and the results lack are
 * left out: the spec may have grown since.
 * @param command what makes the results, for messages.
 * @throws InputError naming file, line and column of the first cell that differs, what stands there and what the rows give.
 */
export function verified(input: Verification, command: string, tables?: readonly DerivedTable[]): Derived {
  const { results } = input;
  const there = new Set(results.rows.map(placeKey));
  const columns = new Set(Object.keys(results.rows[0]?.metrics ?? {}));
  const cells = input.cells
    .filter((cell) => there.has(placeKey(cell)))
    .map((cell) => ({ ...cell, metrics: cell.metrics.filter((metric) => columns.has(metric)) }));
  const { derived, differences } = verify({ ...input, cells }, tables);
  const [first, ...more] = differences;
  if (first === undefined) return derived;
  const others =
    more.length === 0 ? '' : ` (and ${counted(more.length, 'more cell')} ${more.length === 1 ? 'differs' : 'differ'})`;
  throw new InputError(`${told(first)}${others}; \`${command}\` makes the file anew`);
}

/** Which test samples each trial got right, where that was kept. */
export function correctOf(results: Results): ReadonlyMap<string, Uint8Array> {
  return new Map(results.lines('correct.csv').map(({ id, correct }) => [id, correct]));
}

/** `results/x/summary.csv:3 mean of t/m/error must be 0.25, as its trials give; got "0.5"`. */
function told({ file, line, row, column, committed, now }: Difference): string {
  if (line === null) return `${file} lacks ${row}, which its trials give`;
  if (column === '') return `${file}:${line} ${row} must have ${now}, as its trials give; got ${committed}`;
  return `${file}:${line} ${column} of ${row} must be ${shown(now)}, as its trials give; got ${shown(committed)}`;
}
