/** Bounds of the sizes of experts: what cannot hold before a fit, and what is not kept after it. */
import { type AssignmentRule, type CountedTarget, countedTarget, sampleClasses } from '../assignments/contract.js';
import type { Reference } from '../components/contract.js';
import { referencesOf } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import type { Prepared } from '../datasets/prepare.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { checkRules } from '../experiment/spec/cells.js';
import { columnOf } from '../tables/cells.js';
import type { Frame } from '../tables/frame.js';

/** So many rows, and what is to be predicted of them. */
interface CountedRows {
  readonly n: number;
  readonly target: CountedTarget;
}

export function countedRows({ target, y }: Pick<Prepared, 'target' | 'y'>, rows: Uint32Array): CountedRows {
  const own = Float64Array.from(rows, (row) => y[row]!);
  return { n: rows.length, target: countedTarget(sampleClasses({ y: own, target })) };
}

/**
 * The numbers of experts, among from..to, for which the bounds of a method's rules can hold for the rows of a table; all where
 * they hold for none, so that whoever fits says why. Missing targets are counted nowhere.
 */
export function feasible(
  method: Reference,
  { from, to }: { readonly from: number; readonly to: number },
  frame: Frame,
  targetName: string,
  catalog: LearningParts,
): { readonly from: number; readonly to: number } {
  const column = columnOf(frame, targetName);
  const known =
    column.kind === 'category'
      ? countedTarget({ of: Float64Array.from(column.codes.filter((code) => code >= 0)), labels: column.levels })
      : undefined;
  const able = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((k) => {
    try {
      checkRules(method, k, { n: frame.rows, target: known }, catalog);
      return true;
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  });
  return able.length === 0 ? { from, to } : { from: able[0]!, to: able.at(-1)! };
}

/** What an assignment does not keep of the bounds that rules of its method were to keep, as notes. */
export function unmetBounds(
  { method, k }: { readonly method: Reference; readonly k: number },
  labels: Uint32Array,
  task: Task,
  catalog: LearningParts,
): string[] {
  const { gated, parameters } = catalog.methods.get(method.name);
  const what = gated ? 'the experts were fitted to the cells of the gate, which do' : 'the assignment does';
  return referencesOf(parameters, method, catalog).flatMap(({ component, reference }) => {
    const found = (component as Partial<AssignmentRule>).unmet?.(reference, labels, k, sampleClasses(task)) ?? null;
    return found === null ? [] : [`${what} not keep the bounds of ${component.name}: ${found}`];
  });
}
