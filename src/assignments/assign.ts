import type { ParameterTable, PlainParameters } from '../components/contract.js';
import { parseParameters } from '../components/parameters.js';
import { classesOf } from '../datasets/prepare.js';
import { InputError, shown } from '../errors.js';
import { type GivenMatrix, givenMatrix } from '../math/matrix.js';
import { stream } from '../math/random.js';
import { countedTarget, type SampleClasses, sampleClasses } from './contract.js';
import { assignmentRules } from './registry.js';

/** The parameters of the rule, the seed of its random draws, and what the samples are. */
export type AssignOptions = PlainParameters & {
  /** 0 when absent. */
  readonly seed?: number;
  /** The class of each of the n samples, for a rule that counts them (`minPerClass`). */
  readonly classes?: readonly string[];
};

const common = {
  seed: { kind: 'integer', min: 0, default: 0, about: 'of the random draws of rules that draw; others ignore it' },
} as const satisfies ParameterTable;

/**
 * Assigns samples to experts by a registered rule: `await assign('lp', loss, { min: 10, max: { share: 0.6 } })`.
 * `lp` and `lap` give the least total loss that their bounds allow, exactly. Cost: O(n k); with bounds that bind, by `flow`,
 * O(k log n) more for each sample that moves, and by `munkres` O(n^3). Random draws: of `softmax` and `random` alone.
 * Sources: Ahuja, Magnanti and Orlin 1993, section 9.7 (`flow`); Munkres 1957.
 * @param rule the name of an assignment rule: argmin, softmax, random, lp or lap.
 * @param loss n x k, finite, in any unit; read, never changed.
 * @param options the rule's parameters (`moe list` prints them; a number is a count of samples), `classes`, and `seed`:
 * equal ones give equal labels.
 * @returns n labels, 0..k-1.
 * @throws InputError (as a rejection) for an unknown rule or option, a value that is not allowed, losses that are
 * empty, ragged or not finite, classes that are not n texts, and bounds that cannot hold.
 */
export async function assign(rule: string, loss: GivenMatrix, options: AssignOptions = {}): Promise<Uint32Array> {
  const found = assignmentRules.get(rule);
  const { classes: texts, ...rest } = options;
  const { seed, ...given } = parseParameters({ ...found, parameters: { ...found.parameters, ...common } }, rest);
  const losses = givenMatrix('loss', loss);
  const classes = texts === undefined ? undefined : classesIn(texts, losses.rows);
  found.check?.(given, losses.rows, losses.cols, classes && countedTarget(classes));
  const labels = new Uint32Array(losses.rows);
  const run = await found.bind(given);
  run(losses, stream(seed, 'assign'), labels, classes);
  return labels;
}

function classesIn(texts: unknown, n: number): SampleClasses | undefined {
  if (Array.isArray(texts) && texts.length === n && texts.every((text) => typeof text === 'string'))
    return sampleClasses(classesOf(texts));
  throw new InputError(`classes must be a list of ${n} texts, one for each row of loss; got ${shown(texts)}`);
}
