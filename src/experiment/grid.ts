/** From a spec to its grid: tasks x methods x swept parameters are cells, each with a number of trials. */
import type { Reference, SweepValue } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { didYouMean, InputError, shown } from '../errors.js';
import type { Catalog } from './catalog.js';
import type { Cell, Spec, SweepBlock } from './contract.js';

/** Which cells to keep: by `task`, `method` or a sweep's name, the allowed values as text. */
export type Filter = Readonly<Record<string, readonly string[]>>;

export interface GridOptions {
  readonly filter?: Filter;
  /** Trials per cell, instead of the spec's. */
  readonly trials?: number;
}

const maxCells = 10_000;

/**
 * The cells in grid order: by block, task, method, then swept values, the last sweep fastest.
 * @throws InputError for a filter that names nothing, above 10 000 cells (counted before any is built), and for a cell
 * that is given twice, whose trials would be pooled with those of another experiment.
 */
export function cellsOf(spec: Spec, catalog: Catalog, { filter = {}, trials }: GridOptions = {}): Cell[] {
  const blocks: readonly SweepBlock[] = spec.sweeps.length > 0 ? spec.sweeps : [{ over: {} }];
  checkCount(spec, blocks);
  const byBlock = blocks.map((block) => blockCells(spec, block, catalog));
  checkDistinct(byBlock);
  const all = byBlock.flat();
  checkFilter(filter, all);
  return all
    .filter((cell) => Object.entries(filter).every(([key, values]) => values.includes(cellValue(cell, key))))
    .map((cell) => (trials === undefined ? cell : { ...cell, trials }));
}

/** All cells of the spec or, of a quick one, of the whole: what its claims are about. @throws as `cellsOf`. */
export function wholeGrid(spec: Spec, catalog: Catalog): Cell[] {
  return cellsOf(spec.whole ?? spec, catalog);
}

function checkCount(spec: Spec, blocks: readonly SweepBlock[]): void {
  const factors = blocks.map((block) => [
    pairsOf(spec, block).length,
    ...Object.values(block.over).map(({ to }) => to.length),
  ]);
  const counts = factors.map((lengths) => lengths.reduce((product, length) => product * length));
  const cells = counts.reduce((sum, count) => sum + count);
  if (cells <= maxCells) return;
  const largest = factors[counts.indexOf(Math.max(...counts))]!;
  const product = `${largest.join(' x ')} of task and method x swept values`;
  const most = blocks.length > 1 ? `; its largest sweep block has ${product}` : `, ${product}`;
  throw new InputError(`${spec.name}: a grid must have at most ${maxCells} cells; got ${cells}${most}`);
}

/** Sweeps in another order give the same cell. */
function checkDistinct(byBlock: readonly (readonly Cell[])[]): void {
  const blockOf = new Map<string, readonly Cell[]>();
  for (const cells of byBlock) {
    for (const cell of cells) {
      const sweep = Object.fromEntries(Object.entries(cell.sweep).sort(([a], [b]) => (a < b ? -1 : 1)));
      const id = cellId({ ...cell, sweep });
      const earlier = blockOf.get(id);
      if (earlier === cells) throw new InputError(`${cellId(cell)}: two values of a sweep give this cell`);
      if (earlier !== undefined) {
        const remedy = 'name their sweeps apart, or leave it out of one';
        throw new InputError(`${cellId(cell)}: two sweep blocks give this cell; ${remedy}`);
      }
      blockOf.set(id, cells);
    }
  }
}

function blockCells(spec: Spec, block: SweepBlock, catalog: Catalog): Cell[] {
  const sweeps = crossed(Object.entries(block.over).map(([name, { to }]) => [name, to]));
  return pairsOf(spec, block).flatMap(([task, method]) =>
    sweeps.map((sweep) => cellAt(spec, block, task, method, sweep, catalog)),
  );
}

/** The tasks and methods of a block, as pairs that go together. */
function pairsOf(spec: Spec, block: SweepBlock): (readonly [task: string, method: string])[] {
  const methods = Object.entries(spec.methods).filter(([method]) => block.methods?.includes(method) ?? true);
  return (block.tasks ?? Object.keys(spec.tasks)).flatMap((task) =>
    methods.filter(([, { tasks }]) => tasks?.includes(task) ?? true).map(([method]) => [task, method] as const),
  );
}

function crossed(axes: readonly (readonly [string, readonly SweepValue[]])[]): Record<string, SweepValue>[] {
  return axes.reduce<Record<string, SweepValue>[]>(
    (points, [name, values]) => points.flatMap((point) => values.map((value) => ({ ...point, [name]: value }))),
    [{}],
  );
}

function cellAt(
  spec: Spec,
  block: SweepBlock,
  task: string,
  method: string,
  sweep: Cell['sweep'],
  catalog: Catalog,
): Cell {
  const plain = plainCell(spec, task, method, catalog);
  const settings = Object.entries(sweep).flatMap(([name, value]) =>
    block.over[name]!.set.map((path) => [path, value] as const),
  );
  const { trials = plain.trials } = block;
  return { ...withSettings(plain, settings, catalog), sweep, trials };
}

/** The cell of a task and a method at the settings of the spec, with nothing swept. */
export function plainCell(spec: Spec, task: string, method: string, catalog: Catalog): Cell {
  const taskSpec = spec.tasks[task]!;
  const { learn, parameters, trials, expert: own } = spec.methods[method]!;
  const { expert: onTaskExpert = taskSpec.expert, ...onTask } = taskSpec.learn[learn] ?? {};
  return {
    ...{ task, method, sweep: {}, trials, data: taskSpec.data },
    ...(taskSpec.shuffleLabels === true ? { shuffleLabels: true as const } : {}),
    k: taskSpec.k,
    expert: own ?? (onTaskExpert as Reference),
    learn: { name: learn, ...parseParameters(catalog.methods.get(learn), { ...onTask, ...parameters }, catalog) },
    metrics: taskSpec.metrics,
    ...(taskSpec.measures === undefined ? {} : { measures: taskSpec.measures }),
  };
}

/**
 * The cell with other settings, by their paths: `k`, `data.n`, `learn.assign.temperature`. Of a component that is set by
 * its name, the parameters are those that it has by default.
 */
export function withSettings(
  cell: Cell,
  settings: readonly (readonly [path: string, value: SweepValue])[],
  catalog: Catalog,
): Cell {
  const { k, data, expert, learn } = cell;
  const changed: Record<string, unknown> = structuredClone({ k, data, expert, learn });
  for (const [path, value] of settings) setAt(changed, path.split('.'), value);
  const { name, ...learning } = changed.learn as Reference;
  return {
    ...cell,
    ...(changed as Pick<Cell, 'k' | 'data' | 'expert'>),
    learn: { name, ...parseParameters(catalog.methods.get(name), learning, catalog) },
  };
}

function setAt(settings: Record<string, unknown>, path: readonly string[], value: SweepValue): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) settings[key] = value;
  else setAt(settings[key] as Record<string, unknown>, rest, value);
}

function cellValue(cell: Cell, key: string): string {
  if (key === 'task') return cell.task;
  return key === 'method' ? cell.method : String(cell.sweep[key] ?? '');
}

function checkFilter(filter: Filter, cells: readonly Cell[]): void {
  const keys = ['task', 'method', ...new Set(cells.flatMap((cell) => Object.keys(cell.sweep)))];
  for (const [key, values] of Object.entries(filter)) {
    if (!keys.includes(key)) {
      throw new InputError(`--filter must name one of ${keys.join(', ')}; got ${shown(key)}${didYouMean(key, keys)}`);
    }
    const known = [...new Set(cells.map((cell) => cellValue(cell, key)))].filter((value) => value !== '');
    for (const value of values) {
      if (known.includes(value)) continue;
      const near = didYouMean(value, known);
      throw new InputError(`--filter ${key} must be one of ${known.join(', ')}; got ${shown(value)}${near}`);
    }
  }
}

/** `task/method/[sweep=value/]`, the part of a trial's id that it shares with its cell. */
export function cellId(cell: Pick<Cell, 'task' | 'method' | 'sweep'>): string {
  const swept = Object.entries(cell.sweep).map(([name, value]) => `${name}=${value}/`);
  return `${cell.task}/${cell.method}/${swept.join('')}`;
}
