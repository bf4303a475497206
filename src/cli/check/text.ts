/** A check for a terminal: a table of the grids, then what is to be said of each. */
import { counted } from '../../counted.js';
import { painter } from '../../documents/paint.js';
import { printable, wrapped } from '../../documents/printable.js';
import { plainTable, width } from '../../documents/terminal-table.js';
import type { GlobalOptions } from '../options.js';
import { type CheckedGrid, type CheckReport, isAsCommitted } from './check.js';
import { comparison, differingCells, outcome, sum, told, toldClaim, toldTime, unguarded, verdicts } from './words.js';

/** Differences shown of a grid; more are counted, and in the JSON. */
const shownDifferences = 20;
const shownCells = 12;

export function text(report: CheckReport, options: GlobalOptions): string {
  const { grids: checked, missing } = report;
  const { color, quiet = false } = options;
  const paint = painter(color && process.stdout.isTTY === true);
  const told = quiet ? checked.filter((grid) => !isAsCommitted(grid)) : checked;
  if (told.length === 0) return '';
  const sections = told.flatMap((grid) => {
    const lines = details(grid).flatMap(folded);
    return lines.length === 0 ? [] : [paint.bold(grid.experiment), ...lines];
  });
  const last = (checked.every(isAsCommitted) ? paint.green : paint.red)(`moe check: ${outcome(report)}`);
  const left = missing.map((folder) => printable(`not guarded: ${folder} has no results`));
  return `${[table(told, options), ...sections, ...left, last].join('\n')}\n`;
}

function table(checked: readonly CheckedGrid[], options: GlobalOptions): string {
  const rows = checked.map((grid) => {
    const { experiment, cells, differing, claims } = grid;
    const kept = claims.filter(({ holds }) => holds).length;
    return [
      ...[experiment, isAsCommitted(grid) ? 'ok' : 'REGRESSION'],
      ratio(sum(cells.map(({ guarded }) => guarded)), sum(cells.map(({ trials }) => trials))),
      ratio(cells.filter(({ guarded }) => guarded > 0).length, cells.length),
      String(differing),
      claims.length === 0 ? '-' : ratio(kept, claims.length),
    ];
  });
  return plainTable(['experiment', '', 'trials afresh', 'cells', 'differences', 'verdicts'], rows, options, 2);
}

function ratio(part: number, whole: number): string {
  return `${part} of ${whole}`;
}

function details(grid: CheckedGrid): string[] {
  const { cells, claims, differences, differing, times, tolerance } = grid;
  const more = differing - Math.min(differing, shownDifferences);
  const timedNow = times.filter(({ now }) => now !== null);
  const ran = cells.some(({ guarded }) => guarded > 0);
  return [
    ...(ran && tolerance > 0 ? [comparison(grid)] : []),
    ...unguarded(grid, shownCells),
    ...(claims.every(({ judgedOn }) => judgedOn === 'fresh rows') ? [] : verdicts(grid)),
    ...differingCells(grid, shownCells),
    ...differences.slice(0, shownDifferences).map(told),
    ...(more > 0 ? [`... and ${counted(more, 'difference')} more (--json has the first 200 of each file)`] : []),
    ...claims.filter(({ holds }) => !holds).map(toldClaim),
    ...(timedNow.length > 0 ? ['times, as advice (medians within one run):'] : []),
    ...timedNow.map((one) => `  ${toldTime(one)}`),
  ];
}

/** A line as lines of the terminal's width, further ones a little to the right; off a terminal one line. */
function folded(line: string): string[] {
  const text = line.trimStart();
  const indent = ' '.repeat(2 + line.length - text.length);
  return wrapped(text, process.stdout.isTTY ? width() - indent.length - 3 : Number.POSITIVE_INFINITY).map(
    (part, i) => `${indent}${i > 0 ? '  ' : ''}${part}`,
  );
}
