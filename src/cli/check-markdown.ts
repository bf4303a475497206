/** A check for the summary of a workflow or a comment. */
import { markdownTable, markdownText } from '../results/markdown.js';
import { type CheckedGrid, isAsCommitted } from './check.js';
import { counted, coverage, outcome, told, toldClaim, toldTime, unguarded, verdicts } from './check-words.js';

const shownDifferences = 50;

export function markdown(checked: readonly CheckedGrid[]): string {
  const rows = checked.map((grid) => {
    const { experiment, claims, differing } = grid;
    const kept = claims.filter(({ holds }) => holds).length;
    const state = isAsCommitted(grid) ? '✅ as committed' : '❌ regression';
    const judged = claims.length === 0 ? 'none' : `${kept} of ${claims.length} as committed`;
    return [experiment, state, coverage(grid), counted(differing, 'difference'), judged].map(markdownText);
  });
  const parts = checked.flatMap((grid) => section(grid));
  return [
    `### moe check: ${outcome(checked)}`,
    '',
    markdownTable(['experiment', '', 'trials', 'values', 'verdicts'], rows),
    ...parts,
    '',
  ].join('\n');
}

function section(grid: CheckedGrid): string[] {
  const { experiment, differences, differing, claims, times } = grid;
  const more = differing - Math.min(differing, shownDifferences);
  const wrong = [
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
      ? ['', `**${markdownText(experiment)}**`, '', ...wrong.map((line) => `- ${markdownText(line)}`)]
      : []),
    ...(notes.length > 0
      ? [
          '',
          `<details><summary>${markdownText(experiment)}: what was guarded</summary>`,
          '',
          ...notes.map((line) => `- ${markdownText(line)}`),
          '',
          '</details>',
        ]
      : []),
  ];
}
