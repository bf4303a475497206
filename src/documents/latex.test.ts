import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from './contract.js';
import { everyBlock, hostileTexts } from './document.fixture.js';
import { latex } from './latex.js';

describe('text in LaTeX', () => {
  it.each([
    ['a\\b', 'a\\textbackslash{}b'],
    ['{$&#_%}', '\\{\\$\\&\\#\\_\\%\\}'],
    [
      '~^<>|"`',
      '\\textasciitilde{}\\textasciicircum{}\\textless{}\\textgreater{}\\textbar{}\\textquotedbl{}\\textasciigrave{}',
    ],
    ['\\input{/etc/passwd}', '\\textbackslash{}input\\{/etc/passwd\\}'],
    ["--- ,, ''", "-{}-{}- ,{}, '{}'"],
    ['a\n%b\u0000', 'a \\%b?'],
    ['ß 漢字 α', 'ß 漢字 α'],
  ])('%j -> %j', (text, written) => {
    expect(latex([{ kind: 'paragraph', text }])).toBe(`${written}\n`);
  });

  it.each([
    ['[1] and [2]', '{[}1] and [2]'],
    ['*', '{*}'],
  ])('after an item or a row is no option of it: %j', (text, written) => {
    expect(latex([{ kind: 'list', items: [text] }])).toContain(`\\item ${written}\n`);
    expect(latex([{ kind: 'table', caption: '', columns: [{ title: 'a' }], rows: [['x'], [text]] }])).toContain(
      `x \\\\\n    ${written} \\\\`,
    );
  });

  it('has the commands of its document alone, and every brace closed', () => {
    const verbatim = (text: string) => latex([{ kind: 'code', text }]).match(/\\end\{verbatim\}/g);
    fc.assert(
      fc.property(hostileTexts, (text) => {
        fc.pre(text !== '' && text.trim() !== '');
        const printed = latex(everyBlock(text).filter(({ kind }) => kind !== 'code'));
        const bare = printed.replace(/\\[{}\\]/g, '');
        expect(bare.match(/\{/g)?.length).toBe(bare.match(/\}/g)?.length);
        expect(printed).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_C}/u);
        expect(verbatim(`${text}\n\\end{verbatim}${text}`)).toHaveLength(1);
        expect(printed).not.toMatch(/\\input/);
      }),
      { seed: 6 },
    );
  });
});

const table: Table = {
  kind: 'table',
  id: 'own-t',
  caption: 'own: t',
  note: 'At 95 %.',
  columns: [{ title: 'method' }, { title: 'error_all', number: true }],
  rows: [
    ['a|b', '0.797 [0.771, 0.821] (8)'],
    ['c', '-1.23e-5'],
    ['v-1', 'v-1'],
    ['d', ''],
  ],
};

describe('a table in LaTeX', () => {
  it('floats, with rules, label and its mean in the place of its interval', () => {
    const text = latex([table]);
    expect(text).toContain('\\caption{own: t. At 95 \\%.}\\label{tab:own-t}');
    expect(text).toContain('\\begin{tabular}{lr}\n    \\toprule\n    method & error\\_all \\\\\n    \\midrule\n');
    expect(text).toContain(
      '    a\\textbar{}b & 0.797 [0.771, 0.821] (8) \\\\\n    c & $-1.23\\times10^{-5}$ \\\\\n    v-1 & v-1 \\\\\n    d &  \\\\\n',
    );
  });

  it('is broken over pages from 41 rows on, and where a text has to be broken', () => {
    const rows = (count: number) => Array.from({ length: count }, () => ['c', '']);
    expect(latex([{ ...table, rows: rows(40) }])).toContain('\\begin{table}');
    expect(latex([{ ...table, rows: rows(41) }])).toContain('\\begin{longtable}{lr}');
    const columns = [{ ...table.columns[0]!, share: 0.3 }, table.columns[1]!];
    expect(latex([{ ...table, columns }])).toContain('{>{\\raggedright\\arraybackslash}p{0.3\\linewidth}r}');
  });
});
