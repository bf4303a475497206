/** Text from anywhere, made fit to be shown: nothing in it is obeyed by a terminal, or turns what stands around it. */

/**
 * What is never shown: controls (C0, DEL, C1), half surrogates, code points that are not assigned or private, and format
 * characters, of which those that turn the direction are the danger. Joiners stay: scripts and emoji need them.
 */
const unshown = /[^\P{C}\u200c\u200d]/gu;

/** The text on one line: blanks of any kind are one blank each, and what cannot be shown is a question mark. */
export function printable(text: string): string {
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ').replace(unshown, '?');
}

/** The same of several lines, whose ends stand. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The beginning of a very long text, and how long it was. */
export function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most).join('')}… (${letters.length} letters)`;
}

/**
 * Data as JSON that any terminal may be sent: characters that it would obey stand as escapes, which a reader of JSON
 * takes for the same text.
 */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\p{Bidi_C}\u2028\u2029\ufeff]/gu, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
