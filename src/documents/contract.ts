/**
 * What a command or a page has to say, as plain data: commands build it, and a printer writes it for a terminal, as
 * Markdown, HTML or LaTeX. Every string in it is text: whatever a user wrote, no printer takes it for markup.
 */

export type Document = readonly Block[];

export type Block = Heading | Paragraph | List | Facts | Table | Code | Fold;

/** Running text: pieces that stand one after the other. */
export type Text = Inline | readonly Inline[];

export type Inline = string | Styled | Badge | Link | Break;

export interface Styled {
  /** `soft` is said in passing, such as a sample size beside its mean. */
  readonly kind: 'strong' | 'soft' | 'literal';
  readonly text: string;
}

/** A word that carries a verdict. Printers show its tone by a sign as well as by a color. */
export interface Badge {
  readonly kind: 'badge';
  readonly tone: Tone;
  readonly text: string;
  /** A path about the origin, within 1 of it, that stands for the tone's sign where shapes can be drawn. */
  readonly mark?: string;
}

export type Tone = 'good' | 'near' | 'mixed' | 'bad' | 'none';

/** To a heading of the same document. */
export interface Link {
  readonly kind: 'link';
  readonly to: string;
  readonly text: string;
}

/** What follows stands on a line of its own. */
export interface Break {
  readonly kind: 'break';
}

export interface Heading {
  readonly kind: 'heading';
  readonly level: 1 | 2 | 3 | 4;
  readonly text: Text;
  /** What a link names; unique in its document. */
  readonly id?: string;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: Text;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Text[];
}

/** Labels, each with what is to be said of it. */
export interface Facts {
  readonly kind: 'facts';
  readonly entries: readonly (readonly [label: Text, lines: readonly Text[]])[];
}

export interface Table {
  readonly kind: 'table';
  /** Letters, digits and dashes, for a reference to it. */
  readonly id?: string;
  /** Empty where what stands before the table says it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** A cell for each column, of which the first names the row. */
  readonly rows: readonly (readonly Cell[] | Span)[];
  /** Stands under the table, such as how many rows are left out. */
  readonly note?: Text;
  /** Where there is little room each row becomes a card: its cells below each other, named by their columns. */
  readonly cards?: boolean;
  /** All columns but the first are alike, so that in a terminal without room for all the others stand below, names repeated. */
  readonly continues?: boolean;
}

export interface Column {
  readonly title: string;
  /** Holds numbers, which stand at the right, digits under digits. */
  readonly number?: boolean;
  /** Of text that may have to be broken into lines: which share of the width it should get. */
  readonly share?: number;
  /** Left out of a terminal that has no room for it, with all others that are: what it tells can be done without. */
  readonly spare?: boolean;
}

/** A cell, with more of it behind a line that opens it. */
export type Cell = Text | { readonly text: Text; readonly more: Fold };

/** A row that is one cell: it names the rows that follow, with what holds for all of them. */
export interface Span {
  readonly kind: 'span';
  readonly text: Text;
  readonly lines: readonly Text[];
}

/** Lines that stand as they are, such as commands. */
export interface Code {
  readonly kind: 'code';
  readonly text: string;
}

/** Behind a line that opens it, where the reader can. */
export interface Fold {
  readonly kind: 'fold';
  readonly summary: Text;
  /** Whether it stands open at first. */
  readonly open?: boolean;
  readonly body: Document;
}

/** The sign of each tone, so that no meaning hangs on a color. */
export const signs: Readonly<Record<Tone, string>> = { good: '✓', near: '≈', mixed: '◐', bad: '✗', none: '–' };

export const heading = (level: Heading['level'], text: Text, id?: string): Heading => ({
  ...{ kind: 'heading', level, text },
  ...(id === undefined ? {} : { id }),
});
export const paragraph = (text: Text): Paragraph => ({ kind: 'paragraph', text });
export const strong = (text: string): Styled => ({ kind: 'strong', text });
export const soft = (text: string): Styled => ({ kind: 'soft', text });
export const literal = (text: string): Styled => ({ kind: 'literal', text });
export const badge = (tone: Tone, text: string, mark?: string): Badge => ({
  ...{ kind: 'badge', tone, text },
  ...(mark === undefined ? {} : { mark }),
});

/** A list, or nothing where it would be empty. */
export const listOf = (items: readonly Text[]): List[] => (items.length === 0 ? [] : [{ kind: 'list', items }]);

/** Text in which what stands between backticks is literal. */
export function prose(text: string): Text {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return text;
  return parts.map((part, p) => (p % 2 === 1 ? literal(part) : part)).filter((part) => part !== '');
}

/** The pieces of a text. */
export function piecesOf(text: Text): readonly Inline[] {
  return Array.isArray(text) ? text : [text as Inline];
}

/**
 * The first rows of many.
 * @param where all of them are, such as a file.
 * @returns the rows that stand, and what to say of the others; nothing where none is left out.
 */
export function firstOf<T>(rows: readonly T[], most: number, what: string, where: string) {
  if (rows.length <= most) return { shown: rows };
  return { shown: rows.slice(0, most), note: `The first ${most} of ${rows.length} ${what}; all in ${where}.` };
}
