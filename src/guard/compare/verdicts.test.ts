import { describe, expect, it } from 'vitest';
import { openResults } from '../../results/results.js';
import { judgementChanges, judgementsOf } from './verdicts.js';

const open = (files: Readonly<Record<string, string>>) =>
  openResults({ name: 'own', where: 'own', text: (file) => files[file] ?? null });
const claims = (...verdicts: readonly (readonly [string, string])[]) =>
  `id,verdict\n${verdicts.map((line) => line.join()).join('\n')}\n`;
const tests = (...outcomes: readonly (readonly string[])[]) =>
  `claim,test,role,under,outcome\n${outcomes.map((line) => line.join()).join('\n')}\n`;

describe('the judgements of a run', () => {
  it('are its verdicts and outcomes, in whatever words', () => {
    const files = {
      'claims.csv': claims(['F1', 'depends on']),
      'tests.csv': tests(['F1', '1', 'stated', '', 'holds'], ['F1', '2', 'control', 'at random', 'fails']),
    };
    expect(judgementsOf(open(files))).toEqual([
      { claim: 'F1', of: '', word: 'depends on' },
      { claim: 'F1', of: 'test 1 (stated)', word: 'holds' },
      { claim: 'F1', of: 'test 2 (control, at random)', word: 'fails' },
    ]);
  });

  it('are none where there are no such tables, or others', () => {
    expect(judgementsOf(open({ 'tests.csv': 'claim,test\nF1,1\n' }))).toEqual([]);
  });
});

describe('the changes of judgements', () => {
  const of = (claim: string, word: string, test = '') => ({ claim, of: test, word });

  it('are told claim by claim, verdict first; a claim of one run alone is one, a test of one alone is none', () => {
    const a = [of('F1', 'reproduced'), of('F2', 'undecided'), of('F3', 'reproduced'), of('F1', 'holds', 'test 1')];
    const b = [of('F1', 'not reproduced'), of('F2', 'undecided'), of('F4', 'reproduced'), of('F1', 'fails', 'test 1')];
    expect(judgementChanges(a, [...b, of('F2', 'holds', 'test 9')])).toEqual([
      { claim: 'F1', of: '', a: 'reproduced', b: 'not reproduced' },
      { claim: 'F1', of: 'test 1', a: 'holds', b: 'fails' },
      { claim: 'F3', of: '', a: 'reproduced', b: null },
      { claim: 'F4', of: '', a: null, b: 'reproduced' },
    ]);
  });

  it('are none between the same', () => {
    expect(judgementChanges([of('F1', 'reproduced')], [of('F1', 'reproduced')])).toEqual([]);
  });
});
