/** A model as a JavaScript module. */
import type { LayerKind } from '../math/layers.js';
import { decimal, isoDate, missingMarks } from '../tables/frame-builder.js';
import { type Data, expertData, featureData, inputData, kindsOf, layerData, type Syntax, written } from './code.js';
import type { Language, Portable } from './contract.js';
import { commented, hex, withoutHidden } from './escapes.js';

/** In a page, neither ends a script nor begins a comment of HTML. */
const inPages = (text: string): string => text.replace(/<(?=[/!])/g, '<\\');

const syntax: Syntax = {
  number: (value) => (Object.is(value, -0) ? '-0' : String(value)),
  text: (value) => {
    const quoted = `"${value.replace(/[\\"]/g, '\\$&')}"`;
    return inPages(withoutHidden(quoted, (code) => (code < 0x10000 ? `\\u${hex(code, 4)}` : `\\u{${hex(code, 1)}}`)));
  },
  yes: 'true',
  no: 'false',
  none: 'null',
  key: (name) => name,
  comment: (text) => `// ${inPages(commented(text))}`.trimEnd(),
  indent: '  ',
  space: { braces: ' ', comment: ' ' },
};

const declared = (name: string, data: Data): string => `const ${name} = ${written(data, syntax)};`;

/** For Node, bundlers and browsers of 2022 on; nothing is imported. */
export const javascript: Language = {
  name: 'js',
  about: 'an ES module that exports predict(row)',
  write(model) {
    const { encoding, names, gate } = model;
    const kinds = kindsOf(model);
    return `${[
      [...model.about, '', ...usage(model)].map(syntax.comment).join('\n'),
      '',
      '// What a missing cell is taken for is `fill`, of a category the index of a level; `range` is what was learned from.',
      declared('inputs', inputData(encoding)),
      '',
      `// What the experts${encoding.gate === null ? ' and the gate' : ''} see: the product of the factors, less center, over scale.`,
      declared('features', featureData(encoding.experts, names.experts)),
      '',
      ...(encoding.gate === null
        ? []
        : ['// What the gate sees.', declared('gateFeatures', featureData(encoding.gate, names.gate)), '']),
      '// The responsibilities of the experts: what the last of these layers gives.',
      declared('gate', layerData(gate, names.gate, nameOf)),
      '',
      ...expertLines(model),
      '',
      predictFunction(model),
      '',
      reading,
      '',
      ...kinds.map((kind) => `${functions[kind]}\n`),
    ]
      .join('\n')
      .trimEnd()}\n`;
  },
};

function usage({ target, intervals, probable }: Portable): string[] {
  const classes = target.kind === 'classes';
  const more = [
    ...(probable ? ['p, the probability of each class'] : []),
    ...(intervals === null
      ? []
      : [
          `${classes ? 'set, the classes' : 'low and high, between which lies'} ${classes ? 'of' : ''} the target of ${intervals.coverage * 100}% of new rows`,
        ]),
  ];
  return [
    'predict(row) takes an object by the names of the columns, with numbers, texts, dates as Date or ISO text, null where a cell',
    'is missing; and throws an Error for a cell that it cannot take. It returns prediction, expert (from 0), share (the',
    `responsibility of that expert), outside (whether an input lies beyond what was learned from)${more.length === 0 ? '.' : ';'}`,
    ...(more.length === 0 ? [] : [`${more.join('; ')}.`]),
  ];
}

const nameOf = (kind: LayerKind): string => (kind === 'log-sigmoid' ? 'logSigmoid' : kind);

function expertLines(model: Portable): string[] {
  const { target, experts, intervals, probable } = model;
  const widths = intervals === null ? [] : experts.map((_, j) => intervals.experts[j] ?? intervals.all);
  if (target.kind === 'classes')
    return [
      '// Scores of the classes, of which the greatest is predicted.',
      declared('experts', expertData(model, nameOf)),
      declared('labels', target.labels),
      ...(probable
        ? ['// From scores to probabilities.', declared('shares', layerData(experts[0]!.shares, null, nameOf))]
        : []),
      ...(intervals === null
        ? []
        : ['// Of each expert the most that 1 - p may be for a class in the set.', declared('most', widths)]),
    ];
  return [
    '// (prediction - center) / scale, where the rounded equations are in the units of the table.',
    declared('experts', expertData(model, nameOf)),
    declared('target', { fields: { center: target.center, scale: target.scale } }),
    ...(intervals === null ? [] : ['// Of each expert half the width of an interval.', declared('half', widths)]),
  ];
}

function predictFunction({ encoding, target, intervals, probable }: Portable): string {
  const classes = target.kind === 'classes';
  const keys = ['prediction', 'expert', 'share', 'outside'];
  if (probable) keys.push('p');
  if (intervals !== null) keys.push(...(classes ? ['set'] : ['low', 'high']));
  return [
    'export function predict(row) {',
    '  const cells = inputs.map((input) => cellOf(row, input));',
    ...(encoding.missing === 'drop'
      ? [
          '  if (cells.some(({ missing }) => missing))',
          `    return { ${keys.map((key) => `${key}: null`).join(', ')} };`,
        ]
      : []),
    '  const x = encode(features, cells);',
    `  const responsibilities = run(gate, ${encoding.gate === null ? 'x' : 'encode(gateFeatures, cells)'});`,
    '  const expert = greatest(responsibilities);',
    '  const share = responsibilities[expert];',
    '  const outside = cells.some((cell) => cell.outside);',
    ...(classes
      ? ['  const scores = run(experts[expert], x);', '  const prediction = labels[greatest(scores)];']
      : ['  const prediction = target.center + target.scale * run(experts[expert], x)[0];']),
    ...(probable
      ? [
          '  const probabilities = run(shares, scores);',
          '  const p = Object.fromEntries(labels.map((label, c) => [label, probabilities[c]]));',
        ]
      : []),
    ...(intervals === null
      ? []
      : classes
        ? [
            `  // ${rounding} are rounding: the row that says how far is on the edge.`,
            '  const inSet = (label, c) => label === prediction || 1 - probabilities[c] <= most[expert] + 1e-12;',
            '  const set = labels.filter(inSet);',
          ]
        : ['  const [low, high] = [prediction - half[expert], prediction + half[expert]];']),
    `  return { ${keys.join(', ')} };`,
    '}',
  ].join('\n');
}

const rounding = '1e-12';

const reading = `const missingMarks = new Set(${JSON.stringify([...missingMarks]).replaceAll(',', ', ')});

/** A cell as a number: of a category the index of its level. */
function cellOf(row, { name, kind, levels, fill, range, unseen }) {
  if (!Object.hasOwn(row, name)) throw new Error(\`the row has no column \${JSON.stringify(name)}\`);
  const cell = row[name];
  const missing = cell === null || cell === undefined || Number.isNaN(cell);
  const text = typeof cell === "string" ? cell.trim() : cell;
  if (kind === "category" && !missing) {
    const value = [String(cell), String(text)].map((level) => levels.indexOf(level)).find((at) => at >= 0);
    if (value !== undefined) return { value, missing: false, outside: false };
  }
  if (missing || missingMarks.has(text)) return { name, value: fill, missing: true, outside: false };
  if (kind === "category") {
    const value = { refuse: null, base: 0, missing: fill }[unseen];
    if (value !== null) return { value, missing: false, outside: true };
    throw new Error(\`\${JSON.stringify(name)} must be one of \${levels.join(", ")}; got \${text}\`);
  }
  const value = kind === "date" ? daysOf(text) : numberOf(text);
  if (!Number.isFinite(value))
    throw new Error(\`\${JSON.stringify(name)} must be a \${kind === "date" ? "date such as 2024-05-31" : "number"}; got \${text}\`);
  return { value, missing: false, outside: range !== null && (value < range[0] || value > range[1]) };
}

function numberOf(text) {
  if (typeof text === "number") return text;
  return typeof text === "string" && /${decimal.source}/.test(text) ? Number(text) : NaN;
}

/** Days since 1970-01-01, UTC, of a Date, such a number of days, or an ISO text, with or without a time. */
function daysOf(text) {
  if (typeof text === "number") return text;
  if (text instanceof Date) return text.getTime() / 86400000;
  const found = typeof text === "string" && /${isoDate.source}/.exec(text);
  if (!found) return NaN;
  const [, day, time, , , zone] = found;
  const date = new Date(text.slice(0, 10));
  if (date.getUTCDate() !== Number(day)) return NaN;
  if (time === undefined) return date.getTime() / 86400000;
  return Date.parse(text.replace(" ", "T") + (zone === undefined ? "Z" : "")) / 86400000;
}

function encode(features, cells) {
  return features.map(({ factors, center, scale }) => {
    let product = 1;
    for (const factor of factors) {
      const { name, value, missing } = cells[factor.input];
      if (factor.missing) product *= missing ? 1 : 0;
      else if (value === null) throw new Error(\`\${JSON.stringify(name)} is missing\`);
      else product *= factor.level === undefined ? value : value === factor.level ? 1 : 0;
    }
    return (product - center) / scale;
  });
}

function run(layers, x) {
  return layers.reduce((values, [layer, data]) => layer(values, data), x);
}

/** The index of the greatest value, ties to the first. */
function greatest(values) {
  let best = 0;
  for (let j = 1; j < values.length; j++) if (values[j] > values[best]) best = j;
  return best;
}`;

/** What computes a layer. */
const functions: Readonly<Record<LayerKind | 'exp', string>> = {
  affine: `/** x' weights + biases, which are the first term of each sum, or the last. */
function affine(x, { first, biases, weights }) {
  return biases.map((bias, j) => {
    let sum = first ? bias : 0;
    for (let t = 0; t < x.length; t++) sum += x[t] * weights[t][j];
    return first ? sum : sum + bias;
  });
}`,
  constant: `/** The same whatever x is. */
function constant(_, { values }) {
  return values;
}`,
  tanh: `function tanh(x) {
  return x.map((value) => {
    const power = expNegative(2 * Math.abs(value));
    return value < 0 ? (power - 1) / (power + 1) : (1 - power) / (1 + power);
  });
}`,
  rbf: `/** exp(-gamma |x - center|^2) of each center. */
function rbf(x, { gamma, centers }) {
  return centers.map((center) => {
    let squares = 0;
    for (let t = 0; t < x.length; t++) squares += (x[t] - center[t]) * (x[t] - center[t]);
    return expNegative(gamma * squares);
  });
}`,
  nearest: `/** 1 for the nearest center of those that count, ties to the first, 0 for the others. */
function nearest(x, { power, counts, centers }) {
  let best = -1;
  const distances = centers.map((center) => {
    let sum = 0;
    for (let t = 0; t < x.length; t++) sum += Math.abs(x[t] - center[t]) ** power;
    return sum;
  });
  distances.forEach((distance, j) => {
    if (counts[j] && (best < 0 || distance < distances[best])) best = j;
  });
  return distances.map((_, j) => (j === best ? 1 : 0));
}`,
  tree: `/** From the first node on to \`yes\` where the feature is at most \`most\`, else to \`no\`; the shares of the leaf. */
function tree(x, { nodes }) {
  let node = nodes[0];
  while (node.shares === undefined) node = nodes[x[node.feature] <= node.most ? node.yes : node.no];
  return node.shares;
}`,
  'log-sigmoid': `/** log(1 / (1 + exp(-x))). */
function logSigmoid(x) {
  return x.map((value) => Math.min(value, 0) - Math.log1p(expNegative(Math.abs(value))));
}`,
  softmax: `/** exp(x_j) / sum_l exp(x_l). */
function softmax(x) {
  const most = Math.max(...x);
  const powers = x.map((value) => expNegative(most - value));
  const scale = 1 / powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power * scale);
}`,
  exp: `/** exp(-x) for x >= 0, to 2e-13 of it, as moe computes it: with Math.exp the last digits would differ. */
function expNegative(x) {
  if (x >= 745) return 0;
  const steps = Math.floor(x * (64 / Math.LN2));
  const rest = steps * (Math.LN2 / 64) - x;
  const series = 1 + rest * (1 + rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120)))));
  return 2 ** -(steps >> 6) * 2 ** (-(steps & 63) / 64) * series;
}`,
};
