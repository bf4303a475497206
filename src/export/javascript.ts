/** A model as a JavaScript module. */
import type { LayerKind } from '../math/layers.js';
import { scoreOf } from '../model/intervals.js';
import {
  type Data,
  expertData,
  featureData,
  given,
  headOf,
  inputData,
  kindsOf,
  layerData,
  type Syntax,
  written,
} from './code.js';
import type { Language, Portable } from './contract.js';
import { commented, hex, withoutHidden } from './escapes.js';
import { functions, reading } from './javascript-functions.js';

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
      headOf([...model.about, '', usage(model)], syntax.comment),
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

function usage(model: Portable): string {
  return [
    'predict(row) takes an object by the names of the columns, with numbers, texts, dates as Date or ISO text, null where a cell is',
    `missing; and throws an Error for a cell that it cannot take. It returns ${given(model).join(', ')}.`,
  ].join(' ');
}

const nameOf = (kind: LayerKind): string => (kind === 'log-sigmoid' ? 'logSigmoid' : kind);

function expertLines(model: Portable): string[] {
  const { target, experts, intervals, probable } = model;
  const widths = intervals === null ? [] : experts.map((_, j) => scoreOf(intervals, j));
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
            '  // 1e-12 are rounding: the row that says how far is on the edge.',
            '  const inSet = (label, c) => label === prediction || 1 - probabilities[c] <= most[expert] + 1e-12;',
            '  const set = labels.filter(inSet);',
          ]
        : ['  const [low, high] = [prediction - half[expert], prediction + half[expert]];']),
    `  return { ${keys.join(', ')} };`,
    '}',
  ].join('\n');
}
