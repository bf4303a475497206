import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, printable, printableJson, printableLines } from './printable.js';

describe('printable', () => {
  it.each([
    ['an escape', 'a\u001b[31mb', 'a?[31mb'],
    ['a title of the window', '\u001b]0;owned\u0007', '?]0;owned?'],
    ['C1 controls', 'a\u009b2Jb\u0085c', 'a?2Jb c'],
    ['line ends and tabs', 'a\nb\r\tc\u2028d', 'a b  c d'],
    ['marks that turn the direction', 'a\u202ed\u2066e\u200ff', 'a?d?e?f'],
    ['half a surrogate pair', 'a\ud800b', 'a?b'],
    [
      'letters, emoji and what joins them',
      'ß 漢字 e\u0301 👩\u200d👧 نامه\u200cای',
      'ß 漢字 e\u0301 👩\u200d👧 نامه\u200cای',
    ],
  ])('%s', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves no control, no mark of direction and no half letter of any text; what is left, it leaves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_C}\u2028\u2029]/u);
        expect(printable(shown)).toBe(shown);
      }),
      { seed: 1 },
    );
  });

  it('keeps the lines of what has several', () => {
    expect(printableLines('a\n  b\u0007\n')).toBe('a\n  b?\n');
  });
});

it('the beginning of a long text is cut between letters, and says how long it was', () => {
  expect(cut('abcdefgh', 6)).toBe('abcdef… (8 letters)');
  expect(cut('\u{1f600}'.repeat(8), 3)).toBe(`${'\u{1f600}'.repeat(3)}… (8 letters)`);
  expect(cut('abcdef', 6)).toBe('abcdef');
});

it('JSON that a terminal may be sent holds the same data', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = printableJson({ text });
      expect(json).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_C}\u2028\u2029]/u);
      expect(JSON.parse(json)).toEqual({ text });
    }),
    { seed: 2 },
  );
});
