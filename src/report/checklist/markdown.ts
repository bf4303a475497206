/** The checklist as Markdown that GitHub renders: long tables are folded, and no text of a user is markup. */

import { markdownParagraph, markdownTable, markdownText } from '../../documents/markdown.js';
import type { Checklist, ChecklistTable } from './contract.js';

/** Rows, and letters of a row, from which on a table is folded. */
const long = { rows: 12, letters: 400 };

/** @param title of the document. */
export function checklistMarkdown({ items }: Checklist, title = 'Reproducibility checklist'): string {
  const sections = items.map(({ title, answer, tables }) =>
    [`## ${markdownText(title)}`, markdownParagraph(answer), ...tables.map(tableMarkdown)].join('\n\n'),
  );
  return `${[`# ${markdownText(title)}`, ...sections].join('\n\n')}\n`;
}

function tableMarkdown({ title, columns, rows }: ChecklistTable): string {
  const table = markdownTable(
    columns.map(markdownText),
    rows.map((row) => row.map(markdownText)),
  );
  const widest = Math.max(...rows.map((row) => row.join('').length));
  if (rows.length < long.rows && widest < long.letters) return `**${markdownText(title)}**\n\n${table}`;
  // GitHub reads Markdown inside of HTML only after an empty line.
  return `<details>\n<summary><b>${markdownText(title)}</b> (${rows.length} row${rows.length === 1 ? '' : 's'})</summary>\n\n${table}\n\n</details>`;
}
