import type { ParameterTable, PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { type GivenMatrix, givenMatrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { assignmentRules } from './registry.js';

/** The parameters of the rule, and the seed of its random draws. */
export type AssignOptions = PlainParameters & { readonly seed?: number };

const common = {
  seed: { kind: 'integer', min: 0, default: 0, about: 'of the random draws of rules that draw; others ignore it' },
} as const satisfies ParameterTable;

/**
 * Assigns samples to experts by a registered rule: `await assign('lp', loss, { min: 10, max: { share: 0.6 } })`.
 * @param rule the name of an assignment rule: argmin, softmax, random, lp or lap.
 * @param loss n x k, finite; read, never changed.
 * @param options the rule's parameters (`moe list` prints them; a number is a count of samples) and `seed`, default 0:
 * equal seeds give equal labels.
 * @returns n labels, 0..k-1.
 * @throws InputError (as a rejection) for an unknown rule or option, a value that is not allowed, losses that are
 * empty, ragged or not finite, and bounds that cannot hold.
 */
export async function assign(rule: string, loss: GivenMatrix, options: AssignOptions = {}): Promise<Uint32Array> {
  const found = assignmentRules.get(rule);
  const { seed, ...given } = parseParameters({ ...found, parameters: { ...found.parameters, ...common } }, options);
  const losses = givenMatrix('loss', loss);
  found.check?.(given, losses.rows, losses.cols);
  const labels = new Uint32Array(losses.rows);
  const run = await found.bind(given);
  run(losses, stream(seed, 'assign'), labels);
  return labels;
}
