import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { catalogOf } from '../catalog.js';
import { parseSpec, readSpec } from './read.js';
import { fakeVocabulary, smallSpec } from './spec.fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

function parse(text: string, quick = false) {
  return parseSpec(text, 's.yaml', fakeVocabulary, { quick });
}

/** The message that the text is refused with. */
function refused(text: string, quick = false): string {
  try {
    parse(text, quick);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
}

/** The small spec with one passage replaced. */
function having(old: string, replacement: string): string {
  expect(smallSpec.split(old)).toHaveLength(2);
  return smallSpec.replace(old, () => replacement);
}

/**
 * The small spec with one passage replaced is refused with exactly the message, at the place that `¦` marks in the
 * replacement; without a mark the message says the place itself.
 */
function expectRefused(old: string, replacement: string, message: string, quick = false): void {
  const marked = having(old, replacement);
  const before = marked.split('¦')[0]!.split('\n');
  const place = marked.includes('¦') ? `${before.length}:${before.at(-1)!.length + 1} ` : '';
  expect(refused(marked.replace('¦', ''), quick)).toBe(`s.yaml:${place}${message}`);
}

describe('a valid spec', () => {
  it('is written out: defaults filled in, references expanded, methods as given', () => {
    const spec = parse(smallSpec);
    expect(spec.title).toBe('small');
    expect([spec.seed, spec.timeout, spec.about]).toEqual([0, 60, '']);
    expect(spec.tasks.reg).toEqual({
      about: '',
      data: { name: 'lines', n: 90, noise: 0.5 },
      k: 3,
      expert: { name: 'flat' },
      metrics: ['stable', 'error'],
      learn: { direct: { expert: { name: 'svm', C: 2 }, steps: 10 } },
    });
    expect(spec.methods).toEqual({
      argmin: { about: '', learn: 'alternating', trials: 10, parameters: {} },
      lap: { about: '', learn: 'alternating', trials: 5, parameters: { assign: { name: 'lap', solver: 'munkres' } } },
      direct: { about: '', learn: 'direct', trials: 2, parameters: {} },
    });
    expect(spec.sweeps).toEqual([{ over: { noise: { set: ['data.noise'], to: [0, 0.1] } } }]);
    expect(spec.record).toEqual({
      history: 0,
      examples: [{ task: 'reg', trials: [0], methods: ['argmin'] }],
      clusters: [],
      responsibilities: [],
      correct: [],
    });
    expect(spec.figures).toEqual([{ chart: { name: 'figure1', methods: ['argmin'] } }]);
    expect(spec.claims[0]?.tests).toEqual([
      {
        ...{ role: 'stated', under: '', generator: false, task: 'reg', methods: ['argmin'], any: false },
        ...{ metric: 'stable', statistic: 'mean', at: { noise: 0 }, atLeast: 0.5, overSamples: false },
      },
    ]);
    expect(Object.keys(spec)).not.toContain('quick');
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  it('takes an expert for a method, which comes before that of the task', () => {
    const spec = parse(
      having(
        'direct: { learn: direct, trials: 2 }',
        'direct: { learn: direct, trials: 2, expert: { name: svm, C: 3 } }',
      ),
    );
    expect(spec.methods.direct?.expert).toEqual({ name: 'svm', C: 3 });
    expect(spec.methods.direct?.parameters).toEqual({});
  });

  it('keeps the order of tasks and methods', () => {
    expect(Object.keys(parse(smallSpec).methods)).toEqual(['argmin', 'lap', 'direct']);
  });

  it('takes the name of a component alone for the component with its defaults', () => {
    const spec = parse(having('assign: { name: lap, solver: munkres }', 'assign: softmax'));
    expect(spec.methods.lap?.parameters).toEqual({ assign: { name: 'softmax', temperature: 1 } });
  });

  it.each(['7', '{ share: 0.25 }', '{ ofEqual: 1.5 }'])('takes the size %s', (size) => {
    const spec = parse(having('{ name: lap, solver: munkres }', `{ name: lp, min: ${size} }`));
    expect(Object.keys(spec.methods.lap?.parameters.assign ?? {})).toEqual(['name', 'min']);
  });

  it('may use an anchor a few times', () => {
    const spec = parse(having('trials: 5', 'trials: &n 5').replace('trials: 2', 'trials: *n'));
    expect(spec.methods.direct?.trials).toBe(5);
  });
});

describe('quick', () => {
  it('is laid over the spec, mapping by mapping, and names it -quick', () => {
    const spec = parse(smallSpec, true);
    expect(spec.name).toBe('small-quick');
    expect(spec.methods.argmin).toEqual({ ...parse(smallSpec).methods.argmin, trials: 1 });
    expect(spec.methods.lap).toEqual(parse(smallSpec).methods.lap);
  });

  it('changes nothing where it is not asked for', () => {
    expect(parse(smallSpec)).toEqual(parse(smallSpec.slice(0, smallSpec.indexOf('quick:'))));
  });

  it('takes the place of lists and plain values', () => {
    const spec = parse(
      having('    argmin: { trials: 1 }', '    argmin: { trials: 1 }\n  sweeps: []\n  claims: []'),
      true,
    );
    expect(spec.sweeps).toEqual([]);
  });

  it.each([
    [
      'an error in it is found without --quick, at its own place',
      'argmin: { trials: 1 }',
      'argmin: { trials: ¦0 }',
      'quick.methods.argmin.trials must be a whole number at least 1 and at most 1000000; got 0',
    ],
    [
      'an unknown key',
      'argmin: { trials: 1 }',
      'argmin: { ¦trails: 1 }',
      'quick.methods.argmin: unknown key "trails" (did you mean "trials"?); allowed: about, learn, trials, tasks, deterministic, expert, assign, iterations, repair',
    ],
    [
      'a method that it alone has',
      'argmin: { trials: 1 }',
      '¦more: { trials: 1 }',
      'quick.methods.more.learn is missing; it must be one of alternating, direct',
    ],
    ['another name', 'quick:\n', 'quick:\n  ¦name: other\n', 'quick: unknown key "name"; quick keeps it'],
    [
      'no mapping',
      'quick:\n  methods:\n    argmin: { trials: 1 }',
      'quick: ¦3',
      'quick must be a mapping from keys of a spec to other values; got 3',
    ],
  ])('%s', (_, old, replacement, message) => {
    expectRefused(old, replacement, message, true);
  });

  it('is missed when asked for', () => {
    expect(refused(smallSpec.slice(0, smallSpec.indexOf('quick:')), true)).toBe(
      's.yaml: has no section quick, which --quick asks for',
    );
  });
});

describe('a wrong value is refused with its place, what is allowed and what was got', () => {
  it.each([
    [
      'assign: { name: lap, solver: munkres }',
      'assign: ¦lapp',
      'methods.lap.assign must be one of argmin, softmax, lap, lp; got "lapp" (did you mean "lap"?)',
    ],
    [
      'assign: { name: lap, solver: munkres }',
      'assign: { name: ¦lapp }',
      'methods.lap.assign.name must be one of argmin, softmax, lap, lp; got "lapp" (did you mean "lap"?)',
    ],
    [
      'assign: { name: lap, solver: munkres }',
      'assign: { solver: flow }',
      '15:5 methods.lap.assign.name is missing; it must be one of argmin, softmax, lap, lp',
    ],
    [
      'assign: { name: lap, solver: munkres }',
      'assign: ¦3',
      'methods.lap.assign must be one of argmin, softmax, lap, lp; got 3',
    ],
    [
      'assign: { name: lap, solver: munkres }',
      'assign: ¦[lap]',
      'methods.lap.assign must be a name, or a mapping with a name, one of argmin, softmax, lap, lp; got ["lap"]',
    ],
    [
      'solver: munkres',
      'solver: ¦munkre',
      'methods.lap.assign.solver must be one of flow, munkres; got "munkre" (did you mean "munkres"?)',
    ],
    ['solver: munkres', '¦temperature: 1', 'methods.lap.assign: unknown key "temperature"; allowed: name, solver'],
    [
      '{ name: lap, solver: munkres }',
      '{ name: lp, min: { share: ¦2 } }',
      'methods.lap.assign.min.share must be a count of samples, { share: 0..1 } of all samples or { ofEqual: m } times n / k; got 2',
    ],
    [
      '{ name: lap, solver: munkres }',
      '{ name: softmax, temperature: ¦-1 }',
      'methods.lap.assign.temperature must be a number at least 0; got -1',
    ],
    ['C: 2', 'C: ¦0', 'tasks.reg.learn.direct.expert.C must be a number above 0 and at most 10; got 0'],
    ['C: 2', 'C: ¦.nan', 'tasks.reg.learn.direct.expert.C must be a number above 0 and at most 10; got NaN'],
    ['noise: 0.5', 'noise: ¦.inf', 'tasks.reg.data.noise must be a number at least 0; got Infinity'],
    ['noise: 0.5', 'noise: ¦"0.5"', 'tasks.reg.data.noise must be a number at least 0; got "0.5"'],
    ['noise: 0.5', 'n: ¦1.5', 'tasks.reg.data.n must be a whole number at least 1; got 1.5'],
    ['data: { name: lines, noise: 0.5 }', 'data: file', '4:5 tasks.reg.data.path is missing; it must be text'],
    [
      '{ name: lines, noise: 0.5 }',
      '{ name: file, path: a, columns: ¦x }',
      'tasks.reg.data.columns must be a list of names; got "x"',
    ],
    ['k: 3', 'k: ¦0', 'tasks.reg.k must be a whole number at least 1; got 0'],
    ['k: 3', 'k:', '5:7 tasks.reg.k must be a whole number at least 1; got null'],
    ['    k: 3\n', '', '3:3 tasks.reg.k is missing; it must be a whole number at least 1'],
    [
      'name: small\n',
      '',
      '1:1 name is missing; it must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."',
    ],
    [
      'name: small',
      'name: ¦../up',
      'name must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."; got "../up"',
    ],
    [
      'name: small',
      'name: ¦a..b',
      'name must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."; got "a..b"',
    ],
    [
      '  reg:\n',
      '  ¦a/b:\n',
      'tasks: key "a/b" must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."',
    ],
    [
      '  argmin: { learn',
      '  ¦a=b: { learn',
      'methods: key "a=b" must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."',
    ],
    [
      'learn: alternating, trials: 10',
      'learn: alternating, trails: 10',
      '11:3 methods.argmin.trials is missing; it must be a whole number at least 1 and at most 1000000\ns.yaml:11:33 methods.argmin: unknown key "trails" (did you mean "trials"?); allowed: about, learn, trials, tasks, deterministic, expert, assign, iterations, repair',
    ],
    [
      'learn: alternating, trials: 10',
      'learn: ¦alternate, trials: 10',
      'methods.argmin.learn must be one of alternating, direct; got "alternate" (did you mean "alternating"?)',
    ],
    [
      '{ learn: direct, trials: 2 }',
      '¦4',
      'methods.direct must be a mapping with the key learn, one of alternating, direct; got 4',
    ],
    ['trials: 5', 'trials: 5\n    repair: ¦1', 'methods.lap.repair must be true or false; got 1'],
    [
      'record:',
      '¦recrod: 1\nrecord:',
      'unknown key "recrod" (did you mean "record"?); allowed: name, title, about, seed, timeout, tasks, methods, sweeps, record, figures, races, claims, notJudged, times, play, quick',
    ],
    [
      'record:\n',
      'times: [{ task: reg, methods: ¦[], against: lap }]\nrecord:\n',
      'times[0].methods must be a list of one or more methods; got []',
    ],
    [
      'expected: reproduced',
      'expected: ¦maybe',
      'claims[0].expected must be one of not judged, not testable here, undecided, depends on the reading, reproduced, reproduced by calibration, reproduced in part, not as written, holds with a repair, not reproduced; got "maybe"',
    ],
    ['atLeast: 0.5', 'within: ¦[1]', 'claims[0].tests[0].within must be a list of 2 numbers; got [1]'],
    [
      '[stable, error]',
      '[stable, ¦eror]',
      'tasks.reg.metrics[1] must be one of stable, error, starved, gain, test_error, train_error, right; got "eror" (did you mean "error"?)',
    ],
    ['[stable, error]', '[stable, ¦stable]', 'tasks.reg.metrics[1] must not stand twice; got "stable"'],
    ['to: [0, 0.1]', 'to: [0, ¦0]', 'sweeps[0].over.noise.to[1] must not stand twice; got 0'],
    ['to: [0, 0.1]', 'to: ¦[]', 'sweeps[0].over.noise.to must be a list of one or more values; got []'],
    [
      '[{ name: figure1, methods: [argmin] }]',
      '[¦figure2]',
      'figures[0] must be one of figure1, picture, plane, course, swept; got "figure2" (did you mean "figure1"?)',
    ],
  ])('%s -> %s', (old, replacement, message) => {
    expectRefused(old, replacement, message);
  });
});

describe('what must fit together is checked with its place', () => {
  it.each([
    [
      'tasks:\n  reg:\n',
      'tasks:\n  other:\n',
      '21:22 record.examples[0].task must be one of other; got "reg"\ns.yaml:31:17 claims[0].tests[0].task must be one of other; got "reg"',
    ],
    [
      '{ learn: direct, trials: 2 }',
      '{ learn: direct, trials: 2, tasks: [¦rag] }',
      'methods.direct.tasks[0] must be one of reg; got "rag" (did you mean "reg"?)',
    ],
    [', steps: 10', '', '16:3 methods.direct.steps is missing; it must be a whole number at least 1'],
    [
      'set: data.noise',
      'set: ¦data.nose',
      'sweeps[0].over.noise.set must be one of k, data.n, data.noise, learn.assign, learn.iterations, learn.repair on reg/argmin; got "data.nose" (did you mean "data.noise"?)',
    ],
    [
      'methods: [argmin] }]\nfigures',
      'methods: [¦agmin] }]\nfigures',
      'record.examples[0].methods[0] must be one of argmin, lap, direct; got "agmin" (did you mean "argmin"?)',
    ],
    [
      'record:\n',
      'record:\n  clusters: [{ task: ¦rag, trials: [0] }]\n',
      'record.clusters[0].task must be one of reg; got "rag" (did you mean "reg"?)',
    ],
    [
      'trials: [0], methods: [argmin] }]\nfigures',
      'trials: ¦median of eror, methods: [argmin] }]\nfigures',
      'record.examples[0].trials must be the median of one of stable, error; got "eror" (did you mean "error"?)',
    ],
    [
      'record:\n',
      'record:\n  clusters: [{ task: reg, trials: ¦mean of error }]\n',
      'record.clusters[0].trials must be a list of trial indices, no two the same, or the words "median of" and a metric; got "mean of error"',
    ],
    [
      'record:\n',
      'times: [{ task: reg, methods: [argmin, ¦lop], against: lap }]\nrecord:\n',
      'times[0].methods[1] must be one of argmin, lap, direct; got "lop" (did you mean "lap"?)',
    ],
    [
      'record:\n',
      'times: [{ task: reg, methods: [argmin], against: ¦lop }]\nrecord:\n',
      'times[0].against must be one of argmin, lap, direct; got "lop" (did you mean "lap"?)',
    ],
    [
      'figure1, methods: [argmin]',
      'figure1, methods: [¦lop]',
      'figures[0].methods[0] must be one of argmin, lap, direct; got "lop" (did you mean "lap"?)',
    ],
    [
      '[{ name: figure1, methods: [argmin] }]',
      '[{ name: picture, task: ¦rag }]',
      'figures[0].task must be one of reg; got "rag" (did you mean "reg"?)',
    ],
    [
      '[{ name: figure1, methods: [argmin] }]',
      '[{ name: swept, defaults: { noise: 0.1, ¦noize: 1 } }]',
      'figures[0].defaults: unknown key "noize" (did you mean "noise"?); allowed: noise',
    ],
    [
      '[{ name: figure1, methods: [argmin] }]',
      '[{ name: swept, paper: { reg: { argmin: 1, ¦lop: 2 } } }]',
      'figures[0].paper.reg: unknown key "lop" (did you mean "lap"?); allowed: argmin, lap, direct',
    ],
    [
      '[{ name: figure1, methods: [argmin] }]',
      '[{ name: swept, paper: { reg: { argmin: ¦high } } }]',
      'figures[0].paper.reg.argmin must be a number; got "high"',
    ],
    [
      '[{ name: figure1, methods: [argmin] }]',
      '[{ name: swept, metric: ¦eror }]',
      'figures[0].metric must be one of stable, error; got "eror" (did you mean "error"?)',
    ],
    [
      'to: [0, 0.1]',
      'to: [0, ¦-1]',
      'sweeps[0].over.noise.to[1] must be a number at least 0, as data.noise of reg/argmin; got -1',
    ],
    [
      'noise: { set: data.noise, to: [0, 0.1] }',
      'noise: { set: data.noise, to: [0] }\n      ¦trial: { set: k, to: [1] }',
      'sweeps[0].over.trial must not be the name of a column of the results; got "trial"\ns.yaml:32:9 claims[0].tests[0] must be about a cell of the grid; got reg/argmin at noise = 0',
    ],
    [
      'at: { noise: 0 }',
      'at: { ¦nois: 0 }',
      'claims[0].tests[0].at: unknown key "nois" (did you mean "noise"?); allowed: noise',
    ],
    [
      'at: { noise: 0 }, atLeast: 0.5',
      'across: ¦nose, atLeast: 0.5',
      'claims[0].tests[0].across must be one of noise; got "nose" (did you mean "noise"?)',
    ],
    [
      'metric: stable',
      'metric: ¦stabel',
      'claims[0].tests[0].metric must be one of stable, error, seconds; got "stabel" (did you mean "stable"?)',
    ],
    [
      'method: argmin, metric',
      'method: ¦armin, metric',
      'claims[0].tests[0].method must be one of argmin, lap, direct; got "armin" (did you mean "argmin"?)',
    ],
    ['method: argmin, metric', 'metric', '31:9 claims[0].tests[0] must have either method or methods; got neither'],
    ['at: { noise: 0 }, ', '', '31:9 claims[0].tests[0] must be about a cell of the grid; got reg/argmin'],
    [
      'at: { noise: 0 }',
      'at: { noise: 5 }',
      '31:9 claims[0].tests[0] must be about a cell of the grid; got reg/argmin at noise = 5',
    ],
    [
      'atLeast: 0.5',
      'against: { method: ¦lop }, atLeast: 0.5',
      'claims[0].tests[0].against.method must be one of argmin, lap, direct; got "lop" (did you mean "lap"?)',
    ],
    [
      'atLeast: 0.5',
      'atLeast: 0.5, atMost: 1',
      '31:9 claims[0].tests[0] must have exactly one of atLeast, atMost, within, never; got atLeast and atMost',
    ],
    [', atLeast: 0.5', '', '31:9 claims[0].tests[0] must have exactly one of atLeast, atMost, within, never; got none'],
    ['atLeast: 0.5', 'cell: ¦least, atLeast: 0.5', 'claims[0].tests[0].cell must stand beside across; got no across'],
    [
      'at: { noise: 0 }, atLeast: 0.5',
      'across: noise, cell: ¦last, atLeast: 0.5',
      'claims[0].tests[0].cell must be one of least, greatest; got "last" (did you mean "least"?)',
    ],
    ['atLeast: 0.5', 'within: ¦[1, 0]', 'claims[0].tests[0].within must be [low, high] with low <= high; got [1,0]'],
    [
      'expected: reproduced',
      'expected: ¦reproduced in part',
      'claims[0].expected must be one of reproduced; not reproduced; undecided: the verdicts that its tests can give; got "reproduced in part"',
    ],
    [
      'expected: reproduced',
      'calibrated: n\n    expected: ¦reproduced',
      'claims[0].expected must be one of reproduced by calibration; not reproduced; undecided: the verdicts that its tests can give, calibrated; got "reproduced"',
    ],
    [
      'expected: reproduced',
      'chosenAfter: rows of seed 0\n    expected: ¦reproduced',
      'claims[0].expected must be one of reproduced by calibration; not reproduced; undecided: the verdicts that its tests can give, chosen after rows were seen; got "reproduced"',
    ],
    [
      'expected: reproduced',
      'renewed: ¦true\n    expected: reproduced',
      'claims[0].renewed must stand beside chosenAfter; got none',
    ],
    [
      'atLeast: 0.5',
      'role: control, atLeast: 0.5',
      '31:7 claims[0].tests must hold at least one test of the role stated; got none',
    ],
    [
      'atLeast: 0.5',
      'role: ¦statd, atLeast: 0.5',
      'claims[0].tests[0].role must be one of stated, reading, repair, robustness, control; got "statd" (did you mean "stated"?)',
    ],
    [
      'atLeast: 0.5',
      'quote: ¦so, atLeast: 0.5',
      'claims[0].tests[0].quote must stand in a reading; got a test of the role stated',
    ],
    [
      'atLeast: 0.5',
      'generator: ¦true, atLeast: 0.5',
      'claims[0].tests[0].generator must stand in a test of the role robustness; got stated',
    ],
    ['atLeast: 0.5', 'any: ¦true, atLeast: 0.5', 'claims[0].tests[0].any must stand beside several methods; got one'],
    ['atLeast: 0.5', 'never: ¦101', 'claims[0].tests[0].never must be a number above 0 and at most 100; got 101'],
    ['atLeast: 0.5', 'never: ¦0', 'claims[0].tests[0].never must be a number above 0 and at most 100; got 0'],
    ['atLeast: 0.5', 'statistic: median, never: ¦1', 'claims[0].tests[0].never must stand without statistic: median'],
    [
      'at: { noise: 0 }, atLeast: 0.5',
      'across: noise, never: ¦1',
      'claims[0].tests[0].never must stand beside cell where it is across a sweep; got no cell',
    ],
    [
      'at: { noise: 0 }, atLeast: 0.5',
      'effect: { ¦nois: [0, 0.1] }, atLeast: 0.5',
      'claims[0].tests[0].effect: unknown key "nois" (did you mean "noise"?); allowed: noise',
    ],
    [
      'at: { noise: 0 }, atLeast: 0.5',
      'effect: { noise: [0, 1] }, atLeast: 0.5',
      '31:9 claims[0].tests[0] must be about a cell of the grid; got reg/argmin at noise = 0 and 1',
    ],
    [
      'at: { noise: 0 }, atLeast: 0.5',
      'effect: ¦{ noise: [0, 0.1] }, against: { method: lap }, atLeast: 0.5',
      'claims[0].tests[0].effect must stand without against',
    ],
    [
      'atLeast: 0.5',
      'against: ¦{ by: difference }, atLeast: 0.5',
      'claims[0].tests[0].against must name another method, metric, or place; got none',
    ],
    [
      'atLeast: 0.5',
      'against: { method: lap, at: { noise: 7 } }, atLeast: 0.5',
      '31:9 claims[0].tests[0] must be about a cell of the grid; got reg/lap at noise = 7',
    ],
    [
      'atLeast: 0.5',
      'overSamples: ¦true, atLeast: 0.5',
      'claims[0].tests[0].overSamples must be of a share of right test samples; got stable',
    ],
    [
      'sentence: It is stable.',
      'sentence: ¦"It is \\ud83d stable."',
      'claims[0].sentence must be well-formed text; got half a surrogate pair in "It is \\ud83d stable."',
    ],
  ])('%s -> %s', (old, replacement, message) => {
    expectRefused(old, replacement, message);
  });

  it.each([
    ['a reading without a quotation', 'role: reading, under: so', 'tests[1].quote is missing; a reading quotes'],
    ['a repair without its name', 'role: repair', 'tests[1].under is missing; it says which repair this is'],
    [
      'a varied generator where nothing was invented',
      'role: robustness, under: so, generator: true',
      'tests[1].generator must stand in a claim that says what was invented',
    ],
    [
      'a varied generator of no conjunct',
      'under: much }\n      - { task: reg, method: argmin, metric: stable, at: { noise: 0 }, atLeast: 50, role: robustness, under: so, generator: true',
      'tests[2].under must be, or begin with, the condition of the test that it varies, one of "", "much"; got "so"',
    ],
  ])('%s', (_, role, message) => {
    const test = '{ task: reg, method: argmin, metric: stable, at: { noise: 0 }, atLeast: 0.5';
    expect(refused(having('quick:', `      - ${test}, ${role} }\nquick:`))).toContain(`claims[0].${message}`);
  });

  it.each([
    ['atLeast: 0.8', 'atLeast must be in percent, 0 to 100; got 0.8 (did you mean 80?)'],
    ['within: [50, 101]', 'within must be in percent, 0 to 100; got 101'],
    ['atMost: -1', 'atMost must be in percent, 0 to 100; got -1'],
    ['against: { method: lap, by: difference }, atLeast: 101', 'atLeast must be in points, -100 to 100; got 101'],
  ])('a threshold of a share that is not in percent: %s', (threshold, message) => {
    const spec = having('[stable, error]', '[stable, error, right]').replace('metric: stable', 'metric: right');
    expect(refused(spec.replace('atLeast: 0.5', threshold))).toContain(`claims[0].tests[0].${message}`);
  });

  it('a sentence about all samples whose correctness is not kept', () => {
    const spec = having('[stable, error]', '[stable, error, right]').replace('metric: stable', 'metric: right');
    const asked = spec.replace('atLeast: 0.5', 'atLeast: 50, overSamples: true');
    expect(refused(asked)).toContain('overSamples must be of what record.correct keeps; got reg/argmin');
  });

  it('takes a difference of a share below a point, and a ratio', () => {
    const spec = having('[stable, error]', '[stable, error, right]').replace('metric: stable', 'metric: right');
    for (const by of ['difference', 'ratio']) {
      expect(() => parse(spec.replace('atLeast:', `against: { method: lap, by: ${by} }, atLeast:`))).not.toThrow();
    }
  });

  it('an id that two claims have', () => {
    const claim = smallSpec.slice(smallSpec.indexOf('  - id'), smallSpec.indexOf('quick:'));
    expect(refused(having('quick:', `${claim}quick:`))).toBe('s.yaml:32:9 claims[1].id must be unique; got "F1" again');
  });

  it.each(['tasks', 'methods'])('%s that hold nothing', (key) => {
    const text = `name: a\ntasks: {}\nmethods: {}\n`;
    expect(refused(text)).toContain(`${key} must hold at least one; got {}`);
  });

  it('a swept setting may lie in a reference, and several settings may take the same value', () => {
    const swept = having('noise: { set: data.noise, to: [0, 0.1] }', 'noise: { set: [k, data.n], to: [0, 3] }');
    expect(refused(swept.replace('to: [0, 3]', 'to: [2]').replace('at: { noise: 0 }', 'at: { noise: 2 }'))).toBe(
      'accepted',
    );
    const nested = having('  - over:\n', '  - methods: [lap]\n    over:\n').replace(
      'set: data.noise',
      'set: learn.assign.temperature',
    );
    expect(
      refused(nested.replace('{ name: lap, solver: munkres }', 'softmax').replace('method: argmin', 'method: lap')),
    ).toBe('accepted');
    expect(refused(nested)).toContain('got "learn.assign.temperature"');
  });

  it('a component is swept by its name, but not together with what lies in it', () => {
    const ofLap = having('  - over:\n', '  - methods: [lap]\n    over:\n')
      .replace('method: argmin', 'method: lap')
      .replace('at: { noise: 0 }', 'at: { rule: lap }');
    const named = (over: string) => refused(ofLap.replace('noise: { set: data.noise, to: [0, 0.1] }', over));
    expect(named('rule: { set: learn.assign, to: [lap, softmax] }')).toBe('accepted');
    expect(named('rule: { set: learn.assign, to: [lap, lop] }')).toContain('got "lop"');
    const both = 'rule: { set: learn.assign, to: [lap] }\n      solver: { set: learn.assign.solver, to: [flow] }';
    expect(named(both)).toContain('must not be of what is itself swept by name; got "learn.assign.solver"');
  });
});

describe('metrics', () => {
  const measured = (metrics: string) => parse(having('[stable, error]', metrics)).tasks.reg!;

  it('are columns, by name; what they are set to stands beside, where it is not the default', () => {
    expect(measured('[stable, { name: starved }]')).toMatchObject({ metrics: ['stable', 'starved'] });
    expect(measured('[stable, { name: starved, share: 0.01 }]').measures).toBeUndefined();
    expect(measured('[stable, { name: starved, share: 0.1 }]').measures).toEqual({
      starved: { name: 'starved', share: 0.1 },
    });
  });

  it('may be asked for twice, in columns of different names', () => {
    const { metrics, measures } = measured('[stable, starved, { name: starved, as: starved10, share: 0.1 }]');
    expect(metrics).toEqual(['stable', 'starved', 'starved10']);
    expect(measures).toEqual({ starved10: { name: 'starved', share: 0.1 } });
  });

  it.each([
    ['{ name: starved, share: ¦2 }', 'tasks.reg.metrics[1].share must be a number at least 0 and at most 1; got 2'],
    [
      '{ name: starved, ¦shere: 0.1 }',
      'tasks.reg.metrics[1]: unknown key "shere" (did you mean "share"?); allowed: name, as, share',
    ],
    [
      '{ name: starved, as: ¦a/b }',
      'tasks.reg.metrics[1].as must be a name: at most 64 letters, digits, ".", "_" and "-", a letter or digit first, without ".."; got "a/b"',
    ],
    [
      '{ name: starved, as: ¦error }',
      'tasks.reg.metrics[1].as must not be the name of another column of the results; got "error"',
    ],
    [
      '{ name: starved, as: ¦noise }',
      'tasks.reg.metrics[1].as must not be the name of another column of the results; got "noise"',
    ],
  ])('are refused: %s', (metric, message) => {
    expectRefused('[stable, error]', `[stable, ${metric}]`, message);
  });

  it('are claimed by their column', () => {
    const text = having('[stable, error]', '[stable, { name: starved, as: few }]');
    expect(refused(text.replace('metric: stable', 'metric: few'))).toBe('accepted');
    expect(refused(text.replace('metric: stable', 'metric: starved'))).toMatch(/must be one of stable, few, seconds;/);
  });
});

describe('what can have no value is refused before anything runs', () => {
  it.each([
    [
      '[stable, error]',
      '[stable, ¦test_error]',
      'tasks.reg.metrics[1] test_error needs a gate and test samples; data set lines of reg has regression',
    ],
    [
      'record:\n',
      'record:\n  correct: [¦{ task: reg }]\n',
      'record.correct[0] record.correct needs a gate, classes and test samples; data set lines of reg has regression',
    ],
    [
      'figures: [{ name: figure1, methods: [argmin] }]',
      'figures: [¦plane]',
      'figures[0] plane needs two features and record.examples; data set lines of reg has regression',
    ],
    [
      'figures: [{ name: figure1, methods: [argmin] }]',
      'figures: [¦course]',
      'figures[0] course needs record.history; record.history is 0',
    ],
  ])('%s -> %s', (old, replacement, message) => {
    expectRefused(old, replacement, message);
  });

  it('a sweep, where nothing is swept', () => {
    const text = having('  - over:\n      noise: { set: data.noise, to: [0, 0.1] }\n', '  - trials: 1\n').replace(
      'at: { noise: 0 }, ',
      '',
    );
    expect(refused(text.replace(/figures: .*/, 'figures: [swept]'))).toMatch(
      /^s\.yaml:21:11 figures\[0\] swept needs a sweep; nothing is swept on reg$/,
    );
  });

  it('a gate, where no method of the task has one; where one has, others may go without', () => {
    expect(refused(having('[stable, error]', '[stable, train_error]'))).toBe('accepted');
    const ungated = having('{ learn: direct, trials: 2 }', '{ learn: alternating, trials: 2 }');
    expect(refused(ungated.replace('[stable, error]', '[stable, train_error]'))).toBe(
      's.yaml:7:23 tasks.reg.metrics[1] train_error needs a gate; no method on reg has one: argmin, lap, direct',
    );
  });

  it('but not what depends on a file or on parameters, or is not known', () => {
    expect(refused(having('[stable, error]', '[stable, gain]'))).toBe('accepted');
    const file = having('{ name: lines, noise: 0.5 }', '{ name: file, path: a }').replace('set: data.noise', 'set: k');
    const swept = file.replace('to: [0, 0.1]', 'to: [1]').replace('at: { noise: 0 }', 'at: { noise: 1 }');
    expect(refused(swept.replace('[stable, error]', '[stable, test_error]'))).toBe('accepted');
  });
});

describe('a text that is no spec', () => {
  it.each([
    ['', 's.yaml: the file is empty'],
    ['# nothing\n', 's.yaml: the file is empty'],
    ['- a\n', 's.yaml:1:1 a spec must be a mapping; got a list'],
    ['hello', 's.yaml:1:1 a spec must be a mapping; got "hello"'],
    ['name: [a\n', 's.yaml:2:1 is not valid YAML here: deficient indentation (a quote, ] or } may be missing above)'],
    ['name: a\nname: b\n', 's.yaml:2:1 key "name" stands twice'],
    ['name: !!js/function "x"\n', 's.yaml:1:7 is not valid YAML here: unknown tag !!js/function'],
    ['name: !mine x\n', 's.yaml:1:7 is not valid YAML here: unknown tag !mine'],
    ['a: 1\n--- b', 's.yaml:2:5 a spec must be one document; got a second'],
    ['? [a]\n: 1', 's.yaml:1:3 a key must be text'],
    ['a: *b', 's.yaml:1:4 no value above has the anchor "b"'],
    ['a: &a [*a]', 's.yaml:1:8 alias "a" stands within what it stands for'],
    ['__proto__: { name: x }', 's.yaml:1:1 unknown key "__proto__"'],
    ['name: a\ntasks: { constructor: {} }', 's.yaml:2:10 unknown key "constructor"'],
    [
      'about: a: b\n',
      's.yaml:1:9 is not valid YAML here: bad indentation of a mapping entry (text that holds ": " needs quotes)',
    ],
    ['a: !!int x', 's.yaml:1:10 must be what its tag !!int says; got "x"'],
    ['a: 1\r\nb: 2\r\nb: 3\r\n', 's.yaml:3:1 key "b" stands twice'],
    ['%YAML 1.1\n---\n<<: { name: a }', 's.yaml:3:1 unknown key "<<"; allowed'],
    ['a: '.concat('['.repeat(100_000)), 's.yaml: values are nested deeper than 64 levels'],
    ['- '.repeat(400_000), 's.yaml: values are nested deeper than 64 levels'],
  ])('%.40j', (text, message) => {
    expect(
      refused(text)
        .split('\n')
        .some((line) => line.startsWith(message)),
    ).toBe(true);
  });

  it('with a bomb of aliases', () => {
    const lines = Array.from({ length: 8 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`);
    expect(refused(`a0: &a0 x\n${lines.join('\n')}`)).toBe(
      's.yaml:7:10 aliases must stand for at most 100000 values in all',
    );
  });

  it('above 1 MB', () => {
    expect(refused(`about: ${'x'.repeat(1_000_000)}`)).toBe('s.yaml: must be at most 1000000 bytes; got 1000007');
    const path = join(folder, 'large.yaml');
    writeFileSync(path, 'x'.repeat(1_000_001));
    expect(() => readSpec(path, fakeVocabulary)).toThrow(`${path}: must be at most 1000000 bytes; got 1000001`);
  });

  it('says ten things that are wrong, in the order of the file, and how many more there are', () => {
    const lines = refused(Array.from({ length: 15 }, (_, i) => `x${i}: 1`).join('\n')).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^s\.yaml:1:1 name is missing; it must be a name: /);
    expect(lines[9]).toContain('s.yaml:7:1 unknown key "x6"');
    expect(lines[10]).toBe('... and 8 more');
  });
});

describe('sizes that no machine holds', () => {
  it.each([
    ['piecewise-linear', 'n', 'at least 1 and at most 10000000'],
    ['piecewise-linear', 'segments', 'at least 1 and at most 10000'],
    ['smile', 'n', 'at least 3 and at most 10000000'],
  ])('are refused: %s %s', (name, key, range) => {
    const text = `name: large
tasks: { t: { data: { name: ${name}, ${key}: 1000000000000 }, k: 2, expert: linear, metrics: [] } }
methods: { a: { learn: alternating, trials: 1 } }
`;
    const parsed = () => parseSpec(text, 's.yaml', { ...catalogOf(), charts: fakeVocabulary.charts });
    expect(parsed).toThrow(InputError);
    expect(parsed).toThrow(`tasks.t.data.${key} must be a whole number ${range}; got 1000000000000`);
  });
});

describe('a spec with many wrong keys', () => {
  it('is looked through once: suggestions are made for the ten that are shown', () => {
    const text = `${smallSpec}${Array.from({ length: 40_000 }, (_, i) => `title${i}: 1`).join('\n')}`;
    const lines = refused(text).split('\n');
    expect(lines[0]).toMatch(/^s\.yaml:35:1 unknown key "title0" \(did you mean "title"\?\); allowed: name, /);
    expect(lines.slice(9, 11)).toEqual([
      expect.stringContaining('s.yaml:44:1 unknown key "title9"'),
      '... and 39990 more',
    ]);
  });
});

describe('a file', () => {
  it('is read with its text', () => {
    const path = join(folder, 'small.yaml');
    writeFileSync(path, smallSpec);
    const read = readSpec(path, fakeVocabulary);
    expect(read.source).toEqual({ path, text: smallSpec });
    expect(read.spec).toEqual(parse(smallSpec));
  });

  it.each([
    ['missing.yaml', 'no such file'],
    ['.', 'must be a file; got a folder'],
  ])('%s: %s', (name, message) => {
    expect(() => readSpec(join(folder, name), fakeVocabulary)).toThrow(
      new InputError(`${join(folder, name)}: ${message}`),
    );
  });

  it('must be UTF-8', () => {
    const path = join(folder, 'latin1.yaml');
    writeFileSync(path, Buffer.from([0x6e, 0x3a, 0xe9]));
    expect(() => readSpec(path, fakeVocabulary)).toThrow(`${path}: cannot be read as UTF-8 text`);
  });
});

describe('whatever the text, only InputError is thrown', () => {
  const characters = fc.constantFrom(
    ...'abk019 \n\t-:?,[]{}#&*!|>\'"%@`.<=~$\\/é\u0000\ufeff'.split(''),
    '  ',
    '- ',
    ': ',
  );

  it('on garbage', () => {
    const garbage = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: characters, maxLength: 80 }),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        expect(refused(text)).not.toBe('accepted');
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  it('on a spec with a passage cut out or replaced', () => {
    const at = fc.nat(smallSpec.length);
    const damage = fc.tuple(at, fc.nat(20), fc.string({ unit: characters, maxLength: 5 }));
    fc.assert(
      fc.property(damage, ([from, length, put]) => {
        const text = smallSpec.slice(0, from) + put + smallSpec.slice(from + length);
        expect([refused(text), refused(text, true)]).not.toContain('');
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it('on any JSON value in the place of any setting, in our own words', () => {
    const ours = /^s\.yaml:\d+:\d+ .*(must|unknown key|stands twice|is not valid YAML)|^\.\.\. and/;
    const places = [
      'noise: 0.5',
      'k: 3',
      'expert: flat',
      'trials: 5',
      'to: [0, 0.1]',
      'set: data.noise',
      'metric: stable',
      'expected: reproduced',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const key = place.slice(0, place.indexOf(':'));
        const message = refused(having(place, `${key}: ${JSON.stringify(value)}`));
        const foreign = message === 'accepted' ? [] : message.split('\n').filter((line) => !ours.test(line));
        expect(foreign).toEqual([]);
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});
