/** Texts on a terminal: how many columns they take, and where their lines are broken. */
import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

/** Stands for a blank at which a line is broken last; no text has it, as none that is private is shown. */
export const joint = '\ue000';

/** Letters of one column each, none of which joins another: most texts have no others. To segment takes 10 ms at first. */
const single = /^[\ue000 -~¡-¬®-˿‐-‧‰-⁞←-⋿─-▟✓✗]*$/;

/** Columns that a terminal gives to a text: two to wide letters, none to what combines with the letter before. */
export function widthOf(text: string): number {
  const letters = stripVTControlCharacters(text);
  if (single.test(letters)) return letters.length;
  return [...new Intl.Segmenter().segment(letters)].reduce((sum, { segment }) => sum + widthOfLetter(segment), 0);
}

function widthOfLetter(letter: string): number {
  if (/\p{Emoji_Presentation}|\ufe0f/u.test(letter)) return 2;
  return /^[\p{M}\p{Cf}]/u.test(letter) ? 0 : eastAsianWidth(letter.codePointAt(0)!);
}

/** Lines of at most so many columns, broken between words; a word that is longer than a line is broken where it can be. */
export function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines = [''];
    for (const word of line.split(' ').flatMap((each) => chunks(each, columns))) {
      const joined = lines.at(-1) === '' ? word : `${lines.at(-1)!} ${word}`;
      if (lines.at(-1) === '' || widthOf(joined) <= columns) lines[lines.length - 1] = joined;
      else lines.push(word);
    }
    return lines;
  });
}

/** After these a path, a list or a name may go on in the next line. */
const seams = /[/\\,;:=&?|_.-]/;

/** The parts of a word, each of which fits on a line; where they can, they end at a blank of a command, or at a seam. */
function chunks(word: string, columns: number): string[] {
  if (widthOf(word) <= columns) return [word];
  const parts: string[] = [];
  let [part, seam] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(word))) {
    if (part !== '' && widthOf(part + segment) > columns) {
      const blank = part.lastIndexOf(joint) + 1;
      const end = blank > 0 ? blank : seam > part.length / 2 ? seam : part.length;
      parts.push(part.slice(0, end));
      part = part.slice(end);
      seam = 0;
    }
    part += segment;
    if (seams.test(segment)) seam = part.length;
  }
  return [...parts, part];
}

/** With blanks up to so many columns. */
export function padded(text: string, columns: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return right ? blanks + text : text + blanks;
}

/** The lines beside a label, the further ones as far to the right. */
export function hanging(label: string, lines: readonly string[]): string[] {
  return lines.map((line, l) => `${l === 0 ? label : ' '.repeat(widthOf(label))}${line}`.trimEnd());
}
