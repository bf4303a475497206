/** A check for the summary of a workflow or a comment. */
import { counted } from '../../counted.js';
import { markdownTable } from '../../documents/markdown.js';
import { markdownLine } from '../../documents/printable.js';
import { type CheckedGrid, type CheckReport, isAsCommitted } from './check.js';
import { coverage, differingCells, outcome, told, toldClaim, toldTime, unguarded, verdicts } from './words.js';

const shownDifferences = 50;

export function markdown(report: CheckReport): string {
  const { grids, missing } = report;
  const rows = grids.map((grid) => {
    const { experiment, claims, differing } = grid;
    const kept = claims.filter(({ holds }) => holds).length;
    const state = isAsCommitted(grid) ? '✅ as committed' : '❌ regression';
    const judged = claims.length === 0 ? 'none' : `${kept} of ${claims.length} as committed`;
    return [experiment, state, coverage(grid), counted(differing, 'difference'), judged].map(markdownLine);
  });
  const left = missing.map((folder) => `- ${markdownLine(`not guarded: ${folder} has no results`)}`);
  return [
    `### moe check: ${outcome(report)}`,
    '',
    markdownTable(['experiment', '', 'trials', 'values', 'verdicts'], rows),
    ...(left.length > 0 ? ['', ...left] : []),
    ...grids.flatMap(section),
    '',
  ].join('\n');
}

function section(grid: CheckedGrid): string[] {
  const { experiment, differences, differing, claims, times } = grid;
  const more = differing - Math.min(differing, shownDifferences);
  const wrong = [
    ...differingCells(grid),
    ...claims.filter(({ holds }) => !holds).map(toldClaim),
    ...differences.slice(0, shownDifferences).map(told),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  const notes = [
    ...unguarded(grid),
    ...verdicts(grid),
    ...times.filter(({ now }) => now !== null).map((ratio) => `Time, as advice: ${toldTime(ratio)}`),
  ];
  return [
    ...(wrong.length > 0
      ? ['', `**${markdownLine(experiment)}**`, '', ...wrong.map((line) => `- ${markdownLine(line)}`)]
      : []),
    ...(notes.length > 0
      ? [
          '',
          `<details><summary>${markdownLine(experiment)}: what was guarded</summary>`,
          '',
          ...notes.map((line) => `- ${markdownLine(line)}`),
          '',
          '</details>',
        ]
      : []),
  ];
}
