import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { gateFeatures } from '../datasets/contract.js';
import type { SumsExpert } from '../experts/contract.js';
import { between, type Tree, type TreeNode, treeOf } from '../math/decision-tree.js';
import { type Matrix, matrix } from '../math/matrix.js';
import { unpacked } from '../math/sparse.js';
import { fittable } from '../model/clusters.js';
import type { Learnt, Method, Problem, Resample } from './contract.js';
import { sumsOver, weightsOf } from './descent.js';
import { fitOnce } from './gated.js';

const parameters = {
  leaf: { kind: 'integer', default: 10, min: 1, about: 'least samples of a leaf' },
  candidates: { kind: 'integer', default: 16, min: 1, about: 'thresholds that are tried for each feature of a leaf' },
} as const satisfies ParameterTable;

type Parameters = ParametersOf<typeof parameters>;

/**
 * A tree whose k leaves are experts (linear model trees: Quinlan 1992, M5; Zeileis, Hothorn and Hornik 2008): from one leaf
 * on, the split of one feature at one threshold is taken that lowers the sum of losses most when both sides are fitted anew.
 * Fewer leaves where no split does, or sides would be smaller than `leaf`. What a mixture, whose experts need not have boxes,
 * is to be compared with. The objective falls with every split. Random draws: the experts', from the stream `fit`. Cost:
 * two fits a candidate, 2 g candidates fits for each leaf that was made.
 */
export const modelTree: Method<typeof parameters> = {
  name: 'model-tree',
  about: 'a tree of splits with an expert in each leaf, grown where the loss falls most',
  parameters,
  needsRelaxable: false,
  alternates: false,
  gated: true,
  ownExperts: false,
  runs: ['methods/model-tree', 'gates/tree'],
  learn: (problem, given) => grown(problem, given),
  resume: resumed,
};

/** A leaf, or what became of it. */
interface Node {
  readonly rows: Uint32Array;
  readonly loss: number;
  split?: { readonly feature: number; readonly threshold: number; readonly left: Node; readonly right: Node };
}

interface Found {
  readonly gain: number;
  readonly split: NonNullable<Node['split']>;
}

/** Grown anew, of the samples that were drawn: a split has no way down from where it is. Sums make it fast. */
function resumed<S>(problem: Problem<S>, given: Parameters): (resample: Resample) => Learnt<S> {
  const sums = sumsOver(problem, weightsOf(problem.task));
  return ({ weights, stream }) => {
    sums?.weigh(weights);
    return grown({ ...problem, task: { ...problem.task, weights }, stream }, given, sums);
  };
}

/** @param sums the experts over the samples, where they are to be fitted from sums; a sample of weight 0 is then not there. */
function grown<S>(problem: Problem<S>, { leaf, candidates }: Parameters, sums?: SumsExpert<S>): Learnt<S> {
  const { task, k, expert, stream } = problem;
  const x = unpacked(gateFeatures(task));
  const { y, weights, target } = task;
  const classes = target.kind === 'classes' ? { classes: target.labels.length } : {};
  const rng = stream('fit');
  const own = new Float64Array(y.length);

  const node = (rows: Uint32Array): Node | null => {
    if (!fittable(rows, y, expert.bound)) return null;
    const held =
      weights === undefined || sums !== undefined ? {} : { weights: Float64Array.from(rows, (row) => weights[row]!) };
    const state = sums?.fit(rows) ?? expert.bound.fit({ x: task.x, y, ...classes, rows, ...held }, rng);
    expert.bound.losses(state, task.x, y, own, 0, 1, rows);
    let loss = 0;
    for (let r = 0; r < rows.length; r++) loss += (weights?.[rows[r]!] ?? 1) * own[r]!;
    return { rows, loss };
  };

  const bestOf = (from: Node): Found | null => {
    let best: Found | null = null;
    for (let feature = 0; feature < x.cols; feature++) {
      const value = (row: number) => x.data[row * x.cols + feature]!;
      for (const threshold of thresholds(Float64Array.from(from.rows, value), candidates)) {
        const below = from.rows.filter((row) => value(row) <= threshold);
        if (Math.min(below.length, from.rows.length - below.length) < leaf) continue;
        const [left, right] = [node(below), node(from.rows.filter((row) => value(row) > threshold))];
        if (left === null || right === null) continue;
        const gain = from.loss - left.loss - right.loss;
        if (gain > 0 && (best === null || gain > best.gain))
          best = { gain, split: { feature, threshold, left, right } };
      }
    }
    return best;
  };

  const all = Uint32Array.from(y.keys()).filter((row) => sums === undefined || weights?.[row] !== 0);
  const root = node(all) ?? { rows: all, loss: 0 };
  const open = [{ node: root, found: k > 1 ? bestOf(root) : null }];
  while (open.length < k) {
    const next = open.reduce((a, b) => ((b.found?.gain ?? 0) > (a.found?.gain ?? 0) ? b : a));
    if (next.found === null) break;
    next.node.split = next.found.split;
    const { left, right } = next.found.split;
    open.splice(open.indexOf(next), 1, ...[left, right].map((one) => ({ node: one, found: bestOf(one) })));
  }
  const leaves = open.map(({ node: one }) => one);
  const labels = Uint32Array.from(y, (_, row) => leaves.indexOf(leafOf(root, x, row)));
  const gate = { reference: { name: 'tree' }, state: gateTree(root, leaves) };
  return fitOnce({ ...problem, k: leaves.length }, { labels, iterations: leaves.length, converged: true }, gate);
}

/** Where a sample ends. */
function leafOf(root: Node, x: Matrix, row: number): Node {
  let node = root;
  while (node.split !== undefined) {
    const { feature, threshold, left, right } = node.split;
    node = x.data[row * x.cols + feature]! <= threshold ? left : right;
  }
  return node;
}

/** At most so many values that lie between the samples' own, evenly by rank. */
function thresholds(values: Float64Array, most: number): number[] {
  const sorted = [...new Set(values.sort())];
  const cuts = Math.min(most, sorted.length - 1);
  return Array.from({ length: cuts }, (_, q) => {
    const at = Math.floor(((q + 1) * sorted.length) / (cuts + 1)) - 1;
    const [here, next] = [sorted[Math.max(0, at)]!, sorted[Math.max(0, at) + 1]!];
    return between(here, next);
  });
}

/** The tree as a gate has it: all of a leaf goes to its expert. */
function gateTree(root: Node, leaves: readonly Node[]): Tree {
  const nodes: (TreeNode & { readonly expert: number })[] = [];
  const add = (node: Node): number => {
    const at = nodes.length;
    const flat = { feature: 0, threshold: 0, left: 0, right: 0, expert: leaves.indexOf(node) };
    nodes.push(flat);
    if (node.split === undefined) return at;
    flat.feature = node.split.feature;
    flat.threshold = node.split.threshold;
    flat.left = add(node.split.left);
    flat.right = add(node.split.right);
    return at;
  };
  add(root);
  const k = leaves.length;
  const shares = matrix(nodes.length, k);
  nodes.forEach(({ expert }, q) => {
    for (let j = 0; j < k; j++) shares.data[q * k + j] = expert < 0 ? 1 / k : Number(j === expert);
  });
  return treeOf(nodes, shares);
}
