/** Running text for a terminal: painted, and set beside labels. */
import picocolors from 'picocolors';
import { type Inline, piecesOf, signs, type Text, type Tone } from './contract.js';
import { cut, printable } from './printable.js';
import { hanging, joint, padded, widthOf, wrapped } from './text-width.js';

export interface Screen {
  /** Letters of a line; infinite where nothing is to be broken, as for a pipe. */
  readonly columns: number;
  readonly color: boolean;
}

/** Letters of one piece of text that are shown. */
const longest = 1000;

/** Blanks between a label or a cell and what stands beside it. */
export const gap = 2;

type Paint = ReturnType<typeof picocolors.createColors>;

const tones: Readonly<Record<Tone, (paint: Paint) => (text: string) => string>> = {
  good: ({ green }) => green,
  near: ({ cyan }) => cyan,
  mixed: ({ yellow }) => yellow,
  bad: ({ red }) => red,
  none: ({ dim }) => dim,
};

/** A text, painted word by word: it can then be broken between any two, but for those of a literal piece. */
export function inline(text: Text, { color }: Screen, around: (word: string) => string = (word) => word): string {
  const paint = picocolors.createColors(color);
  return piecesOf(text)
    .map((piece) => {
      if (typeof piece !== 'string' && piece.kind === 'break') return '\n';
      const whole = printable(cut(wordsOf(piece), longest));
      const words = isCommand(piece) ? [whole.replaceAll(' ', joint)] : whole.split(' ');
      const own = brush(piece, paint);
      return words.map((word) => (word === '' ? '' : around(own(word)))).join(' ');
    })
    .join('');
}

const isCommand = (piece: Inline): boolean => typeof piece !== 'string' && piece.kind === 'literal';

function wordsOf(piece: Exclude<Inline, { kind: 'break' }>): string {
  if (typeof piece === 'string') return piece;
  return piece.kind === 'badge' ? `${signs[piece.tone]} ${piece.text}` : piece.text;
}

function brush(piece: Inline, paint: Paint): (word: string) => string {
  if (typeof piece === 'string') return (word) => word;
  switch (piece.kind) {
    case 'badge':
      return tones[piece.tone](paint);
    case 'strong':
      return paint.bold;
    case 'soft':
      return paint.dim;
    default:
      return (word) => word;
  }
}

/** Texts beside their labels, or under them where they would have less than half of the width. */
export function labelled(
  entries: readonly { readonly label: string; readonly text: string }[],
  columns: number,
  indent: number,
): string[] {
  const room = Math.max(0, ...entries.map(({ label }) => widthOf(label))) + gap;
  const margin = ' '.repeat(indent);
  return entries.flatMap(({ label, text }) => {
    if (indent + room <= columns / 2)
      return hanging(margin + padded(label, room, false), ownLines(text, columns - indent - room));
    const under = ownLines(text, columns - indent - 2).map((line) => `${margin}  ${line}`.trimEnd());
    return [...wrapped(label, columns - indent).map((line) => margin + line), ...under];
  });
}

/** Of several lines, those that are broken go on a little to the right. */
function ownLines(text: string, columns: number): string[] {
  const lines = text.split('\n');
  if (lines.length === 1) return wrapped(text, columns);
  return lines.flatMap((line) => wrapped(line, columns - 2).map((part, p) => (p === 0 ? part : `  ${part}`)));
}
