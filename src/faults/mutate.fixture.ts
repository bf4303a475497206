/** Damage to a file, as disks, editors, transfers and hands do it; and values of another type or size than is expected. */
import { below, type Rng } from '../math/random.js';

/** What may stand in place of any token of a text. */
const hostile: readonly string[] = [
  ...['', '-1', '0', '-0', '1e400', '-1e-400', '1e15', '9007199254740993', '0x10', '1_000', '1,5', 'NaN', 'Infinity'],
  ...['null', 'true', '[]', '{}', '""', "''", '"', '[', '{', '}', ':', ',', '-', '&a', '*a', '!!js/function x', '<<'],
  ...['__proto__', 'constructor', 'toString', '../../x', '/dev/zero', '\u0000', '\u001b[2J', '\u202e', '\ud83d\ude00'],
  ...['[1]', '[[1]]', '{"a":1}', '"1"', ' ', '\t', '\n', '\r', '\r\n', '\u2028', '\ufeff', '%00', '$x', '`x`'],
];

type Damage = (bytes: Buffer, rng: Rng) => Buffer;

const between = (bytes: Buffer, rng: Rng): readonly [number, number] => {
  const [a, b] = [below(rng, bytes.length + 1), below(rng, bytes.length + 1)];
  return a < b ? [a, b] : [b, a];
};
const pick = <T>(of: readonly T[], rng: Rng): T => of[below(rng, of.length)]!;
const insert = (bytes: Buffer, at: number, more: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);

/** By lines: what is done with the list of them, of which each may be damaged in place. */
const byLines =
  (change: (lines: string[], rng: Rng) => void): Damage =>
  (bytes, rng) => {
    const lines = bytes.toString('latin1').split('\n');
    change(lines, rng);
    return Buffer.from(lines.join('\n'), 'latin1');
  };

/** By tokens: numbers, names and quoted texts. */
const byTokens =
  (change: (tokens: readonly RegExpExecArray[], text: string, rng: Rng) => string): Damage =>
  (bytes, rng) => {
    const text = bytes.toString('latin1');
    const tokens = [...text.matchAll(/"[^"\n]*"|[\w.+-]+/g)];
    return tokens.length === 0 ? bytes : Buffer.from(change(tokens, text, rng), 'latin1');
  };

const replaced = (text: string, { index, 0: old }: RegExpExecArray, by: string): string =>
  text.slice(0, index) + by + text.slice(index + old.length);

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

const damages: readonly Damage[] = [
  function flipBit(bytes, rng) {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    copy[below(rng, bytes.length)]! ^= 1 << below(rng, 8);
    return copy;
  },
  function setByte(bytes, rng) {
    if (bytes.length === 0) return bytes;
    const copy = Buffer.from(bytes);
    copy[below(rng, bytes.length)] = below(rng, 256);
    return copy;
  },
  function cutEnd(bytes, rng) {
    return bytes.subarray(0, below(rng, bytes.length + 1));
  },
  function cutOut(bytes, rng) {
    const [from, to] = between(bytes, rng);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  function zeros(bytes, rng) {
    const [from, to] = between(bytes, rng);
    return Buffer.from(bytes).fill(0, from, Math.min(to, from + 4096));
  },
  byLines((lines, rng) => lines.splice(below(rng, lines.length), 0, pick(lines, rng))),
  byLines((lines, rng) => lines.splice(below(rng, lines.length), 1)),
  byLines((lines, rng) => {
    const [a, b] = [below(rng, lines.length), below(rng, lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  }),
  byLines((lines, rng) => {
    const at = below(rng, lines.length);
    const fields = lines[at]!.split(/([,:])/);
    const [a, b] = [2 * below(rng, (fields.length + 1) / 2), 2 * below(rng, (fields.length + 1) / 2)];
    [fields[a], fields[b]] = [fields[b]!, fields[a]!];
    lines[at] = fields.join('');
  }),
  byTokens((tokens, text, rng) => replaced(text, pick(tokens, rng), utf8(pick(hostile, rng)))),
  byTokens((tokens, text, rng) => replaced(text, pick(tokens, rng), pick(tokens, rng)[0])),
  byTokens((tokens, text, rng) => {
    const numbers = tokens.filter(([token]) => /^-?\d/.test(token));
    return numbers.length === 0 ? text : replaced(text, pick(numbers, rng), String(below(rng, 1000) / 7));
  }),
  (bytes, rng) => insert(bytes, below(rng, bytes.length + 1), Buffer.from(pick(hostile, rng))),
  (bytes, rng) => insert(bytes, below(rng, bytes.length + 1), Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0x80])),
  (bytes) => insert(bytes, 0, Buffer.from('\ufeff')),
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  (bytes, rng) =>
    insert(
      bytes,
      below(rng, bytes.length + 1),
      Buffer.alloc(10 ** (1 + below(rng, 1 + below(rng, 5))), pick(longs, rng)),
    ),
];

/** What makes a long line, or deep nesting. */
const longs = ['9', 'x', '[', '{"a":', '- ', ' ', ',', '"', '\n', '(', '\0'];

/** One to three damages, one upon the other. */
export function mutate(bytes: Buffer, rng: Rng): Buffer {
  let damaged = bytes;
  for (let left = 1 + below(rng, 3); left > 0; left--) damaged = pick(damages, rng)(damaged, rng);
  return damaged;
}

/** JSON in which one value, at any depth, is of another type or size. */
export function mutateJson(value: unknown, rng: Rng): unknown {
  const inner = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (inner.length === 0 || below(rng, 6) === 0) return pick(values, rng);
  const key = pick(inner, rng);
  if (below(rng, 8) === 0) return changed(value as object, key, undefined);
  return changed(value as object, key, mutateJson((value as Record<string, unknown>)[key], rng));
}

const values: readonly unknown[] = [
  ...[null, true, '', '1', 'x'.repeat(10_000), 0, -1, 0.5, 1e308, 2 ** 53, [], {}, [null], [[1]], { length: 3 }],
  { constructor: { prototype: null } },
];

function changed(value: object, key: string, to: unknown): unknown {
  if (Array.isArray(value))
    return value.flatMap((item, i) => (String(i) !== key ? [item] : to === undefined ? [] : [to]));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      name !== key ? [[name, item]] : to === undefined ? [] : [[name, to]],
    ),
  );
}
