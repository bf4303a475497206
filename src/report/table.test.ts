import { describe, expect, it } from 'vitest';
import { html } from './html.js';
import { firstOf, folded, tableOf } from './table.js';

const columns = [{ title: 'name' }, { title: 'n', number: true }];

describe('a table of the page', () => {
  it('has a caption, a header for each column and row, and scrolls in a frame that the keyboard reaches', () => {
    expect(tableOf({ caption: 'C & D', columns, rows: [['<a>', 3]], note: 'N' }).html).toBe(
      [
        '<div class="scroll" role="group" tabindex="0" aria-label="C &#38; D">',
        '<table role="table"><caption><bdi>C &#38; D</bdi></caption>',
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">name</th>' +
          '<th scope="col" role="columnheader" class="number">n</th></tr></thead>',
        '<tbody role="rowgroup">',
        '<tr role="row"><th scope="row" role="rowheader">&#60;a&#62;</th><td role="cell" class="number">3</td></tr>',
        '</tbody></table></div>',
        '<p class="note">N</p>',
      ].join('\n'),
    );
  });

  it('names the cells of cards by their columns', () => {
    expect(tableOf({ caption: '', columns, rows: [['a', 3]], cards: true }).html).toContain(
      '<td role="cell" class="number" data-column="n">3</td>',
    );
  });

  it('is cut to its first rows, and then says how many there are and where', () => {
    expect(firstOf([1, 2, 3], 2, 'rows', 'x.csv')).toEqual({
      shown: [1, 2],
      note: 'The first 2 of 3 rows; all in x.csv.',
    });
    expect(firstOf([1, 2], 2, 'rows', 'x.csv')).toEqual({ shown: [1, 2], note: undefined });
  });

  it('is folded where it is long', () => {
    expect(folded('S', 25, html`t`).html).toBe('<details open><summary><bdi>S</bdi></summary>\nt</details>\n');
    expect(folded('S', 26, html`t`).html).toMatch(/^<details><summary>/);
  });
});
