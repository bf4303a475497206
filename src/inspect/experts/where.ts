/** Where an expert decides, in words: by the rule that mimics the gate, and by what sets its rows apart. */
import { counted } from '../../counted.js';
import { spoken } from '../../documents/numbers.js';
import { type Step, whereOf } from '../../fit/trust/rule-text.js';
import type { Rule, RuleNode } from '../../model/trust-contract.js';
import { columnOf, isMissing } from '../../tables/cells.js';
import type { Input } from '../../tables/encoding.js';
import type { Column } from '../../tables/frame.js';
import type { Inspected, InspectedData } from '../contract.js';
import { percent } from '../words.js';

/** A way through a rule to an expert. */
interface Way {
  readonly steps: readonly Step[];
  readonly rows: number;
}

/** Where a rule leads to an expert, such as `x <= 3 and kind = a (20 rows)`, the most rows first. */
export function waysTo({ root }: Rule, expert: number, inputs: readonly Input[]): readonly string[] {
  const visit = (node: RuleNode, steps: readonly Step[]): Way[] => {
    if ('expert' in node) return node.expert === expert ? [{ steps, rows: node.rows }] : [];
    const { input, test, yes, no } = node;
    return [true, false].flatMap((answer) => visit(answer ? yes : no, [...steps, { input, test, yes: answer }]));
  };
  return merged(visit(root, []))
    .sort((a, b) => b.rows - a.rows)
    .map(({ steps, rows }) => `${whereOf(steps, inputs)} (${counted(rows, 'row')})`);
}

/** Two ways that differ in one answer alone are one without it. */
function merged(ways: readonly Way[]): Way[] {
  for (const [a, first] of ways.entries()) {
    for (const [b, second] of ways.entries()) {
      const steps = b > a ? withoutDifference(first.steps, second.steps) : null;
      if (steps === null) continue;
      const others = ways.filter((way) => way !== first && way !== second);
      return merged([...others, { steps, rows: first.rows + second.rows }]);
    }
  }
  return [...ways];
}

/** What two ways have in common, where that is all but one question, which they answer otherwise; else null. */
function withoutDifference(first: readonly Step[], second: readonly Step[]): readonly Step[] | null {
  const question = ({ input, test }: Step) => JSON.stringify([input, test]);
  const answers = new Map(second.map((step) => [question(step), step.yes]));
  if (first.length !== second.length || !first.every((step) => answers.has(question(step)))) return null;
  const common = first.filter((step) => answers.get(question(step)) === step.yes);
  return common.length === first.length - 1 ? common : null;
}

/** Differences that are told. */
const most = 3;
/** In deviations of a column, or in shares of the rows: what is less sets nothing apart. */
const least = { number: 0.5, category: 0.2 } as const;

interface Difference {
  readonly size: number;
  readonly text: string;
}

/** What sets an expert's rows apart from all others, the greatest difference first; nothing where there are no others. */
export function setApart({ bound }: Inspected, data: InspectedData, expert: number): readonly string[] {
  const { rows, frame } = data.prepared;
  const [own, others]: [number[], number[]] = [[], []];
  for (const r of data.drawn) (data.expert[r] === expert ? own : others).push(rows[r]!);
  if (own.length === 0 || others.length === 0) return [];
  return bound.model.encoding.inputs
    .flatMap(({ name }) => differences(columnOf(frame, name), own, others))
    .sort((a, b) => b.size - a.size)
    .slice(0, most)
    .map(({ text }) => text);
}

function differences(column: Column, own: readonly number[], others: readonly number[]): Difference[] {
  const known = (rows: readonly number[]) => rows.filter((row) => !isMissing(column, row));
  const [here, there] = [known(own), known(others)];
  if (here.length === 0 || there.length === 0) return [];
  if (column.kind === 'category') {
    const share = (rows: readonly number[], code: number) =>
      rows.filter((row) => column.codes[row] === code).length / rows.length;
    return column.levels.flatMap((level, code) => {
      const [a, b] = [share(here, code), share(there, code)];
      const text = `${column.name} is ${level} in ${percent(a)} of them (elsewhere ${percent(b)})`;
      return a - b < least.category ? [] : [{ size: (a - b) / 0.5, text }];
    });
  }
  const mean = (rows: readonly number[]) => rows.reduce((sum, row) => sum + column.values[row]! / rows.length, 0);
  const [a, b] = [mean(here), mean(there)];
  const all = [...here, ...there];
  const center = mean(all);
  const deviation = Math.sqrt(all.reduce((sum, row) => sum + (column.values[row]! - center) ** 2 / all.length, 0));
  const size = Math.abs(a - b) / deviation;
  if (!(size >= least.number)) return [];
  const told = (value: number) =>
    column.kind === 'date' ? new Date(value * 86_400_000).toISOString().slice(0, 10) : spoken(value, null, null);
  return [
    { size, text: `${column.name} is ${a > b ? 'higher' : 'lower'}: ${told(a)} on average (elsewhere ${told(b)})` },
  ];
}
