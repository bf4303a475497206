/** A model as JSON, and back: equal models give equal bytes, and what was read predicts what was written, to the last bit. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { type Complaint, type Path, sentence } from '../components/complaints.js';
import type { Reference } from '../components/contract.js';
import { readValue } from '../components/parameters.js';
import { type Lengths, mapping, readState, writeState, wrong } from '../components/state.js';
import { InputError, messageOf } from '../errors.js';
import { isFor } from '../experts/contract.js';
import type { Encoding } from '../tables/encoding.js';
import type { FittedGate, Model, ModelParts, ModelTarget } from './contract.js';
import { readEncoding } from './encoding-codec.js';
import { distinct, finite, list, text } from './json.js';
import { readOrigin } from './origin-codec.js';
import { readTrust, type TrustOf, writeTrust } from './trust-codec.js';

/** What a model file says first: what it is, and by which rules it is written. */
export const format = 'sparse-moe model';
const version = 1;

const keys = [
  ...(['format', 'version', 'encoding', 'target', 'expert', 'experts', 'gate', 'origin', 'digest'] as const),
] as const;

/** The content of a model file, in the order in which it stands there; `trust`, where there is any, before the digest. */
export type ModelJson = Readonly<Record<(typeof keys)[number], unknown>> & { readonly trust?: unknown };

/**
 * The model as plain JSON, without a number that JSON does not have. Cost: O(numbers in the model).
 * @throws InputError for a state with a number that is not finite: `model.experts[0].slopes[2] must be a finite number; got NaN`.
 */
export function encodeModel(model: Model, parts: ModelParts): ModelJson {
  const content = contentOf(model, parts);
  return { ...content, digest: digestOf(content) };
}

function contentOf(model: Model, parts: ModelParts): Omit<ModelJson, 'digest'> {
  const { encoding, target, expert, experts, gate, origin, trust } = model;
  const table = parts.experts.get(expert.name).state;
  return {
    format,
    version,
    encoding: readEncoding(encoding, ['model', 'encoding']),
    target: readTarget(target, ['model', 'target']),
    expert: readReference('experts', expert, ['model', 'expert'], parts),
    experts: experts.map((state, j) => writeState(table, state, ['model', 'experts', j])),
    gate: gate === null ? null : encodeGate(gate, parts),
    origin: origin === null ? null : readOrigin(origin, ['model', 'origin'], experts.length),
    ...(trust === undefined ? {} : { trust: writeTrust(trust, ['model', 'trust'], trustOf(model, parts)) }),
  };
}

/** What the trust of a model refers to. */
function trustOf({ encoding, target, experts, gate }: Model, { gates }: ModelParts): TrustOf {
  const lengths = { ...lengthsOf(encoding, target, experts.length), d: gateWidth(encoding) };
  const table = gate === null ? null : { table: gates.get(gate.reference.name).state, lengths };
  return { k: experts.length, inputs: encoding.inputs, gate: table };
}

function lengthsOf(encoding: Encoding, target: ModelTarget, k: number): Lengths {
  return { d: encoding.experts.length, k, c: target.kind === 'classes' ? target.labels.length : 1 };
}

function encodeGate({ reference, state }: FittedGate, parts: ModelParts) {
  return {
    reference: readReference('gates', reference, ['model', 'gate', 'reference'], parts),
    state: writeState(parts.gates.get(reference.name).state, state, ['model', 'gate', 'state']),
  };
}

/** Tells a file that was cut or edited; no proof against whoever edits the digest, too. */
function digestOf(content: object): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(content)))).slice(0, 32);
}

/**
 * The model of a file's text, or of the JSON in it.
 * @throws InputError that says where and why, for what is no model file, was written by a newer version, was cut or edited,
 * names an expert or a gate that is not among the parts, or has states that do not fit.
 */
export function decodeModel(given: unknown, parts: ModelParts): Model {
  const { model, digest, got } = unsealModel(given, parts);
  if (got === digest) return model;
  throw wrong(['model', 'digest'], got, `"${digest}", that of what the file holds: it was edited or damaged`);
}

/**
 * The same for whoever says itself that a file was edited: the digest is only looked up.
 * @returns the model, the digest of what the file holds, and the one that it got.
 */
export function unsealModel(
  given: unknown,
  parts: ModelParts,
): { readonly model: Model; readonly digest: string; readonly got: unknown } {
  const file = headOf(typeof given === 'string' ? parsed(given) : given);
  const encoding = readEncoding(file.encoding, ['model', 'encoding']);
  const target = readTarget(file.target, ['model', 'target']);
  const expert = readReference('experts', file.expert, ['model', 'expert'], parts);
  const kind = parts.experts.get(expert.name);
  if (!isFor(kind, target.kind)) {
    throw new InputError(
      `model.expert must be for ${target.kind}, as model.target; ${expert.name} is for ${kind.target}`,
    );
  }
  if (kind.needsBothClasses && target.kind === 'classes' && target.labels.length !== 2) {
    throw new InputError(
      `model.target.labels must be two, for expert ${expert.name}; got ${target.labels.length} of them`,
    );
  }
  const states = list(file.experts, ['model', 'experts']);
  const lengths = lengthsOf(encoding, target, states.length);
  const experts = states.map((state, j) => readState(kind.state, state, ['model', 'experts', j], lengths));
  const gate =
    file.gate === null ? null : readGate(file.gate, ['model', 'gate'], { ...lengths, d: gateWidth(encoding) }, parts);
  const origin = file.origin === null ? null : readOrigin(file.origin, ['model', 'origin'], states.length);
  const known: Model = { encoding, target, expert, experts, gate, origin };
  const model =
    file.trust === undefined
      ? known
      : { ...known, trust: readTrust(file.trust, ['model', 'trust'], trustOf(known, parts)) };
  return { model, digest: digestOf(contentOf(model, parts)), got: file.digest };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Node's message ends with a piece of the text, which may be anything.
    const [why] = messageOf(error).split(/, (?:\.\.\.)?"|\n/, 1);
    throw new InputError(`a model file must be whole JSON, as moe fit writes it: ${why}`);
  }
}

/** The keys of a model file, once it is sure that it is one and can be read. */
function headOf(given: unknown): ModelJson {
  const head = typeof given === 'object' && given !== null ? (given as Readonly<Record<string, unknown>>) : {};
  const own = (key: string): unknown => (Object.hasOwn(head, key) ? head[key] : undefined);
  if (own('format') !== format) throw wrong(['model', 'format'], own('format'), `"${format}"`);
  const got = own('version');
  if (typeof got === 'number' && got > version) {
    throw new InputError(
      `model.version must be ${version}; got ${got}: the file was written by a newer version of moe`,
    );
  }
  if (got !== version) throw wrong(['model', 'version'], got, String(version));
  return mapping(given, ['model'], own('trust') === undefined ? keys : [...keys, 'trust']) as ModelJson;
}

function gateWidth({ experts, gate }: Encoding): number {
  return (gate ?? experts).length;
}

function readTarget(given: unknown, path: Path): ModelTarget {
  const classes = typeof given === 'object' && given !== null && Object.hasOwn(given, 'labels');
  const own = classes ? (['labels'] as const) : (['center', 'scale'] as const);
  const { name, kind, labels, center, scale } = mapping(given, path, ['name', 'kind', ...own]);
  const named = text(name, [...path, 'name']);
  if (!classes) {
    if (kind !== 'regression') throw wrong([...path, 'kind'], kind, '"regression", or "classes" beside labels');
    const units = { center: finite(center, [...path, 'center']), scale: finite(scale, [...path, 'scale']) };
    if (units.scale <= 0) throw wrong([...path, 'scale'], scale, 'above 0');
    return { name: named, kind, ...units };
  }
  if (kind !== 'classes') throw wrong([...path, 'kind'], kind, '"classes", beside labels');
  const below = [...path, 'labels'];
  const found = list(labels, below).map((label, at) => text(label, [...below, at]));
  distinct(found, below);
  return { name: named, kind, labels: found };
}

function readGate(given: unknown, path: Path, lengths: Lengths, parts: ModelParts): FittedGate {
  const gate = mapping(given, path, ['reference', 'state']);
  const reference = readReference('gates', gate.reference, [...path, 'reference'], parts);
  return {
    reference,
    state: readState(parts.gates.get(reference.name).state, gate.state, [...path, 'state'], lengths),
  };
}

/** A reference with every default written out. */
function readReference(registry: keyof ModelParts, given: unknown, path: Path, parts: ModelParts): Reference {
  if (typeof given !== 'object' || given === null) throw wrong(path, given, 'a mapping with a name');
  const reading = {
    registries: { ...parts },
    complain: (complaint: Complaint) => {
      throw new InputError(sentence(complaint));
    },
  };
  return readValue({ kind: 'component', registry }, given, path, reading) as Reference;
}
