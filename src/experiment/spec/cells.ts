/** What is refused before anything is computed. */
import type { AssignmentRule, CountedTarget } from '../../assignments/contract.js';
import type { Reference } from '../../components/contract.js';
import type { Memory } from '../../components/memory.js';
import { referencesOf } from '../../components/parameters.js';
import type { TaskSize } from '../../datasets/contract.js';
import { InputError } from '../../errors.js';
import { isFor } from '../../experts/contract.js';
import type { Catalog, LearningParts } from '../catalog.js';
import type { Cell } from '../contract.js';
import { cellId } from '../grid.js';
import { memoryOf, taskSize } from '../memory.js';

/**
 * Refuses what cannot be run before anything is computed: data that cannot be read, more experts than samples, an
 * expert for another kind of target, size bounds that cannot hold, arrays that cannot be, more memory than there is.
 * @param fits throws an InputError for what does not fit.
 * @returns the most memory that any of their trials needs.
 * @throws InputError naming the cell, with the arithmetic.
 */
export function checkCells(
  cells: readonly Cell[],
  catalog: Catalog,
  fits: (memory: Memory) => void = () => {},
): Memory {
  const sizes = new Map<string, TaskSize>();
  let most: Memory = { bytes: 0, why: '' };
  for (const cell of cells) {
    const data = JSON.stringify(cell.data);
    const size = sizes.get(data) ?? taskSize(cell.data, catalog);
    sizes.set(data, size);
    try {
      checkLearning(cell, size, catalog);
      const memory = memoryOf(cell, catalog, size);
      fits(memory);
      if (memory.bytes > most.bytes) most = memory;
    } catch (error) {
      throw error instanceof InputError ? new InputError(`${cellId(cell)}: ${error.message}`) : error;
    }
  }
  return most;
}

/** Of a task's classes; there may be as many as samples. */
const shownLabels = 20;

/** What is to be learnt from a task. */
type Learning = Pick<Cell, 'k' | 'expert' | 'learn'>;

/** @throws InputError, with the arithmetic, where the method cannot learn k such experts from the task. */
export function checkLearning(
  { k, expert: { name }, learn }: Learning,
  { n, target }: { readonly n: number; readonly target: CountedTarget },
  catalog: LearningParts,
): void {
  if (k > n) throw new InputError(`k = ${k} experts exceed n = ${n} samples`);
  const expert = catalog.experts.get(name);
  if (!isFor(expert, target.kind)) {
    throw new InputError(`expert ${name} is for ${expert.target}; the target of the data is ${target.kind}`);
  }
  if (expert.needsBothClasses && target.kind === 'classes' && target.labels.length !== 2) {
    const labels = target.labels.slice(0, shownLabels).join(', ');
    const more = target.labels.length > shownLabels ? ', ...' : '';
    throw new InputError(
      `expert ${name} tells two classes apart; the data has ${target.labels.length}: ${labels}${more}`,
    );
  }
  const method = catalog.methods.get(learn.name);
  if (method.target !== undefined && method.target !== target.kind) {
    throw new InputError(`method ${learn.name} is for ${method.target}; the target of the data is ${target.kind}`);
  }
  method.check?.(learn, k, target.kind);
  if (method.needsRelaxable && !expert.relaxable) {
    const able = catalog.experts.all.filter((one) => one.relaxable && isFor(one, target.kind));
    throw new InputError(
      `method ${learn.name} needs an expert that is a smooth function of its parameters, such as ` +
        `${able.map((other) => other.name).join(', ')}; got ${name}`,
    );
  }
  checkRules(learn, k, { n, target }, catalog);
}

/** @throws InputError, with the arithmetic, where the rules among the parameters of a method cannot hold for these samples. */
export function checkRules(
  learn: Reference,
  k: number,
  { n, target }: { readonly n: number; readonly target: CountedTarget | undefined },
  catalog: LearningParts,
): void {
  const { parameters } = catalog.methods.get(learn.name);
  for (const { key, component, reference } of referencesOf(parameters, learn, catalog)) {
    try {
      (component as Partial<AssignmentRule>).check?.(reference, n, k, target);
    } catch (error) {
      throw error instanceof InputError ? new InputError(`${key} ${error.message}`) : error;
    }
  }
}
