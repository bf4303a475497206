/**
 * A spec's text as plain data, with the place in the file of every key and value. The file is read as bounded, inert
 * data: no tags but YAML's own, no merge keys, few aliases, shallow nesting.
 */
import { readFileSync, statSync } from 'node:fs';
import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
} from 'yaml';
import type { Path } from '../../components/complaints.js';
import type { PlainParameters } from '../../components/contract.js';
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
const maxAliasCount = 50;

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
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const document = composed(tokensOf(path, text, lines), text.length, lines, place);
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) throw new InputError(`${path}: the file is empty`);
  if (!isMap(root)) {
    const got = isScalar(root) ? shown(root.value) : 'a list';
    throw new InputError(`${place(root.range![0])} a spec must be a mapping; got ${got}`);
  }
  checkKeys(root, place);
  return { data: plainData(document, path), ...placesIn(root), place };
}

/** The composer recurses and can end the process on deep nesting, so the depth is bounded by the parser's stack. */
function* tokensOf(path: string, text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > maxDepth)
      throw new InputError(`${path}: values are nested deeper than ${maxDepth} levels`);
  }
  yield* parser.end();
}

function composed(
  tokens: Iterable<CST.Token>,
  end: number,
  lineCounter: LineCounter,
  place: (offset: number) => string,
): Document.Parsed {
  const composer = new Composer({
    lineCounter,
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false, // quadratic there; checkKeys does it
  });
  const [document, next] = composer.compose(tokens, true, end) as Iterable<Document.Parsed>;
  if (next !== undefined) throw new InputError(`${place(next.range[0])} a spec must be one document; got a second`);
  const problem = [...document!.errors, ...document!.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (problem === undefined) return document!;
  const hint = problem.code === 'BLOCK_AS_IMPLICIT_KEY' ? ' (text that holds ": " needs quotes)' : '';
  throw new InputError(`${place(problem.pos[0])} is not valid YAML here: ${problem.message}${hint}`);
}

/** Refuses keys that stand twice, and keys that plain objects inherit, such as `__proto__`. */
function checkKeys(node: Node | null, place: (offset: number) => string): void {
  if (isSeq<Node>(node)) for (const item of node.items) checkKeys(item, place);
  if (!isMap<Node, Node | null>(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = keyOf(key);
    const problem = seen.has(name) ? 'key % stands twice' : name in Object.prototype ? 'unknown key %' : undefined;
    if (problem !== undefined)
      throw new InputError(`${place(key.range![0])} ${problem.replace('%', () => shown(name))}`);
    seen.add(name);
    checkKeys(value, place);
  }
}

function plainData(document: Document.Parsed, path: string): PlainParameters {
  try {
    const data: PlainParameters = document.toJS({ maxAliasCount });
    JSON.stringify(data); // throws where an alias holds itself
    return data;
  } catch (error) {
    const why = error instanceof TypeError ? 'an alias holds itself' : messageOf(error);
    throw new InputError(`${path}: ${why}`);
  }
}

interface Found {
  /** Steps of the path that exist. */
  readonly depth: number;
  readonly value: Node;
  /** The nearest key (or list item) on the way; the document itself at the top. */
  readonly key: Node;
}

/** Each mapping's entries by key, made when it is first looked into. */
type Index = Map<Node, ReadonlyMap<string, Pair<Node, Node | null>>>;

/** Follows the path as far as it leads. An alias is where it is used, not what it stands for. */
function find(root: Node, path: Path, index: Index): Found {
  let found: Found = { depth: 0, value: root, key: root };
  for (const step of path) {
    const { depth, value } = found;
    if (isMap<Node, Node | null>(value)) {
      const entries = index.get(value) ?? new Map(value.items.map((item) => [keyOf(item.key), item]));
      index.set(value, entries);
      const pair = entries.get(String(step));
      if (pair === undefined) return found;
      found = { depth: depth + 1, value: pair.value ?? pair.key, key: pair.key };
    } else if (isSeq<Node>(value)) {
      const item = value.items[Number(step)];
      if (item === undefined) return found;
      found = { depth: depth + 1, value: item, key: item };
    } else return found;
  }
  return found;
}

function keyOf(key: Node): string {
  return isScalar(key) ? String(key.value) : '';
}

function placesIn(root: Node): Pick<Located, 'depth' | 'offset'> {
  const index: Index = new Map();
  return {
    depth: (path) => find(root, path, index).depth,
    offset: (path, of) => {
      const { depth, value, key } = find(root, path, index);
      return (depth === path.length && of === 'value' ? value : key).range![0];
    },
  };
}
