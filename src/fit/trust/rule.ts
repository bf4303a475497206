/** A shallow tree of the inputs that mimics a gate. */
import { growTree, type Tree } from '../../math/decision-tree.js';
import { matrix } from '../../math/matrix.js';
import type { Rule, RuleNode } from '../../model/trust-contract.js';
import { rawOf } from '../../tables/encode.js';
import type { Encoding, Input } from '../../tables/encoding.js';
import type { Frame } from '../../tables/frame.js';

/** Splits from the root to a leaf, at most: eight lines are still read. */
const deepest = 3;

/** A leaf has at least this share of the rows. */
const smallest = 0.01;

/** Leaves are given up while no more than this share of the rows is lost (or one row), nor of what the greatest tree tells. */
const given = { rows: 0.01, told: 0.1 } as const;

/** The tree grows on at most so many rows, evenly spaced, and so many numbers. */
const most = { rows: 20_000, numbers: 2_000_000 } as const;

/** Of a category so many levels can be asked for, the most frequent ones. */
const mostLevels = 20;

/** What a split asks: a number as it is, or whether a category is this level. */
interface Question {
  readonly input: number;
  readonly level: number | null;
}

/**
 * The smallest tree of at most eight leaves that agrees with the gate nearly as well as the best of them: grown as a decision
 * tree (Breiman, Friedman, Olshen and Stone 1984) on the gate's inputs in the user's units, then pruned with the least loss
 * of agreement for every number of leaves. Thresholds have as few digits as keep the split. A missing number is what the
 * encoding fills in.
 * @param rows of the table, and `chosen` the expert, 0..k-1, to which the gate gives each.
 * @returns null where the gate gives all rows to one expert. Cost: O(3 d m log m), m at most 20 000, and O(3 n).
 */
export function ruleOf(encoding: Encoding, frame: Frame, rows: Uint32Array, chosen: Uint32Array): Rule | null {
  if (chosen.every((expert) => expert === chosen[0])) return null;
  const k = chosen.reduce((high, expert) => Math.max(high, expert), 0) + 1;
  const raw = rawOf(encoding.inputs, frame);
  const ask = ({ input, level }: Question, row: number): number =>
    raw(level === null ? [{ input }] : [{ input, level }], row);
  const questions = questionsOf(encoding, ask, rows);
  const tree = grown(questions, ask, rows, chosen, k);
  const counts = new Float64Array(tree.left.length * k);
  const gaps = Array.from(tree.left, () => ({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }));
  rows.forEach((row, r) => {
    for (let q = 0; ; ) {
      counts[q * k + chosen[r]!]!++;
      if (tree.left[q] === 0) break;
      const value = ask(questions[tree.feature[q]!]!, row);
      const gap = gaps[q]!;
      const below = value <= tree.threshold[q]!;
      if (below) gap.low = Math.max(gap.low, value);
      else gap.high = Math.min(gap.high, value);
      q = below ? tree.left[q]! : tree.right[q]!;
    }
  });
  const testOf = (q: number): Pick<Branch, 'input' | 'test' | 'flipped'> => {
    const { input, level } = questions[tree.feature[q]!]!;
    const of = encoding.inputs[input]!;
    if (of.kind === 'category') return { input, test: { level: of.levels[level!]! }, flipped: true };
    return { input, test: { most: roundest(gaps[q]!, of.kind) }, flipped: false };
  };
  const { wrong, node } = smallestOf(pruned(tree, counts, k, testOf, 0), rows.length);
  return { fidelity: 1 - wrong / rows.length, root: node };
}

/** What the gate's inputs can be asked. */
function questionsOf(
  { inputs, experts, gate }: Encoding,
  ask: (question: Question, row: number) => number,
  rows: Uint32Array,
): Question[] {
  const used = new Set((gate ?? experts).flatMap(({ factors }) => factors.map(({ input }) => input)));
  return [...used].flatMap((input): Question[] => {
    const levels = levelsOf(inputs[input]!);
    if (levels === null) return [{ input, level: null }];
    const all = levels.map((_, level) => ({ input, level }));
    if (all.length <= mostLevels) return all;
    const count = (question: Question) => rows.reduce((sum, row) => sum + ask(question, row), 0);
    const counted = all.map((question) => ({ question, rows: count(question) }));
    return counted
      .sort((a, b) => b.rows - a.rows)
      .slice(0, mostLevels)
      .map(({ question }) => question);
  });
}

const levelsOf = (input: Input): readonly string[] | null => (input.kind === 'category' ? input.levels : null);

function grown(
  questions: readonly Question[],
  ask: (question: Question, row: number) => number,
  rows: Uint32Array,
  chosen: Uint32Array,
  k: number,
): Tree {
  const d = questions.length;
  const m = Math.min(rows.length, most.rows, Math.max(1000, Math.floor(most.numbers / d)));
  const [x, held] = [matrix(m, d), matrix(m, k)];
  for (let i = 0; i < m; i++) {
    const r = Math.floor((i * rows.length) / m);
    held.data[i * k + chosen[r]!] = 1;
    for (let t = 0; t < d; t++) x.data[i * d + t] = ask(questions[t]!, rows[r]!);
  }
  return growTree(x, held, { depth: deepest, leaf: Math.ceil(smallest * m) });
}

/** The tree with some number of leaves that gives the fewest rows to another expert than the gate. */
interface Pruned {
  readonly wrong: number;
  readonly node: RuleNode;
}

interface Branch {
  readonly input: number;
  readonly test: Extract<RuleNode, { readonly test: unknown }>['test'];
  /** The rows that pass the test are those to the right of the split. */
  readonly flipped: boolean;
}

/** What node q can be pruned to: entry l - 1 has l leaves. @param counts of each node and expert, the rows that reach it. */
function pruned(tree: Tree, counts: Float64Array, k: number, testOf: (q: number) => Branch, q: number): Pruned[] {
  const own = counts.subarray(q * k, (q + 1) * k);
  const [rows, right] = [own.reduce((sum, count) => sum + count, 0), Math.max(...own)];
  const all: Pruned[] = [{ wrong: rows - right, node: { expert: own.indexOf(right), rows } }];
  if (tree.left[q] === 0) return all;
  const { flipped, ...branch } = testOf(q);
  const sides = [tree.left[q]!, tree.right[q]!].map((child) => pruned(tree, counts, k, testOf, child));
  const [yes, no] = flipped ? [sides[1]!, sides[0]!] : [sides[0]!, sides[1]!];
  yes.forEach((one, a) => {
    no.forEach((other, b) => {
      const wrong = one.wrong + other.wrong;
      if (wrong < (all[a + b + 1]?.wrong ?? Number.POSITIVE_INFINITY))
        all[a + b + 1] = { wrong, node: { ...branch, yes: one.node, no: other.node } };
    });
  });
  return all;
}

/** The first that is nearly as good as the best. */
function smallestOf(all: readonly Pruned[], n: number): Pruned {
  const least = all.reduce((low, { wrong }) => Math.min(low, wrong), all[0]!.wrong);
  const allowed = Math.min(Math.ceil(given.rows * n), given.told * (all[0]!.wrong - least));
  return all.find(({ wrong }) => wrong <= least + allowed)!;
}

/** A number with few digits from `low` to below `high`, near their middle; of days a whole one, if there is any. */
export function roundest(
  { low, high }: { readonly low: number; readonly high: number },
  kind: 'number' | 'date',
): number {
  const middle = low / 2 + high / 2;
  const fits = (value: number) => low <= value && value < high;
  const tried =
    kind === 'date'
      ? [Math.floor(middle), Math.ceil(low)]
      : [0, ...Array.from({ length: 17 }, (_, digits) => Number(middle.toPrecision(digits + 1)))];
  return tried.find(fits) ?? (fits(middle) ? middle : low);
}
