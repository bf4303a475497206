/** How features are made of columns, as it stands in a model file. */
import type { Path } from '../components/complaints.js';
import { mapping, wrong } from '../components/state.js';
import type { Encoding, Factor, Feature, Input } from '../tables/encoding.js';
import { missingPolicies, unseenPolicies } from '../tables/frame.js';
import { distinct, finite, index, list, oneOf, text } from './json.js';

/**
 * The encoding that plain JSON says, its keys in one order, whatever theirs was.
 * @throws InputError that says where it is none.
 */
export function readEncoding(given: unknown, path: Path): Encoding {
  const { inputs, missing, experts, gate } = mapping(given, path, ['inputs', 'missing', 'experts', 'gate']);
  const read = list(inputs, [...path, 'inputs']).map((input, i) => readInput(input, [...path, 'inputs', i]));
  distinct(
    read.map(({ name }) => name),
    [...path, 'inputs'],
  );
  const features = (of: unknown, key: string) =>
    list(of, [...path, key]).map((feature, f) => readFeature(feature, [...path, key, f], read));
  return {
    inputs: read,
    missing: oneOf(missing, [...path, 'missing'], missingPolicies),
    experts: features(experts, 'experts'),
    gate: gate === null ? null : features(gate, 'gate'),
  };
}

function readInput(given: unknown, path: Path): Input {
  const category = typeof given === 'object' && given !== null && Object.hasOwn(given, 'levels');
  const keys = category ? ['name', 'kind', 'levels', 'fill', 'unseen'] : ['name', 'kind', 'fill', 'range'];
  const { name, kind, levels, fill, unseen, range } = mapping(given, path, keys);
  const named = text(name, [...path, 'name']);
  if (!category) {
    const fills = fill === null ? null : finite(fill, [...path, 'fill']);
    const read = oneOf(kind, [...path, 'kind'], ['number', 'date']);
    return {
      name: named,
      kind: read,
      fill: fills,
      range: range === null ? null : readRange(range, [...path, 'range']),
    };
  }
  const below = [...path, 'levels'];
  const found = list(levels, below).map((level, at) => text(level, [...below, at]));
  distinct(found, below);
  return {
    name: named,
    kind: oneOf(kind, [...path, 'kind'], ['category']),
    levels: found,
    fill: fill === null ? null : index(fill, [...path, 'fill'], found.length),
    unseen: oneOf(unseen, [...path, 'unseen'], unseenPolicies),
  };
}

function readRange(given: unknown, path: Path): readonly [number, number] {
  const [low, high, ...more] = list(given, path).map((value, at) => finite(value, [...path, at]));
  if (high === undefined || more.length > 0 || low! > high)
    throw wrong(path, given, 'the least and the greatest value');
  return [low!, high];
}

function readFeature(given: unknown, path: Path, inputs: readonly Input[]): Feature {
  const { factors, center, scale } = mapping(given, path, ['factors', 'center', 'scale']);
  const below = [...path, 'factors'];
  const read = list(factors, below).map((factor, f) => readFactor(factor, [...below, f], inputs));
  const units = { center: finite(center, [...path, 'center']), scale: finite(scale, [...path, 'scale']) };
  if (units.scale <= 0) throw wrong([...path, 'scale'], scale, 'above 0');
  return { factors: read, ...units };
}

function readFactor(given: unknown, path: Path, inputs: readonly Input[]): Factor {
  const has = (key: string) => typeof given === 'object' && given !== null && Object.hasOwn(given, key);
  const keys = ['input', ...(has('level') ? ['level'] : []), ...(has('missing') ? ['missing'] : [])];
  const found = mapping(given, path, keys);
  const at = index(found.input, [...path, 'input'], inputs.length);
  const input = inputs[at]!;
  if (has('missing')) {
    if (found.missing !== true) throw wrong([...path, 'missing'], found.missing, 'true');
    return { input: at, missing: true };
  }
  if (input.kind !== 'category') {
    if (has('level')) throw wrong(path, given, `without a level, as ${input.name} is a ${input.kind}`);
    return { input: at };
  }
  return { input: at, level: index(found.level, [...path, 'level'], input.levels.length) };
}
