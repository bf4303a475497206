import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnable } from '../arbitraries.fixture.js';
import { bind } from '../components/parameters.js';
import { InputError } from '../errors.js';
import { kindsOf } from '../experts/conformance.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { stream } from '../math/random.js';
import { plainEncoding } from '../tables/encoding.js';
import { decodeModel, encodeModel } from './codec.js';
import { type Model, modelOf } from './contract.js';
import { bindModel, loader, losses, predict, responsibilities } from './predict.js';

const parts = { experts, gates };
const K = 3;

const text = (model: Model): string => JSON.stringify(encodeModel(model, parts));
const bits = (values: Float64Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** Three experts of a kind, each fitted to every third sample and a few more, and a gate. */
async function modelWith(expert: string, gate: string, d: number, kind = kindsOf(experts.get(expert))[0]!) {
  const task = learnable(kind, 45, d, stream('codec', d));
  const reference = { name: expert };
  const bound = await bind(experts.get(expert));
  const states = Array.from({ length: K }, (_, j) => {
    const rows = Uint32Array.from(task.y.keys()).filter((i) => i % K === j || i % 7 === j);
    const classes = kind === 'classes' ? { classes: 2 } : {};
    return bound.fit({ x: task.x, y: task.y, rows, ...classes }, stream('fit', j));
  });
  const targets = Uint32Array.from({ length: 45 }, (_, i) => i % K);
  const state = (await bind(gates.get(gate))).fit({ x: task.x, targets, k: K }, stream('gate'));
  return { task, model: modelOf(task, reference, states, { reference: { name: gate }, state }) };
}

const cases = experts.all.flatMap((expert) =>
  kindsOf(expert).flatMap((kind) =>
    gates.all.flatMap((gate) => [1, 2, 5].map((d) => ({ expert: expert.name, kind, gate: gate.name, d }))),
  ),
);

describe.each(cases)('$expert of $kind with $gate, d = $d', ({ expert, kind, gate, d }) => {
  it('predicts the same bits after JSON, and is written as the same bytes again', async () => {
    const { task, model } = await modelWith(expert, gate, d, kind);
    const copy = decodeModel(text(model), parts);
    const [before, after] = await Promise.all([model, copy].map((one) => bindModel(one, loader(parts))));
    expect(bits(losses(after!, task).data)).toEqual(bits(losses(before!, task).data));
    expect(bits(responsibilities(after!, task.x).data)).toEqual(bits(responsibilities(before!, task.x).data));
    const [one, other] = [predict(before!, task.x), predict(after!, task.x)];
    expect(other).toEqual(one);
    expect(bits(other.prediction)).toEqual(bits(one.prediction));
    expect(text(copy)).toBe(text(model));
  });
});

it.each([...experts.all, ...gates.all])('$name has a table of all of its state', async ({ name, state }) => {
  const isExpert = experts.all.some((expert) => expert.name === name && expert.state === state);
  const { model } = await modelWith(isExpert ? name : 'linear', isExpert ? 'constant' : name, 2);
  const fitted = isExpert ? model.experts[0] : model.gate!.state;
  expect(state.map((field) => field.name).sort()).toEqual(Object.keys(fitted as object).sort());
});

const line: Model = {
  encoding: plainEncoding(['x1']),
  target: { name: 'y', kind: 'regression', center: 0, scale: 1 },
  expert: { name: 'linear', ridge: 0 },
  experts: [
    { intercept: -0, slopes: Float64Array.of(0.1) },
    { slopes: Float64Array.of(-0), intercept: 5e-324 },
  ],
  gate: {
    reference: { name: 'nearest-mean' },
    state: {
      centres: { data: Float64Array.of(-1, 2 / 3), rows: 2, cols: 1 },
      sizes: Float64Array.of(4, 3),
    },
  },
  origin: null,
};
const classes: Model = {
  ...line,
  target: { name: 'y', kind: 'classes', labels: ['no', 'yes'] },
  expert: { name: 'logistic' },
  experts: [0, 1].map(() => ({ weights: { data: Float64Array.of(1, -1, 0.5, -0.5), rows: 2, cols: 2 } })),
};

/** Learned from a table: columns of every kind, products, cells of their own level, a gate with features of its own. */
const learned: Model = {
  encoding: {
    inputs: [
      { name: 'weight', kind: 'number', fill: 2.5, range: [1, 4] },
      { name: 'day', kind: 'date', fill: null, range: null },
      { name: 'origin', kind: 'category', levels: ['EU', 'JP', '(missing)'], fill: 2, unseen: 'missing' },
    ],
    missing: 'own-level',
    experts: [
      { factors: [{ input: 0 }], center: 2, scale: 0.5 },
      { factors: [{ input: 0, missing: true }], center: 0, scale: 1 },
      { factors: [{ input: 1 }, { input: 2, level: 1 }], center: 0.25, scale: 3 },
    ],
    gate: [{ factors: [{ input: 2, level: 2 }], center: 0, scale: 1 }],
  },
  target: { name: 'mpg', kind: 'regression', center: 20, scale: 4 },
  expert: { name: 'linear', ridge: 0 },
  experts: [0, 1].map((intercept) => ({ intercept, slopes: Float64Array.of(1, 2, 3) })),
  gate: line.gate,
  origin: {
    data: { sha256: 'ab'.repeat(32), rows: 7 },
    options: { expert: { name: 'linear' }, formula: 'mpg ~ .', method: { assign: { name: 'lp', min: 3 }, name: 'm' } },
    timed: false,
    versions: { moe: '1.0.0', node: '20.0.0' },
    training: { shares: [0.25, 0.75], losses: [null, 2] },
  },
};

/** What was damaged with its digest made right: what is then refused is refused for what it says. */
function resealed({ digest: _, ...content }: Record<string, unknown>): Record<string, unknown> {
  return { ...content, digest: createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32) };
}

describe('a model file', () => {
  it('says what it is, has a fixed order, numbers in their shortest form, minus zero as "-0"', () => {
    expect(text(line)).toBe(
      '{"format":"sparse-moe model","version":1,"encoding":{"inputs":[{"name":"x1","kind":"number","fill":null,"range":null}],' +
        '"missing":"refuse","experts":[{"factors":[{"input":0}],"center":0,"scale":1}],"gate":null},' +
        '"target":{"name":"y","kind":"regression","center":0,"scale":1},"expert":{"name":"linear","ridge":0},' +
        '"experts":[{"intercept":"-0","slopes":[0.1]},{"intercept":5e-324,"slopes":["-0"]}],' +
        '"gate":{"reference":{"name":"nearest-mean"},"state":{"centres":[[-1],[0.6666666666666666]],"sizes":[4,3]}},' +
        `"origin":null,"digest":"${JSON.parse(text(line)).digest}"}`,
    );
  });

  it('is read whatever the order of its keys and its spaces, to the same model and bytes', () => {
    const shuffled = (value: unknown): unknown =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, below]) => [key, shuffled(below)]),
          )
        : value;
    const copy = decodeModel(JSON.stringify(shuffled(JSON.parse(text(line))), null, 2), parts);
    expect(copy).toEqual(decodeModel(JSON.parse(text(line)), parts));
    expect(text(copy)).toBe(text(line));
    const whole = decodeModel(JSON.stringify(shuffled(JSON.parse(text(learned)))), parts);
    expect(whole).toEqual(learned);
    expect(text(whole)).toBe(text(learned));
  });

  it('has the parameters of its parts written out, so that other defaults would not change it', () => {
    const { expert } = JSON.parse(text(classes));
    expect(Object.keys(expert)).toEqual(['name', ...Object.keys(experts.get('logistic').parameters)]);
    expect(expert).toEqual(decodeModel(text(classes), parts).expert);
  });

  it('can have no gate', () => {
    const bare = { ...line, gate: null };
    expect(text(decodeModel(text(bare), parts))).toBe(text(bare));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is not written with the number %d', (value) => {
    const broken = { ...line, experts: [line.experts[0], { intercept: 0, slopes: Float64Array.of(value) }] };
    const message = `model.experts[1].slopes[0] must be a finite number; got ${value}`;
    expect(() => encodeModel(broken, parts)).toThrow(new InputError(message));
  });
});

/** What is changed: paths, and the values put there; undefined takes the key away. */
type Edits = Readonly<Record<string, unknown>>;

describe('what is no model file is refused, with what is wrong and where', () => {
  const refused = (given: unknown) => {
    try {
      return `taken: ${text(decodeModel(given, parts))}`;
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as Error).message;
    }
  };

  it.each<[unknown, string]>([
    ['', 'a model file must be whole JSON, as moe fit writes it: '],
    [text(line).slice(0, -1), 'a model file must be whole JSON, as moe fit writes it: '],
    ['[]', 'model.format is missing; it must be "sparse-moe model"'],
    [null, 'model.format is missing; it must be "sparse-moe model"'],
    ['"sparse-moe model"', 'model.format is missing; it must be "sparse-moe model"'],
    ['{"format":"onnx"}', 'model.format must be "sparse-moe model"; got "onnx"'],
    ['{"__proto__":{"format":"sparse-moe model"}}', 'model.format is missing; it must be "sparse-moe model"'],
    [Object.create(JSON.parse(text(line))), 'model.format is missing; it must be "sparse-moe model"'],
  ])('%j', (given, message) => {
    expect(refused(given).slice(0, message.length)).toBe(message);
  });

  const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
  const x = (name: string) => ({ name, kind: 'number', fill: null, range: null });
  const foreign = JSON.parse('{"__proto__":1,"intercept":1,"slopes":[1]}');
  const constant = (shares: readonly number[]) => ({ reference: { name: 'constant' }, state: { shares } });
  const kinds = 'linear, rbf-svm, kernel-logistic, logistic, mlp, constant';
  it.each<[Model, Edits, string]>([
    [line, { version: 2 }, 'version must be 1; got 2: the file was written by a newer version of moe'],
    [line, { version: '1' }, 'version must be 1; got "1"'],
    [line, { 'encoding.inputs': [] }, 'encoding.inputs must be a list of at least one; got []'],
    [line, { 'encoding.inputs.0.kind': 'ranks' }, 'encoding.inputs[0].kind must be one of number, date; got "ranks"'],
    [line, { 'encoding.experts.0.scale': 0 }, 'encoding.experts[0].scale must be above 0; got 0'],
    [line, { 'encoding.inputs.0.name': 1 }, 'encoding.inputs[0].name must be text; got 1'],
    [line, { 'encoding.inputs': [x('a'), x('a')] }, 'encoding.inputs[1] must be another than those before it; got "a"'],
    [line, { encoding: plainEncoding(['a', 'b']) }, 'experts[0].slopes must be a list of 2 numbers; got 1 of them'],
    [
      learned,
      { 'encoding.inputs.0.range': [4, 1] },
      'encoding.inputs[0].range must be the least and the greatest value;',
    ],
    [
      learned,
      { 'encoding.inputs.0.range': [1] },
      'encoding.inputs[0].range must be the least and the greatest value; g',
    ],
    [learned, { 'encoding.inputs.0.range.1': null }, 'encoding.inputs[0].range[1] must be a finite number; got null'],
    [learned, { 'encoding.inputs.0.fill': '2' }, 'encoding.inputs[0].fill must be a finite number; got "2"'],
    [learned, { 'encoding.inputs.0.levels': ['a'] }, 'encoding.inputs[0]: unknown key "range"; allowed: name, kind, '],
    [learned, { 'encoding.inputs.2.levels': [] }, 'encoding.inputs[2].levels must be a list of at least one; got []'],
    [learned, { 'encoding.inputs.2.levels.1': 'EU' }, 'encoding.inputs[2].levels[1] must be another than those before'],
    [learned, { 'encoding.inputs.2.fill': 3 }, 'encoding.inputs[2].fill must be a whole number from 0 to 2; got 3'],
    [
      learned,
      { 'encoding.inputs.2.unseen': 'zero' },
      'encoding.inputs[2].unseen must be one of refuse, base, missing; ',
    ],
    [
      learned,
      { 'encoding.missing': 'zero' },
      'encoding.missing must be one of refuse, drop, mean, own-level; got "zero"',
    ],
    [
      learned,
      { 'encoding.experts.0.factors': [] },
      'encoding.experts[0].factors must be a list of at least one; got []',
    ],
    [
      learned,
      { 'encoding.experts.0.factors.0.input': 3 },
      'encoding.experts[0].factors[0].input must be a whole number ',
    ],
    [
      learned,
      { 'encoding.experts.0.factors.0.input': 2 },
      'encoding.experts[0].factors[0].level is missing; it must be',
    ],
    [
      learned,
      { 'encoding.experts.0.factors.0.level': 1 },
      'encoding.experts[0].factors[0] must be without a level, as ',
    ],
    [
      learned,
      { 'encoding.experts.1.factors.0.missing': 1 },
      'encoding.experts[1].factors[0].missing must be true; got',
    ],
    [
      learned,
      { 'encoding.experts.2.factors.1.level': 3 },
      'encoding.experts[2].factors[1].level must be a whole number ',
    ],
    [
      learned,
      { 'encoding.gate.0.factors.0.level': 0.5 },
      'encoding.gate[0].factors[0].level must be a whole number fro',
    ],
    [learned, { 'encoding.gate.0.scale': -1 }, 'encoding.gate[0].scale must be above 0; got -1'],
    [learned, { 'encoding.gate.0.center': '-0' }, 'encoding.gate[0].center must be a finite number; got "-0"'],
    [learned, { 'encoding.gate': null }, 'gate.state.centres[0] must be a list of 3 numbers; got 1 of them'],
    [learned, { 'target.scale': 0 }, 'target.scale must be above 0; got 0'],
    [learned, { 'origin.data.sha256': 'ab' }, 'origin.data.sha256 must be 64 hexadecimal digits; got "ab"'],
    [learned, { 'origin.data.rows': -1 }, 'origin.data.rows must be a whole number from 0 to '],
    [learned, { 'origin.options': [] }, 'origin.options must be a mapping; got []'],
    [
      learned,
      { 'origin.options.method': nested(9) },
      'origin.options.method.a.a.a.a.a must be a value that is not nest',
    ],
    [
      learned,
      { 'origin.options.method': foreign },
      'origin.options.method must be without a key "__proto__"; got {"__',
    ],
    [learned, { 'origin.timed': 0 }, 'origin.timed must be true or false; got 0'],
    [learned, { 'origin.versions.node': 20 }, 'origin.versions.node must be text; got 20'],
    [
      learned,
      { 'origin.training.shares': [1] },
      'origin.training.shares must be a list of 2, one for each expert; got ',
    ],
    [learned, { 'origin.training.shares.0': 1.5 }, 'origin.training.shares[0] must be a share from 0 to 1; got 1.5'],
    [
      learned,
      { 'origin.training.losses.2': 1 },
      'origin.training.losses must be a list of 2, one for each expert; got ',
    ],
    [learned, { 'origin.training.losses.0': 'low' }, 'origin.training.losses[0] must be a finite number; got "low"'],
    [line, { 'target.kind': 'ranks' }, 'target.kind must be "regression", or "classes" beside labels; got "ranks"'],
    [classes, { 'target.kind': 'regression' }, 'target.kind must be "classes", beside labels; got "regression"'],
    [classes, { 'target.labels.1': 'no' }, 'target.labels[1] must be another than those before it; got "no"'],
    [classes, { 'target.labels.2': 'maybe' }, 'experts[0].weights[0] must be a list of 3 numbers; got 2 of them'],
    [
      ...([classes, { 'target.labels.2': 'maybe', expert: { name: 'rbf-svm' } }] as const),
      'target.labels must be two, for expert rbf-svm; got 3 of them',
    ],
    [line, { 'expert.name': 'liner' }, `expert.name must be one of ${kinds}; got "liner" (did you mean "linear"?)`],
    [line, { expert: 'linear' }, 'expert must be a mapping with a name; got "linear"'],
    [
      ...([line, { expert: { name: 'logistic' } }] as const),
      'expert must be for regression, as model.target; logistic is for classes',
    ],
    [line, { 'expert.C': 1 }, 'expert: unknown key "C"; allowed: name, ridge'],
    [line, { 'expert.ridge': -1 }, 'expert.ridge must be a number at least 0; got -1'],
    [line, { experts: [] }, 'experts must be a list of at least one; got []'],
    [line, { 'experts.1': [1] }, 'experts[1] must be a mapping; got [1]'],
    [line, { 'experts.1.intercept': undefined }, 'experts[1].intercept is missing; it must be there'],
    [
      ...([line, { 'experts.1.slope': 1 }] as const),
      'experts[1]: unknown key "slope" (did you mean "slopes"?); allowed: intercept, slopes',
    ],
    [line, { 'experts.1': foreign }, 'experts[1]: unknown key "__proto__"; allowed: intercept, slopes'],
    [line, { 'experts.0.slopes': 3 }, 'experts[0].slopes must be a list of 1 number; got 3'],
    [line, { 'experts.0.slopes.0': '0' }, 'experts[0].slopes[0] must be a finite number; got "0"'],
    [line, { 'experts.1.intercept': null }, 'experts[1].intercept must be a finite number; got null'],
    [line, { gate: [] }, 'gate must be a mapping; got []'],
    [line, { 'gate.reference.name': 'oracle' }, 'gate.reference.name must be one of nearest-mean, nearest-median, '],
    [line, { 'gate.state.centres.2': [0] }, 'gate.state.centres must be a list of 2 rows; got 3 of them'],
    [line, { 'gate.state.centres.1.1': 0 }, 'gate.state.centres[1] must be a list of 1 number; got 2 of them'],
    [line, { 'gate.state.sizes': [5, -1] }, 'gate.state.sizes must be numbers of at least 0, not all 0; got [5,-1]'],
    [line, { 'gate.state.sizes': [0, 0] }, 'gate.state.sizes must be numbers of at least 0, not all 0; got [0,0]'],
    [
      ...([line, { gate: constant([0.5, 0.6]) }] as const),
      'gate.state.shares must be numbers of at least 0, with sum 1; got [0.5,0.6]',
    ],
    [
      ...([line, { gate: constant([-0.5, 1.5]) }] as const),
      'gate.state.shares must be numbers of at least 0, with sum 1; got [-0.5,1.5]',
    ],
  ])('%# in its place', (model, edits, message) => {
    const file = resealed(edited(JSON.parse(text(model)), edits));
    expect(refused(file).slice(0, message.length + 6)).toBe(`model.${message}`);
    expect(refused(JSON.stringify(file)).slice(0, message.length + 6)).toBe(`model.${message}`);
  });

  const all = 'format, version, encoding, target, expert, experts, gate, origin, digest';
  it.each<[Edits, string]>([
    [{ extra: 1 }, `model: unknown key "extra"; allowed: ${all}`],
    [{ gate: undefined }, 'model.gate is missing; it must be there'],
    [{ digest: undefined }, 'model.digest is missing; it must be there'],
    [{ 'experts.0.slopes.0': 0.2 }, 'model.digest must be "'],
  ])('%j', (edits, message) => {
    expect(refused(edited(JSON.parse(text(line)), edits)).slice(0, message.length)).toBe(message);
  });

  it('also where it is nested too deep to be shown', () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    const given = text(line).replace(/"inputs":\[.*?\]/, `"inputs":${deep}`);
    expect(refused(given)).toBe('model.encoding.inputs[0] must be a mapping; got what JSON cannot hold');
    const options = text(learned).replace('"mpg ~ ."', deep);
    expect(refused(options)).toMatch(
      /^model\.origin\.options\.formula(\[0\])+ must be a value that is not nested so deep/,
    );
  });

  it('also where a list in it is huge', () => {
    const many = `[${'0,'.repeat(1e6)}0]`;
    const message = 'model.experts[0].slopes must be a list of 3 numbers; got 1000001 of them';
    expect(refused(text(learned).replace('[1,2,3]', many))).toBe(message);
  });

  it('a damaged text is refused, or says the same (property)', () => {
    const original = text(line);
    const place = fc.nat(original.length);
    const damage = fc.oneof(
      place.map((at) => original.slice(0, at)),
      fc
        .tuple(place, fc.integer({ min: 1, max: 20 }))
        .map(([at, count]) => original.slice(0, at) + original.slice(at + count)),
      fc
        .tuple(place, fc.string({ maxLength: 3, unit: 'binary' }))
        .map(([at, more]) => original.slice(0, at) + more + original.slice(at)),
      fc
        .tuple(place, fc.constantFrom(...'0123456789-.e"[]{},: '))
        .map(([at, other]) => original.slice(0, at) + other + original.slice(at + 1)),
      fc.tuple(place, place).map(([from, to]) => original.slice(0, from) + original.slice(to)),
    );
    fc.assert(
      fc.property(damage, (given) => {
        const said = refused(given);
        if (said.startsWith('taken: ')) expect(said).toBe(`taken: ${original}`);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('a file with any other value in it, its digest made right, is refused or is a model that predicts (property)', async () => {
    const task = learnable('classes', 5, 1, stream('x'));
    const files = [line, classes, learned].map((model) => JSON.parse(text(model)));
    const edits = files.flatMap((file) => placesOf(file).map((path) => ({ file, path })));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...edits),
        fc.oneof(fc.jsonValue(), fc.constantFrom(...odd)),
        async (edit, value) => {
          const said = refused(resealed(replaced(edit.file, edit.path, value) as Record<string, unknown>));
          if (!said.startsWith('taken: ')) return;
          const model = await bindModel(decodeModel(said.slice('taken: '.length), parts), loader(parts));
          if (model.model.origin !== null) return;
          expect(losses(model, task).cols).toBe(model.states.length);
          if (model.gate !== null)
            expect(predict(model, task.x).expert.every((j) => j < model.states.length)).toBe(true);
        },
      ),
      { seed: 2, numRuns: 2000 },
    );
  });
});

const odd = [
  [],
  {},
  [[]],
  '',
  '-0',
  -1,
  0,
  1.5,
  2 ** 40,
  1e308,
  [0],
  [0, 0],
  [[1], [2]],
  [
    [1, 2],
    [3, 4],
  ],
  'mlp',
  { name: 'mlp' },
  { name: 'softmax' },
];

/** The paths to every value below the top, but for the digest. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).filter(([key]) => key !== 'digest');
  return [...(path.length > 0 ? [path] : []), ...below.flatMap(([key, one]) => placesOf(one, [...path, key]))];
}

function edited(file: unknown, edits: Edits): Record<string, unknown> {
  return Object.entries(edits).reduce((from, [path, by]) => replaced(from, path.split('.'), by), file) as never;
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const below = replaced((value as Readonly<Record<string, unknown>>)[key], rest, by);
  if (Array.isArray(value)) return Object.assign([...value], { [key]: below });
  const copy = { ...(value as object), [key]: below };
  return Object.fromEntries(Object.entries(copy).filter(([, one]) => one !== undefined));
}
