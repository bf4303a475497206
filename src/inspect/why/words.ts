/** The answer to "why this row?" in sentences. */
import { withMinus } from '../../charts/theme.js';
import { rounded, toDigits } from '../../documents/numbers.js';
import { cut } from '../../documents/printable.js';
import type { ModelTarget } from '../../model/contract.js';
import type { Input } from '../../tables/encoding.js';
import type { Cell, Row } from './rows.js';
import type { Switch } from './switches.js';
import type { PathTest, RulePath, Why } from './why.js';

/** Letters of a name or a category in a sentence. */
const most = 60;

const named = ({ name }: Input): string => cut(name, most);

/** A cell as people read it, of a date the day: `2020-03-01`. */
export function cellText(input: Input, cell: Cell, write: (value: number) => string = String): string {
  if (cell === null) return 'missing';
  if (typeof cell === 'string') return cut(cell, most);
  return input.kind === 'date' ? dateText(cell) : withMinus(write(cell));
}

/** Days since 1970-01-01, UTC; with the time of day where there is one. */
export function dateText(days: number): string {
  const time = new Date(Math.round(days * 86_400_000));
  if (Number.isNaN(time.getTime())) return String(days);
  const text = time.toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/** A predicted value, or the name of a class. */
export function predictionText(target: ModelTarget, value: number): string {
  return target.kind === 'classes' ? cut(target.labels[value]!, most) : withMinus(toDigits(value, 5));
}

/** A share; one that is nearly none or all as such: nobody reads seven zeros. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'less than 0.1%';
  if (share < 1 && share > 0.999) return 'more than 99.9%';
  return `${rounded(100 * share)}%`;
}

/** `lat is at most −22.3 and place is not sea`. */
export function testsText(inputs: readonly Input[], tests: readonly PathTest[]): string {
  return conjunction(
    tests.map((test) => {
      const input = inputs[test.input]!;
      if ('level' in test) return `${named(input)} is ${test.yes ? '' : 'not '}${cut(test.level, most)}`;
      return `${named(input)} is ${test.yes ? 'at most' : 'above'} ${cellText(input, test.most, short)}`;
    }),
  );
}

const short = (value: number): string => toDigits(value, 4);

const conjunction = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** Who decides, and by which rule: `Expert 0 decides: lat is at most −22.3. ...` */
export function pathText(inputs: readonly Input[], { expert }: Pick<Why, 'expert'>, path: RulePath): string {
  const how = `on ${percent(path.fidelity)} of the rows it was learned from`;
  if (path.tests.length === 0)
    return `Expert ${expert} decides. The readable rule gives every row to expert ${path.expert}.`;
  const where = testsText(inputs, strictest(path.tests));
  if (path.expert === expert) return `Expert ${expert} decides: ${where}. This rule agrees with the gate ${how}.`;
  return `Expert ${expert} decides, although ${where}, where the readable rule has expert ${path.expert}: it agrees with the gate ${how}.`;
}

/** Of several limits on one side of an input the narrowest, in the order of the path. */
function strictest(tests: readonly PathTest[]): PathTest[] {
  return tests.filter((test, at) => {
    if ('level' in test) return true;
    const later = tests
      .slice(at + 1)
      .some((other) => 'most' in other && other.input === test.input && other.yes === test.yes);
    return !later;
  });
}

/** `Expert 1 would decide if stations were at least 57 (now 41).` */
export function switchText(inputs: readonly Input[], row: Row, { input: at, shown, to, expert }: Switch): string {
  const input = inputs[at]!;
  const now = cellText(input, row[at]!);
  if (typeof shown === 'string')
    return `Expert ${expert} would decide if ${named(input)} were ${cut(shown, most)} (now ${now}).`;
  const side = (to as number) > (row[at] as number) ? 'at least' : 'at most';
  return `Expert ${expert} would decide if ${named(input)} were ${side} ${cellText(input, shown)} (now ${now}).`;
}

/** What is said where no single input can change the decision. */
export const noSwitch =
  'No change of a single input, within the range that was learned from, would give this row to another expert.';

/** `depth is 700, outside 40 to 680, the range that was learned from`. */
export function beyondText(input: Input, cell: Cell): string {
  if (input.kind === 'category')
    return `${named(input)} is ${cellText(input, cell)}, which was not among the rows learned from`;
  const [low, high] = input.range!.map((end) => cellText(input, end));
  return `${named(input)} is ${cellText(input, cell)}, outside ${low} to ${high}, the range that was learned from`;
}
