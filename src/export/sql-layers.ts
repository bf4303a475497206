/** Layers as columns of a query: each step reads the columns of those before it. */
import type { Layer, LayerKind, LayerOf } from '../math/layers.js';
import type { Matrix } from '../math/matrix.js';

/** An expression and what it is called. */
export interface SqlColumn {
  readonly is: string;
  readonly name: string;
  readonly note?: string;
}

/** The columns of one query after the other, and the names of those that are the result. */
export interface SqlSteps {
  readonly steps: readonly (readonly SqlColumn[])[];
  readonly outs: readonly string[];
}

export const sqlText = (value: string): string => `'${value.replaceAll("'", "''")}'`;
/** Of a column or a table, whatever is in it. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A double, never a whole number: these are divided otherwise. */
export function sqlNumber(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `+ 2.0 * x` or `- 2.0 * x`. */
const signed = (value: number, times = ''): string =>
  `${value < 0 || Object.is(value, -0) ? '-' : '+'} ${sqlNumber(Math.abs(value))}${times}`;

/** x less a number. */
export const sqlLess = (x: string, value: number): string => (value === 0 ? x : `${x} ${signed(-value)}`);

type SqlWriter<K extends LayerKind> = (layer: LayerOf<K>, ins: readonly string[], prefix: string) => SqlSteps;

/** Those that can be written; the others need functions that databases lack. */
const writers: { readonly [K in LayerKind]?: SqlWriter<K> } = {
  affine({ weights, biases, biasFirst }, ins, prefix) {
    const columns = Array.from(biases, (bias, j): SqlColumn => {
      const terms = ins.map((x, t) => ({ weight: weights.data[t * weights.cols + j]!, x }));
      const rest = terms.slice(biasFirst ? 0 : 1).map(({ weight, x }) => signed(weight, ` * ${x}`));
      const [first] = terms;
      const is = biasFirst
        ? [sqlNumber(bias), ...rest]
        : [`${sqlNumber(first!.weight)} * ${first!.x}`, ...rest, signed(bias)];
      return { is: wrapped(is), name: `${prefix}${j}` };
    });
    return oneStep(columns);
  },
  constant: ({ values }, _, prefix) =>
    oneStep(Array.from(values, (value, j) => ({ is: sqlNumber(value), name: `${prefix}${j}` }))),
  nearest({ centers, power, counts }, ins, prefix) {
    const counted = [...counts.keys()].filter((j) => counts[j]);
    const distances = counted.map((j) => ({ is: wrapped(distance(centers, j, ins, power)), name: `${prefix}d${j}` }));
    const best = {
      is: firstBest(
        distances.map(({ name }) => name),
        '<=',
        counted.map(String),
      ),
      name: `${prefix}n`,
    };
    const outs = counts.map((_, j) => ({
      is: `CASE ${best.name} WHEN ${j} THEN 1.0 ELSE 0.0 END`,
      name: `${prefix}${j}`,
    }));
    return { steps: [distances, [best], outs], outs: outs.map(({ name }) => name) };
  },
  tree({ tree: { feature, threshold, left, right, shares } }, ins, prefix) {
    const leaves: { readonly path: readonly string[]; readonly q: number }[] = [];
    const walk = (q: number, path: readonly string[]): void => {
      if (left[q] === 0) leaves.push({ path, q });
      else {
        const [x, most] = [ins[feature[q]!]!, sqlNumber(threshold[q]!)];
        walk(left[q]!, [...path, `${x} <= ${most}`]);
        walk(right[q]!, [...path, `${x} > ${most}`]);
      }
    };
    walk(0, []);
    const name = `${prefix}leaf`;
    const tests = leaves.slice(0, -1).map(({ path }, leaf) => `WHEN ${path.join(' AND ')} THEN ${leaf}`);
    const leaf = tests.length === 0 ? '0' : lines('CASE', [...tests, `ELSE ${tests.length}`]);
    const outs = Array.from({ length: shares.cols }, (_, j) => ({
      is: bySwitch(
        name,
        leaves.map(({ q }) => sqlNumber(shares.data[q * shares.cols + j]!)),
      ),
      name: `${prefix}${j}`,
    }));
    return { steps: [[{ is: leaf, name }], outs], outs: outs.map((one) => one.name) };
  },
  'log-sigmoid': (_, ins, prefix) =>
    oneStep(
      ins.map((x, j) => ({
        is: `CASE WHEN ${x} < 0 THEN ${x} ELSE 0.0 END - LN(1.0 + EXP(-ABS(${x})))`,
        name: `${prefix}${j}`,
      })),
    ),
  softmax(_, ins, prefix) {
    const most = `${prefix}most`;
    const scale = `${prefix}scale`;
    const powers = ins.map((x, j) => ({ is: `EXP(${x} - ${most})`, name: `${prefix}power${j}` }));
    const outs = powers.map(({ name }, j) => ({ is: `${name} * ${scale}`, name: `${prefix}${j}` }));
    const sum = wrapped(powers.map(({ name }, j) => (j === 0 ? name : `+ ${name}`)));
    return {
      steps: [[{ is: firstBest(ins, '>=', ins), name: most }], powers, [{ is: `1.0 / (${sum})`, name: scale }], outs],
      outs: outs.map(({ name }) => name),
    };
  },
};

const oneStep = (columns: readonly SqlColumn[]): SqlSteps => ({
  steps: [columns],
  outs: columns.map(({ name }) => name),
});

function distance({ data, cols }: Matrix, j: number, ins: readonly string[], power: 1 | 2): string[] {
  return ins.map((x, t) => {
    const away = sqlLess(x, data[j * cols + t]!);
    const term = power === 1 ? `ABS(${away})` : `(${away}) * (${away})`;
    return t === 0 ? term : `+ ${term}`;
  });
}

/** Terms on lines of a width that is read. */
function wrapped(terms: readonly string[]): string {
  const out: string[] = [];
  for (const term of terms) {
    const last = out.at(-1);
    if (last !== undefined && last.length + term.length < 100) out[out.length - 1] = `${last} ${term}`;
    else out.push(term);
  }
  return out.join('\n      ');
}

const lines = (head: string, items: readonly string[]): string =>
  `${head}\n${items.map((item) => `      ${item}`).join('\n')}\n    END`;

/** What stands at the first of the columns that no other exceeds (`>=`), or that exceeds no other (`<=`). */
export function firstBest(columns: readonly string[], by: '>=' | '<=', results: readonly string[]): string {
  const last = columns.length - 1;
  if (last === 0) return results[0]!;
  const tests = columns.slice(0, last).map((column, j) => {
    const others = columns.slice(j + 1).map((other) => `${column} ${by} ${other}`);
    return `WHEN ${others.join(' AND ')} THEN ${results[j]}`;
  });
  return lines('CASE', [...tests, `ELSE ${results[last]}`]);
}

/** The expression of this index. */
export function bySwitch(index: string, expressions: readonly string[]): string {
  if (expressions.length === 1) return expressions[0]!;
  return `CASE ${index} ${expressions.map((one, j) => `WHEN ${j} THEN ${one}`).join(' ')} END`;
}

/** The first kind of these layers that cannot be written; null where all can. */
export function unwritable(layers: readonly Layer[]): LayerKind | null {
  return layers.find(({ kind }) => writers[kind] === undefined)?.kind ?? null;
}

/** The layers over these columns; names begin with the prefix. */
export function sqlSteps(layers: readonly Layer[], ins: readonly string[], prefix: string): SqlSteps {
  return layers.reduce<SqlSteps>(
    ({ steps, outs }, layer, at) => {
      const own = written(layer, outs, at === layers.length - 1 ? prefix : `${prefix}${'abcdefgh'[at]}`);
      return { steps: [...steps, ...own.steps], outs: own.outs };
    },
    { steps: [], outs: ins },
  );
}

function written<K extends LayerKind>(layer: LayerOf<K>, ins: readonly string[], prefix: string): SqlSteps {
  const write = writers[layer.kind as K];
  if (write === undefined) throw new Error(`no SQL of a layer ${layer.kind}`);
  return write(layer, ins, prefix);
}
