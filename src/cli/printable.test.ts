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
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('abcdefghijk of it', 8)).toEqual(['abcde...', 'of it']);
    expect(wrapped('', 8)).toEqual(['']);
  });
});
