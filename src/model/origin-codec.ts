/** Where a model comes from, as it stands in its file. */
import type { Path } from '../components/complaints.js';
import type { PlainParameters } from '../components/contract.js';
import { mapping, wrong } from '../components/state.js';
import type { Origin } from './contract.js';
import { finite, index, list, text } from './json.js';

/**
 * The origin that plain JSON says. Its options are plain data here; whoever fits again reads them (`fit/contract.ts`).
 * @param k experts of the model.
 * @throws InputError that says where it is none.
 */
export function readOrigin(given: unknown, path: Path, k: number): Origin {
  const { data, options, timed, versions, training } = mapping(given, path, [
    ...(['data', 'options', 'timed', 'versions', 'training'] as const),
  ]);
  const { sha256, rows } = mapping(data, [...path, 'data'], ['sha256', 'rows']);
  const { moe, node } = mapping(versions, [...path, 'versions'], ['moe', 'node']);
  if (typeof timed !== 'boolean') throw wrong([...path, 'timed'], timed, 'true or false');
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw wrong([...path, 'options'], options, 'a mapping');
  const digest = text(sha256, [...path, 'data', 'sha256']);
  if (!/^[0-9a-f]{64}$/.test(digest)) throw wrong([...path, 'data', 'sha256'], digest, '64 hexadecimal digits');
  return {
    data: { sha256: digest, rows: index(rows, [...path, 'data', 'rows'], Number.MAX_SAFE_INTEGER) },
    options: plain(options, [...path, 'options']) as PlainParameters,
    timed,
    versions: { moe: text(moe, [...path, 'versions', 'moe']), node: text(node, [...path, 'versions', 'node']) },
    training: readTraining(training, [...path, 'training'], k),
  };
}

function readTraining(given: unknown, path: Path, k: number): Origin['training'] {
  const { shares, losses } = mapping(given, path, ['shares', 'losses']);
  const ofEach = <T>(of: unknown, below: Path, read: (value: unknown, at: Path) => T): T[] => {
    const found = list(of, below);
    if (found.length !== k) throw wrong(below, given, `a list of ${k}, one for each expert`);
    return found.map((value, j) => read(value, [...below, j]));
  };
  return {
    shares: ofEach(shares, [...path, 'shares'], (value, at) => {
      const share = finite(value, at);
      if (share < 0 || share > 1) throw wrong(at, value, 'a share from 0 to 1');
      return share;
    }),
    losses: ofEach(losses, [...path, 'losses'], (value, at) => (value === null ? null : finite(value, at))),
  };
}

/** Options are not nested deeper: a method with its rule, and that with its bounds. */
const deepest = 8;

/** A copy of plain JSON with its keys sorted, whatever their order was. */
function plain(given: unknown, path: Path): unknown {
  if (typeof given !== 'object' || given === null) return given;
  if (path.length > deepest) throw wrong(path, given, 'a value that is not nested so deep');
  if (Array.isArray(given)) return given.map((value, at) => plain(value, [...path, at]));
  const keys = Object.keys(given).sort();
  if (keys.includes('__proto__')) throw wrong(path, given, 'without a key "__proto__"');
  return Object.fromEntries(keys.map((key) => [key, plain((given as Record<string, unknown>)[key], [...path, key])]));
}
