import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { findingOf } from './findings.js';
import { parseSpec } from './read.js';
import { fakeVocabulary, smallSpec } from './spec.fixture.js';

const figure = 'figures: [{ name: figure1, methods: [argmin] }]';

/** The small spec whose figure has these keys, too. */
function having(more: string) {
  const text = smallSpec.replace(figure, `figures:\n  - { name: figure1, methods: [argmin], ${more} }`);
  return parseSpec(text, 's.yaml', fakeVocabulary);
}

function refused(more: string): string {
  try {
    having(more);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('the finding of a figure', () => {
  it('is read with its numbers apart from its words, and stays out of the chart', () => {
    const [figure] = having(
      'finding: "Half fail, {F1}, {F1.1|rest} not, {reg/lap/noise=0.1 error median}.", rests: [F1]',
    ).figures;
    expect(figure!.chart).toEqual({ name: 'figure1', methods: ['argmin'] });
    const cell = { task: 'reg', method: 'lap', sweep: { noise: '0.1' }, metric: 'error', statistic: 'median' };
    expect(figure!.finding).toEqual({
      text: [
        'Half fail, ',
        { written: '{F1}', claim: 'F1' },
        ', ',
        { written: '{F1.1|rest}', as: 'rest', claim: 'F1', test: 1 },
        ' not, ',
        { written: '{reg/lap/noise=0.1 error median}', ...cell },
        '.',
      ],
      rests: [{ claim: 'F1' }],
    });
  });

  it('can be said in a few words, too, and be shown as bars of numbers', () => {
    const [figure] = having(
      'finding: "{F1}", short: Half fail, bars: { of: failed, paper: 50, from: { ours: "{F1}" } }',
    ).figures;
    expect(figure!.chart).toEqual({ name: 'figure1', methods: ['argmin'] });
    expect(figure!.finding).toMatchObject({
      short: 'Half fail',
      bars: { of: 'failed', paper: 50, from: [{ label: 'ours', value: { written: '{F1}', claim: 'F1' } }] },
    });
  });

  it('can be of an experiment that is named, and count verdicts', () => {
    expect(findingOf('{x: F1.2} {count} {count: not reproduced}{count: fails}', ['x/F1']).text).toEqual([
      { written: '{x: F1.2}', experiment: 'x', claim: 'F1', test: 2 },
      ' ',
      { written: '{count}', count: 'all' },
      ' ',
      { written: '{count: not reproduced}', count: 'not reproduced' },
      { written: '{count: fails}', count: 'fails' },
    ]);
    expect(findingOf('', ['x/F1']).rests).toEqual([{ claim: 'F1', experiment: 'x' }]);
  });

  const at = 's.yaml:23:50 figures[0].finding';
  it.each([
    ['finding: "{F2} fail"', `${at}: {F2} must name a claim, one of F1; got "F2" (did you mean "F1"?)`],
    ['finding: "{F1.2} fail"', `${at}: {F1.2} must name one of the 1 tests of F1; got 2`],
    [
      'finding: "{rge/lap error}"',
      `${at}: {rge/lap error} must name a task, one of reg; got "rge" (did you mean "reg"?)`,
    ],
    [
      'finding: "{reg/lpa error}"',
      `${at}: {reg/lpa error} must name a method, one of argmin, lap, direct; got "lpa" (did you mean "lap"?)`,
    ],
    [
      'finding: "{reg/lap eror}"',
      `${at}: {reg/lap eror} must name a metric, one of stable, error, seconds; got "eror" (did you mean "error"?)`,
    ],
    [
      'finding: "{reg/lap/noise=1 error}"',
      `${at}: {reg/lap/noise=1 error} must name a cell of the grid: reg/lap/noise=0|0.1`,
    ],
    ['finding: "{reg/lap error}"', `${at}: {reg/lap error} must name a cell of the grid: reg/lap/noise=0|0.1`],
    ['finding: "{x: F1}"', `${at}: {x: F1} must not name an experiment: it is of this one`],
    ['finding: "{count}"', `${at}: {count} is of a study, not of one figure`],
    [
      'finding: "20% {"',
      `${at}: braces must hold a claim, {F1} or {F1.2}, or a cell and a metric, {task/method/k=3 stable}; got "20% {"`,
    ],
    ['finding: x, rests: [F7]', 's.yaml:23:61 figures[0].rests[0] must be one of F1; got "F7" (did you mean "F1"?)'],
    [
      'finding: x, bars: { of: y, from: { ours: "20%" } }',
      's.yaml:23:82 figures[0].bars.from.ours must be one number, such as {F1}; got "20%"',
    ],
    [
      'finding: x, bars: { of: y, from: { ours: "{F7}" } }',
      's.yaml:23:82 figures[0].bars.from.ours: {F7} must name a claim, one of F1; got "F7" (did you mean "F1"?)',
    ],
    [
      'finding: x, bars: { of: y, from: {} }',
      's.yaml:23:74 figures[0].bars.from must have a number or more, by label; got {}',
    ],
    ['short: x', 's.yaml:23:48 figures[0].short is of a finding, which is missing'],
    ['rests: [F1]', 's.yaml:23:48 figures[0].rests is of a finding, which is missing'],
    ['finding: 3', 's.yaml:23:50 figures[0].finding must be text; got 3'],
  ])('%s is refused', (more, message) => {
    expect(refused(more)).toBe(message);
  });
});
