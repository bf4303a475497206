/** Names and categories of a stranger's table in code: data in it, never a part of it. */

/**
 * What stands in no literal and no comment as it is: controls, line ends of any kind, half surrogates, code points that are not
 * assigned, and marks that turn the direction of what a reader sees (Boucher and Anderson 2023). Joiners stay, as emoji need
 * them.
 */
const hidden = /[^\P{C}\u200c\u200d]|[\u2028\u2029]/gu;

/** The text with each letter that is not shown as `escaped` writes its code point. */
export function withoutHidden(text: string, escaped: (code: number) => string): string {
  return text.replace(hidden, (letter) => escaped(letter.codePointAt(0)!));
}

/** The text for a comment of one line. */
export function commented(text: string): string {
  return withoutHidden(text, (code) => `\\u{${code.toString(16)}}`).trimEnd();
}

export const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** A literal of Python. */
export function pythonText(value: string): string {
  const quoted = `"${value.replace(/[\\"]/g, '\\$&')}"`;
  return withoutHidden(quoted, (code) => (code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`));
}
