/** Whether the verdicts that were written are those of the trials beside them. */
import { InputError, shown } from '../../errors.js';
import type { Spec } from '../../experiment/contract.js';
import type { Results } from '../results.js';
import type { MetricMeta, Place } from '../summary.js';
import { judgeClaims } from './judge.js';

/**
 * Each claim of the spec must be in claims.csv, in order, with the verdict that its trials give.
 *
 * @param grid all cells of the spec, run or not.
 * @param command what makes the results, for messages.
 * @throws InputError naming the file and the first claim that differs.
 */
export function checkVerdicts(
  results: Results,
  { claims }: Pick<Spec, 'claims'>,
  metrics: readonly MetricMeta[],
  grid: readonly Place[],
  command: string,
): void {
  const file = `${results.folder}/claims.csv`;
  const anew = `\`${command}\` makes the file anew`;
  const lines = results.table('claims.csv')?.rows ?? [];
  const judged = judgeClaims(claims, results.rows, results.seconds, metrics, grid);
  for (const [i, { id, verdict }] of judged.entries()) {
    const line = lines[i];
    if (line === undefined) throw new InputError(`${file} lacks claim ${id} of the spec; ${anew}`);
    if (line.text('id') !== id) throw line.wrong('id', `must be ${shown(id)}, as in the spec`);
    if (line.text('verdict') === verdict) continue;
    const told = shown(line.text('verdict'));
    throw new InputError(`${file}:${line.line} says ${told} of ${id}, but its trials give "${verdict}"; ${anew}`);
  }
  const more = lines[judged.length];
  if (more !== undefined) throw new InputError(`${file}:${more.line} has a claim that is not in the spec; ${anew}`);
}
