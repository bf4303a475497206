/** Data as the literals of a language, laid out to be read: the layers of a model, the inputs, the features. */
import type { Layer, LayerKind, LayerOf } from '../math/layers.js';
import type { Matrix } from '../math/matrix.js';
import type { Encoding, Factor, Feature } from '../tables/encoding.js';
import type { Portable } from './contract.js';

/** Data to be written. */
export type Data =
  | number
  | string
  | boolean
  | null
  | readonly Data[]
  /** A whole number that counts or points. */
  | { readonly whole: number }
  /** Text of the language itself, such as the name of a function. */
  | { readonly word: string }
  | { readonly fields: Readonly<Record<string, Data>> }
  /** A list with a comment above each item, or behind it. */
  | {
      readonly items: readonly Data[];
      readonly notes: readonly (string | null)[];
      readonly place: 'above' | 'behind';
    };

/** How a language writes literals. */
export interface Syntax {
  number(value: number): string;
  text(value: string): string;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  /** Of a key that is a plain word. */
  key(name: string): string;
  /** A whole comment, of one line, whatever is in the text. */
  comment(text: string): string;
  /** What an indented line begins with, once for each level. */
  readonly indent: string;
  /** What stands within braces on one line, and before a comment behind code. */
  readonly space: { readonly braces: string; readonly comment: string };
}

const width = 110;

/** The text of the data, whose first line begins at such a level. */
export function written(data: Data, syntax: Syntax, level = 0): string {
  const flat = inline(data, syntax);
  if (flat !== null && level * syntax.indent.length + flat.length <= width) return flat;
  const margin = syntax.indent.repeat(level + 1);
  const close = syntax.indent.repeat(level);
  const below = (one: Data) => written(one, syntax, level + 1);
  if (Array.isArray(data)) {
    const list = data as readonly Data[];
    const words = list.slice(0, -1).map((one) => inline(one, syntax));
    // What is short, and one thing that is not, begins on one line.
    if (words.every((word) => word !== null && word.length < 40) && list.length <= 2)
      return `[${[...words, written(list.at(-1)!, syntax, level)].join(', ')}]`;
    return `[\n${rows(list, syntax, level + 1)}\n${close}]`;
  }
  if (typeof data !== 'object' || data === null) return flat!;
  if ('fields' in data) {
    const lines = Object.entries(data.fields).map(([key, value]) => `${margin}${syntax.key(key)}: ${below(value)},`);
    return `{\n${lines.join('\n')}\n${close}}`;
  }
  if ('items' in data) {
    const lines = data.items.map((item, at) => {
      const note = data.notes[at];
      const line = `${margin}${below(item)},`;
      if (note === null || note === undefined) return line;
      const comment = syntax.comment(note);
      return data.place === 'above' ? `${margin}${comment}\n${line}` : `${line}${syntax.space.comment}${comment}`;
    });
    return `[\n${lines.join('\n')}\n${close}]`;
  }
  return flat!;
}

/** Items one below the other; plain values side by side, as many as a line holds. */
function rows(items: readonly Data[], syntax: Syntax, level: number): string {
  const margin = syntax.indent.repeat(level);
  if (items.some((item) => typeof item === 'object' && item !== null))
    return items.map((item) => `${margin}${written(item, syntax, level)},`).join('\n');
  const lines: string[] = [];
  for (const item of items) {
    const text = `${inline(item, syntax)},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= width) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(`${margin}${text}`);
  }
  return lines.join('\n');
}

/** On one line; null for what has comments. */
function inline(data: Data, syntax: Syntax): string | null {
  if (data === null) return syntax.none;
  if (typeof data === 'number') return syntax.number(data);
  if (typeof data === 'string') return syntax.text(data);
  if (typeof data === 'boolean') return data ? syntax.yes : syntax.no;
  if ('word' in data) return data.word;
  if ('whole' in data) return String(data.whole);
  if ('items' in data) return null;
  const list = Array.isArray(data);
  const parts = list
    ? (data as readonly Data[]).map((item) => inline(item, syntax))
    : Object.entries((data as { readonly fields: Readonly<Record<string, Data>> }).fields).map(([key, value]) => {
        const text = inline(value, syntax);
        return text === null ? null : `${syntax.key(key)}: ${text}`;
      });
  if (parts.includes(null)) return null;
  if (list) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{${syntax.space.braces}${parts.join(', ')}${syntax.space.braces}}`;
}

const whole = (value: number): Data => ({ whole: value });

const record = (fields: Readonly<Record<string, Data>>): Data => ({ fields });

/** The columns that are read. */
export function inputData({ inputs }: Encoding): Data {
  const items = inputs.map((input) =>
    input.kind === 'category'
      ? record({
          name: input.name,
          kind: input.kind,
          levels: input.levels,
          fill: input.fill === null ? null : whole(input.fill),
          unseen: input.unseen,
        })
      : record({ name: input.name, kind: input.kind, fill: input.fill, range: input.range }),
  );
  return { items, notes: items.map(() => null), place: 'behind' };
}

/** Features as products of their factors, less center, over scale. */
export function featureData(features: readonly Feature[], names: readonly string[]): Data {
  const factorData = (factor: Factor): Data => {
    const own = { input: whole(factor.input) };
    return record(
      'level' in factor
        ? { ...own, level: whole(factor.level) }
        : { ...own, ...('missing' in factor && { missing: true }) },
    );
  };
  const items = features.map(({ factors, center, scale }) =>
    record({ factors: factors.map(factorData), center, scale }),
  );
  return { items, notes: names, place: 'behind' };
}

/** Layers as a list of pairs: the function that computes one, and its data. @param names of what the first one sees. */
export function layerData(layers: readonly Layer[], names: Names, nameOf: (kind: LayerKind) => string): Data {
  return layers.map((layer, at) => {
    const data = dataOf(layer, at === 0 ? names : null);
    return [{ word: nameOf(layer.kind) }, record(data)];
  });
}

/** Of the experts, each below its equation. */
export function expertData({ experts, equations, names }: Portable, nameOf: (kind: LayerKind) => string): Data {
  const notes = equations.map((equation, j) => `expert ${j}${equation === null ? '' : `: ${equation}`}`);
  return { items: experts.map(({ scores }) => layerData(scores, names.experts, nameOf)), notes, place: 'above' };
}

/** What a prediction is, for the head of the code. */
export function given({ target, intervals, probable }: Portable): readonly string[] {
  const share = intervals === null ? '' : `${Number((100 * intervals.coverage).toPrecision(6))}% of new rows`;
  const within =
    target.kind === 'classes' ? `set (which holds the class of ${share})` : `low and high (between which ${share} lie)`;
  return [
    'prediction',
    'expert (from 0)',
    'share (the responsibility of that expert)',
    'outside (whether an input lies beyond what was learned from)',
    ...(probable ? ['p (the probability of each class)'] : []),
    ...(intervals === null ? [] : [within]),
  ];
}

/** Paragraphs as comments, on lines of a width that is read. */
export function headOf(paragraphs: readonly string[], comment: (text: string) => string): string {
  const lines = paragraphs.flatMap((paragraph) => {
    const own: string[] = [];
    for (const word of paragraph.split(' ')) {
      const last = own.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= width) own[own.length - 1] = `${last} ${word}`;
      else own.push(word);
    }
    return own;
  });
  return lines.map(comment).join('\n');
}

const powers: readonly LayerKind[] = ['tanh', 'rbf', 'log-sigmoid', 'softmax'];

/** The layers that a model has, each once, by name; `exp` where some take powers. */
export function kindsOf({ experts, gate }: Portable): readonly (LayerKind | 'exp')[] {
  const layers = [...gate, ...experts.flatMap(({ scores, shares }) => [...scores, ...shares])];
  const kinds = [...new Set(layers.map(({ kind }) => kind))].sort();
  return kinds.some((kind) => powers.includes(kind)) ? [...kinds, 'exp'] : kinds;
}

/** The data of each kind of layer; kinds without any have an empty record. */
const writers: { readonly [K in LayerKind]: (layer: LayerOf<K>, names: Names) => Readonly<Record<string, Data>> } = {
  affine: ({ weights, biases, biasFirst }, names) => ({
    first: biasFirst,
    biases: [...biases],
    weights: matrixData(weights, names),
  }),
  constant: ({ values }) => ({ values: [...values] }),
  tanh: () => ({}),
  rbf: ({ centers, gamma }) => ({ gamma, centers: matrixData(centers, null) }),
  nearest: ({ centers, power, counts }) => ({ power: whole(power), counts, centers: matrixData(centers, null) }),
  tree: ({ tree }, names) => ({ nodes: treeData(tree, names) }),
  'log-sigmoid': () => ({}),
  softmax: () => ({}),
};

type Names = readonly string[] | null;

function dataOf<K extends LayerKind>(layer: LayerOf<K>, names: Names): Readonly<Record<string, Data>> {
  return writers[layer.kind as K](layer, names);
}

/** Rows of a matrix, each with a name where there are names. */
function matrixData({ data, rows: n, cols }: Matrix, names: Names): Data {
  const items = Array.from({ length: n }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
  return names === null ? items : { items, notes: names, place: 'behind' };
}

/** The nodes of a tree: where to go from a split, or the shares of a leaf. */
function treeData({ feature, threshold, left, right, shares }: LayerOf<'tree'>['tree'], names: Names): Data {
  const nodes = Array.from(left, (yes, q): Data => {
    if (yes === 0) return record({ shares: [...shares.data.subarray(q * shares.cols, (q + 1) * shares.cols)] });
    return record({ feature: whole(feature[q]!), most: threshold[q]!, yes: whole(yes), no: whole(right[q]!) });
  });
  const notes = Array.from(left, (yes, q) => `${q}: ${yes === 0 ? 'a leaf' : (names?.[feature[q]!] ?? '')}`);
  return { items: nodes, notes, place: 'behind' };
}
