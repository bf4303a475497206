import { describe, expect, it } from 'vitest';
import { printable, wrapped } from './printable.js';

describe('printable', () => {
  it('takes out what a terminal would obey: escapes, line ends, marks that turn the direction', () => {
    expect(printable('a\u001b[31mb\nc\u202ed')).toBe('a?[31mb?c?d');
  });

  it('cuts long text between letters, not within one', () => {
    expect(printable('abcdefgh', 6)).toBe('abc...');
    expect(printable('\u{1f600}'.repeat(8), 6)).toBe(`${'\u{1f600}'.repeat(3)}...`);
    expect(printable('abcdef', 6)).toBe('abcdef');
    expect(printable('x'.repeat(10_000))).toHaveLength(300);
  });
});

describe('wrapped', () => {
  it('breaks between words and cuts a word that is longer than a line', () => {
    expect(wrapped('one two three four five six', 20)).toEqual(['one two three four', 'five six']);
    expect(wrapped(`${'x'.repeat(30)} of it`, 20)).toEqual([`${'x'.repeat(17)}...`, 'of it']);
    expect(wrapped('', 20)).toEqual(['']);
  });

  it('keeps 20 letters a line in a terminal without columns', () => {
    expect(wrapped('one two three four five six', -3)).toEqual(['one two three four', 'five six']);
  });
});
