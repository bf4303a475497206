/** Text and tables as Markdown (GitHub's), in which nothing that a user wrote is markup. */

/**
 * A text on one line, every letter of it shown as it is, within a line or a cell of a table. Letters that could be markup
 * are written as character references, which hold in Markdown and in HTML between.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Bidi_C}\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[\\`*~|<>[\]!&$]/g, reference)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, reference)
    .replace(/(?<=:)\/\/|(?<=\bwww)\.|@/gi, (letters) => [...letters].map(reference).join(''));
}

/** The same as a paragraph, which its first letters do not make a heading, a list or a rule. */
export function markdownParagraph(text: string): string {
  return markdownText(text).replace(/^(?:[#+=-]|\d+(?=[.)](?:\s|$)))/, (letters) =>
    [...letters].map(reference).join(''),
  );
}

function reference(letter: string): string {
  return `&#${letter.codePointAt(0)};`;
}

/**
 * A table with a header, at least one column; cells are Markdown.
 * @param right whether a column stands at the right, as numbers do; none does when absent.
 */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[] = [],
): string {
  const rule = columns.map((_, column) => (right[column] === true ? '--:' : '---'));
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
