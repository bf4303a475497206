/** Formulas: `mpg ~ weight + horsepower | origin + year` says what is predicted, from what, and what the gate decides by. */
import { InputError, shown } from '../errors.js';
import { hasNo } from './header.js';

/** What a formula says, its columns not yet looked up. */
export interface Formula {
  readonly target: Name;
  readonly experts: readonly Term[];
  /** Null where there is no bar: the gate then uses what the experts use. */
  readonly gate: readonly Term[] | null;
  /** The formula as it was given, for messages. */
  readonly text: string;
}

/** A name, and where it begins in the formula. */
interface Name {
  readonly name: string;
  readonly at: number;
}

/** Added or dropped: all other columns, a column, or a product of columns. */
interface Term {
  readonly dropped: boolean;
  readonly of: 'all others' | readonly Name[];
  readonly at: number;
}

/** A formula whose columns are there. Each term is a column, or several that are multiplied. */
export interface Terms {
  readonly target: string;
  readonly experts: readonly (readonly string[])[];
  readonly gate: readonly (readonly string[])[] | null;
}

type Token = { readonly at: number } & (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: '~' | '|' | '+' | '-' | ':' | '.' | 'end' }
);

/**
 * Reads `target ~ terms` or `target ~ terms | terms`. Terms are columns, products `a:b`, and `.` for all other columns, with
 * `+` between them; `-name` drops one. A name with other letters than these, digits, `_` and `.` stands in backticks, its own
 * doubled.
 * @throws InputError, with the formula and a caret under the place, for what is no formula.
 */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = () => tokens[next]!;
  const fail = (must: string, { at, ...token }: Token = peek()): InputError => {
    const got = token.kind === 'end' ? 'the end' : shown(token.kind === 'name' ? token.name : token.kind);
    return wrong(text, at, `${must}; got ${got}`);
  };
  const name = (must: string): Name => {
    const token = peek();
    if (token.kind !== 'name') throw fail(must);
    next++;
    return { name: token.name, at: token.at };
  };
  const term = (dropped: boolean): Term => {
    const { kind, at } = peek();
    if (kind === '.') {
      if (dropped) throw fail('a name must follow "-"');
      next++;
      if (peek().kind === ':') throw fail('"." has no products, so "+", "-" or "|" must follow');
      return { dropped, of: 'all others', at };
    }
    const names = [name(`a column's name${dropped ? '' : ', or "." for all others,'} must stand here`)];
    while (peek().kind === ':') {
      next++;
      names.push(name('a name must follow ":"'));
    }
    return { dropped, of: names, at };
  };
  const terms = (): Term[] => {
    const found: Term[] = [];
    do {
      const dropped = peek().kind === '-';
      if (dropped || (found.length > 0 && peek().kind === '+')) next++;
      found.push(term(dropped));
    } while (peek().kind === '+' || peek().kind === '-');
    return found;
  };

  const target = name('a formula must begin with the column to predict');
  if (peek().kind !== '~') throw fail('"~" must follow the column to predict');
  next++;
  const experts = terms();
  const bar = peek().kind === '|';
  if (bar) next++;
  const gate = bar ? terms() : null;
  if (peek().kind !== 'end')
    throw fail(gate === null ? '"+", "-", ":" or "|" must follow' : '"+", "-" or ":" must follow');
  return { target, experts, gate, text };
}

const foreign: Readonly<Record<string, string>> = {
  '(': 'brackets and functions are not read: add a column to the table',
  '"': 'a name with blanks or signs must stand in backticks, `like this`',
  "'": 'a name with blanks or signs must stand in backticks, `like this`',
  '=': '"~" must follow the column to predict',
  ',': '"+" must stand between columns',
  ';': '"+" must stand between columns',
  '*': 'write a + b + a:b for a*b',
  '^': 'powers are not read: add a column to the table',
  '/': 'quotients are not read: add a column to the table',
  '`': 'a backtick must be closed',
};

const otherLetters =
  'a name, "~", "|", "+", "-" or ":" must stand here, and a name with other letters in backticks, `like this`';

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|`((?:[^`]|``)*)`(?!`)|([~|+:-])|([\p{L}\p{M}\p{N}_.]+)(?![\p{L}\p{M}\p{N}_.]|\s*\()/uy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found === null) {
      const [call = String.fromCodePoint(text.codePointAt(at)!)] =
        /^[\p{L}\p{M}\p{N}_.]+\s*\(/u.exec(text.slice(at)) ?? [];
      throw wrong(text, at, `${foreign[call.at(-1)!] ?? otherLetters}; got ${shown(call)}`);
    }
    const [, quoted, sign, word] = found;
    if (quoted !== undefined) tokens.push({ kind: 'name', name: quoted.replaceAll('``', '`'), at });
    else if (sign !== undefined) tokens.push({ kind: sign as '+', at });
    else if (word === '.') tokens.push({ kind: '.', at });
    else if (word !== undefined) tokens.push({ kind: 'name', name: word, at });
  }
  return [...tokens, { kind: 'end', at: text.length }];
}

/** Letters of a formula that are shown before the place, and after it. */
const most = { before: 50, after: 25 };

/** Two lines more: the formula, or what of a long one is about the place, and a caret under it. */
function wrong(text: string, at: number, message: string): InputError {
  const plain = text.replace(/\s/g, ' ');
  const lead = (at > most.before + 3 ? '...' : '') + plain.slice(at > most.before + 3 ? at - most.before : 0, at);
  const rest = plain.slice(at);
  const end = rest.length > most.after + 3 ? `${rest.slice(0, most.after)}...` : rest;
  return new InputError(`formula: ${message}\n  ${lead}${end}\n  ${blanks(lead)}^`);
}

/** As wide as the text: letters of the far East take two columns each, those that combine none. */
function blanks(text: string): string {
  return text
    .replace(/\p{M}/gu, '')
    .replace(/[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\uff01-\uff60]|\p{Emoji_Presentation}/gu, '  ')
    .replace(/./gu, ' ');
}

/**
 * The terms of a formula for a table with these columns.
 * @param file what the table is called in messages.
 * @param apart columns that `.` leaves out: weights, identifiers. Who names one gets it.
 * @throws InputError for a column that is not there, a target among its inputs, and terms of which nothing is left.
 */
export function resolve(
  formula: Formula,
  file: string,
  columns: readonly string[],
  apart: readonly string[] = [],
): Terms {
  const { target, experts, gate, text } = formula;
  const known = new Set(columns);
  const left = new Set(apart);
  const look = ({ name, at }: Name): string => {
    if (known.has(name)) return name;
    const intercept = name === '0' || name === '1' ? ' (every expert has an intercept: leave it out)' : '';
    throw wrong(text, at, `${file} ${hasNo(name, columns)}${intercept}`);
  };
  const goal = look(target);
  const of = (terms: readonly Term[], whose: string): (readonly string[])[] => {
    const found = new Map<string, readonly string[]>();
    const key = (names: readonly string[]) => JSON.stringify(names.toSorted());
    for (const term of terms) {
      if (term.of === 'all others') {
        for (const name of columns) if (name !== goal && !left.has(name)) found.set(key([name]), [name]);
        continue;
      }
      const names = term.of.map(look);
      if (!term.dropped && names.includes(goal))
        throw wrong(text, term.at, `${shown(goal)} is what is to be predicted, so nothing to predict it from`);
      if (term.dropped) found.delete(key(names));
      else if (!found.has(key(names))) found.set(key(names), names);
    }
    const hint = terms.every(({ dropped }) => dropped) ? ': begin with ".", for all columns' : '';
    if (found.size === 0) throw wrong(text, terms[0]!.at, `no column is left for ${whose}${hint}`);
    return [...found.values()];
  };
  return { target: goal, experts: of(experts, 'the experts'), gate: gate === null ? null : of(gate, 'the gate') };
}

/** All columns that the terms use, each once. */
export function columnsOf({ target, experts, gate }: Terms): string[] {
  return [...new Set([target, ...[...experts, ...(gate ?? [])].flat()])];
}

/** Whether `.` stands in the formula, for all other columns. */
export function takesOthers({ experts, gate }: Formula): boolean {
  return [...experts, ...(gate ?? [])].some(({ of }) => of === 'all others');
}

/** A column's name as a formula has it. */
export function quoted(name: string): string {
  return /^[\p{L}\p{M}\p{N}_.]+$/u.test(name) && name !== '.' ? name : `\`${name.replaceAll('`', '``')}\``;
}
