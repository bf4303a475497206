/** Tables as LaTeX. What a user wrote is text there, never a command; scripts other than Latin are passed through. */
import { toDigits } from './digits.js';
import type { Estimate, ShownTable, ShownValue } from './shown.js';

/** What a document that holds the tables must load. */
export const preamble = `% Needs in the preamble:
%   \\usepackage[T1]{fontenc}
%   \\usepackage{array, booktabs, graphicx, longtable}
% Text in scripts other than Latin needs XeLaTeX or LuaLaTeX, with a font that has them, in place of fontenc.
`;

/** Rows from which on a table is broken over pages. */
const long = 40;

/**
 * A table that floats, made narrower where it is wider than a line, or a longtable in small type where it has many rows or
 * texts of several lines.
 * @param digits significant digits of numbers that are not whole.
 */
export function latexTable({ id, title, note, columns, rows }: ShownTable, digits: number): string {
  const broken = rows.length > long || columns.some(({ share }) => share !== undefined);
  const spec = columns.map(({ kind, share }) => {
    if (share !== undefined) return `>{\\raggedright\\arraybackslash}p{${share}\\linewidth}`;
    return kind === 'number' ? 'r' : 'l';
  });
  const caption = `\\caption{${latexText(note === '' ? title : `${title}. ${note}`)}}\\label{tab:${id}}`;
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  const head = line(columns.map(({ name }) => latexText(name)));
  const body = rows.map((row) => line(row.map((value) => latexValue(value, digits))));
  if (broken) {
    return [
      `\\begingroup\\scriptsize\\setlength{\\tabcolsep}{3pt}`,
      `\\begin{longtable}{${spec.join('')}}`,
      `${caption}\\\\`,
      ...['\\toprule', head, '\\midrule', '\\endfirsthead', '\\toprule', head, '\\midrule', '\\endhead'],
      ...['\\bottomrule', '\\endfoot', ...body, '\\end{longtable}', '\\endgroup', ''],
    ].join('\n');
  }
  return [
    ...['\\begin{table}', '  \\centering', `  ${caption}`, '  \\medskip', ''],
    '  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%',
    `  \\begin{tabular}{${spec.join('')}}`,
    ...['\\toprule', head, '\\midrule', ...body, '\\bottomrule'].map((text) => `    ${text}`),
    ...['  \\end{tabular}}', '\\end{table}', ''],
  ].join('\n');
}

function latexValue(value: ShownValue, digits: number): string {
  if (value === null) return '';
  if (typeof value === 'number') return latexNumber(value, digits);
  if (typeof value === 'object') return latexEstimate(value, digits);
  return latexText(String(value));
}

function latexEstimate({ mean, interval, n }: Estimate, digits: number): string {
  const bounds = interval === null ? '' : ` [${interval.map((bound) => latexNumber(bound, digits)).join(', ')}]`;
  return `${latexNumber(mean, digits)}${bounds}${n === null ? '' : ` (${n})`}`;
}

function latexNumber(value: number, digits: number): string {
  const text = toDigits(value, digits).replace(/e([+-])(\d+)/, (_, sign: string, power: string) => {
    return `\\times10^{${sign === '-' ? '-' : ''}${power}}`;
  });
  return /^\d+(\.\d+)?$/.test(text) ? text : `$${text}$`;
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
export function latexText(text: string): string {
  return text
    .replace(/[\s\p{Cc}\p{Bidi_C}\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[\\~^<>|"`{}$&#_%]/g, (letter) => commands[letter] ?? `\\${letter}`)
    .replace(/([-',])(?=\1)/g, '$1{}')
    .replace(/^[[*]/, '{$&}'); // after the \\ that ends a row they would be its options
}
