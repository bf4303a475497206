/** What tables of one expert can be simulated for, and with what mixtures are compared on them. */
import type { Target } from '../../datasets/contract.js';
import { InputError, shown } from '../../errors.js';
import type { LearningParts } from '../../experiment/catalog.js';
import { likelihoodOf } from '../../experts/contract.js';

/** What is asked of simulations. */
export interface Simulable {
  readonly simulations: number;
  /** Least and greatest number of experts. */
  readonly from: number;
  readonly to: number;
  /** Something says which expert predicts a row. */
  readonly gated: boolean;
  readonly expert: string;
  readonly kind: Target['kind'];
}

/** Fewer cannot give a p of 0.05: the least is 1 / (1 + simulations). */
const FEWEST = 19;

/** Rows that each expert of the smallest mixture should have among four folds of five. */
const ROWS = 10;

/** @param named what messages call options. @throws InputError for what nothing can be told of. */
export function requireSimulable(
  { simulations, from, to, gated, expert, kind }: Simulable,
  rows: number,
  { experts }: LearningParts,
  named: (option: 'needed' | 'gate' | 'experts') => string,
): void {
  const who = named('needed');
  if (!Number.isInteger(simulations) || simulations < FEWEST)
    throw new InputError(
      `${who} must be a number of simulations, at least ${FEWEST} of which p can be 0.05; got ${shown(simulations)}`,
    );
  if (!gated)
    throw new InputError(
      `${who} needs a gate, for without one nothing says which expert predicts a row that is held out; got ${named('gate')} none`,
    );
  requireRows(from, rows, who);
  if (to === 1)
    throw new InputError(`${who} compares mixtures with one expert: ${named('experts')} must allow two or more; got 1`);
  if (kind === 'regression' || likelihoodOf(experts.get(expert), kind) === 'log') return;
  const able = experts.all.filter((one) => likelihoodOf(one, kind) === 'log').map(({ name }) => name);
  throw new InputError(
    `${who} draws labels by an expert's probabilities, which ${expert} has none of; ${able.join(', ')} have`,
  );
}

/** @param from the least number of experts. @throws InputError, with the arithmetic, for too few rows to be folded. */
export function requireRows(from: number, rows: number, who: string): void {
  const k = Math.max(2, from);
  const least = Math.ceil((ROWS * k * 5) / 4);
  if (rows < least)
    throw new InputError(
      `${who} needs ${least} rows or more for ${k} experts, so that four folds of five have ${ROWS} for each; got ${rows}`,
    );
}
