/** How far a model can be trusted, as it stands in its file. */
import type { Path } from '../components/complaints.js';
import { type Lengths, mapping, readState, type StateTable, writeState, wrong } from '../components/state.js';
import type { Input } from '../tables/encoding.js';
import { finite, index, text } from './json.js';
import type { Bootstrap, Interval, Intervals, LossSample, Needed, Rule, RuleNode, Trust } from './trust-contract.js';

const parts = ['intervals', 'bootstrap', 'needed', 'rule'] as const;

/** What of a model its trust refers to. */
export interface TrustOf {
  /** k experts. */
  readonly k: number;
  readonly inputs: readonly Input[];
  /** Of the gate's state; null without a gate. */
  readonly gate: { readonly table: StateTable; readonly lengths: Lengths } | null;
}

/** The trust as JSON. @throws InputError for a number that is not finite. */
export function writeTrust(trust: Trust, path: Path, of: TrustOf): unknown {
  const plain = { ...trust, bootstrap: trust.bootstrap && writeBootstrap(trust.bootstrap, path, of) };
  readTrust(plain, path, of);
  return plain;
}

function writeBootstrap({ gates, ...rest }: Bootstrap, path: Path, { gate }: TrustOf) {
  const written = gates.map(({ state, experts }, b) => ({
    state: writeState(gate!.table, state, [...path, 'bootstrap', 'gates', b, 'state']),
    experts,
  }));
  return { ...rest, gates: written };
}

/** The trust that plain JSON says. @throws InputError that says where it is none. */
export function readTrust(given: unknown, path: Path, of: TrustOf): Trust {
  const found = mapping(given, path, parts);
  const part = <T>(key: (typeof parts)[number], read: (value: unknown, at: Path) => T): T | null =>
    found[key] === null ? null : read(found[key], [...path, key]);
  return {
    intervals: part('intervals', (value, at) => readIntervals(value, at, of)),
    bootstrap: part('bootstrap', (value, at) => readBootstrap(value, at, of)),
    needed: part('needed', readNeeded),
    rule: part('rule', (value, at) => readRule(value, at, of)),
  };
}

function readIntervals(given: unknown, path: Path, { k }: TrustOf): Intervals {
  const keys = ['coverage', 'rows', 'all', 'experts'] as const;
  const known = typeof given === 'object' && given !== null && Object.hasOwn(given, 'losses');
  const { coverage, rows, all, experts, losses } = mapping(given, path, known ? [...keys, 'losses'] : keys);
  return {
    coverage: share(coverage, [...path, 'coverage']),
    rows: count(rows, [...path, 'rows']),
    all: least0(all, [...path, 'all']),
    experts: ofEach(experts, [...path, 'experts'], k, orNull(least0)),
    ...(known ? { losses: ofEach(losses, [...path, 'losses'], k, orNull(readLosses)) } : {}),
  };
}

function readLosses(given: unknown, path: Path): LossSample {
  const { rows, mean, deviation } = mapping(given, path, ['rows', 'mean', 'deviation']);
  return {
    rows: count(rows, [...path, 'rows']),
    mean: finite(mean, [...path, 'mean']),
    deviation: orNull(least0)(deviation, [...path, 'deviation']),
  };
}

function readBootstrap(given: unknown, path: Path, { k, gate }: TrustOf): Bootstrap {
  const keys = ['resamples', 'degenerate', 'level', 'coefficients', 'stability', 'stable', 'gates'] as const;
  const { resamples, degenerate, level, coefficients, stability, stable, gates } = mapping(given, path, keys);
  return {
    resamples: count(resamples, [...path, 'resamples']),
    degenerate: count(degenerate, [...path, 'degenerate']),
    level: share(level, [...path, 'level']),
    coefficients: ofEach(
      coefficients,
      [...path, 'coefficients'],
      k,
      orNull((own, at) => listed(own, at).map((one, c) => readInterval(one, [...at, c]))),
    ),
    stability: ofEach(stability, [...path, 'stability'], k, orNull(share)),
    stable: orNull(share)(stable, [...path, 'stable']),
    gates: listed(gates, [...path, 'gates']).map((one, b) => {
      const at = [...path, 'gates', b];
      if (gate === null) throw wrong(at, one, 'absent, as the model has no gate');
      const { state, experts } = mapping(one, at, ['state', 'experts']);
      return {
        state: readState(gate.table, state, [...at, 'state'], gate.lengths),
        experts: readOrder(experts, [...at, 'experts'], k),
      };
    }),
  };
}

/** Each of 0..k-1 once. */
function readOrder(given: unknown, path: Path, k: number): number[] {
  const order = ofEach(given, path, k, (value, at) => index(value, at, k));
  if (new Set(order).size < k) throw wrong(path, given, `each of 0..${k - 1} once`);
  return order;
}

function readInterval(given: unknown, path: Path): Interval {
  const { low, high } = mapping(given, path, ['low', 'high']);
  return { low: finite(low, [...path, 'low']), high: finite(high, [...path, 'high']) };
}

function readNeeded(given: unknown, path: Path): Needed {
  const { simulations, gain, chance, p } = mapping(given, path, ['simulations', 'gain', 'chance', 'p']);
  return {
    simulations: count(simulations, [...path, 'simulations']),
    gain: finite(gain, [...path, 'gain']),
    chance: finite(chance, [...path, 'chance']),
    p: share(p, [...path, 'p']),
  };
}

function readRule(given: unknown, path: Path, of: TrustOf): Rule {
  const { fidelity, root } = mapping(given, path, ['fidelity', 'root']);
  return { fidelity: share(fidelity, [...path, 'fidelity']), root: readNode(root, [...path, 'root'], of) };
}

/** A rule that is to be read is not deeper. */
const deepest = 12;

function readNode(given: unknown, path: Path, of: TrustOf): RuleNode {
  if (path.length > 3 + deepest) throw wrong(path, given, 'a node that is not so deep');
  const leaf = typeof given === 'object' && given !== null && Object.hasOwn(given, 'expert');
  if (leaf) {
    const { expert, rows } = mapping(given, path, ['expert', 'rows']);
    return { expert: index(expert, [...path, 'expert'], of.k), rows: count(rows, [...path, 'rows']) };
  }
  const { input, test, yes, no } = mapping(given, path, ['input', 'test', 'yes', 'no']);
  const at = index(input, [...path, 'input'], of.inputs.length);
  const below = [...path, 'test'];
  const tested =
    of.inputs[at]!.kind === 'category'
      ? { level: text(mapping(test, below, ['level']).level, [...below, 'level']) }
      : { most: finite(mapping(test, below, ['most']).most, [...below, 'most']) };
  return {
    ...{ input: at, test: tested },
    yes: readNode(yes, [...path, 'yes'], of),
    no: readNode(no, [...path, 'no'], of),
  };
}

type Read<T> = (value: unknown, at: Path) => T;

const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, at) =>
    value === null ? null : read(value, at);

function listed(given: unknown, path: Path): readonly unknown[] {
  if (!Array.isArray(given)) throw wrong(path, given, 'a list');
  return given;
}

function ofEach<T>(given: unknown, path: Path, k: number, read: Read<T>): T[] {
  const found = listed(given, path);
  if (found.length !== k) throw wrong(path, given, `a list of ${k}, one for each expert`);
  return found.map((value, j) => read(value, [...path, j]));
}

const count: Read<number> = (given, path) => index(given, path, Number.MAX_SAFE_INTEGER);

const least0: Read<number> = (given, path) => {
  const value = finite(given, path);
  if (value < 0) throw wrong(path, given, 'at least 0');
  return value;
};

const share: Read<number> = (given, path) => {
  const value = finite(given, path);
  if (value < 0 || value > 1) throw wrong(path, given, 'a share from 0 to 1');
  return value;
};
