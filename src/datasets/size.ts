/** How large tasks are: of those that are drawn it is known beforehand, of those that are read once they are. */
import { isSparse } from '../math/sparse.js';
import type { Target, Task, TaskSize } from './contract.js';

/** A task of dense features, whose samples may have a group. */
export function denseSize(n: number, test: number, d: number, target: Target): TaskSize {
  return { n, test, d, target, classes: classesOf(target), bytes: 8 * (n + test) * (d + 1) + 4 * n };
}

export function sizeOf({ x, y, target, gateX, weights, groups, test }: Task): TaskSize {
  const parts = [{ x, y, gateX }, ...(test === undefined ? [] : [test])];
  const beside = (groups?.byteLength ?? 0) + (weights?.byteLength ?? 0);
  const bytes = parts.reduce(
    (sum, part) => sum + bytesOf(part.x) + part.y.byteLength + (part.gateX === undefined ? 0 : bytesOf(part.gateX)),
    beside,
  );
  return { n: x.rows, test: test?.x.rows ?? 0, d: x.cols, target, classes: classesOf(target), bytes };
}

function classesOf(target: Target): number {
  return target.kind === 'classes' ? target.labels.length : 0;
}

function bytesOf(x: Task['x']): number {
  if (!isSparse(x)) return x.data.byteLength;
  return x.pointers.byteLength + x.columns.byteLength + x.values.byteLength;
}
