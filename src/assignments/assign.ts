import type { ParameterTable, PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { InputError, shown } from '../errors.js';
import { type GivenMatrix, givenMatrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { countedTarget, type SampleClasses } from './contract.js';
import { assignmentRules } from './registry.js';

/** The parameters of the rule, the seed of its random draws, and the class of each sample, for rules that count these. */
export type AssignOptions = PlainParameters & { readonly seed?: number; readonly classes?: readonly string[] };

const common = {
  seed: { kind: 'integer', min: 0, default: 0, about: 'of the random draws of rules that draw; others ignore it' },
  classes: { kind: 'anything', optional: true, about: 'the class of each sample, for rules that count them' },
} as const satisfies ParameterTable;

/**
 * Assigns samples to experts by a registered rule: `await assign('lp', loss, { min: 10, max: { share: 0.6 } })`.
 * `lp` and `lap` give the least total loss that their bounds allow, exactly. Cost: O(n k); with bounds that bind, by `flow`,
 * O(k log n) more for each sample that moves, and by `munkres` O(n^3). Random draws: of `softmax` and `random` alone.
 * Sources: Ahuja, Magnanti and Orlin 1993, section 9.7 (`flow`); Munkres 1957.
 * @param rule the name of an assignment rule: argmin, softmax, random, lp or lap.
 * @param loss n x k, finite; read, never changed.
 * @param options the rule's parameters (`moe list` prints them; a number is a count of samples); `seed`, default 0: equal
 * seeds give equal labels; and `classes`, n texts, which `minPerClass` counts.
 * @returns n labels, 0..k-1.
 * @throws InputError (as a rejection) for an unknown rule or option, a value that is not allowed, losses that are
 * empty, ragged or not finite, and bounds that cannot hold.
 */
export async function assign(rule: string, loss: GivenMatrix, options: AssignOptions = {}): Promise<Uint32Array> {
  const found = assignmentRules.get(rule);
  const { seed, classes, ...given } = parseParameters(
    { ...found, parameters: { ...found.parameters, ...common } },
    options,
  );
  const losses = givenMatrix('loss', loss);
  const known = classes === undefined ? undefined : classesIn(classes, losses.rows);
  found.check?.(given, losses.rows, losses.cols, countedTarget(known));
  const labels = new Uint32Array(losses.rows);
  const run = await found.bind(given);
  run(losses, stream(seed, 'assign'), labels, known);
  return labels;
}

/** @throws InputError for what are not n texts. */
function classesIn(given: unknown, n: number): SampleClasses {
  const isText = (one: unknown): one is string => typeof one === 'string';
  if (!Array.isArray(given) || given.length !== n || !given.every(isText))
    throw new InputError(`classes must be ${n} texts, one for each row of loss; got ${shown(given)}`);
  const labels = [...new Set(given)].sort();
  const indexOf = new Map(labels.map((label, c) => [label, c]));
  return { of: Float64Array.from(given, (label) => indexOf.get(label)!), labels };
}
