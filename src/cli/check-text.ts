/** A check for a terminal. */
import { type CheckedGrid, isAsCommitted } from './check.js';
import { coverage, outcome, told, toldClaim, toldTime, unguarded, verdicts } from './check-words.js';
import type { GlobalOptions } from './options.js';
import { painter } from './paint.js';
import { width } from './table.js';
import { visible } from './visible.js';

/** Differences shown of a grid; more are counted, and in the JSON. */
const shownDifferences = 20;
const shownCells = 12;

export function text(checked: readonly CheckedGrid[], { color, quiet = false }: GlobalOptions): string {
  const paint = painter(color && process.stdout.isTTY === true);
  const lines = checked.flatMap((grid) => {
    const good = isAsCommitted(grid);
    const mark = good ? paint.green('ok') : paint.red('regression');
    return quiet && good
      ? []
      : [`${paint.bold(grid.experiment)}: ${mark}`, ...details(grid).flatMap((line) => wrapped(`  ${visible(line)}`))];
  });
  const all = checked.every(isAsCommitted);
  const last = (all ? paint.green : paint.red)(`moe check: ${outcome(checked)}`);
  return `${[...lines, ...(quiet && all ? [] : [last])].join('\n')}\n`.replace(/^\n$/, '');
}

function details(grid: CheckedGrid): string[] {
  const { claims, differences, differing, times } = grid;
  const more = differing - Math.min(differing, shownDifferences);
  const timedNow = times.filter(({ now }) => now !== null);
  return [
    coverage(grid),
    ...unguarded(grid, shownCells),
    ...verdicts(grid),
    ...differences.slice(0, shownDifferences).map(told),
    ...(more > 0 ? [`... and ${more} more (--json has ${differing > 1000 ? 'the first 1000' : 'all'})`] : []),
    ...claims.filter(({ holds }) => !holds).map(toldClaim),
    ...(timedNow.length > 0 ? ['times, as advice (medians within one run):'] : []),
    ...timedNow.map((ratio) => `  ${toldTime(ratio)}`),
  ];
}

/** A line as lines of the terminal's width, further ones a little to the right. */
function wrapped(line: string): string[] {
  const most = width() - 1;
  const [indent] = /^ */.exec(line)!;
  const lines: string[] = [];
  for (const word of line.slice(indent.length).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${lines.length > 0 ? '  ' : ''}${word}`);
  }
  return lines;
}
