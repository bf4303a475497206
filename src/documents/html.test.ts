import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badge, firstOf, paragraph, prose, type Table } from './contract.js';
import { everyBlock, hostileTexts } from './document.fixture.js';
import { documentHtml, html, jsonElement, textHtml } from './html.js';

describe('html', () => {
  it('escapes what is put in, and leaves html as it is', () => {
    const given = `<script>"&'\``;
    expect(html`<p title="${given}">${given}${html`<b>${1}</b>`}${null}${false}${['a', html`<i></i>`]}</p>`.html).toBe(
      '<p title="&#60;script&#62;&#34;&#38;&#39;&#96;">&#60;script&#62;&#34;&#38;&#39;&#96;<b>1</b>a<i></i></p>',
    );
  });

  it('lets no text open or close an element or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.html).not.toMatch(/[<>"'`]/);
      }),
      { seed: 1 },
    );
  });
});

describe('jsonElement', () => {
  it('holds the data, which cannot end the element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', '</script>', '<!--', '\u2028'), (value, text) => {
        const element = jsonElement('data', [value, text]).html;
        const [, content] = /^<script type="application\/json" class="data">([^<]*)<\/script>$/.exec(element)!;
        expect(JSON.parse(content!)).toEqual(JSON.parse(JSON.stringify([value, text])));
      }),
      { seed: 1 },
    );
  });
});

describe('text as HTML', () => {
  it('that runs from the right is apart from the text around it', () => {
    expect(textHtml('<b>\u202E').html).toBe('<bdi>&#60;b&#62;\u202E</bdi>');
    expect(textHtml('\u0645 a').html).toBe('<bdi>\u0645 a</bdi>');
    expect(textHtml('a b').html).toBe('a b');
  });

  it('is code between pairs of backticks, and only then', () => {
    expect(textHtml(prose('a `b` c')).html).toBe('a <code>b</code> c');
    expect(textHtml(prose('a ` c')).html).toBe('a &#96; c');
  });

  it('is cut where it is very long, and may be broken within a word that is wider than a column', () => {
    expect(textHtml('x '.repeat(1001)).html).toMatch(/^x x .*… \(2002 letters\)$/);
    expect(textHtml('x'.repeat(41)).html).toBe(`<span class="long">${'x'.repeat(41)}</span>`);
  });

  it('shows a verdict by sign and word, of which a reader hears the word', () => {
    expect(textHtml(badge('bad', 'lost')).html).toBe(
      '<span class="badge bad"><span aria-hidden="true">✗</span>\u00a0lost</span>',
    );
  });
});

const table: Table = {
  kind: 'table',
  caption: 'C & D',
  columns: [{ title: 'name' }, { title: 'n', number: true }],
  rows: [['<a>', '3']],
  note: 'N',
};

describe('a table as HTML', () => {
  it('has a caption, a header for each column and row, and scrolls in a frame that the keyboard reaches', () => {
    expect(documentHtml([table]).html).toBe(
      [
        '<div class="scroll" role="group" tabindex="0" aria-label="C &#38; D">',
        '<table><caption>C &#38; D</caption>',
        '<thead><tr><th scope="col">name</th><th scope="col" class="number">n</th></tr></thead>',
        '<tbody>',
        '<tr><th scope="row">&#60;a&#62;</th><td class="number">3</td></tr>',
        '</tbody></table></div>',
        '<p class="note">N</p>\n',
      ].join('\n'),
    );
  });

  it('that is laid out as cards keeps its roles, and names its cells by their columns', () => {
    expect(documentHtml([{ ...table, cards: true }]).html).toContain(
      [
        '<table role="table"><caption>C &#38; D</caption>',
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">name</th>' +
          '<th scope="col" role="columnheader" class="number">n</th></tr></thead>',
        '<tbody role="rowgroup">',
        '<tr role="row"><th scope="row" role="rowheader" data-column="name">&#60;a&#62;</th>' +
          '<td role="cell" class="number" data-column="n">3</td></tr>',
      ].join('\n'),
    );
  });

  it('is cut to its first rows, and then says how many there are and where', () => {
    expect(firstOf([1, 2, 3], 2, 'rows', 'x.csv')).toEqual({
      shown: [1, 2],
      note: 'The first 2 of 3 rows; all in x.csv.',
    });
    expect(firstOf([1, 2], 2, 'rows', 'x.csv')).toEqual({ shown: [1, 2] });
  });
});

describe('a document as HTML', () => {
  it('has the tags and attributes of its own alone, whatever is in its texts', () => {
    const tags = (text: string) =>
      documentHtml([...everyBlock(text), paragraph(text)])
        .html.replace(/<code class="long">/g, '<code>')
        .replace(/<\/?(?:bdi|span)(?: class="long")?>/g, '')
        .match(/<[^>]*>/g)!
        .map((tag) => tag.replace(/="[^"]*"/g, '=').replace(' class=>', '>'));
    fc.assert(
      fc.property(hostileTexts, (text) => {
        fc.pre(text !== '');
        expect(tags(text)).toEqual(tags('x'));
      }),
      { seed: 7 },
    );
  });
});
