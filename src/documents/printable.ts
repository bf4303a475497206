/** Text that a user wrote, made fit for a terminal or a comment. */
import { markdownText } from './markdown.js';

/**
 * On one line, without control characters, which a terminal would obey, and cut where it is longer than `most` letters.
 */
export function printable(text: string, most = 300): string {
  const letters = [...text.replace(/\p{C}/gu, '?')];
  return letters.length > most ? `${letters.slice(0, Math.max(0, most - 3)).join('')}...` : letters.join('');
}

/** The same as Markdown, in which nothing is markup. */
export function markdownLine(text: string): string {
  return markdownText(printable(text));
}

/**
 * The same on as many lines of `columns` letters as it takes, broken between words; a longer word is cut. At
 * least 20 letters stand on a line, however narrow the terminal.
 */
export function wrapped(text: string, columns: number): string[] {
  const room = Math.max(columns, 20);
  const lines: string[] = [];
  for (const word of printable(text, 1000).split(' ')) {
    const joined = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && joined.length <= room) lines[lines.length - 1] = joined;
    else lines.push(printable(word, room));
  }
  return lines;
}
