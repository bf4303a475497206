import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownParagraph, markdownTable, markdownText } from './markdown.js';

describe('markdownText', () => {
  it.each([
    ['a | b', 'a &#124; b'],
    ['<script>', '&#60;script&#62;'],
    ['`*~[]!&$\\', '&#96;&#42;&#126;&#91;&#93;&#33;&#38;&#36;&#92;'],
    ['error_all', 'error_all'],
    ['_error_', '&#95;error&#95;'],
    ['a\r\n\tb\u0000\u2028c ', 'a b c'],
    ['see https://x.example and www.x.example, a@x', 'see https:&#47;&#47;x.example and www&#46;x.example, a&#64;x'],
    ['-0.5', '-0.5'],
    ['ß 漢字 “x”', 'ß 漢字 “x”'],
  ])('%j -> %j', (text, written) => {
    expect(markdownText(text)).toBe(written);
  });

  it('with its references read back is the text on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = markdownText(text);
        const read = written.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
        expect(read).toBe(text.replace(/[\s\p{Cc}\p{Bidi_C}\u2028\u2029]+/gu, ' ').trim());
        expect(written).not.toMatch(/[\n|<>`]/);
      }),
      { seed: 4 },
    );
  });
});

describe('markdownParagraph', () => {
  it.each([
    ['# a', '&#35; a'],
    ['1. a', '&#49;. a'],
    ['12) a', '&#49;&#50;) a'],
    ['1.5 a', '1.5 a'],
    ['- a', '&#45; a'],
    ['+ a', '&#43; a'],
    ['a # b', 'a # b'],
  ])('is no heading, list or rule: %j -> %j', (text, written) => {
    expect(markdownParagraph(text)).toBe(written);
  });
});

it('a table has a rule under its header that sets numbers at the right', () => {
  expect(markdownTable(['a', 'b'], [['x', '1']], [false, true])).toBe('| a | b |\n| --- | --: |\n| x | 1 |');
});
