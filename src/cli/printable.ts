/**
 * Text of a user on one line of a terminal: without control characters, which a terminal would obey, and cut where it is
 * longer than `most` letters.
 */
export function printable(text: string, most = 300): string {
  const letters = [...text.replace(/\p{C}/gu, '?')];
  return letters.length > most ? `${letters.slice(0, most - 3).join('')}...` : letters.join('');
}
