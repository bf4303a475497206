/** A model as a Python module. */
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
import { commented, pythonText } from './escapes.js';
import { functions, reading } from './python-functions.js';

const syntax: Syntax = {
  // A float, also where it is whole.
  number: (value) => {
    const text = Object.is(value, -0) ? '-0' : String(value);
    return /[.e]/.test(text) ? text : `${text}.0`;
  },
  text: pythonText,
  yes: 'True',
  no: 'False',
  none: 'None',
  key: pythonText,
  comment: (text) => `# ${commented(text)}`.trimEnd(),
  indent: '    ',
  space: { braces: '', comment: '  ' },
};

const declared = (name: string, data: Data): string => `${name} = ${written(data, syntax)}`;

/** For Python from 3.8 on; of its own library `datetime`, `math` and `re` are imported. */
export const python: Language = {
  name: 'python',
  about: 'a module with a function predict(row)',
  write(model) {
    const { encoding, names, gate } = model;
    return `${[
      headOf([...model.about, '', usage(model)], syntax.comment),
      'import datetime',
      'import math',
      'import re',
      '',
      ...kindsOf(model).map((kind) => `\n${functions[kind]}\n`),
      '',
      '# What a missing cell is taken for is "fill", of a category the index of a level; "range" is what was learned from.',
      declared('INPUTS', inputData(encoding)),
      '',
      `# What the experts${encoding.gate === null ? ' and the gate' : ''} see: the product of the factors, less center, over scale.`,
      declared('FEATURES', featureData(encoding.experts, names.experts)),
      '',
      ...(encoding.gate === null
        ? []
        : ['# What the gate sees.', declared('GATE_FEATURES', featureData(encoding.gate, names.gate)), '']),
      '# The responsibilities of the experts: what the last of these layers gives.',
      declared('GATE', layerData(gate, names.gate, nameOf)),
      '',
      ...expertLines(model),
      '',
      '',
      predictFunction(model),
      '',
      '',
      reading,
    ]
      .join('\n')
      .trimEnd()}\n`;
  },
};

function usage(model: Portable): string {
  return [
    'predict(row) takes a dict by the names of the columns, with numbers, texts, dates as datetime or ISO text, None where a cell is',
    `missing; and raises a ValueError for a cell that it cannot take. It returns a dict of ${given(model).join(', ')}.`,
  ].join(' ');
}

const nameOf = (kind: LayerKind): string => kind.replace('-', '_');

function expertLines(model: Portable): string[] {
  const { target, experts, intervals, probable } = model;
  const widths = intervals === null ? [] : experts.map((_, j) => scoreOf(intervals, j));
  if (target.kind === 'classes')
    return [
      '# Scores of the classes, of which the greatest is predicted.',
      declared('EXPERTS', expertData(model, nameOf)),
      declared('LABELS', target.labels),
      ...(probable
        ? ['# From scores to probabilities.', declared('SHARES', layerData(experts[0]!.shares, null, nameOf))]
        : []),
      ...(intervals === null
        ? []
        : ['# Of each expert the most that 1 - p may be for a class in the set.', declared('MOST', widths)]),
    ];
  return [
    '# (prediction - center) / scale, where the rounded equations are in the units of the table.',
    declared('EXPERTS', expertData(model, nameOf)),
    declared('TARGET', { fields: { center: target.center, scale: target.scale } }),
    ...(intervals === null ? [] : ['# Of each expert half the width of an interval.', declared('HALF', widths)]),
  ];
}

function predictFunction({ encoding, target, intervals, probable }: Portable): string {
  const classes = target.kind === 'classes';
  const keys = ['prediction', 'expert', 'share', 'outside'];
  if (probable) keys.push('p');
  if (intervals !== null) keys.push(...(classes ? ['set'] : ['low', 'high']));
  const result = (of: (key: string) => string) => `{${keys.map((key) => `"${key}": ${of(key)}`).join(', ')}}`;
  return [
    'def predict(row):',
    '    cells = [_cell(row, one) for one in INPUTS]',
    ...(encoding.missing === 'drop'
      ? ['    if any(cell["missing"] for cell in cells):', `        return ${result(() => 'None')}`]
      : []),
    '    x = _encode(FEATURES, cells)',
    `    responsibilities = _run(GATE, ${encoding.gate === null ? 'x' : '_encode(GATE_FEATURES, cells)'})`,
    '    expert = _greatest(responsibilities)',
    '    share = responsibilities[expert]',
    '    outside = any(cell["outside"] for cell in cells)',
    ...(classes
      ? ['    scores = _run(EXPERTS[expert], x)', '    prediction = LABELS[_greatest(scores)]']
      : ['    prediction = TARGET["center"] + TARGET["scale"] * _run(EXPERTS[expert], x)[0]']),
    ...(probable ? ['    probabilities = _run(SHARES, scores)', '    p = dict(zip(LABELS, probabilities))'] : []),
    ...(intervals === null
      ? []
      : classes
        ? [
            '    # 1e-12 are rounding: the row that says how far is on the edge.',
            '    edge = MOST[expert] + 1e-12',
            '    chosen = [label for label in LABELS if label == prediction or 1.0 - p[label] <= edge]',
          ]
        : ['    low, high = prediction - HALF[expert], prediction + HALF[expert]']),
    `    return ${result((key) => (key === 'set' ? 'chosen' : key))}`,
  ].join('\n');
}
