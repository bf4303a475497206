/** Documents as LaTeX. What a user wrote is text there, never a command; scripts other than Latin are passed through. */
import {
  type Block,
  type Cell,
  type Column,
  type Document,
  type Inline,
  piecesOf,
  signs,
  type Table,
  type Text,
} from './contract.js';
import { cut, printable } from './printable.js';

/** What a document that holds the tables must load. */
export const preamble = `% Needs in the preamble:
%   \\usepackage[T1]{fontenc}
%   \\usepackage{array, booktabs, graphicx, longtable}
% Text in scripts other than Latin needs XeLaTeX or LuaLaTeX, with a font that has them, in place of fontenc.
`;

/** Rows from which on a table is broken over pages. */
const long = 40;
/** Letters of one piece of text that are shown. */
const longest = 2000;

export function latex(document: Document): string {
  return `${document.map(block).join('\n\n')}\n`;
}

function block(one: Block): string {
  switch (one.kind) {
    case 'heading':
      return `\\${['section', 'subsection', 'subsubsection', 'paragraph'][one.level - 1]!}*{${inline(one.text)}}`;
    case 'paragraph':
      return inline(one.text);
    case 'list':
      return environment(
        'itemize',
        one.items.map((item) => `\\item ${argumentless(inline(item))}`),
      );
    case 'facts':
      return environment(
        'description',
        one.entries.map(([label, lines]) => `\\item[{${inline(label)}}] ${lines.map(inline).join('; ')}`),
      );
    case 'table':
      return table(one);
    case 'code':
      return environment(
        'verbatim',
        one.text.split('\n').map((line) => printable(line).replace('\\end{', '\\ end{')),
      );
    case 'fold':
      return `\\paragraph{${inline(one.summary)}}\n\n${one.body.map(block).join('\n\n')}`;
  }
}

const environment = (name: string, lines: readonly string[]): string =>
  [`\\begin{${name}}`, ...lines, `\\end{${name}}`].join('\n');

/**
 * A table that floats, made narrower where it is wider than a line, or a longtable in small type where it has many rows or
 * texts of several lines.
 */
function table({ id, caption, columns, rows, note }: Table): string {
  const broken = rows.length > long || columns.some(({ share }) => share !== undefined);
  const spec = columns.map(({ number, share }) => {
    if (share !== undefined) return `>{\\raggedright\\arraybackslash}p{${share}\\linewidth}`;
    return number === true ? 'r' : 'l';
  });
  const told = [caption, ...(note === undefined ? [] : [note])].map(inline).filter((text) => text !== '');
  const label = id === undefined ? '' : `\\label{tab:${id}}`;
  const title = told.length === 0 ? label : `\\caption{${told.join('. ')}}${label}`;
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  const head = line(columns.map((column) => argumentless(latexText(column.title))));
  const body = rows.map((row) => {
    if (!('kind' in row)) return line(row.map((cell, c) => argumentless(cellText(cell, columns[c]!))));
    return `\\multicolumn{${columns.length}}{l}{${[row.text, ...row.lines].map(inline).join('; ')}} \\\\`;
  });
  if (broken) {
    return [
      `\\begingroup\\scriptsize\\setlength{\\tabcolsep}{3pt}`,
      `\\begin{longtable}{${spec.join('')}}`,
      `${title}\\\\`,
      ...['\\toprule', head, '\\midrule', '\\endfirsthead', '\\toprule', head, '\\midrule', '\\endhead'],
      ...['\\bottomrule', '\\endfoot', ...body, '\\end{longtable}', '\\endgroup'],
    ].join('\n');
  }
  return [
    ...['\\begin{table}', '  \\centering', `  ${title}`, '  \\medskip', ''],
    '  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%',
    `  \\begin{tabular}{${spec.join('')}}`,
    ...['\\toprule', head, '\\midrule', ...body, '\\bottomrule'].map((text) => `    ${text}`),
    ...['  \\end{tabular}}', '\\end{table}'],
  ].join('\n');
}

const number = /-?\d+(?:\.\d+)?(?:e[+-]\d+)?/;
/** A number with its interval and n, where it has them. */
const estimate = new RegExp(`^${number.source}(?: \\[${number.source}, ${number.source}\\])?(?: \\(\\d+\\))?$`);

/** Numbers of a column of numbers are set as such: with a minus, and powers of ten. */
function cellText(cell: Cell, column: Column): string {
  if (typeof cell === 'string') {
    if (column.number !== true || !estimate.test(cell)) return latexText(cut(cell, longest));
    return cell.replace(new RegExp(number, 'g'), latexNumber);
  }
  return inline('more' in cell ? cell.text : cell);
}

function latexNumber(value: string): string {
  if (/^\d+(\.\d+)?$/.test(value)) return value;
  return `$${value.replace(/e([+-])(\d+)/, (_, sign: string, power: string) => `\\times10^{${sign === '-' ? '-' : ''}${power}}`)}$`;
}

function inline(text: Text): string {
  return piecesOf(text).map(piece).join('');
}

function piece(one: Inline): string {
  if (typeof one === 'string') return latexText(cut(one, longest));
  switch (one.kind) {
    case 'strong':
      return `\\textbf{${latexText(cut(one.text, longest))}}`;
    case 'literal':
      return `\\texttt{${latexText(cut(one.text, longest))}}`;
    case 'badge':
      return latexText(`${signs[one.tone]} ${one.text}`);
    case 'break':
      return '\\newline ';
    default:
      return latexText(cut(one.text, longest));
  }
}

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '`': '\\textasciigrave{}',
};

/** A text on one line, every letter shown as it is: no command, no ligature of dashes, quotes or commas. */
function latexText(text: string): string {
  return printable(text)
    .replace(/[\\~^<>|"`{}$&#_%]/g, (letter) => commands[letter] ?? `\\${letter}`)
    .replace(/([-',])(?=\1)/g, '$1{}');
}

/** After an item, or the \\ that ends a row, a bracket or a star would be its options. */
const argumentless = (text: string): string => text.replace(/^[[*]/, '{$&}');
