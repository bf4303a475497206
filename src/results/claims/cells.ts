/** The cells that a test is about, and whether a run says as much of a cell as the whole grid of its spec would. */
import { isDeepStrictEqual } from 'node:util';
import type { Claim, ClaimTest } from '../../experiment/claim-contract.js';
import type { Cell } from '../../experiment/contract.js';
import { type Place, placeKey } from '../summary.js';

/** The cells that a test looks at: of its methods and of what it is compared with, at its place or along its sweeps. */
export function cellsOfTest<P extends Place>(test: ClaimTest, grid: readonly P[]): P[] {
  const { task, methods, at, across, effect = {}, against } = test;
  const along = [...Object.keys(effect), ...(across === undefined ? [] : [across])];
  const isAt = ({ sweep }: Place, place: ClaimTest['at']) => {
    const fixed = Object.entries(place).every(([name, value]) => sweep[name] === value);
    const leveled = Object.entries(effect).every(([name, levels]) => levels.includes(sweep[name]!));
    const swept = [...Object.keys(place), ...along];
    // An effect is averaged over the sweeps that are not fixed.
    return (
      fixed &&
      leveled &&
      swept.every((name) => name in sweep) &&
      (test.effect !== undefined || sizeOf(sweep) === swept.length)
    );
  };
  const others = against === undefined ? [] : against.method === undefined ? methods : [against.method];
  return grid.filter(
    (cell) =>
      cell.task === task &&
      ((methods.includes(cell.method) && isAt(cell, at)) ||
        (others.includes(cell.method) && isAt(cell, against?.at ?? at))),
  );
}

const sizeOf = (sweep: Place['sweep']): number => Object.keys(sweep).length;

/** What a cell is, but for how often it is tried. */
const settings = ['data', 'shuffleLabels', 'k', 'expert', 'learn', 'measures'] as const;

/**
 * Tells what a run lacks of a cell: it was run with other settings, or in fewer trials than the whole grid has; nothing
 * where it lacks nothing, and where it was not run at all or is not of the grid, which its missing rows tell.
 * @param run the cells that were run.
 * @param grid all cells of the whole spec.
 */
export function shortfall(run: readonly Cell[], grid: readonly Cell[]): (place: Place) => string {
  const whole = new Map(grid.map((cell) => [placeKey(cell), cell]));
  const lacks = new Map(
    run.map((cell) => {
      const wanted = whole.get(placeKey(cell));
      return [placeKey(cell), wanted === undefined ? '' : lackOf(cell, wanted)];
    }),
  );
  return (place) => lacks.get(placeKey(place)) ?? '';
}

/** Tells whether the run has all that the claim is judged by, as whole as the grid has it. Arguments as of `shortfall`. */
export function wholeClaims(run: readonly Cell[], grid: readonly Cell[]): (claim: Pick<Claim, 'tests'>) => boolean {
  const lacks = shortfall(run, grid);
  const there = new Set(run.map(placeKey));
  return ({ tests }) =>
    tests.every((test) => cellsOfTest(test, grid).every((cell) => there.has(placeKey(cell)) && lacks(cell) === ''));
}

function lackOf(cell: Cell, wanted: Cell): string {
  const swept = Object.entries(cell.sweep).map(([name, value]) => `/${name}=${value}`);
  const of = `${cell.task}/${cell.method}${swept.join('')}`;
  const other = settings.filter((name) => !isDeepStrictEqual(cell[name], wanted[name]));
  if (other.length > 0) return `${of} has another ${other.join(', ')} than the whole grid`;
  return cell.trials < wanted.trials ? `${of} has ${cell.trials} of ${wanted.trials} trials` : '';
}
