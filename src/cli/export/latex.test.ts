import { describe, expect, it } from 'vitest';
import { latexTable, latexText } from './latex.js';
import { markdownOf } from './markdown.js';
import type { ShownTable } from './shown.js';

describe('latexText', () => {
  it.each([
    ['a\\b', 'a\\textbackslash{}b'],
    ['{$&#_%}', '\\{\\$\\&\\#\\_\\%\\}'],
    [
      '~^<>|"`',
      '\\textasciitilde{}\\textasciicircum{}\\textless{}\\textgreater{}\\textbar{}\\textquotedbl{}\\textasciigrave{}',
    ],
    ['\\input{/etc/passwd}', '\\textbackslash{}input\\{/etc/passwd\\}'],
    ["--- ,, ''", "-{}-{}- ,{}, '{}'"],
    ['[1] and [2]', '{[}1] and [2]'],
    ['*', '{*}'],
    ['a\r\n%b\u0000', 'a \\%b'],
    ['ß 漢字 α', 'ß 漢字 α'],
  ])('%j -> %j', (text, written) => {
    expect(latexText(text)).toBe(written);
  });
});

const table: ShownTable = {
  id: 'own-t',
  title: 'own: t',
  note: 'At 95 %.',
  columns: [
    { name: 'method', kind: 'text' },
    { name: 'error_all', kind: 'number' },
  ],
  rows: [
    ['a|b', { mean: 0.79704, interval: [0.77095, 0.82077], n: 8 }],
    ['c', { mean: -0.0000123456, interval: null, n: null }],
    ['d', null],
  ],
};

describe('a table', () => {
  it('in LaTeX floats, with rules, label and its mean in the place of its interval', () => {
    const text = latexTable(table, 3);
    expect(text).toContain('\\caption{own: t. At 95 \\%.}\\label{tab:own-t}');
    expect(text).toContain('\\begin{tabular}{lr}\n    \\toprule\n    method & error\\_all \\\\\n    \\midrule\n');
    expect(text).toContain(
      '    a\\textbar{}b & 0.797 [0.771, 0.821] (8) \\\\\n    c & $-1.23\\times10^{-5}$ \\\\\n    d &  \\\\\n',
    );
  });

  it('in LaTeX is broken over pages from 41 rows on, and where a text has to be broken', () => {
    const rows = (count: number) => Array.from({ length: count }, () => ['c', null]);
    expect(latexTable({ ...table, rows: rows(40) }, 3)).toContain('\\begin{table}');
    expect(latexTable({ ...table, rows: rows(41) }, 3)).toContain('\\begin{longtable}{lr}');
    const columns = [{ ...table.columns[0]!, share: 0.3 }, table.columns[1]!];
    expect(latexTable({ ...table, columns }, 3)).toContain('{>{\\raggedright\\arraybackslash}p{0.3\\linewidth}r}');
  });

  it('in Markdown', () => {
    expect(markdownOf(table, 2)).toBe(
      '### own: t\n\n| method | error_all |\n| --- | --: |\n| a&#124;b | 0.80 [0.77, 0.82] (8) |\n' +
        '| c | -1.2e-5 |\n| d |  |\n\nAt 95 %.\n',
    );
  });
});
