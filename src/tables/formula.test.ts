import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { widthOf } from '../documents/text-width.js';
import { InputError } from '../errors.js';
import { parseFormula, quoted, resolve } from './formula.js';

const columns = ['mpg', 'weight', 'horsepower', 'origin', 'year', 'model name'];
const read = (text: string, apart?: readonly string[]) => resolve(parseFormula(text), 'cars.csv', columns, apart);

function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a formula', () => {
  it('has a target, columns of the experts, and behind the bar those of the gate', () => {
    expect(read('mpg ~ weight + horsepower | origin + year')).toEqual({
      target: 'mpg',
      experts: [['weight'], ['horsepower']],
      gate: [['origin'], ['year']],
    });
  });

  it('has no gate of its own without a bar', () => {
    expect(read('mpg~weight').gate).toBeNull();
  });

  it('takes . for all other columns, less those that are dropped or stand apart', () => {
    expect(read('mpg ~ .').experts.flat()).toEqual(['weight', 'horsepower', 'origin', 'year', 'model name']);
    expect(read('mpg ~ . - year - `model name`').experts.flat()).toEqual(['weight', 'horsepower', 'origin']);
    expect(read('mpg ~ . | . - weight', ['model name']).gate!.flat()).toEqual(['horsepower', 'origin', 'year']);
  });

  it('gives a column that stands apart to whoever names it', () => {
    expect(read('mpg ~ weight + year', ['year']).experts).toEqual([['weight'], ['year']]);
  });

  it('has products, the same in either order', () => {
    expect(read('mpg ~ weight + weight:year + year:weight').experts).toEqual([['weight'], ['weight', 'year']]);
    expect(read('mpg ~ weight + year + weight:year - year:weight').experts).toEqual([['weight'], ['year']]);
  });

  it.each([
    ['', 'a formula must begin with the column to predict; got the end', 0],
    ['mpg', '"~" must follow the column to predict; got the end', 3],
    ['mpg ~', `a column's name, or "." for all others, must stand here; got the end`, 5],
    ['mpg ~ weight + | origin', `a column's name, or "." for all others, must stand here; got "|"`, 15],
    ['mpg ~ log(weight)', 'brackets and functions are not read: add a column to the table; got "log("', 6],
    ['mpg ~ weight + (year)', 'brackets and functions are not read: add a column to the table; got "("', 15],
    ['mpg ~ "weight"', 'a name with blanks or signs must stand in backticks, `like this`; got "\\""', 6],
    ['mpg ~ `a`b`', 'a backtick must be closed; got "`"', 10],
    ['mpg = weight', '"~" must follow the column to predict; got "="', 4],
    ['mpg ~ weight, year', '"+" must stand between columns; got ","', 12],
    ['mpg ~ .:weight', '"." has no products, so "+", "-" or "|" must follow; got ":"', 7],
    ['mpg ~ weight:.', 'a name must follow ":"; got "."', 13],
    ['mpg ~ weight::year', 'a name must follow ":"; got ":"', 13],
    ['mpg ~~ weight', `a column's name, or "." for all others, must stand here; got "~"`, 5],
    ['~ weight', 'a formula must begin with the column to predict; got "~"', 0],
    ['mpg | weight', '"~" must follow the column to predict; got "|"', 4],
    ['mpg ~ weight |', `a column's name, or "." for all others, must stand here; got the end`, 14],
    ['mpg ~ weight & year', 'a name, "~", "|", "+", "-" or ":" must stand here', 13],
    ['mpg ~ 0 + weight', 'cars.csv has no column "0"; it has', 6],
    ['mpg ~ __proto__', 'cars.csv has no column "__proto__"; it has', 6],
    ['mpg ~ weight - wieght', 'cars.csv has no column "wieght" (did you mean "weight"?)', 15],
    ['mpg ~ weight:mpg', '"mpg" is what is to be predicted, so nothing to predict it from', 6],
    ['mpg ~ weight | mpg', '"mpg" is what is to be predicted, so nothing to predict it from', 15],
    ['mpg ~ weight*year', 'write a + b + a:b for a*b; got "*"', 12],
    ['mpg ~ weight year', '"+", "-", ":" or "|" must follow; got "year"', 13],
    ['mpg ~ weight | origin | year', '"+", "-" or ":" must follow; got "|"', 22],
    ['mpg ~ weight:', 'a name must follow ":"; got the end', 13],
    ['mpg ~ -.', 'a name must follow "-"; got "."', 7],
    ['mpg ~ `weight', 'a backtick must be closed; got "`"', 6],
    ['mpg ~ wieght', 'cars.csv has no column "wieght" (did you mean "weight"?)', 6],
    ['mpg ~ weight + mpg', '"mpg" is what is to be predicted, so nothing to predict it from', 15],
    ['mpg ~ weight - weight', 'no column is left for the experts', 6],
    ['mpg ~ weight | -year', 'no column is left for the gate: begin with ".", for all columns', 16],
  ])('%j is refused with a caret under the place', (text, message, at) => {
    const [said, formula, caret] = refusal(() => read(text)).split('\n');
    expect(said).toContain(`formula: ${message}`);
    expect(formula).toBe(`  ${text}`);
    expect(caret).toBe(`  ${' '.repeat(at)}^`);
  });

  it.each([
    ['a long formula', `mpg ~ ${'weight + '.repeat(30)}wieght + year`],
    ['letters that take two columns', 'mpg ~ `木木` + wieght'],
    ['letters that combine', 'mpg ~ `o\u0308` + wieght'],
    ['other line ends and tabs', 'mpg ~ weight\r\n\t+ wieght'],
  ])('the caret stands under the place in %s', (_, text) => {
    const [, formula, caret] = refusal(() =>
      resolve(parseFormula(text), 'cars.csv', ['mpg', 'weight', 'year', '木木', 'o\u0308']),
    ).split('\n');
    expect(widthOf(formula!)).toBeLessThan(90);
    expect(widthOf(formula!.slice(0, formula!.indexOf('wieght')))).toBe(caret!.indexOf('^'));
  });

  it('reads any name back from its quotes', () => {
    const names = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(names, names, (target, other) => {
        fc.pre(target !== other);
        const formula = parseFormula(`${quoted(target)} ~ ${quoted(other)}`);
        expect(resolve(formula, 'f', [target, other])).toEqual({ target, experts: [[other]], gate: null });
      }),
      { seed: 1 },
    );
  });
});
