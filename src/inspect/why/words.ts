/** The answer to "why this row?" in sentences. */
import { withMinus } from '../../charts/theme.js';
import { rounded, toDigits } from '../../documents/numbers.js';
import { cut } from '../../documents/printable.js';
import type { ModelTarget } from '../../model/contract.js';
import { listed } from '../../report/race/figure.js';
import type { Input } from '../../tables/encoding.js';
import { dateText } from '../../tables/frame.js';
import type { Cell, Row } from './rows.js';
import type { Switch } from './switches.js';
import type { Parts, RulePath, Why } from './why.js';

/** Letters of a name or a category in a sentence. */
const most = 60;

const named = ({ name }: Input): string => cut(name, most);

/** A cell as people read it, of a date the day: `2020-03-01`. */
export function cellText(input: Input, cell: Cell, write: (value: number) => string = String): string {
  if (cell === null) return 'missing';
  if (typeof cell === 'string') return cut(cell, most);
  return input.kind === 'date' ? dateText(cell) : withMinus(write(cell));
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

/**
 * Where the readable rule leads: the cause where it is the gate, else a rule of thumb, and whether that errs about this row.
 * @param exact whether the gate is this rule, which then has its expert.
 */
export function pathText({ expert }: Pick<Why, 'expert'>, path: RulePath, exact: boolean): string {
  const where = cut(path.where, 6 * most);
  if (exact) return `Expert ${expert} decides, as ${where}.`;
  const errs = path.expert === expert ? '' : ` The rule of thumb says expert ${path.expert} here.`;
  return `A rule of thumb that agrees with the gate on ${percent(path.fidelity)} of the rows it was learned from: ${where}.${errs}`;
}

/** Inputs that are named as the reason, at most. */
const mostReasons = 3;

/** The fewest inputs that make more than half of what speaks for the expert: `Mostly because of depth and stations.` */
export function reasonText({ of, rest }: Parts): string | null {
  const speaking = of.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  const all = speaking.reduce((sum, { value }) => sum + value, Math.max(0, rest));
  let covered = 0;
  const named: string[] = [];
  for (const { name, value } of speaking) {
    if (covered > all / 2 || named.length === mostReasons) break;
    covered += value;
    named.push(cut(name, most));
  }
  return covered > all / 2 ? `Mostly because of ${listed(named)}.` : null;
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
