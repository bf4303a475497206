/** Where a model comes from, as it stands in its file. */
import type { Path } from '../components/complaints.js';
import type { PlainParameters } from '../components/contract.js';
import { mapping, wrong } from '../components/state.js';
import type { Origin } from './contract.js';
import { finite, list, text } from './json.js';

/**
 * The origin that plain JSON says. Its options are a mapping here; whoever fits again reads them (`fit/options.ts`).
 * @throws InputError that says where it is none.
 */
export function readOrigin(given: unknown, path: Path): Origin {
  const { data, options, timed, versions, training } = mapping(given, path, [
    ...(['data', 'options', 'timed', 'versions', 'training'] as const),
  ]);
  const { sha256, rows } = mapping(data, [...path, 'data'], ['sha256', 'rows']);
  const { moe, node } = mapping(versions, [...path, 'versions'], ['moe', 'node']);
  const { shares, losses } = mapping(training, [...path, 'training'], ['shares', 'losses']);
  if (typeof timed !== 'boolean') throw wrong([...path, 'timed'], timed, 'true or false');
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw wrong([...path, 'options'], options, 'a mapping');
  const numbers = (of: unknown, key: string) =>
    list(of, [...path, 'training', key]).map((value, j) => finite(value, [...path, 'training', key, j]));
  return {
    data: { sha256: text(sha256, [...path, 'data', 'sha256']), rows: finite(rows, [...path, 'data', 'rows']) },
    options: options as PlainParameters,
    timed,
    versions: { moe: text(moe, [...path, 'versions', 'moe']), node: text(node, [...path, 'versions', 'node']) },
    training: { shares: numbers(shares, 'shares'), losses: numbers(losses, 'losses') },
  };
}
