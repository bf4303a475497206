/** A rule as people read it. */
import { InputError, shown } from '../../errors.js';
import type { Rule, RuleNode } from '../../model/trust-contract.js';
import type { Input } from '../../tables/encoding.js';
import { quoted } from '../../tables/formula.js';
import { dateText } from '../../tables/frame.js';
import type { RuleCase } from '../contract.js';

type Branch = Exclude<RuleNode, { readonly expert: number }>;

/** A test on the way to a leaf, and whether its answer was yes. */
export interface Step extends Pick<Branch, 'input' | 'test'> {
  readonly yes: boolean;
}

/**
 * The leaves of a rule, from the first answer yes to the last no.
 * @param inputs those of the model's encoding.
 */
export function ruleCases({ root }: Rule, inputs: readonly Input[]): RuleCase[] {
  const cases = (node: RuleNode, way: readonly Step[]): RuleCase[] => {
    if ('expert' in node) return [{ where: whereOf(way, inputs), ...node }];
    const { input, test, yes, no } = node;
    return [true, false].flatMap((answer) => cases(answer ? yes : no, [...way, { input, test, yes: answer }]));
  };
  return cases(root, []);
}

/** What all steps say together, each input once, in the order in which they were first asked for. */
export function whereOf(way: readonly Step[], inputs: readonly Input[]): string {
  if (way.length === 0) return 'any row';
  const asked = [...new Set(way.map(({ input }) => input))];
  return asked
    .map((at) => {
      const input = inputs[at];
      if (input === undefined) throw new InputError(`a rule must ask for one of ${inputs.length} inputs; got ${at}`);
      const own = way.filter((step) => step.input === at);
      return input.kind === 'category' ? levelText(input.name, own) : numberText(input, own);
    })
    .join(' and ');
}

function numberText({ name, kind }: Input, way: readonly Step[]): string {
  let [above, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { test, yes } of way) {
    if (!('most' in test)) continue;
    if (yes) most = Math.min(most, test.most);
    else above = Math.max(above, test.most);
  }
  const text = kind === 'date' ? dateText : String;
  if (above === Number.NEGATIVE_INFINITY) return `${nameText(name)} <= ${text(most)}`;
  if (most === Number.POSITIVE_INFINITY) return `${nameText(name)} > ${text(above)}`;
  return `${text(above)} < ${nameText(name)} <= ${text(most)}`;
}

function levelText(name: string, way: readonly Step[]): string {
  const levels = (answer: boolean) =>
    way.flatMap(({ test, yes }) => ('level' in test && yes === answer ? [test.level] : []));
  const is = levels(true).map((level) => `${nameText(name)} = ${wordOf(level)}`);
  return (is.length > 0 ? is : levels(false).map((level) => `${nameText(name)} != ${wordOf(level)}`)).join(' and ');
}

/** A name as formulas have it, or as JSON has it where it would not stay on its line. */
const nameText = (name: string): string => (/\p{C}/u.test(name) ? shown(name) : quoted(name));

/** A level as it is, or in quotes where it could be read as more than a word. */
const wordOf = (level: string): string => (/^[\p{L}\p{M}\p{N}_.()+-]+$/u.test(level) ? level : shown(level));
