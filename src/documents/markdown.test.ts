import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyBlock, hostileTexts } from './document.fixture.js';
import { markdown } from './markdown.js';
import { printable } from './printable.js';

/** The text as an item of a list. */
const markdownText = (text: string) => markdown([{ kind: 'list', items: [text] }]).slice(2, -1);

describe('text in Markdown', () => {
  it.each([
    ['a | b', 'a &#124; b'],
    ['<script>', '&#60;script&#62;'],
    ['`*~[]!&$\\', '&#96;&#42;&#126;&#91;]&#33;&#38;&#36;&#92;'],
    ['0.8 [0.7, -0.1]', '0.8 [0.7, -0.1]'],
    ['[x](y) [1](y) [1]: y', '&#91;x&#93;(y) [1&#93;(y) [1&#93;: y'],
    ['error_all', 'error_all'],
    ['_error_', '&#95;error&#95;'],
    ['a\n\tb\u0000\u2028c\u009b31m\u202e', 'a  b? c?31m?'],
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
        expect(read).toBe(printable(text));
        expect(written).not.toMatch(/[\n|<>`]/);
      }),
      { seed: 4 },
    );
  });
});

describe('a paragraph in Markdown', () => {
  it.each([
    ['# a', '&#35; a'],
    ['1. a', '&#49;. a'],
    ['12) a', '&#49;&#50;) a'],
    ['1.5 a', '1.5 a'],
    ['- a', '&#45; a'],
    ['+ a', '&#43; a'],
    ['a # b', 'a &#35; b'],
  ])('is no heading, list or rule: %j -> %j', (text, written) => {
    expect(markdown([{ kind: 'paragraph', text }])).toBe(`${written}\n`);
  });
});

describe('a document as Markdown', () => {
  it('has a mark for each kind of block', () => {
    expect(markdown(everyBlock('a_b'))).toBe(
      readFileSync(join(import.meta.dirname, 'fixtures/every-block.md'), 'utf8'),
    );
  });

  it('holds no markup of a user: no tag, link, list, rule, code or cell but its own', () => {
    const shape = (text: string) =>
      markdown(everyBlock(text).filter(({ kind }) => kind !== 'code'))
        .replace(/&#\d+;/g, 'x')
        .split('\n')
        .map((line) => line.replace(/(\]\(#top\))|[^#*`|<>\\]/g, '$1'));
    fc.assert(
      fc.property(hostileTexts, (text) => {
        fc.pre(text !== '');
        expect(shape(text)).toEqual(shape('x'));
      }),
      { seed: 5 },
    );
  });

  it('fences code with more ticks than it holds', () => {
    expect(markdown([{ kind: 'code', text: 'a ``` b\n````' }])).toBe('`````\na ``` b\n````\n`````\n');
  });
});
