/** The one cell of a grid that somebody asks for by words. */
import { didYouMean, InputError, shown } from '../../errors.js';
import type { Catalog } from '../../experiment/catalog.js';
import type { Cell, Spec } from '../../experiment/contract.js';
import { cellId, cellsOf } from '../../experiment/grid.js';

/** What is asked for; a task or a method may be left out where there is only one. */
export interface TraceRequest {
  readonly task?: string;
  readonly method?: string;
  /** Swept values as text, by the sweep's name. */
  readonly at: Readonly<Record<string, string>>;
  readonly trial: number;
}

/** Values that a message lists at most. */
const mostListed = 12;

/** @throws InputError for what the grid does not have, and where several cells are left, naming what would tell them apart. */
export function cellFor(spec: Spec, { task, method, at, trial }: TraceRequest, catalog: Catalog): Cell {
  const cells = cellsOf(spec, catalog);
  const ofTask = chosen('--task', task, cells, (cell) => cell.task);
  const ofMethod = chosen('--method', method, ofTask, (cell) => cell.method);
  const cell = sweptAt(ofMethod, at);
  if (trial < cell.trials) return cell;
  throw new InputError(
    `--trial must be a whole number from 0 to ${cell.trials - 1} for ${named(cell)}; got ${shown(trial)}`,
  );
}

function chosen(flag: string, given: string | undefined, cells: readonly Cell[], nameOf: (cell: Cell) => string) {
  const names = [...new Set(cells.map(nameOf))];
  const name = given ?? (names.length === 1 ? names[0]! : undefined);
  if (name !== undefined && names.includes(name)) return cells.filter((cell) => nameOf(cell) === name);
  const got = name === undefined ? 'nothing' : `${shown(name)}${didYouMean(name, names)}`;
  throw new InputError(`${flag} must be one of ${listed(names)}; got ${got}`);
}

/** Of the cells of one task and method the one at these values; without any, the one that is not swept, or the only one. */
function sweptAt(cells: readonly Cell[], at: TraceRequest['at']): Cell {
  const sweeps = [...new Set(cells.flatMap(({ sweep }) => Object.keys(sweep)))];
  let left = cells;
  for (const [name, value] of Object.entries(at)) {
    if (!sweeps.includes(name)) {
      const which = sweeps.length === 0 ? `be left out, as nothing is swept in ${named(cells[0]!)}` : '';
      throw new InputError(
        `--at must ${which || `name one of ${listed(sweeps)}`}; got ${shown(name)}${didYouMean(name, sweeps)}`,
      );
    }
    const values = valuesOf(left, name);
    left = left.filter(({ sweep }) => Object.hasOwn(sweep, name) && String(sweep[name]) === value);
    if (left.length === 0) {
      const allowed = values.length === 0 ? 'be left out beside the others' : `be one of ${listed(values)}`;
      throw new InputError(`--at ${name} must ${allowed}; got ${shown(value)}${didYouMean(value, values)}`);
    }
  }
  const exact = left.filter(({ sweep }) => Object.keys(sweep).length === Object.keys(at).length);
  if (exact.length === 1) return exact[0]!;
  if (left.length === 1) return left[0]!;
  const open = sweeps.filter((name) => !Object.hasOwn(at, name) && valuesOf(left, name).length > 0);
  const choices = open.map((name) => `${name}=${listed(valuesOf(left, name), '|')}`);
  throw new InputError(`--at must say which of ${left.length} cells: ${choices.join(', ')}`);
}

const named = (cell: Cell): string => cellId(cell).slice(0, -1);

function valuesOf(cells: readonly Cell[], name: string): string[] {
  return [...new Set(cells.flatMap(({ sweep }) => (Object.hasOwn(sweep, name) ? [String(sweep[name])] : [])))];
}

function listed(names: readonly string[], between = ', '): string {
  const more = names.length > mostListed ? `${between}... (${names.length} in all)` : '';
  return names.slice(0, mostListed).join(between) + more;
}
