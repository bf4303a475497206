/**
 * A spec's text as plain data, with the place in the file of every key and value. The file is read as bounded, inert
 * data: no tags but YAML's own, no merge keys, few aliases, shallow nesting.
 */
import { readFileSync, statSync } from 'node:fs';
import {
  CORE_SCHEMA,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  NOT_RESOLVED,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import type { Path } from '../../components/complaints.js';
import type { PlainParameters } from '../../components/contract.js';
import { isMapping } from '../../components/kinds.js';
import { fileProblem, InputError, messageOf, shown } from '../../errors.js';

/** A spec as it was read: `path` as it was given, for messages, and the whole text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** A document's plain data, and where in the file things stand. */
export interface Located {
  readonly data: PlainParameters;
  /** How many steps of the path exist in the file. */
  depth(path: Path): number;
  /** Offset of the path's key or value in the text; of the nearest key above where the path leads nowhere. */
  offset(path: Path, of: 'key' | 'value'): number;
  /** `file:line:column` of an offset, counted from 1. */
  place(offset: number): string;
}

const maxBytes = 1_000_000;
const maxDepth = 64;
/** How many values aliases may stand for, all taken together. */
const maxAliased = 100_000;

/** @throws InputError for a file that is missing, no regular file, above 1 MB or not UTF-8. */
export function readSource(path: string): Source {
  const stat = statOf(path);
  if (stat === undefined) throw new InputError(`${path}: no such file`);
  if (!stat.isFile())
    throw new InputError(`${path}: must be a file; got a ${stat.isDirectory() ? 'folder' : 'device'}`);
  if (stat.size > maxBytes) throw tooLarge(path, stat.size);
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    throw new InputError(`${path}: cannot be read as UTF-8 text: ${messageOf(error)}`);
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileProblem(error, 'read', path);
  }
}

function tooLarge(path: string, bytes: number): InputError {
  return new InputError(`${path}: must be at most ${maxBytes} bytes; got ${bytes}`);
}

/** @throws InputError with file:line:column for text that is not one plain YAML mapping. */
export function parseSource({ path, text }: Source): Located {
  if (text.length > maxBytes) throw tooLarge(path, text.length);
  const place = (offset: number): string => {
    const before = text.slice(0, offset);
    return `${path}:${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`;
  };
  const fail = (offset: number, problem: string): never => {
    throw new InputError(`${place(offset)} ${problem}`);
  };
  const root = documentOf(eventsOf(path, text, fail), text, fail);
  if (root === undefined || root.data === null) throw new InputError(`${path}: the file is empty`);
  const { data } = root;
  if (!isMapping(data)) {
    return fail(root.start, `a spec must be a mapping; got ${Array.isArray(data) ? 'a list' : shown(data)}`);
  }
  return {
    data,
    place,
    depth: (to) => find(root, to).depth,
    offset(to, of) {
      const { depth, value, key } = find(root, to);
      return depth === to.length && of === 'value' ? value.start : key;
    },
  };
}

type Fail = (offset: number, problem: string) => never;

/** What mostly is behind a problem of YAML. */
const hints: Readonly<Record<string, string>> = {
  'bad indentation of a mapping': 'text that holds ": " needs quotes',
  'deficient indentation': 'a quote, ] or } may be missing above',
};

function eventsOf(path: string, text: string, fail: Fail): Event[] {
  try {
    return parseEvents(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
    const { reason, mark } = error;
    if (reason.startsWith('nesting')) throw new InputError(`${path}: values are nested deeper than ${maxDepth} levels`);
    const hint = Object.entries(hints).find(([start]) => reason.startsWith(start))?.[1];
    return fail(mark.position, `is not valid YAML here: ${reason}${hint === undefined ? '' : ` (${hint})`}`);
  }
}

/** A value of the document, and where it stands. */
interface Node {
  readonly data: unknown;
  readonly start: number;
  /** How many values it holds, itself counted. */
  readonly size: number;
  /** Of a mapping. An alias is where it is used, not what it stands for, and so has none. */
  readonly entries?: ReadonlyMap<string, { readonly key: number; readonly value: Node }>;
  readonly items?: readonly Node[];
}

/** The one document's value; undefined where there is none. */
function documentOf(events: readonly Event[], text: string, fail: Fail): Node | undefined {
  const anchors = new Map<string, Node | 'open'>();
  let [at, aliased] = [0, 0];

  function nodeAt(otherwise: number): Node {
    const event = events[at++]!;
    switch (event.type) {
      case EVENT_SCALAR:
        return anchored(event, () => scalarOf(event, text, otherwise, fail));
      case EVENT_SEQUENCE:
        return anchored(event, () => {
          const items: Node[] = [];
          while (events[at]!.type !== EVENT_POP) items.push(nodeAt(event.start));
          at++;
          return { data: items.map(({ data }) => data), start: event.start, size: sizeOf(items), items };
        });
      case EVENT_MAPPING:
        return anchored(event, () => mappingAt(event.start));
      case EVENT_ALIAS: {
        const name = text.slice(event.anchorStart, event.anchorEnd);
        const start = event.anchorStart - 1;
        const target = anchors.get(name) ?? fail(start, `no value above has the anchor ${shown(name)}`);
        if (target === 'open') return fail(start, `alias ${shown(name)} stands within what it stands for`);
        aliased += target.size;
        if (aliased > maxAliased) fail(start, `aliases must stand for at most ${maxAliased} values in all`);
        return { data: target.data, start, size: target.size };
      }
      default:
        throw new Error(`an event of type ${event.type} where a value must be`);
    }
  }

  /** Refuses keys that are no text, that stand twice, and that plain objects inherit, such as `__proto__`. */
  function mappingAt(start: number): Node {
    const entries = new Map<string, { readonly key: number; readonly value: Node }>();
    while (events[at]!.type !== EVENT_POP) {
      const event = events[at++]!;
      if (event.type !== EVENT_SCALAR) return fail(positionOf(event) ?? start, 'a key must be text');
      const [name, key] = [getScalarValue(text, event), positionOf(event) ?? start];
      if (entries.has(name)) fail(key, `key ${shown(name)} stands twice`);
      if (name in Object.prototype) fail(key, `unknown key ${shown(name)}`);
      entries.set(name, { key, value: nodeAt(event.valueEnd + 1) });
    }
    at++;
    const values = [...entries].map(([name, { value }]) => [name, value.data] as const);
    return {
      data: Object.fromEntries(values),
      start,
      size: sizeOf([...entries.values()].map(({ value }) => value)),
      entries,
    };
  }

  function anchored({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }, read: () => Node): Node {
    if (anchorStart < 0) return read();
    const name = text.slice(anchorStart, anchorEnd);
    anchors.set(name, 'open');
    const node = read();
    anchors.set(name, node);
    return node;
  }

  if (events[at++]?.type !== EVENT_DOCUMENT) return undefined;
  const node = events[at]!.type === EVENT_POP ? undefined : nodeAt(0);
  if (at + 1 < events.length)
    fail(positionOf(events[at + 2]!) ?? text.length, 'a spec must be one document; got a second');
  return node;
}

function sizeOf(parts: readonly Node[]): number {
  return parts.reduce((sum, { size }) => sum + size, 1);
}

/** @param otherwise where it stands if there is nothing of it, as after `k:`. */
function scalarOf(event: ScalarEvent, text: string, otherwise: number, fail: Fail): Node {
  const [source, start] = [getScalarValue(text, event), positionOf(event) ?? otherwise];
  const tag = event.tagStart < 0 ? undefined : text.slice(event.tagStart, event.tagEnd);
  if (tag === undefined) {
    const data = event.style === SCALAR_STYLE.PLAIN ? CORE_SCHEMA.resolveImplicitScalarTag(source).value : source;
    return { data, start, size: 1 };
  }
  const name = tag.replace(/^!!/, 'tag:yaml.org,2002:');
  const known = CORE_SCHEMA.lookupScalarTag(name) ?? fail(event.tagStart, `is not valid YAML here: unknown tag ${tag}`);
  const data = known.resolve(source, true, name);
  if (data === NOT_RESOLVED) fail(start, `must be what its tag ${tag} says; got ${shown(source)}`);
  return { data, start, size: 1 };
}

/** Where what the event begins stands, its quote counted; undefined where there is nothing. */
function positionOf(event: Event): number | undefined {
  if ('start' in event) return event.start;
  if (event.type !== EVENT_SCALAR || event.valueStart < 0) return undefined;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return event.valueStart - (quoted ? 1 : 0);
}

interface Found {
  /** Steps of the path that exist. */
  readonly depth: number;
  readonly value: Node;
  /** The nearest key (or list item) on the way; the document itself at the top. */
  readonly key: number;
}

/** Follows the path as far as it leads. */
function find(root: Node, path: Path): Found {
  let found: Found = { depth: 0, value: root, key: root.start };
  for (const step of path) {
    const { depth, value } = found;
    const entry = value.entries?.get(String(step));
    const item = value.items?.[Number(step)];
    if (entry !== undefined) found = { depth: depth + 1, value: entry.value, key: entry.key };
    else if (item !== undefined) found = { depth: depth + 1, value: item, key: item.start };
    else return found;
  }
  return found;
}
