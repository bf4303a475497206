/** A model as a Python module. */
import type { LayerKind } from '../math/layers.js';
import { decimal, isoDate, missingMarks } from '../tables/frame-builder.js';
import { type Data, expertData, featureData, inputData, kindsOf, layerData, type Syntax, written } from './code.js';
import type { Language, Portable } from './contract.js';
import { commented, hex, withoutHidden } from './escapes.js';

const syntax: Syntax = {
  // A float, also where it is whole.
  number: (value) => {
    const text = Object.is(value, -0) ? '-0' : String(value);
    return /[.e]/.test(text) ? text : `${text}.0`;
  },
  text: textOf,
  yes: 'True',
  no: 'False',
  none: 'None',
  key: textOf,
  comment: (text) => `# ${commented(text)}`.trimEnd(),
  indent: '    ',
  space: { braces: '', comment: '  ' },
};

function textOf(value: string): string {
  const quoted = `"${value.replace(/[\\"]/g, '\\$&')}"`;
  return withoutHidden(quoted, (code) => (code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`));
}

const declared = (name: string, data: Data): string => `${name} = ${written(data, syntax)}`;

/** For Python from 3.8 on; of its own library `datetime`, `math` and `re` are imported. */
export const python: Language = {
  name: 'python',
  about: 'a module with a function predict(row)',
  write(model) {
    const { encoding, names, gate } = model;
    return `${[
      [...model.about, '', ...usage(model)].map(syntax.comment).join('\n'),
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

function usage({ target, intervals, probable }: Portable): string[] {
  const classes = target.kind === 'classes';
  const share = intervals === null ? '' : `${Number((100 * intervals.coverage).toPrecision(6))}% of new rows`;
  const more = [
    ...(probable ? ['p (the probability of each class)'] : []),
    ...(share === ''
      ? []
      : classes
        ? [`set (the classes that hold that of ${share})`]
        : [`low and high (which hold the target of ${share})`]),
  ];
  return [
    'predict(row) takes a dict by the names of the columns, with numbers, texts, dates as datetime or ISO text, None where a cell',
    'is missing; and raises a ValueError for a cell that it cannot take. It returns a dict of prediction, expert (from 0), share',
    `(the responsibility of that expert), outside (whether an input lies beyond what was learned from)${more.length === 0 ? '.' : ','}`,
    ...(more.length === 0 ? [] : [`${more.join(' and ')}.`]),
  ];
}

const nameOf = (kind: LayerKind): string => kind.replace('-', '_');

function expertLines(model: Portable): string[] {
  const { target, experts, intervals, probable } = model;
  const widths = intervals === null ? [] : experts.map((_, j) => intervals.experts[j] ?? intervals.all);
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

const reading = `_MISSING = {${[...missingMarks].map(textOf).join(', ')}}
_DECIMAL = re.compile(r"${decimal.source}", re.ASCII)
_DATE = re.compile(r"${isoDate.source}", re.ASCII)


def _cell(row, one):
    """A cell as a number: of a category the index of its level."""
    name, kind, fill = one["name"], one["kind"], one["fill"]
    if name not in row:
        raise ValueError("the row has no column %r" % name)
    cell = row[name]
    missing = cell is None or (isinstance(cell, float) and math.isnan(cell))
    text = cell.strip() if isinstance(cell, str) else cell
    if kind == "category" and not missing:
        for level in (_level(cell), _level(text)):
            if level in one["levels"]:
                return {"value": one["levels"].index(level), "missing": False, "outside": False}
    if missing or (isinstance(text, str) and text in _MISSING):
        return {"name": name, "value": fill, "missing": True, "outside": False}
    if kind == "category":
        value = {"refuse": None, "base": 0, "missing": fill}[one["unseen"]]
        if value is None:
            raise ValueError("%r must be one of %s; got %r" % (name, ", ".join(one["levels"]), cell))
        return {"value": value, "missing": False, "outside": True}
    value = _days(text) if kind == "date" else _number(text)
    if value is None or not math.isfinite(value):
        what = "a date such as 2024-05-31" if kind == "date" else "a number"
        raise ValueError("%r must be %s; got %r" % (name, what, cell))
    limits = one["range"]
    return {"value": value, "missing": False, "outside": limits is not None and not limits[0] <= value <= limits[1]}


def _level(cell):
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _number(text):
    if isinstance(text, str):
        return float(text) if _DECIMAL.match(text) else None
    try:
        return None if isinstance(text, bool) else float(text)
    except (TypeError, ValueError, OverflowError):
        return None


def _days(text):
    """Days since 1970-01-01, UTC, of a date, such a number of days, or an ISO text, with or without a time."""
    if isinstance(text, datetime.datetime):
        since = text.replace(tzinfo=None) - (text.utcoffset() or datetime.timedelta()) - datetime.datetime(1970, 1, 1)
        return since // datetime.timedelta(milliseconds=1) / 86400000
    if isinstance(text, datetime.date):
        return float(text.toordinal() - 719163)
    if not isinstance(text, str):
        return _number(text)
    found = _DATE.match(text)
    if not found:
        return None
    _, time, seconds, fraction, zone = found.groups()
    try:
        days = datetime.date(int(text[:4]), int(text[5:7]), int(text[8:10])).toordinal() - 719163
    except ValueError:
        return None
    if time is None:
        return float(days)
    hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19]) if seconds else 0
    milli = int((fraction[1:] + "00")[:3]) if fraction else 0
    east = 0
    if zone and zone != "Z":
        ahead, past = int(zone[1:3]), int(zone[-2:])
        if ahead > 23 or past > 59:
            return None
        east = (60 * ahead + past) * (-1 if zone[0] == "-" else 1)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and minute + second + milli > 0):
        return None
    return (((days * 24 + hour) * 60 + minute - east) * 60000 + second * 1000 + milli) / 86400000


def _encode(features, cells):
    x = []
    for feature in features:
        product = 1.0
        for factor in feature["factors"]:
            cell = cells[factor["input"]]
            if "missing" in factor:
                product *= 1.0 if cell["missing"] else 0.0
            elif cell["value"] is None:
                raise ValueError("%r is missing" % cell["name"])
            elif "level" in factor:
                product *= 1.0 if cell["value"] == factor["level"] else 0.0
            else:
                product *= cell["value"]
        x.append((product - feature["center"]) / feature["scale"])
    return x


def _run(layers, x):
    for layer, data in layers:
        x = layer(x, data)
    return x


def _greatest(values):
    """The index of the greatest value, ties to the first."""
    return max(range(len(values)), key=values.__getitem__)`;

/** What computes a layer. */
const functions: Readonly<Record<LayerKind | 'exp', string>> = {
  affine: `def affine(x, data):
    """x' weights + biases, which are the first term of each sum, or the last."""
    sums = []
    for j, bias in enumerate(data["biases"]):
        total = bias if data["first"] else 0.0
        for value, weights in zip(x, data["weights"]):
            total += value * weights[j]
        sums.append(total if data["first"] else total + bias)
    return sums`,
  constant: `def constant(x, data):
    """The same whatever x is."""
    return data["values"]`,
  tanh: `def tanh(x, data):
    powers = [exp_negative(2.0 * abs(value)) for value in x]
    return [(p - 1.0) / (p + 1.0) if value < 0.0 else (1.0 - p) / (1.0 + p) for value, p in zip(x, powers)]`,
  rbf: `def rbf(x, data):
    """exp(-gamma |x - center|^2) of each center."""
    powers = []
    for center in data["centers"]:
        squares = 0.0
        for a, b in zip(x, center):
            squares += (a - b) * (a - b)
        powers.append(exp_negative(data["gamma"] * squares))
    return powers`,
  nearest: `def nearest(x, data):
    """1 for the nearest center of those that count, ties to the first, 0 for the others."""
    best, least = -1, math.inf
    for j, center in enumerate(data["centers"]):
        distance = 0.0
        for a, b in zip(x, center):
            distance += abs(a - b) ** data["power"]
        if data["counts"][j] and (best < 0 or distance < least):
            best, least = j, distance
    return [1.0 if j == best else 0.0 for j in range(len(data["centers"]))]`,
  tree: `def tree(x, data):
    """From the first node on to "yes" where the feature is at most "most", else to "no"; the shares of the leaf."""
    node = data["nodes"][0]
    while "shares" not in node:
        node = data["nodes"][node["yes"] if x[node["feature"]] <= node["most"] else node["no"]]
    return node["shares"]`,
  'log-sigmoid': `def log_sigmoid(x, data):
    """log(1 / (1 + exp(-x)))."""
    return [min(value, 0.0) - math.log1p(exp_negative(abs(value))) for value in x]`,
  softmax: `def softmax(x, data):
    """exp(x_j) / sum_l exp(x_l)."""
    most = max(x)
    powers = [exp_negative(most - value) for value in x]
    total = 0.0
    for power in powers:
        total += power
    scale = 1.0 / total
    return [power * scale for power in powers]`,
  exp: `def exp_negative(x):
    """exp(-x) for x >= 0, to 2e-13 of it, as moe computes it: with math.exp the last digits would differ."""
    if x >= 745.0:
        return 0.0
    ln2 = ${Math.LN2}
    steps = int(x * (64.0 / ln2))
    rest = steps * (ln2 / 64.0) - x
    series = 1.0 + rest * (1.0 + rest * (1.0 / 2.0 + rest * (1.0 / 6.0 + rest * (1.0 / 24.0 + rest * (1.0 / 120.0)))))
    return 2.0 ** -(steps >> 6) * 2.0 ** (-(steps & 63) / 64.0) * series`,
};
