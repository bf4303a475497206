/** A document with a block of every kind, for the tests of all printers. */
import fc from 'fast-check';
import { badge, type Document, heading, literal, paragraph, soft, strong } from './contract.js';

/** @param text that a user wrote: it stands everywhere that text can. */
export function everyBlock(text: string): Document {
  const note = [strong(text), ' and ', soft(text), ', ', literal(text), ', ', badge('bad', text)];
  return [
    heading(1, text, 'top'),
    paragraph(text),
    paragraph([...note, { kind: 'break' }, { kind: 'link', to: 'top', text }]),
    { kind: 'list', items: [text, note] },
    {
      kind: 'facts',
      entries: [
        [text, [text, text]],
        ['b', [note]],
      ],
    },
    {
      kind: 'table',
      id: 'numbers',
      caption: text,
      columns: [{ title: text }, { title: 'n', number: true }, { title: text, share: 0.5 }],
      rows: [
        [text, '-1.5', note],
        { kind: 'span', text, lines: [text] },
        [text, '20', { text, more: { kind: 'fold', summary: text, body: [paragraph(text)] } }],
      ],
      note: text,
    },
    { kind: 'code', text: `a\n  ${text}` },
    { kind: 'fold', summary: text, open: true, body: [paragraph(text)] },
  ];
}

/** Texts that want to be markup, to turn what is around them, or to be obeyed. */
export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '<script>',
          '</td>',
          '"',
          "'",
          '`',
          '|',
          '\n',
          '\r\n# h',
          '- ',
          '1. ',
          '**',
          '_',
          '[x](y)',
          '<!--',
          '&amp;',
        ],
        ...['\\', '\\input{x}', '$', '%', '&', '{', '}', '~', '^', '#', '\u001b[31m', '\u0007', '\u009b', '\u202e'],
        ...['\ud800', '漢字', 'e\u0301', ' ', 'word', 'x'.repeat(120)],
      ),
    )
    .map((parts) => parts.join('')),
);
