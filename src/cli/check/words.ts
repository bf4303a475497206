/** What every way of telling a check says in the same words. */
import { counted } from '../../counted.js';
import { printable } from '../../documents/printable.js';
import { cellId } from '../../experiment/grid.js';
import type { CheckedCell } from '../../guard/check/check.js';
import type { CheckedClaim } from '../../guard/check/claims.js';
import type { Difference } from '../../guard/check/differences.js';
import type { TimeRatio } from '../../guard/check/time-ratios.js';
import { short, timed } from '../numbers.js';
import { type CheckedGrid, type CheckReport, isAsCommitted } from './check.js';

export function cellName(cell: CheckedCell): string {
  return cellId(cell).slice(0, -1);
}

/** How values were compared, and how many trials were computed afresh. */
export function coverage(grid: CheckedGrid): string {
  const { cells } = grid;
  const [trials, guarded] = [sum(cells.map((cell) => cell.trials)), sum(cells.map((cell) => cell.guarded))];
  if (guarded === 0) return `none of ${trials} trials computed afresh; the files are held against each other`;
  return `${guarded} of ${trials} trials computed afresh, ${comparison(grid)}`;
}

export function comparison({ tolerance, madeBy }: CheckedGrid): string {
  return tolerance === 0 ? 'compared to the last digit' : `compared within ${tolerance} (results of ${madeBy})`;
}

/** Cells of which no trial was computed afresh, with what one costs; in words where there is no other. */
export function unguarded({ cells }: CheckedGrid, most = cells.length): string[] {
  const missing = cells.filter(({ guarded }) => guarded === 0);
  if (missing.length === 0) return [];
  if (missing.length === cells.length) return [`not guarded: all ${counted(cells.length, 'cell')}`];
  const names = missing.map(
    (cell) => `${cellName(cell)}${cell.seconds === null ? '' : ` (${timed(cell.seconds)} a trial)`}`,
  );
  const rest = names.length - most;
  const some = `${names.slice(0, most).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
  return [`not guarded, ${missing.length} of ${counted(cells.length, 'cell')}: ${some}`];
}

/** `results/x/trials.csv: smile/argmin/3 error: committed is 0.1, computed afresh it is 0.2`. */
export function told({ file, row, column, committed, now, from }: Difference): string {
  const how = from === 'rerun' ? 'computed afresh it is' : 'by what it belongs to it is';
  const where = `${file}: ${cut(row)}${column === '' ? '' : ` ${column}`}`;
  return `${where}: committed is ${cut(committed)}, ${how} ${cut(now)}`;
}

/** A value so short that both of a difference can be seen. */
function cut(text: string): string {
  return text === '' ? 'empty' : printable(text, 200);
}

/** A claim that is not as committed. */
export function toldClaim({ id, committed, now, expected, judgedOn, test }: CheckedClaim): string {
  const was = committed === null ? 'is not in claims.csv' : `was ${committed}`;
  const wanted = expected === null || expected === now ? '' : `, where the spec expects ${expected}`;
  return `claim ${id} ${was}, is ${now}${wanted}; judged on ${judgedOn}: ${test}`;
}

/** The cells whose trials came out otherwise: where to look for what broke. */
export function differingCells({ cells }: CheckedGrid, most = cells.length): string[] {
  const wrong = cells.filter(({ differing }) => differing > 0);
  if (wrong.length === 0) return [];
  const names = wrong.map((cell) => `${cellName(cell)} ${cell.differing} of ${cell.guarded}`);
  const rest = names.length - most;
  return [`trials that differ: ${names.slice(0, most).join(', ')}${rest > 0 ? `, and in ${rest} more cells` : ''}`];
}

/** How many verdicts are as committed, and which were not judged on trials computed afresh alone. */
export function verdicts({ claims }: CheckedGrid): string[] {
  if (claims.length === 0) return [];
  const kept = claims.filter(({ holds }) => holds).length;
  const lines = (['committed times', 'committed rows', 'some fresh rows', 'fresh rows'] as const).flatMap((rows) => {
    const on = claims.filter(({ judgedOn }) => judgedOn === rows);
    const where = `judged on ${rows}${rows === 'committed rows' ? ' only' : ''}`;
    if (on.length === claims.length) return [`all ${where}`];
    return on.length === 0 || rows === 'fresh rows' ? [] : [`${where}: ${on.map(({ id }) => id).join(', ')}`];
  });
  return [`${kept} of ${counted(claims.length, 'verdict')} as committed; ${lines.join('; ')}`];
}

/** `piecewise-linear: lap over argmin 97 (committed 34; 10 and 100 trials)`. */
export function toldTime({ task, method, against, committed, now, n }: TimeRatio): string {
  const of = `${task}: ${method} over ${against}`;
  if (now === null) return `${of} not timed now (committed ${short(committed)})`;
  return `${of} ${short(now)} (committed ${short(committed)}; ${n.join(' and ')} trials)`;
}

/** `as committed` or how much is not. */
export function outcome({ grids: checked }: CheckReport): string {
  if (checked.every(isAsCommitted)) return 'all as committed';
  const values = sum(checked.map(({ differing }) => differing));
  const claims = checked.flatMap((grid) => grid.claims).filter(({ holds }) => !holds).length;
  return `not as committed: ${counted(values, 'value')}, ${counted(claims, 'claim')}`;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
