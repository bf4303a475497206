/** A comparison as Markdown, for a comment on a pull request. */
import { markdownTable } from '../../documents/markdown.js';
import { markdownLine } from '../../documents/printable.js';
import { type CellView, columns, type View } from './view.js';

/** The whole comment; `views` are Markdown already. */
export function markdownPage(
  title: string,
  alone: readonly string[],
  views: readonly string[],
  conclusion: readonly string[],
): string {
  const parts = [`### moe compare: ${markdownLine(title)}`, bullets(alone), ...views, bullets(conclusion)];
  return parts.filter((part) => part !== '').join('\n\n');
}

export function viewMarkdown({ title, facts, cells, rest }: View): string {
  const told = facts.map(([label, lines]) => `- **${label}**: ${lines.map(markdownLine).join('; ')}`);
  const notes = cells.flatMap((cell) =>
    cell.notes.map((note) => `- ${markdownLine(cell.title)}: ${markdownLine(note)}`),
  );
  return [
    `#### ${markdownLine(title)}`,
    told.join('\n'),
    ...(notes.length > 0 ? [notes.join('\n')] : []),
    ...(cells.some(({ rows }) => rows.length > 0) ? [cellTable(cells)] : []),
    ...(rest.length > 0 ? [bullets(rest)] : []),
  ].join('\n\n');
}

function cellTable(cells: readonly CellView[]): string {
  const rows = cells.flatMap(({ title, rows: own, verdicts }) =>
    own.map((row, i) => {
      const verdict = verdicts[i] === 'worse' ? `**${row.at(-1)!}**` : row.at(-1)!;
      return [markdownLine(title), ...row.slice(0, -1).map(markdownLine), verdict];
    }),
  );
  const numbers = columns.map((name) => name !== 'metric' && name !== 'verdict');
  return markdownTable(['cell', ...columns], rows, [false, ...numbers]);
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${markdownLine(line)}`).join('\n');
}
