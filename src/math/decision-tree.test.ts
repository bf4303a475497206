import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growTree, treeShares } from './decision-tree.js';
import { fromRows, matrix } from './matrix.js';
import { normal, stream } from './random.js';

const held = (labels: readonly number[], k: number) =>
  fromRows(labels.map((label) => Array.from({ length: k }, (_, j) => Number(j === label))));
const shares = (tree: ReturnType<typeof growTree>, x: ReturnType<typeof fromRows>) => {
  const out = matrix(x.rows, tree.shares.cols);
  treeShares(tree, x, out);
  return [...out.data];
};

describe('a decision tree', () => {
  it('splits in the middle between two classes, at the first of equal features', () => {
    const x = fromRows([
      [1, 1],
      [2, 2],
      [4, 4],
      [5, 5],
    ]);
    const tree = growTree(x, held([0, 0, 1, 1], 2), { depth: 3, leaf: 1 });
    expect([...tree.feature]).toEqual([0, 0, 0]);
    expect([tree.threshold[0], [...tree.left], [...tree.right]]).toEqual([3, [1, 0, 0], [2, 0, 0]]);
    expect(
      shares(
        tree,
        fromRows([
          [3, 9],
          [3.1, 0],
        ]),
      ),
    ).toEqual([1, 0, 0, 1]);
  });

  it('has one leaf where nothing can be told apart: of one class, of equal features, or of depth 0', () => {
    const x = fromRows([[1], [1], [1]]);
    expect(growTree(x, held([0, 1, 1], 2), { depth: 3, leaf: 1 }).left.length).toBe(1);
    expect(growTree(fromRows([[1], [2]]), held([0, 0], 2), { depth: 3, leaf: 1 }).left.length).toBe(1);
    expect(growTree(fromRows([[1], [2]]), held([0, 1], 2), { depth: 0, leaf: 1 }).left.length).toBe(1);
  });

  it('keeps the least weight of a leaf', () => {
    const x = fromRows([[1], [2], [3], [4]]);
    expect(growTree(x, held([0, 1, 1, 1], 2), { depth: 3, leaf: 2 }).threshold[0]).toBe(2.5);
  });

  it('finds a box that no line can tell apart', () => {
    const rng = stream('box');
    const rows = Array.from({ length: 400 }, () => [normal(rng), normal(rng)]);
    const labels = rows.map(([a, b]) => Number(Math.abs(a!) < 0.7 && Math.abs(b!) < 0.7));
    const x = fromRows(rows);
    const found = shares(growTree(x, held(labels, 2), { depth: 6, leaf: 2 }), x);
    const right = labels.filter((label, i) => Number(found[2 * i + 1]! > 0.5) === label).length;
    expect(right / labels.length).toBeGreaterThan(0.97);
  });

  it('takes the split of least impurity: none that is tried by hand is better', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 })), {
          minLength: 4,
          maxLength: 14,
        }),
        (samples) => {
          const x = fromRows(samples.map(([value]) => [value]));
          const tree = growTree(
            x,
            held(
              samples.map(([, label]) => label),
              3,
            ),
            { depth: 1, leaf: 1 },
          );
          const gini = (part: typeof samples) =>
            part.length -
            [0, 1, 2].reduce((sum, j) => sum + part.filter(([, label]) => label === j).length ** 2, 0) /
              Math.max(1, part.length);
          const at = (cut: number) =>
            gini(samples.filter(([value]) => value <= cut)) + gini(samples.filter(([value]) => value > cut));
          const least = Math.min(gini(samples), ...[0.5, 1.5, 2.5, 3.5, 4.5].map(at));
          const own = tree.left[0] === 0 ? gini(samples) : at(tree.threshold[0]!);
          expect(own).toBeLessThanOrEqual(least + 1e-5 * gini(samples));
        },
      ),
      { seed: 1 },
    );
  });
});
