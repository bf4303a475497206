/** What computes a layer, and reads the cells of a row, in JavaScript. */
import type { LayerKind } from '../math/layers.js';
import { decimal, isoDate, missingMarks } from '../tables/frame-builder.js';

/** From a row to features, through layers. */
export const reading = `const missingMarks = new Set(${JSON.stringify([...missingMarks]).replaceAll(',', ', ')});

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
export const functions: Readonly<Record<LayerKind | 'exp', string>> = {
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
