/** One kept iteration of a trial, as the step-through of a page is told of it, and how it is said. */
import { told } from '../../charts/theme.js';

export interface StepLine {
  readonly iteration: number;
  /** null where it is not known: at iteration 0. */
  readonly loss: number | null;
  /** Samples of each expert. */
  readonly sizes: readonly number[];
  /** Samples that changed expert since the iteration before; null at the first, and after iterations that were not kept. */
  readonly changed: number | null;
}

/** "iteration 3 of 8: loss 0.12, sizes 30, 29, 31; 4 samples changed expert". */
export function stepText({ iteration, loss, sizes, changed }: StepLine, last: number): string {
  const known = [...(loss === null ? [] : [`loss ${told(loss)}`]), `sizes ${sizes.join(', ')}`];
  const moved = changed === null ? '' : `; ${changed} ${changed === 1 ? 'sample' : 'samples'} changed expert`;
  return `iteration ${iteration} of ${last}: ${known.join(', ')}${moved}`;
}
